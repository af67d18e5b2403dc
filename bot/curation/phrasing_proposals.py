"""Phrasing proposals: further wordings in which people asked what an answer in use answers, for staff to add.

An answer is given to questions that say nearly the same as one of its phrasings. Other wordings of its topic reach it
only once they are phrasings too. Proposed are the wordings that were not answered, or more disliked than liked, and
that ask the same without the questions before them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.curation import curated_answers
from bot.curation.answer_matcher import MIN_SIMILARITY, match_score
from bot.curation.curated_answers import CuratedAnswer, CuratedAnswerError, CuratedState
from bot.privacy.redaction import remove_masks
from bot.storage import counters
from bot.storage.database import Connection, Row
from bot.storage.interactions import PERSON
from bot.strings import text_digest
from bot.texts import staff_chat
from bot.topics import topics
from bot.topics.similarity import QuestionReader
from bot.topics.topics import UNANSWERED
from retrieval.text.question_text import plain

MAX_PROPOSED = 20
_MAX_WORDINGS = 300  # that are read, the newest
_KEY_DIGITS = 8
_WORDINGS_SQL = f"""
select i.question, i.history, count(*) as count, count(distinct {PERSON}) as people,
  max(i.id) as newest
from members m join interactions i on i.id = m.interaction
where m.topic in (select value from json_each(:topics)) and i.curated is not :number
  and (i.outcome in ({", ".join(f"'{outcome}'" for outcome in UNANSWERED)})
    or (select sum(r.verdict = 'bad') - sum(r.verdict = 'good') from ratings r where r.interaction = i.id) > 0)
group by i.question order by newest desc limit {_MAX_WORDINGS}"""  # noqa: S608
_TOPICS_OF_PHRASINGS = """
select distinct m.topic from curated_phrasings p join interactions i on i.question = p.question
join members m on m.interaction = i.id where p.curated = ? and p.asked"""


@dataclass(frozen=True, slots=True)
class ProposedPhrasing:
    """A wording of a topic, in the words of somebody who asked; how often it was asked, and by how many people."""

    question: str
    count: int
    people: int

    @property
    def key(self) -> str:
        """The name of the proposal within those for one answer."""
        return text_digest(self.question)[:_KEY_DIGITS]


def wordings(db: Connection, number: int) -> tuple[CuratedAnswer, list[Row]]:
    """An answer in use, and the wordings of its topic that it was not given to, the newest first.

    The topic of an answer that was written for none is that of its phrasings, where people have asked them.

    Raises:
        CuratedAnswerError: there is no such answer, or it is not in use.
    """
    found = curated_answers.get(db, number)
    if found.state is not CuratedState.APPROVED:
        raise CuratedAnswerError(staff_chat.PROPOSED_NOT_IN_USE.format(number=number))
    own = [found.topic] if found.topic is not None else [row[0] for row in db.execute(_TOPICS_OF_PHRASINGS, [number])]
    return found, list(db.query(_WORDINGS_SQL, {"topics": json.dumps(own), "number": number}))


def propose(found: CuratedAnswer, rows: Iterable[Row], reader: QuestionReader) -> list[ProposedPhrasing]:
    """The wordings among these rows that the answer is not given to yet, those that most people asked first."""
    known = [reader.read(remove_masks(phrasing)) for phrasing in found.phrasings]
    seen = {plain(phrasing) for phrasing in found.phrasings}
    kept: list[ProposedPhrasing] = []
    for row in rows:
        question, folded = row["question"], plain(row["question"])
        if folded in seen or not stands_alone(row, reader):
            continue
        seen.add(folded)
        asked = reader.read(remove_masks(question))
        if not any(match_score(asked, each) >= MIN_SIMILARITY for each in known):
            kept.append(ProposedPhrasing(question, row["count"], row["people"]))
    kept.sort(key=lambda each: (-each.people, -each.count))
    return kept[: min(MAX_PROPOSED, max(0, curated_answers.MAX_PHRASINGS - len(found.phrasings)))]


def stands_alone(row: Row, reader: QuestionReader) -> bool:
    """Whether a logged question can be a phrasing: it has words, and asks the same without the questions before it."""
    question = remove_masks(row["question"])
    if len(row["question"]) > curated_answers.MAX_PHRASING_LENGTH or not any(map(str.isalnum, question)):
        return False
    history = json.loads(row["history"] or "[]")
    return not history or reader.read(question, history).text == reader.read(question).text


def with_phrasings(found: CuratedAnswer, questions: Sequence[str]) -> CuratedAnswer:
    """The answer with only these phrasings, as they would be stored; they are checked as new ones are."""
    _, phrasings = curated_answers.validate(found.text, found.citations, [*found.phrasings, *questions])
    return replace(found, phrasings=tuple(phrasings[len(found.phrasings) :]))


def add(db: Connection, number: int, questions: Sequence[str], who: str, note: str) -> CuratedAnswer:
    """Add wordings of people to the phrasings of an answer in use; its topic leaves the unanswered queue again.

    They go when the exchanges that they come from are erased, like all phrasings in words of people.

    Raises:
        CuratedAnswerError: the answer is not in use, there are too many phrasings, or nobody has asked one of these
            any more.
    """
    found, rows = wordings(db, number)
    asked = {row["question"] for row in rows}
    if not questions or not asked.issuperset(questions):
        raise CuratedAnswerError(staff_chat.PROPOSED_GONE)
    new = with_phrasings(found, questions).phrasings
    db.table("curated_phrasings").insert_all({"curated": number, "question": each, "asked": 1} for each in new)
    counters.increment(db, "curated")
    if found.topic is not None and topics.topic(db, found.topic):
        points = found.text == staff_chat.POINTED_TEXT
        action = topics.TopicAction.POINTED if points else topics.TopicAction.CURATED
        topics.decide(db, found.topic, action, who, note)
    return curated_answers.get(db, number)
