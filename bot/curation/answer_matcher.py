"""Curated-answer matcher: finds the staff answer to a question before the engine is asked.

Its rule is stricter than that of clustering. A staff answer is given only where a question says nearly the same as one
of its phrasings, has no decisive difference, has no two words in exchanged positions (甲告乙 is not 乙告甲), and is not
as close to another staff answer. Every other question goes to the engine.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.curation import curated_answers
from bot.curation.cited_spans import CitationLocator, CitedSpan
from bot.curation.curated_answers import AnswerWording, CuratedAnswer
from bot.dialogue.conversation import CuratedMatch
from bot.privacy.redaction import remove_masks
from bot.storage.database import BACKOFF_SECONDS, DatabaseWorker
from bot.topics.similarity import (
    QuestionFeatures,
    QuestionReader,
    differ_decisively,
    index_keys,
    question_similarity,
    shared_key_counts,
    similarity_bound,
)
from retrieval import Library
from retrieval.models import Outcome, Passage, Quote, Reply
from retrieval.scoring.candidates import sentences

# Measured by `python -m benchmarks.answer_matching`; docs/quality.md has the figures.
MIN_SIMILARITY, MIN_MARGIN = 0.9, 0.03
MAX_QUOTE_LENGTH = 300  # characters
# Postings that are looked up for a question, and wordings that it is compared with.
_MAX_POSTINGS, _MAX_COMPARED = 1500, 40

_LOGGER = logging.getLogger(__name__)


class WordingIndex:
    """Immutable index of the wordings of staff answers."""

    def __init__(self, entries: Iterable[tuple[int, QuestionFeatures]]) -> None:
        """Each wording comes with the number of its answer."""
        self._entries = tuple(entries)
        self._by_index_key: dict[str, list[int]] = defaultdict(list)
        for at, (_, asked) in enumerate(self._entries):
            for feature in index_keys(asked):
                self._by_index_key[feature].append(at)

    def find(self, asked: QuestionFeatures) -> int | None:
        """The number of the answer that a question asks for; None where there is none, or where two are as close."""
        best: dict[int, float] = {}
        exact = set()
        # Compared are the wordings that share most of the question's rarest index keys.
        shared = shared_key_counts(index_keys(asked), self._by_index_key, _MAX_POSTINGS)
        for at in sorted(shared, key=lambda at: (-shared[at], at))[:_MAX_COMPARED]:
            number, wording = self._entries[at]
            if asked.text == wording.text:
                exact.add(number)
            best[number] = max(best.get(number, 0.0), match_score(asked, wording))
        if len(exact) == 1:  # staff wrote exactly these words for this answer
            return exact.pop()
        first, second = (*sorted(best.items(), key=lambda item: -item[1]), (0, 0.0), (0, 0.0))[:2]
        return first[0] if first[1] >= MIN_SIMILARITY and first[1] - second[1] > MIN_MARGIN else None


def match_score(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    """The similarity of two questions, 0 to 1; 0 where they differ decisively or are far apart."""
    if similarity_bound(ours, theirs) < MIN_SIMILARITY - MIN_MARGIN:
        return 0.0
    return 0.0 if differ_decisively(ours, theirs) or _is_reordered(ours, theirs) else question_similarity(ours, theirs)


def _is_reordered(ours: QuestionFeatures, theirs: QuestionFeatures) -> bool:
    """Whether the shared words stand in another order, beyond one moved run of them: 选聘顾问, 顾问选聘.

    To move a run is to exchange two neighbouring runs. Who does what to whom takes more than that.
    """
    first = [word for word in ours.words if word in theirs.words]
    second = [word for word in theirs.words if word in ours.words]
    while first and first[0] == second[0]:
        first, second = first[1:], second[1:]
    while first and first[-1] == second[-1]:
        first, second = first[:-1], second[:-1]
    at = first.index(second[0]) if first else 0
    return first[at:] + first[:at] != second


@dataclass(frozen=True, slots=True)
class _MatcherState:
    """The answers in use as replies without a question, for one version of the answers and one of the library."""

    version: tuple[tuple[int, int], str]
    replies: dict[int, Reply]
    wordings: WordingIndex


class CuratedAnswerMatcher:
    """Gives staff answers. What another process approves or suspends takes effect with the next question.

    Where the store cannot be read, and for an answer whose citations are not in the library, the engine answers. For
    use from any thread.
    """

    def __init__(
        self, store: DatabaseWorker, library: Callable[[], Library], reader: Callable[[], QuestionReader]
    ) -> None:
        """``reader`` makes a reader for the current library."""
        self._store = store
        self._library = library
        self._make_reader = reader
        self._state: _MatcherState | None = None
        self._reader: tuple[str, QuestionReader] | None = None
        self._building = threading.Lock()
        self._retry_at = 0.0  # monotonic time until which the store is not read

    def answer(self, question: str, history: Sequence[str] = ()) -> CuratedMatch | None:
        """The staff answer to a question, if there is one. ``history`` counts where the question refers back to it."""
        if time.monotonic() < self._retry_at:
            return None
        started = time.perf_counter()
        try:
            state, reader = self._current_state()
        except (OSError, sqlite3.Error) as error:
            self._retry_at = time.monotonic() + BACKOFF_SECONDS
            _LOGGER.error("staff answers cannot be read and are not used: %s", error)
            return None
        if reader is None:
            return None
        number = state.wordings.find(reader.read(question, history))
        if number is None:
            return None
        elapsed = (time.perf_counter() - started) * 1000
        return CuratedMatch(number, replace(state.replies[number], question=question, elapsed_ms=elapsed))

    def _current_state(self) -> tuple[_MatcherState, QuestionReader | None]:
        """The current state, rebuilt where something changed; without a reader where there is no answer."""
        library = self._library()
        version = self._store.read(curated_answers.version), library.version
        with self._building:
            if self._state is None or self._state.version != version:
                self._state = self._build_state(version, library)
            return self._state, self._reader[1] if self._reader and self._state.replies else None

    def _build_state(self, version: tuple[tuple[int, int], str], library: Library) -> _MatcherState:
        approved = self._store.read(curated_answers.approved_with_phrasings)
        locator = CitationLocator(library, (cited for answer, _ in approved for cited in answer.citations))
        served = {answer.id: made for answer, _ in approved if (made := _reply_with(answer, locator))}
        if not served:
            return _MatcherState(version, {}, WordingIndex(()))
        if self._reader is None or self._reader[0] != library.version:
            self._reader = library.version, self._make_reader()
        reader = self._reader[1]
        used = ((answer.id, wording) for answer, wordings in approved if answer.id in served for wording in wordings)
        entries = ((number, _wording_features(reader, wording)) for number, wording in used)
        return _MatcherState(version, served, WordingIndex(entries))


def _reply_with(answer: CuratedAnswer, locator: CitationLocator) -> Reply | None:
    """The reply that gives an answer, its quotes cut from the current library; None where a cited text is gone."""
    found = [(cited, locator.find(cited)) for cited in answer.citations]
    quotes = tuple(to_quote(cited, *place) for cited, place in found if place)
    return Reply("", Outcome.ANSWER, quotes, written=answer.text) if len(quotes) == len(found) else None


def to_quote(cited: CitedSpan, passage: Passage, start: int) -> Quote:
    """The shown part of a citation whose text begins at ``start``: that text; of a whole clause or a long text the
    first sentences within `MAX_QUOTE_LENGTH`.
    """
    end = start + len(cited.text)
    if end - start > MAX_QUOTE_LENGTH or cited.text == passage.text:
        inside = [each for each in sentences(passage, MAX_QUOTE_LENGTH) if start <= each.start and each.end <= end]
        if inside:
            start = inside[0].start
        ends = [each.end for each in inside if each.end - start <= MAX_QUOTE_LENGTH]
        end = max(ends, default=min(end, start + MAX_QUOTE_LENGTH))
    return Quote(passage.text[start - passage.start : end - passage.start], start, end, passage)


def _wording_features(reader: QuestionReader, wording: AnswerWording) -> QuestionFeatures:
    # Questions come without the masks of personal data, so wordings are compared without them.
    before = (remove_masks(wording.before),) if wording.before else ()
    return reader.read(remove_masks(wording.question), before)
