"""Whether a question asks for a staff answer: matched before the engine is asked, by a stricter gate than grouping.

A staff answer is given only where a question says nearly the same as one of its phrasings, differs in nothing that
decides, has no two words that changed places (甲告乙 is not 乙告甲), and comes near to no other staff answer. What
falls short of that is the engine's to answer.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.curation import curated_answers
from bot.curation.cited_spans import CitationLocator, CitedSpan
from bot.curation.curated_answers import AnswerWording, CuratedAnswer
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
from retrieval.models import Outcome, Passage, Quote, Reply

if TYPE_CHECKING:
    from retrieval import Library

# Measured by `python -m benchmarks.answer_matching`; docs/quality.md has the figures.
MIN_SIMILARITY, MIN_MARGIN = 0.9, 0.03
MAX_QUOTE_LENGTH = 300  # characters
# Entries of an index that are looked at for a question, and the wordings that it is compared with.
_MAX_ENTRIES, _MAX_COMPARED = 1500, 40

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CuratedMatch:
    """A staff answer to a question."""

    curated: int
    reply: Reply


class WordingIndex:
    """Ways to ask for staff answers, indexed; does not change."""

    def __init__(self, entries: Iterable[tuple[int, QuestionFeatures]]) -> None:
        """Each wording with the number of its answer."""
        self._entries = tuple(entries)
        self._by_index_key: dict[str, list[int]] = defaultdict(list)
        for at, (_, asked) in enumerate(self._entries):
            for feature in index_keys(asked):
                self._by_index_key[feature].append(at)

    def find(self, asked: QuestionFeatures) -> int | None:
        """The number of the answer that a question asks for; None where there is none, or where two are as near."""
        best: dict[int, float] = {}
        exact = set()
        for at in self._candidates(asked):
            number, wording = self._entries[at]
            if asked.text == wording.text:
                exact.add(number)
            best[number] = max(best.get(number, 0.0), match_score(asked, wording))
        if len(exact) == 1:  # staff wrote these very words for this one
            return exact.pop()
        first, second = (*sorted(best.items(), key=lambda item: -item[1]), (0, 0.0), (0, 0.0))[:2]
        return first[0] if first[1] >= MIN_SIMILARITY and first[1] - second[1] > MIN_MARGIN else None

    def _candidates(self, asked: QuestionFeatures) -> list[int]:
        """The wordings that share most of a question's features, of which the rarest are looked at."""
        shared = shared_key_counts(index_keys(asked), self._by_index_key, _MAX_ENTRIES)
        return sorted(shared, key=lambda at: (-shared[at], at))[:_MAX_COMPARED]


