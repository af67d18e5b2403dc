"""Fused postings: the same texts by search words, character pairs and characters, whose scores are added.

BM25(words) + BM25(pairs) + 0.7 BM25(characters); words and pairs with k1 0.9 and b 0.4, characters with 1.2 and 0.75.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.index.kernels import Kernel
from retrieval.index.postings import (
    Mask,
    Postings,
    PostingsArrays,
    PostingsWriter,
    QueryTerms,
    Scores,
    SegmentPostings,
)
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
        kinds = (words(folded), character_pairs(folded), unigrams(folded))
        return cls(*([sys.intern(token) for token in tokens] for tokens in kinds))

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

    def __init__(self) -> None:
        self._words, self._pairs, self._characters = map(PostingsWriter, TokenKind)

    def add(self, tokens: TextTokens) -> None:
        """Take in the next text."""
        self._words.add(tokens.words)
        self._pairs.add(tokens.pairs)
        self._characters.add(tokens.characters)

    def arrays(self, name: str) -> PostingsArrays:
        """The arrays of all texts that were added, under names that begin with ``name``."""
        return {
            **self._words.arrays(f"{name}/words"),
            **self._pairs.arrays(f"{name}/pairs"),
            **self._characters.arrays(f"{name}/characters"),
        }


@dataclass(frozen=True, slots=True)
class FusedTerms:
    """The tokens of a query, looked up in fused postings."""

    words: QueryTerms
    pairs: QueryTerms
    characters: QueryTerms


class FusedPostings:
    """Postings of the same texts by all kinds of token. Thread-safe: nothing changes after construction."""

    def __init__(
        self, arrays: Sequence[Mapping[str, NDArray[Any]]], name: str, live: Sequence[Mask | None], kernel: Kernel
    ) -> None:
        """Read the arrays of each segment under ``name``; ``live`` are the texts of each that still count, None: all.

        Raises ValueError where there is no text.
        """

        def of(part: str) -> list[SegmentPostings]:
            return [SegmentPostings(each, f"{name}/{part}", mask) for each, mask in zip(arrays, live, strict=True)]

        self.words = Postings(of("words"), TokenKind.WORD, kernel=kernel)
        self.pairs = Postings(of("pairs"), TokenKind.PAIR, kernel=kernel)
        self.characters = Postings(of("characters"), TokenKind.CHARACTER, 1.2, 0.75, kernel)
        self.size = self.words.size

    def find(self, words: Iterable[str], pairs: Iterable[str], characters: Iterable[str]) -> FusedTerms:
        """Look the tokens of a query up."""
        return FusedTerms(self.words.find(words), self.pairs.find(pairs), self.characters.find(characters))

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
