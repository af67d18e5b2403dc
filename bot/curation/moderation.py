"""What staff do at the desk: look at what was not answered, decide about it, draft answers, add words, keep gold cases.

Everything stands in the log's database, so that any of it goes on after a restart. Methods block: call them in a
thread. Ids of people are Telegram's; they become pseudonyms here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.curation import curated_answers, gold_questions, lexicon_entries
from bot.curation.approval import approve
from bot.curation.curated_answers import CitedSpan, CuratedAnswer, CuratedState
from bot.curation.regression_trials import RegressionTrial, RegressionTrials
from bot.dialogue.exchange_history import ExchangeHistory, PastExchange
from bot.privacy.redaction import pseudonym, redact, remove_masks, remove_personal_data
from bot.storage.database import DatabaseWorker, Row
from bot.strings import mend
from bot.texts import desk
from bot.topics import topics
from bot.topics.assignment import TopicAssigner
from bot.topics.topics import Topic, TopicAction, TopicDecision
from retrieval.models import Passage, Region

if TYPE_CHECKING:
    from sqlite_utils import Database

    from retrieval import Engine

MAX_TOPICS = 200  # topics that can be paged through
MAX_WORDINGS = 8
_MAX_EXCHANGES = 300  # exchanges of a topic, the newest
_WAITING_STATES = (CuratedState.DRAFT, CuratedState.SUSPENDED)
_NOT_CITABLE = frozenset({Region.TITLE, Region.FOOTER, Region.NOISE})


@dataclass(frozen=True, slots=True)
class TopicDetails:
    """A topic with its wordings, each with how often it was asked, its newest exchange and its waiting drafts."""

    topic: Topic
    wordings: tuple[tuple[str, int], ...]
    newest: PastExchange
    drafts: tuple[CuratedAnswer, ...]
    is_gold: bool


class ModerationService:
    """The desk. ``refresh`` makes what serves take up what was added; for use from any thread."""

    def __init__(
        self,
        store: DatabaseWorker,
        collector: TopicAssigner,
        memory: ExchangeHistory,
        secret: bytes,
        examiner: RegressionTrials,
        refresh: Callable[[], object] = lambda: None,
    ) -> None:
        self._store = store
        self._assigner = collector
        self._history = memory
        self._secret = secret
        self._trials = examiner
        self._refresh = refresh

    def alias(self, person: int) -> str:
        """The pseudonym of one of the staff."""
        return pseudonym(person, self._secret)

    # --- topics -------------------------------------------------------------------------------------------------

    def unanswered(self) -> list[Topic]:
        """The unanswered queue as it is now, at most `MOST` of it."""
        self._assigner.assign_new()
        return self._store.read(lambda db: topics.unanswered(db, MAX_TOPICS))

    def topic_details(self, number: int) -> TopicDetails | None:
        """A topic; None where there is none of this number any more."""
        self._assigner.assign_new()
        return self._store.read(lambda db: self._topic_details(db, number))

    def _topic_details(self, db: Database, number: int) -> TopicDetails | None:
        found, rows = topics.topic(db, number), topics.recent_questions(db, number, _MAX_EXCHANGES)
        if found is None or not rows:
            return None
        asked = Counter(row["question"] for row in rows)  # the newest first
        drafts = tuple(each for each in curated_answers.list_answers(db, _WAITING_STATES) if each.topic == number)
        newest = self._history.from_row(rows[0])
        starred = gold_questions.find_by_interaction(db, newest.row) is not None
        return TopicDetails(found, tuple(asked.items())[:MAX_WORDINGS], newest, drafts, starred)

    def decide(self, number: int, action: TopicAction, person: int, note: str = "") -> TopicDecision:
        """Keep what was decided."""
        return self._store.write(lambda db: topics.decide(db, number, action, self.alias(person), note))

    def undo(self, number: int, decision: int) -> bool:
        """Take a decision back; whether it was."""
        return self._store.write(lambda db: topics.undo(db, number, decision))

    def nearest_passages(self, opened: TopicDetails, count: int) -> list[Passage]:
        """The clauses that come nearest to a topic: what its newest reply showed, then what its wording finds."""
        quotes = opened.newest.reply.quotes if opened.newest.reply else ()
        found = [quote.passage for quote in quotes]
        found += [hit.passage for hit in self._trials.engine().search(opened.topic.wording, count + len(found))]
        citable = (passage for passage in found if passage.clause.place not in _NOT_CITABLE)
        return list({passage.id: passage for passage in citable}.values())[:count]

    # --- answers ------------------------------------------------------------------------------------------------

    def draft_pointer(self, number: int, passage: Passage, person: int) -> CuratedAnswer:
        """Draft that this clause answers a topic: no words but a pointer, and its best sentence.

        Raises:
            CuratedAnswerError: the topic is gone.
        """
        sentence = self.best_sentence(number, passage)
        return self._draft(number, desk.POINTED_TEXT, [CitedSpan.of(passage, sentence)], (), person)

    def best_sentence(self, number: int, passage: Passage) -> str:
        """The sentence of a clause that comes nearest to what a topic asks."""
        engine = self._trials.engine()
        rows = self._store.read(lambda db: topics.recent_questions(db, number, 1))
        return best_sentence(engine, passage, self._history.from_row(rows[0]) if rows else None)

    def draft_answer(self, number: int, text: str, sources: Sequence[tuple[str, str]], phrasings: Iterable[str],
              person: int) -> CuratedAnswer:  # fmt: skip
        """Draft an answer; each source names a passage and, where not all of it is meant, its words.

        Raises:
            CuratedAnswerError, PassageNotFoundError: it cannot be kept; the message says what to write instead.
        """
        library = self._trials.engine().library
        cited = [curated_answers.cite(library, wanted, quote) for wanted, quote in sources]
        return self._draft(number, text, cited, phrasings, person)

    def _draft(self, number: int, text: str, cited: Sequence[CitedSpan], phrasings: Iterable[str],
               person: int) -> CuratedAnswer:  # fmt: skip
        who, kept = self.alias(person), redact(mend(text).strip())

        def keep(db: Database) -> CuratedAnswer:
            asked = (row["question"] for row in topics.recent_questions(db, number, _MAX_EXCHANGES))
            every = list(dict.fromkeys([*phrasings, *filter(_can_be_phrasing, asked)]))[: curated_answers.MAX_PHRASINGS]
            # An update that is handled a second time must not draft a second answer.
            for each in curated_answers.list_answers(db, (CuratedState.DRAFT,)):
                if (each.topic, each.author, each.text, each.citations) == (number, who, kept, tuple(cited)):
                    return each
            return curated_answers.get(db, curated_answers.add(db, text, cited, every, who, number))

        return self._store.write(keep)

    def get_answer(self, number: int) -> CuratedAnswer:
        """One answer. Raises `CuratedAnswerError` where there is none of this number."""
        return self._store.read(lambda db: curated_answers.get(db, number))

    def cited_passages(self, found: CuratedAnswer) -> list[Passage | None]:
        """The passage of each citation today; None where it is gone."""
        held = self._trials.engine().library.passages
        return [place[0] if (place := cited.locate(held)) else None for cited in found.citations]

    def approve(self, number: int, person: int, seen: str, force: bool) -> CuratedAnswer:
        """Put a draft into use. Raises as `bot.curation.approval.approve` does."""
        who = self.alias(person)
        return approve(self._store, self._trials, number, who, seen=seen, force=force)

    def retire(self, number: int, person: int) -> CuratedAnswer:
        """Send a draft back, or withdraw one's own. Raises `CuratedAnswerError` where it is retired already."""
        return self._store.write(lambda db: curated_answers.retire(db, number, self.alias(person)))

    # --- words --------------------------------------------------------------------------------------------------

    def try_entries(self, number: int, lines: Sequence[str]) -> RegressionTrial:
        """What entries of the lexicon would change; takes some seconds."""
        rows: list[Row] = self._store.read(lambda db: topics.recent_questions(db, number, 1))
        past = self._history.from_row(rows[0]) if rows else None
        return self._trials.try_entries(
            lines, remove_personal_data(past.question) if past else "", past.history if past else ()
        )

    def add_entries(self, number: int, lines: Sequence[str], trial: RegressionTrial, person: int) -> TopicDecision:
        """Add entries to the lexicon, with what the trial found, and take them up."""
        who = self.alias(person)

        def keep(db: Database) -> TopicDecision:
            for line in lines:
                lexicon_entries.add(db, line, who, trial.to_json(), trial.is_worse)
            return topics.decide(db, number, TopicAction.LEXICON, who, "; ".join(lines))

        made = self._store.write(keep)
        self._refresh()
        return made

    def remove_entries(self, number: int, lines: Sequence[str], decision: int) -> None:
        """Take entries out again, and the decision with them."""

        def remove(db: Database) -> None:
            for word in lexicon_entries.list_entries(db):
                if word.line in lines:
                    lexicon_entries.remove(db, word.id)
            topics.undo(db, number, decision)

        self._store.write(remove)
        self._refresh()

    # --- gold questions -----------------------------------------------------------------------------------------

    def add_gold_question(self, past: PastExchange, person: int) -> bool | None:
        """Keep an exchange as a gold question; False where it is one already, None where it cannot be one."""
        case = gold_questions.ReviewedExchange.of(past)
        if case is None:
            return None
        return self._store.write(lambda db: gold_questions.add(db, case, self.alias(person))) is not None

    def remove_gold_question(self, interaction: int) -> bool:
        """Drop it; whether there was one."""
        return self._store.write(lambda db: gold_questions.remove(db, interaction))

    def is_gold_question(self, interaction: int) -> bool:
        """Whether an exchange is a gold question."""
        return self._store.read(lambda db: gold_questions.find_by_interaction(db, interaction)) is not None


def _can_be_phrasing(question: str) -> bool:
    return len(question) <= curated_answers.MAX_PHRASING_LENGTH and any(map(str.isalnum, remove_masks(question)))


def best_sentence(engine: Engine, passage: Passage, past: PastExchange | None) -> str:
    """The sentence of a passage that ranks first for a question; the passage whole where it has no sentences."""
    mine = [at for at, each in enumerate(engine.index.sentences) if each.passage.id == passage.id]
    if not mine:
        return passage.text
    if past is None:
        return engine.index.sentences[mine[0]].text
    scores = engine.gather(engine.analyse(remove_personal_data(past.question), past.history)).scores
    return engine.index.sentences[mine[int(np.argmax(scores[mine]))]].text