def match_score(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    """How alike two questions are, 0 to 1; 0 where something decides against it, or where they are far apart."""
    if similarity_bound(ours, theirs) < MIN_SIMILARITY - MIN_MARGIN:
        return 0.0
    return 0.0 if differ_decisively(ours, theirs) or _is_reordered(ours, theirs) else question_similarity(ours, theirs)


def _is_reordered(ours: QuestionFeatures, theirs: QuestionFeatures) -> bool:
    """Whether the shared words stand in another order, beyond one run of them that was moved: 选聘顾问, 顾问选聘.

    To move a run is to let two neighbouring runs change places. Who does what to whom takes more than that.
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
class _ServedAnswer:
    """A staff answer as it is given: its words, and what it cites as slices of today's library."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class _MatcherState:
    """What is in use, for one version of the answers and one of the library."""

    version: tuple[tuple[int, int], str]
    answers: dict[int, _ServedAnswer]
    wordings: WordingIndex


class CuratedAnswerMatcher:
    """Gives staff answers. What another program approves or suspends counts from the next question on.

    A store that cannot be read, and an answer whose citations the library does not hold, leave the question to the
    engine. For use from any thread.
    """

    def __init__(
        self, store: DatabaseWorker, library: Callable[[], Library], reader: Callable[[], QuestionReader]
    ) -> None:
        """``reader`` makes one for the library as it is now."""
        self._store = store
        self._library = library
        self._make_reader = reader
        self._state: _MatcherState | None = None
        self._reader: tuple[str, QuestionReader] | None = None
        self._building = threading.Lock()
        self._retry_at = 0.0  # monotonic time until which the store is left alone

    def answer(self, question: str, history: Sequence[str] = ()) -> CuratedMatch | None:
        """The staff answer to a question, if there is one. ``history`` counts where the question points back at it."""
        if time.monotonic() < self._retry_at:
            return None
        started = time.perf_counter()
        try:
            state, reader = self._current_state()
        except (OSError, sqlite3.Error) as error:
            self._retry_at = time.monotonic() + BACKOFF_SECONDS
            _LOGGER.error("staff answers cannot be read, and are not used: %s", error)
            return None
        if reader is None:
            return None
        number = state.wordings.find(reader.read(question, history))
        if number is None:
            return None
        served = state.answers[number]
        elapsed = (time.perf_counter() - started) * 1000
        reply = Reply(question, Outcome.ANSWER, served.quotes, written=served.text, elapsed_ms=elapsed)
        return CuratedMatch(number, reply)

    def _current_state(self) -> tuple[_MatcherState, QuestionReader | None]:
        """What is in use now, made anew where something changed; without a reader where that is nothing."""
        library = self._library()
        version = self._store.read(curated_answers.version), library.version
        with self._building:
            if self._state is None or self._state.version != version:
                self._state = self._build_state(version, library)
            return self._state, self._reader[1] if self._reader and self._state.answers else None

    def _build_state(self, version: tuple[tuple[int, int], str], library: Library) -> _MatcherState:
        approved = self._store.read(curated_answers.approved_with_phrasings)
        passages = CitationLocator(library, (cited for each, _ in approved for cited in each.citations))
        served = {each.id: made for each, _ in approved if (made := _served_answer(each, passages))}
        if not served:
            return _MatcherState(version, {}, WordingIndex(()))
        if self._reader is None or self._reader[0] != library.version:
            self._reader = library.version, self._make_reader()
        reader = self._reader[1]
        wordings = (wording for each, wordings in approved if each.id in served for wording in wordings)
        entries = [(wording.curated, _wording_features(reader, wording)) for wording in wordings]
        return _MatcherState(version, served, WordingIndex(entries))


def _served_answer(answer: CuratedAnswer, places: CitationLocator) -> _ServedAnswer | None:
    found = [(cited, places.find(cited)) for cited in answer.citations]
    quotes = tuple(to_quote(cited, *place) for cited, place in found if place)
    return _ServedAnswer(answer.text, quotes) if len(quotes) == len(found) else None


def to_quote(cited: CitedSpan, passage: Passage, start: int) -> Quote:
    """What is shown of a citation whose words begin at ``start``: them, or, of a whole clause or of very much, the
    first sentences within `LONGEST_QUOTE`."""
    from retrieval.answering.candidates import sentences  # here, because it brings the whole engine

    end = start + len(cited.text)
    if end - start > MAX_QUOTE_LENGTH or cited.text == passage.text:
        inside = [each for each in sentences(passage, MAX_QUOTE_LENGTH) if start <= each.start and each.end <= end]
        if inside:
            start = inside[0].start
        ends = [each.end for each in inside if each.end - start <= MAX_QUOTE_LENGTH]
        end = max(ends, default=min(end, start + MAX_QUOTE_LENGTH))
    return Quote(passage.text[start - passage.start : end - passage.start], start, end, passage)


def _wording_features(reader: QuestionReader, wording: AnswerWording) -> QuestionFeatures:
    # Questions come without the masks of personal data, so they are compared without.
    before = (remove_masks(wording.before),) if wording.before else ()
    return reader.read(remove_masks(wording.question), before)
