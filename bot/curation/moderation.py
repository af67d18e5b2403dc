"""Moderation: what staff do about topics: decide, answer, add lexicon entries and gold questions.

The chat and the command line call it alike. Everything is in the log's database, so that all of it survives a restart.
Methods block: call them in a thread. Ids of people are Telegram's; they become pseudonyms here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.curation import curated_answers, gold_questions, lexicon_entries
from bot.curation.answer_service import MAX_EXCHANGES, AnswerService
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.curation.lexicon_entries import LexiconEntry
from bot.curation.regression_trials import RegressionTrial, RegressionTrials
from bot.dialogue.exchange_history import ExchangeHistory, PastExchange
from bot.privacy.redaction import redact
from bot.storage.database import Connection, DatabaseWorker
from bot.strings import mend
from bot.topics import topics
from bot.topics.assignment import TopicAssigner
from bot.topics.topics import Topic, TopicAction, TopicDecision
from retrieval.evaluation.gold import GoldQuestion
from retrieval.models import Passage, Region

MAX_TOPICS = 200  # topics that can be paged through
MAX_WORDINGS = 8
_SHOWN_STATES = (CuratedState.DRAFT, CuratedState.SUSPENDED, CuratedState.APPROVED)
_NOT_CITABLE = frozenset({Region.TITLE, Region.FOOTER, Region.NOISE})
_BETWEEN_LINES = "; "  # of the note of a decision


@dataclass(frozen=True, slots=True)
class TopicDetails:
    """A topic with its wordings and their counts, its newest exchange, and its answers, drafts and those in use."""

    topic: Topic
    wordings: tuple[tuple[str, int], ...]
    newest: PastExchange
    answers: tuple[CuratedAnswer, ...]
    is_gold: bool


class ModerationService:
    """The actions of staff. ``refresh`` makes the serving engine load new lexicon entries. For use from any thread."""

    def __init__(
        self,
        store: DatabaseWorker,
        assigner: TopicAssigner,
        history: ExchangeHistory,
        trials: RegressionTrials,
        refresh: Callable[[], object] = lambda: None,
    ) -> None:
        self._store = store
        self._assigner = assigner
        self._history = history
        self._trials = trials
        self._refresh = refresh
        self.answers = AnswerService(store, assigner, history, trials)

    def alias(self, person: int) -> str:
        """The pseudonym of a staff member."""
        return self._history.alias(person)

    # --- topics ---

    def unanswered(self) -> list[Topic]:
        """The current unanswered queue, at most `MAX_TOPICS` of it."""
        self._assigner.assign_new()
        return self._store.read(lambda db: topics.unanswered(db, MAX_TOPICS))

    def topic_details(self, number: int) -> TopicDetails | None:
        """A topic; None where there is none of this number any more."""
        self._assigner.assign_new()
        found, rows = self._store.read(
            lambda db: (topics.topic(db, number), topics.recent_questions(db, number, MAX_EXCHANGES))
        )
        if found is None or not rows:
            return None
        asked = Counter(row["question"] for row in rows)  # the newest first
        # Not on the database's own thread: reading a library may take its time, and others wait for the disk.
        newest = self._history.from_row(rows[0])
        written = self._store.read(lambda db: curated_answers.list_answers(db, _SHOWN_STATES))
        answers = tuple(each for each in written if each.topic == number)
        return TopicDetails(
            found, tuple(asked.items())[:MAX_WORDINGS], newest, answers, self.is_gold_question(newest.row)
        )

    def frequent(self) -> list[Topic]:
        """The topics that most people asked about, at most `MAX_TOPICS`."""
        self._assigner.assign_new()
        return self._store.read(lambda db: topics.frequent(db, MAX_TOPICS))

    def decide(self, number: int, action: TopicAction, person: int, note: str = "") -> TopicDecision:
        """Store a decision about a topic. Personal data in the note is masked."""
        said = redact(mend(note).strip())
        return self._store.write(lambda db: topics.decide(db, number, action, self.alias(person), said))

    def note_decision(self, number: int, note: str) -> bool:
        """Store the reason of the newest decision about a topic, masked; whether there is a decision."""
        return self._store.write(lambda db: topics.note_newest(db, number, redact(mend(note).strip())))

    def undo(self, number: int, decision: int) -> bool:
        """Delete a decision, unless a later one was made; whether it was deleted."""
        return self._store.write(lambda db: topics.undo(db, number, decision))

    def undo_newest(self, number: int) -> TopicDecision | None:
        """Delete the newest decision about a topic; None where there is none."""

        def undo(db: Connection) -> TopicDecision | None:
            found = topics.topic(db, number)
            if found and found.decision:
                topics.undo(db, number, found.decision.id)
            return found.decision if found else None

        return self._store.write(undo)

    def nearest_passages(self, details: TopicDetails, count: int) -> list[Passage]:
        """The passages nearest to a topic: those that its newest reply showed, then those that its wording finds."""
        quotes = details.newest.reply.quotes if details.newest.reply else ()
        found = [quote.passage for quote in quotes]
        found += [hit.passage for hit in self._trials.engine().search(details.topic.wording, count + len(found))]
        citable = (passage for passage in found if passage.clause.place not in _NOT_CITABLE)
        return list({passage.id: passage for passage in citable}.values())[:count]

    # --- lexicon entries ---

    def try_entries(self, number: int | None, lines: Sequence[str], asked: str = "") -> RegressionTrial:
        """The effect that lexicon entries would have on the gold questions, and on the newest question of a topic, or
        on the question that is given; takes some seconds.
        """
        question = self.answers.newest_question(number) if number is not None else (asked, ())
        return self._trials.try_entries(lines, *question)

    def add_entries(
        self, number: int | None, lines: Sequence[str], trial: RegressionTrial, person: int
    ) -> TopicDecision | None:
        """Add lexicon entries with the result of their trial, and reload the engine; the decision about their topic."""
        who = self.alias(person)

        def add(db: Connection) -> TopicDecision | None:
            for line in lines:
                lexicon_entries.add(db, line, who, trial.to_json(), trial.is_worse)
            if number is None:
                return None
            return topics.decide(db, number, TopicAction.LEXICON, who, _BETWEEN_LINES.join(lines))

        decision = self._store.write(add)
        self._refresh()
        return decision

    def entries(self) -> list[LexiconEntry]:
        """The lexicon entries of staff, the newest first."""
        return self._store.read(lexicon_entries.list_entries)[::-1]

    def remove_entries(self, lines: Sequence[str]) -> list[LexiconEntry]:
        """Delete lexicon entries, and the decisions that rest on them alone; those that were deleted."""

        def remove(db: Connection) -> list[LexiconEntry]:
            every = lexicon_entries.list_entries(db)
            gone = [entry for entry in every if entry.line in lines]
            for entry in gone:
                lexicon_entries.remove(db, entry.id)
            left = {entry.line for entry in every} - {entry.line for entry in gone}
            for made in topics.decisions_of(db, TopicAction.LEXICON):
                if left.isdisjoint(made.note.split(_BETWEEN_LINES)):
                    topics.undo(db, made.topic, made.id)
            return gone

        gone = self._store.write(remove)
        self._refresh()
        return gone

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

    def find_exchange(self, interaction: int) -> PastExchange | None:
        """An exchange by its number in the log; None where there is none."""
        rows = self._store.read(lambda db: list(db.table("interactions").rows_where("id = ?", [interaction])))
        return self._history.from_row(rows[0]) if rows else None

    def gold_questions(self) -> list[GoldQuestion]:
        """The gold questions of staff, the newest first."""
        return self._store.read(gold_questions.list_cases)[::-1]

    def remove_gold_case(self, key: str) -> bool:
        """Delete the gold question of this id; whether there was one."""
        return self._store.write(lambda db: gold_questions.remove_case(db, key))
