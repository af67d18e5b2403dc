"""Answer service: what staff do with answers: draft, point at a clause, edit, approve, retire, add phrasings.

The chat and the command line call it alike. Methods block: call them in a thread. Ids of people are Telegram's; they
become pseudonyms here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.curation import curated_answers, phrasing_proposals
from bot.curation.approval import FORCED_NOTE, approve, check_gold_questions
from bot.curation.cited_spans import CitationLocator, CitedSpan
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.curation.phrasing_proposals import ProposedPhrasing
from bot.curation.regression_trials import RegressionTrials
from bot.dialogue.exchange_history import ExchangeHistory
from bot.privacy.redaction import redact, remove_personal_data
from bot.storage.database import Connection, DatabaseWorker
from bot.strings import mend
from bot.texts import staff_chat
from bot.topics import topics
from bot.topics.assignment import TopicAssigner
from bot.topics.similarity import QuestionReader
from retrieval.models import Passage

MAX_EXCHANGES = 300  # exchanges of a topic, the newest


class AnswerService:
    """The actions of staff on answers. For use from any thread."""

    def __init__(
        self, store: DatabaseWorker, assigner: TopicAssigner, history: ExchangeHistory, trials: RegressionTrials
    ) -> None:
        self._store = store
        self._assigner = assigner
        self._history = history
        self._trials = trials

    def newest_question(self, number: int) -> tuple[str, tuple[str, ...]]:
        """The newest question of a topic as the engine gets it, with those before it; empty where there is none."""
        rows = self._store.read(lambda db: topics.recent_questions(db, number, 1))
        past = self._history.from_row(rows[0]) if rows else None
        return (remove_personal_data(past.question), past.history) if past else ("", ())

    def best_sentence(self, number: int, passage: Passage) -> str:
        """The sentence of a clause that is nearest to a topic's question."""
        return self._trials.engine().best_sentence(passage, *self.newest_question(number))

    def draft_pointer(self, number: int, passage: Passage, person: int) -> CuratedAnswer:
        """Draft an answer that only points at this clause, with its best sentence.

        Raises:
            CuratedAnswerError: the topic is gone.
        """
        sentence = self.best_sentence(number, passage)
        return self._draft(number, staff_chat.POINTED_TEXT, (CitedSpan.of(passage, sentence),), (), person)

    def draft(
        self, number: int, text: str, sources: Sequence[tuple[str, str]], phrasings: Iterable[str], person: int
    ) -> CuratedAnswer:
        """Draft an answer to a topic, for all its wordings; each source names a passage and, where only a part of it
        is cited, that text.

        Raises:
            CuratedAnswerError, PassageNotFoundError: it cannot be stored; the message says what to write instead.
        """
        return self._draft(number, text, self.citations(sources), phrasings, person)

    def citations(self, sources: Iterable[tuple[str, str]]) -> tuple[CitedSpan, ...]:
        """The citations of these sources. Raises CuratedAnswerError or PassageNotFoundError for a wrong one."""
        library = self._trials.engine().library
        return tuple(curated_answers.cite(library, wanted, quote) for wanted, quote in sources)

    def _draft(
        self, number: int, text: str, citations: tuple[CitedSpan, ...], phrasings: Iterable[str], person: int
    ) -> CuratedAnswer:
        who, redacted, reader = self._history.alias(person), redact(mend(text).strip()), self._reader()

        def add(db: Connection) -> CuratedAnswer:
            rows = topics.recent_questions(db, number, MAX_EXCHANGES)
            asked = (row["question"] for row in rows if phrasing_proposals.stands_alone(row, reader))
            questions = list(dict.fromkeys([*phrasings, *asked]))
            # An update that is handled a second time must not draft a second answer.
            for draft in curated_answers.list_answers(db, (CuratedState.DRAFT,)):
                if (draft.topic, draft.author, draft.text, draft.citations) == (number, who, redacted, citations):
                    return draft
            first = questions[: curated_answers.MAX_PHRASINGS]
            return curated_answers.get(db, curated_answers.add(db, text, citations, first, who, number))

        return self._store.write(add)

    def edit(
        self, number: int, person: int, text: str | None, sources: Sequence[tuple[str, str]], phrasings: Sequence[str]
    ) -> CuratedAnswer:
        """Replace the parts of an answer that are given; it becomes a draft of this person.

        Raises:
            CuratedAnswerError, PassageNotFoundError: it cannot be stored; the message says what to write instead.
        """
        given = text, self.citations(sources) or None, phrasings or None
        return self._store.write(lambda db: curated_answers.edit(db, number, self._history.alias(person), *given))

    def get(self, number: int) -> CuratedAnswer:
        """One answer. Raises `CuratedAnswerError` where there is none of this number."""
        return self._store.read(lambda db: curated_answers.get(db, number))

    def list_answers(self) -> list[CuratedAnswer]:
        """All answers but retired ones, the newest first."""
        states = (CuratedState.DRAFT, CuratedState.APPROVED, CuratedState.SUSPENDED)
        return self._store.read(lambda db: curated_answers.list_answers(db, states))[::-1]

    def cited_passages(self, found: CuratedAnswer) -> list[Passage | None]:
        """The current passage of each citation; None where the cited text is gone."""
        locator = CitationLocator(self._trials.engine().library, found.citations)
        return [place[0] if (place := locator.find(cited)) else None for cited in found.citations]

    def approve(self, number: int, person: int, seen: str = "", force: bool = False) -> CuratedAnswer:
        """Approve a draft. Raises as `bot.curation.approval.approve` does."""
        return approve(self._store, self._trials, number, self._history.alias(person), seen=seen, force=force)

    def retire(self, number: int, person: int) -> CuratedAnswer:
        """Reject a draft, or take an answer out of use. Raises `CuratedAnswerError` where it is retired already."""
        return self._store.write(lambda db: curated_answers.retire(db, number, self._history.alias(person)))

    def proposals(self, number: int) -> list[ProposedPhrasing]:
        """The wordings of an answer's topic that it is not given to yet.

        Raises:
            CuratedAnswerError: there is no such answer, or it is not in use.
        """
        self._assigner.assign_new()
        found, rows = self._store.read(lambda db: phrasing_proposals.wordings(db, number))
        return phrasing_proposals.propose(found, rows, self._reader())

    def add_phrasings(self, number: int, keys: Sequence[str], person: int, force: bool = False) -> CuratedAnswer:
        """Add the proposals of these keys to an answer in use, or all where no key is given; ``force`` skips the gold
        questions.

        Raises:
            ContradictionError: one of them asks a gold question whose sentence the answer does not cite.
            CuratedAnswerError: the answer is not in use, or a proposal is gone.
        """
        proposed = [each.question for each in self.proposals(number) if not keys or each.key in keys]
        if len(proposed) < len(keys):
            raise curated_answers.CuratedAnswerError(staff_chat.PROPOSED_GONE)
        if not force:
            new = phrasing_proposals.with_phrasings(self.get(number), proposed)
            check_gold_questions(self._trials, self._trials.engine(), new, staff_chat.PROPOSED_CONTRADICTED)
        who, note = self._history.alias(person), f"{number} {FORCED_NOTE}" if force else str(number)
        return self._store.write(lambda db: phrasing_proposals.add(db, number, proposed, who, note))

    def _reader(self) -> QuestionReader:
        library = self._trials.engine().library
        return QuestionReader(library.lexicon, library.gazetteer)
