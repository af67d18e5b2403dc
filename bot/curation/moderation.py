"""Moderation: what staff do about topics: decide, draft and approve answers, add lexicon entries and gold questions.

Everything is in the log's database, so that all of it survives a restart. Methods block: call them in a thread. Ids
of people are Telegram's; they become pseudonyms here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.curation import curated_answers, gold_questions, lexicon_entries
from bot.curation.approval import approve
from bot.curation.cited_spans import CitationLocator, CitedSpan
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.curation.regression_trials import RegressionTrial, RegressionTrials
from bot.dialogue.exchange_history import ExchangeHistory, PastExchange
from bot.privacy.redaction import pseudonym, redact, remove_masks, remove_personal_data
from bot.storage.database import Connection, DatabaseWorker
from bot.strings import mend
from bot.texts import staff_chat
from bot.topics import topics
from bot.topics.assignment import TopicAssigner
from bot.topics.topics import Topic, TopicAction, TopicDecision
from retrieval.models import Passage, Region

MAX_TOPICS = 200  # topics that can be paged through
MAX_WORDINGS = 8
_MAX_EXCHANGES = 300  # exchanges of a topic, the newest
_WAITING_STATES = (CuratedState.DRAFT, CuratedState.SUSPENDED)
_NOT_CITABLE = frozenset({Region.TITLE, Region.FOOTER, Region.NOISE})


@dataclass(frozen=True, slots=True)
class TopicDetails:
    """A topic with its wordings and their counts, its newest exchange and its waiting drafts."""

    topic: Topic
    wordings: tuple[tuple[str, int], ...]
    newest: PastExchange
    drafts: tuple[CuratedAnswer, ...]
    is_gold: bool


class ModerationService:
    """The actions of staff. ``refresh`` makes the serving engine load new lexicon entries. For use from any thread."""

    def __init__(
        self,
        store: DatabaseWorker,
        assigner: TopicAssigner,
        history: ExchangeHistory,
        secret: bytes,
        trials: RegressionTrials,
        refresh: Callable[[], object] = lambda: None,
    ) -> None:
        self._store = store
        self._assigner = assigner
        self._history = history
        self._secret = secret
        self._trials = trials
        self._refresh = refresh

    def alias(self, person: int) -> str:
        """The pseudonym of a staff member."""
        return pseudonym(person, self._secret)

    # --- topics ---

    def unanswered(self) -> list[Topic]:
        """The current unanswered queue, at most `MAX_TOPICS` of it."""
        self._assigner.assign_new()
        return self._store.read(lambda db: topics.unanswered(db, MAX_TOPICS))

    def topic_details(self, number: int) -> TopicDetails | None:
        """A topic; None where there is none of this number any more."""
        self._assigner.assign_new()
        found, rows = self._store.read(
            lambda db: (topics.topic(db, number), topics.recent_questions(db, number, _MAX_EXCHANGES))
        )
        if found is None or not rows:
            return None
        asked = Counter(row["question"] for row in rows)  # the newest first
        # Not on the database's own thread: reading a library may take its time, and others wait for the disk.
        newest = self._history.from_row(rows[0])
        waiting = self._store.read(lambda db: curated_answers.list_answers(db, _WAITING_STATES))
        drafts = tuple(each for each in waiting if each.topic == number)
        return TopicDetails(
            found, tuple(asked.items())[:MAX_WORDINGS], newest, drafts, self.is_gold_question(newest.row)
        )

    def decide(self, number: int, action: TopicAction, person: int, note: str = "") -> TopicDecision:
        """Store a decision about a topic."""
        return self._store.write(lambda db: topics.decide(db, number, action, self.alias(person), note))

    def undo(self, number: int, decision: int) -> bool:
        """Delete a decision; whether it was deleted."""
        return self._store.write(lambda db: topics.undo(db, number, decision))

    def nearest_passages(self, details: TopicDetails, count: int) -> list[Passage]:
        """The passages nearest to a topic: those that its newest reply showed, then those that its wording finds."""
        quotes = details.newest.reply.quotes if details.newest.reply else ()
        found = [quote.passage for quote in quotes]
        found += [hit.passage for hit in self._trials.engine().search(details.topic.wording, count + len(found))]
        citable = (passage for passage in found if passage.clause.place not in _NOT_CITABLE)
        return list({passage.id: passage for passage in citable}.values())[:count]

    def _newest_question(self, number: int) -> tuple[str, tuple[str, ...]]:
        """The newest question of a topic as the engine gets it, with those before it; empty where there is none."""
        rows = self._store.read(lambda db: topics.recent_questions(db, number, 1))
        past = self._history.from_row(rows[0]) if rows else None
        return (remove_personal_data(past.question), past.history) if past else ("", ())

    # --- answers ---

    def draft_pointer(self, number: int, passage: Passage, person: int) -> CuratedAnswer:
        """Draft an answer that only points at this clause, with its best sentence.

        Raises:
            CuratedAnswerError: the topic is gone.
        """
        sentence = self.best_sentence(number, passage)
        return self._draft(number, staff_chat.POINTED_TEXT, (CitedSpan.of(passage, sentence),), (), person)

    def best_sentence(self, number: int, passage: Passage) -> str:
        """The sentence of a clause that is nearest to a topic's question."""
        return self._trials.engine().best_sentence(passage, *self._newest_question(number))

    def draft_answer(
        self, number: int, text: str, sources: Sequence[tuple[str, str]], phrasings: Iterable[str], person: int
    ) -> CuratedAnswer:
        """Draft an answer; each source names a passage and, where only a part of it is cited, that text.

        Raises:
            CuratedAnswerError, PassageNotFoundError: it cannot be stored; the message says what to write instead.
        """
        library = self._trials.engine().library
        citations = tuple(curated_answers.cite(library, wanted, quote) for wanted, quote in sources)
        return self._draft(number, text, citations, phrasings, person)

    def _draft(
        self, number: int, text: str, citations: tuple[CitedSpan, ...], phrasings: Iterable[str], person: int
    ) -> CuratedAnswer:
        who, redacted = self.alias(person), redact(mend(text).strip())

        def add(db: Connection) -> CuratedAnswer:
            asked = (row["question"] for row in topics.recent_questions(db, number, _MAX_EXCHANGES))
            questions = list(dict.fromkeys([*phrasings, *filter(_can_be_phrasing, asked)]))
            # An update that is handled a second time must not draft a second answer.
            for draft in curated_answers.list_answers(db, (CuratedState.DRAFT,)):
                if (draft.topic, draft.author, draft.text, draft.citations) == (number, who, redacted, citations):
                    return draft
            first = questions[: curated_answers.MAX_PHRASINGS]
            return curated_answers.get(db, curated_answers.add(db, text, citations, first, who, number))

        return self._store.write(add)

    def get_answer(self, number: int) -> CuratedAnswer:
        """One answer. Raises `CuratedAnswerError` where there is none of this number."""
        return self._store.read(lambda db: curated_answers.get(db, number))

    def cited_passages(self, found: CuratedAnswer) -> list[Passage | None]:
        """The current passage of each citation; None where the cited text is gone."""
        locator = CitationLocator(self._trials.engine().library, found.citations)
        return [place[0] if (place := locator.find(cited)) else None for cited in found.citations]

    def approve(self, number: int, person: int, seen: str, force: bool) -> CuratedAnswer:
        """Approve a draft. Raises as `bot.curation.approval.approve` does."""
        return approve(self._store, self._trials, number, self.alias(person), seen=seen, force=force)

    def retire(self, number: int, person: int) -> CuratedAnswer:
        """Reject a draft, or withdraw one's own. Raises `CuratedAnswerError` where it is retired already."""
        return self._store.write(lambda db: curated_answers.retire(db, number, self.alias(person)))

    # --- lexicon entries ---

    def try_entries(self, number: int, lines: Sequence[str]) -> RegressionTrial:
        """The effect that lexicon entries would have; takes some seconds."""
        return self._trials.try_entries(lines, *self._newest_question(number))

    def add_entries(self, number: int, lines: Sequence[str], trial: RegressionTrial, person: int) -> TopicDecision:
        """Add lexicon entries, with the result of their trial, and reload the engine."""
        who = self.alias(person)

        def add(db: Connection) -> TopicDecision:
            for line in lines:
                lexicon_entries.add(db, line, who, trial.to_json(), trial.is_worse)
            return topics.decide(db, number, TopicAction.LEXICON, who, "; ".join(lines))

        decision = self._store.write(add)
        self._refresh()
        return decision

    def remove_entries(self, number: int, lines: Sequence[str], decision: int) -> None:
        """Delete lexicon entries, and the decision with them."""

        def remove(db: Connection) -> None:
            for entry in lexicon_entries.list_entries(db):
                if entry.line in lines:
                    lexicon_entries.remove(db, entry.id)
            topics.undo(db, number, decision)

        self._store.write(remove)
        self._refresh()

    # --- gold questions ---

    def add_gold_question(self, past: PastExchange, person: int) -> bool | None:
        """Store an exchange as a gold question; False where it is one already, None where it cannot be one."""
        case = gold_questions.ReviewedExchange.of(past)
        if case is None:
            return None
        return self._store.write(lambda db: gold_questions.add(db, case, self.alias(person))) is not None

    def remove_gold_question(self, interaction: int) -> bool:
        """Delete a gold question; whether there was one."""
        return self._store.write(lambda db: gold_questions.remove(db, interaction))

    def is_gold_question(self, interaction: int) -> bool:
        """Whether an exchange is a gold question."""
        return self._store.read(lambda db: gold_questions.find_by_interaction(db, interaction)) is not None


def _can_be_phrasing(question: str) -> bool:
    return len(question) <= curated_answers.MAX_PHRASING_LENGTH and any(map(str.isalnum, remove_masks(question)))
