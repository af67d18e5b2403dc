"""Fused postings: the same texts by search words, character pairs and characters, whose scores are added.

BM25(words) + BM25(pairs) + 0.7 BM25(characters); words and pairs with k1 0.9 and b 0.4, characters with 1.2 and 0.75.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.index.kernels import Kernel
from retrieval.index.postings import (
    Mask,
    Postings,
    PostingsArrays,
    PostingsWriter,
    QueryTerms,
    Scores,
    SegmentPostings,
    TermRows,
    Vocabulary,
)
from retrieval.index.segments import Arrays
from retrieval.text.tokenization import TokenKind, character_pairs, unigrams, words

_CHARACTERS = 0.7


@dataclass(frozen=True, slots=True)
class TextTokens:
    """The tokens of a text by kind; those of several texts that follow one another are added."""

    words: Sequence[str]
    pairs: Sequence[str]
    characters: Sequence[str]

    @classmethod
    def of(cls, folded: str) -> TextTokens:
        """The tokens of folded text.

        >>> TextTokens.of("罚款5元").pairs
        ['罚款', '款5', '5元']
        """
        # One object for each term: a whole report's tokens are held at once.
        pairs, characters = character_pairs(folded), unigrams(folded)
        return cls(words(folded), list(map(sys.intern, pairs)), list(map(sys.intern, characters)))

    @classmethod
    def joined(cls, parts: Sequence[TextTokens]) -> TextTokens:
        """The tokens of several texts."""
        return cls(
            [token for part in parts for token in part.words],
            [token for part in parts for token in part.pairs],
            [token for part in parts for token in part.characters],
        )


class FusedPostingsWriter:
    """Writes the postings of a segment's texts by all kinds of token."""

    def __init__(self, vocabularies: Sequence[Vocabulary]) -> None:
        """``vocabularies`` are those of words, pairs and characters."""
        self._writers = [PostingsWriter(vocabulary) for vocabulary in vocabularies]

    def add(self, tokens: TextTokens) -> None:
        """Take in the next text."""
        for writer, part in zip(self._writers, (tokens.words, tokens.pairs, tokens.characters), strict=True):
            writer.add(part)

    def count(self) -> None:
        """Have the texts counted that wait for it; the vocabularies are complete then."""
        for writer in self._writers:
            writer.count()

    def arrays(self, name: str) -> PostingsArrays:
        """The arrays of all texts that were added, under names that begin with ``name``."""
        parts = (writer.arrays(f"{name}/{kind}") for kind, writer in zip(TokenKind, self._writers, strict=True))
        return {key: array for part in parts for key, array in part.items()}


@dataclass(frozen=True, slots=True)
class FusedRows:
    """The tokens of a text by kind, looked up in the vocabularies of all segments."""

    words: TermRows
    pairs: TermRows
    characters: TermRows


@dataclass(frozen=True, slots=True)
class FusedTerms:
    """The tokens of a text by kind, found in fused postings."""

    words: QueryTerms
    pairs: QueryTerms
    characters: QueryTerms


class FusedPostings:
    """Postings of the same texts by all kinds of token. Thread-safe: nothing changes after construction."""

    def __init__(
        self, arrays: Sequence[Arrays], name: str, vocabulary: str, live: Sequence[Mask | None], kernel: Kernel
    ) -> None:
        """Read the arrays of each segment under ``name``, and its terms under ``vocabulary``.

        ``live`` are the texts of each segment that still count, None: all. Raises ValueError where there is no text.
        """

        def of(kind: TokenKind) -> list[SegmentPostings]:
            parts = zip(arrays, live, strict=True)
            return [SegmentPostings(each, f"{name}/{kind}", mask, f"{vocabulary}/{kind}") for each, mask in parts]

        self.words = Postings(of(TokenKind.WORD), TokenKind.WORD, kernel=kernel)
        self.pairs = Postings(of(TokenKind.PAIR), TokenKind.PAIR, kernel=kernel)
        self.characters = Postings(of(TokenKind.CHARACTER), TokenKind.CHARACTER, 1.2, 0.75, kernel)
        self.size = self.words.size

    def look_up(self, words: Iterable[str], pairs: Iterable[str], characters: Iterable[str]) -> FusedRows:
        """Look the tokens of a text up."""
        return FusedRows(self.words.look_up(words), self.pairs.look_up(pairs), self.characters.look_up(characters))

    def find(self, rows: FusedRows) -> FusedTerms:
        """The tokens that were looked up here, or in other fused postings with the same vocabularies."""
        return FusedTerms(
            self.words.find(rows.words), self.pairs.find(rows.pairs), self.characters.find(rows.characters)
        )

    def scores(self, number: int, terms: FusedTerms) -> tuple[Scores, Scores]:
        """The fused scores of the texts of the segment of this number, and the characters' part, unweighted.

        Texts that no longer count are scored like the others.
        """
        fused, pairs, characters = np.zeros((3, self.words.segments[number].size))
        self.words.add(fused, number, terms.words)
        self.pairs.add(pairs, number, terms.pairs)
        self.characters.add(characters, number, terms.characters)
        fused += pairs
        np.multiply(characters, _CHARACTERS, out=pairs)
        fused += pairs
        return fused, characters
