"""Fused postings: the same texts by search words, character pairs and characters, whose scores are added.

BM25(words) + BM25(pairs) + 0.7 BM25(characters); words and pairs with k1 0.9 and b 0.4, characters with 1.2 and 0.75.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.index.postings import (
    Mask,
    Members,
    Postings,
    PostingsArrays,
    PostingsWriter,
    QueryTerms,
    Scores,
    SegmentPostings,
    TermRows,
)
from retrieval.index.postings.kernels import Kernel
from retrieval.index.segments import Arrays
from retrieval.text.tokenization import TokenKind, character_pairs, unigrams, words

_CHARACTERS = 0.7

# The words, the pairs and the single characters of a text.
TextTokens = tuple[Sequence[str], Sequence[str], Sequence[str]]


class FusedPostingsWriter:
    """Writes the postings of a segment's texts by all kinds of token."""

    def __init__(self) -> None:
        self._writers = [PostingsWriter(kind) for kind in TokenKind]

    def add(self, folded: str) -> None:
        """Take in the next part of a text."""
        words_of, pairs_of, characters_of = self._writers
        words_of.add(words(folded))
        pairs_of.add(character_pairs(folded))
        characters_of.add(unigrams(folded))

    def arrays_of(self, vocabulary: str, fields: Mapping[str, Members]) -> PostingsArrays:
        """The arrays of the texts of each field under its name, and the terms of all of them under ``vocabulary``."""
        arrays: PostingsArrays = {}
        for kind, writer in zip(TokenKind, self._writers, strict=True):
            of_kind = {f"{name}/{kind}": members for name, members in fields.items()}
            arrays |= writer.arrays_of(f"{vocabulary}/{kind}", of_kind)
        return arrays


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

    def weighted(self, weight: float) -> FusedTerms:
        """The same tokens for `FusedPostings.add`, which count ``weight`` times as much."""
        characters = self.characters.weighted(weight * _CHARACTERS)
        return FusedTerms(self.words.weighted(weight), self.pairs.weighted(weight), characters)


@dataclass(frozen=True, slots=True)
class FusedScores:
    """Scores of the texts of a segment: the fused ones, and the pairs' and the characters' part, unweighted.

    One object serves the segments of a query one after the other: large arrays that come and go cost more than the
    sums in them.
    """

    fused: Scores
    pairs: Scores
    characters: Scores

    @classmethod
    def of(cls, size: int) -> FusedScores:
        """Room for the scores of ``size`` texts."""
        return cls(*np.zeros((3, size)))

    def first(self, size: int) -> FusedScores:
        """Room for the scores of ``size`` texts within this one."""
        return FusedScores(self.fused[:size], self.pairs[:size], self.characters[:size])


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

        self.largest = max((each[f"{name}/{TokenKind.WORD}/lengths"].size for each in arrays), default=0)
        """The number of texts of the largest segment."""
        self.words = Postings(of(TokenKind.WORD), TokenKind.WORD, kernel=kernel)
        self.pairs = Postings(of(TokenKind.PAIR), TokenKind.PAIR, kernel=kernel)
        self.characters = Postings(of(TokenKind.CHARACTER), TokenKind.CHARACTER, 1.2, 0.75, kernel)
        self.size = self.words.size

    def look_up(self, texts: Sequence[TextTokens]) -> list[FusedRows]:
        """Look the tokens of some texts up, all at once."""
        columns = zip((self.words, self.pairs, self.characters), zip(*texts, strict=True), strict=True)
        return [FusedRows(*rows) for rows in zip(*(kind.look_up(tokens) for kind, tokens in columns), strict=True)]

    def find(self, rows: Sequence[FusedRows]) -> list[FusedTerms]:
        """The tokens of some texts that were looked up here, or in other fused postings with the same vocabularies."""
        columns = (
            self.words.find([each.words for each in rows]),
            self.pairs.find([each.pairs for each in rows]),
            self.characters.find([each.characters for each in rows]),
        )
        return [FusedTerms(*terms) for terms in zip(*columns, strict=True)]

    def score(self, number: int, terms: FusedTerms, scores: FusedScores) -> None:
        """Write the scores of the texts of the segment of this number.

        Texts that no longer count are scored like the others.
        """
        for total in (scores.fused, scores.pairs, scores.characters):
            total.fill(0.0)
        self.words.add(scores.fused, number, terms.words)
        self.pairs.add(scores.pairs, number, terms.pairs)
        self.characters.add(scores.characters, number, terms.characters)
        np.add(scores.fused, scores.pairs, out=scores.fused)
        np.multiply(scores.characters, _CHARACTERS, out=scores.pairs)
        np.add(scores.fused, scores.pairs, out=scores.fused)

    def add(self, number: int, terms: FusedTerms, total: Scores) -> None:
        """Add the scores of the texts of the segment of this number for weighted terms."""
        self.words.add(total, number, terms.words)
        self.pairs.add(total, number, terms.pairs)
        self.characters.add(total, number, terms.characters)
