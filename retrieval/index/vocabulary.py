"""Vocabulary of a library: its words by their sound, as arrays of the index.

A segment holds its 200,000 most frequent words in the order of the fingerprints of their sounds, those of one sound in
the order in which they come, and the pinyin table that the sounds were made with. In how many sentences a word stands
is told by the term statistics.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Protocol

import numpy as np

from retrieval.index.collection_statistics import TermStatistics
from retrieval.index.fingerprints import fingerprints, positions
from retrieval.index.packed_texts import PackedTexts, TextPacker
from retrieval.index.report_tokens import TokenizedReport
from retrieval.index.segments import Arrays, Segment
from retrieval.text.pinyin import PinyinTable, pinyin_table
from retrieval.text.tokenization import TokenKind, words

LONGEST_WORD = 6
_WORD = re.compile(f"[\u4e00-\u9fff]{{2,{LONGEST_WORD}}}")
_MOST = 200_000
_NAME = "vocabulary"


class Vocabulary(Protocol):
    """Words of a library and what they sound like."""

    def known(self, pieces: Collection[str]) -> set[str]:
        """Those pieces of Han characters that are words of the library."""

    def sounding_like(self, sounds: Collection[str]) -> Mapping[str, str]:
        """For each sound that a word has, the word that most sentences hold."""

    def sound(self, text: str) -> str:
        """What a text sounds like."""


class WordList:
    """Vocabulary of a few words, the most important first; of two that sound alike the first is taken."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        """The words; those of one character or of more than six are left out."""
        self._table = PinyinTable(pinyin_table())
        self._words = dict.fromkeys(filter(_WORD.fullmatch, words))
        self._by_sound = {self.sound(word): word for word in reversed(self._words)}

    def known(self, pieces: Collection[str]) -> set[str]:
        """Those pieces of Han characters that are among the words."""
        return self._words.keys() & set(pieces)

    def sounding_like(self, sounds: Collection[str]) -> Mapping[str, str]:
        """For each sound that a word has, the first such word."""
        return {sound: self._by_sound[sound] for sound in sounds if sound in self._by_sound}

    def sound(self, text: str) -> str:
        """What a text sounds like."""
        return self._table.sound(text)


class VocabularyCounter:
    """Counts words while a segment is built: a `retrieval.index.segments.SegmentPart`."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, report: TokenizedReport) -> None:
        """Take in the words of the next report of the segment."""
        for sentence in chain.from_iterable(report.tokens.sentences):
            self._counts.update(filter(_WORD.fullmatch, words(sentence)))

    def arrays(self) -> Arrays:
        """The arrays, under names that begin with ``vocabulary/``."""
        kept = {word for word, _ in self._counts.most_common(_MOST)}
        found = [word for word in self._counts if word in kept]
        content = pinyin_table()
        sounds = fingerprints(TokenKind.WORD, map(PinyinTable(content).sound, found))
        order = np.argsort(sounds, kind="stable")
        return {
            f"{_NAME}/sounds": sounds[order],
            f"{_NAME}/pinyin": np.frombuffer(content, np.uint8),
            **TextPacker(found[at] for at in order.tolist()).arrays(f"{_NAME}/words"),
        }


def words_by_sound(segments: Sequence[Segment]) -> dict[int, list[str]]:
    """The fingerprints of all sounds that words of an index have, each with these words, in their order."""
    found: dict[int, dict[str, None]] = {}
    for segment in segments:
        texts = PackedTexts(segment.arrays, f"{_NAME}/words")
        for at, sound in enumerate(np.asarray(segment.arrays[f"{_NAME}/sounds"]).tolist()):
            found.setdefault(sound, {})[texts[at]] = None
    return {sound: list(words) for sound, words in found.items()}


def known_words(statistics: TermStatistics, pieces: Collection[str]) -> set[str]:
    """Those pieces of text that stand as words in some sentence."""
    wanted = list(pieces)
    held = statistics.frequencies(TokenKind.WORD, wanted)
    return {piece for piece, sentences in zip(wanted, held, strict=True) if sentences}


def most_held(statistics: TermStatistics, alike: Mapping[str, Collection[str]]) -> dict[str, str]:
    """For each sound the first of the words that most sentences hold; none where no sentence holds any."""
    candidates = [word for words in alike.values() for word in words]
    held = dict(zip(candidates, statistics.frequencies(TokenKind.WORD, candidates), strict=True))
    best = {sound: max(words, key=held.__getitem__) for sound, words in alike.items()}
    return {sound: word for sound, word in best.items() if held[word]}


class IndexedVocabulary:
    """Vocabulary of the segments of an index. Thread-safe: nothing changes but what is read at first use."""

    def __init__(self, segments: Sequence[Segment], statistics: TermStatistics) -> None:
        """``statistics`` are those of the same segments; a word that stands in no sentence any more is no word."""
        self._statistics = statistics
        arrays = [segment.arrays for segment in segments]
        self._tables = [(np.asarray(each[f"{_NAME}/sounds"]), PackedTexts(each, f"{_NAME}/words")) for each in arrays]
        self._pinyin = arrays[-1][f"{_NAME}/pinyin"] if arrays else None

    def known(self, pieces: Collection[str]) -> set[str]:
        """Those pieces of Han characters that are words of the library."""
        return known_words(self._statistics, pieces)

    def sounding_like(self, sounds: Collection[str]) -> Mapping[str, str]:
        """For each sound that a word has, the word that most sentences hold; of several the first in the library."""
        wanted = list(sounds)
        marks = fingerprints(TokenKind.WORD, wanted)
        found: dict[str, dict[str, None]] = {}
        for table, texts in self._tables:
            for number in np.flatnonzero(positions(table, marks) >= 0).tolist():
                first, last = (int(np.searchsorted(table, marks[number], side)) for side in ("left", "right"))
                found.setdefault(wanted[number], {}).update(dict.fromkeys(texts[at] for at in range(first, last)))
        return most_held(self._statistics, found)

    def sound(self, text: str) -> str:
        """What a text sounds like."""
        return self._table.sound(text)

    @cached_property
    def _table(self) -> PinyinTable:
        return PinyinTable(pinyin_table() if self._pinyin is None else self._pinyin.tobytes())
