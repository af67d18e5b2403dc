"""Collection statistics: how telling a word or a piece of text is, by a library's sentences and by the language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.text.tokenization import TokenKind, bigrams, dictionary_frequency, tokens_of

RAREST = 7.0
# Of the greatest idf there can be; what is rarer tells no more.
_TELLING = 0.84
# Terms that are remembered; a question has some two hundred.
_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class SentenceSizes:
    """How many sentences a library has, and mean lengths by kind of token of their texts, clauses and headings.

    Lengths are those of `TextBatch.lengths`; a clause and a heading count once.
    """

    sentences: int
    own: Mapping[TokenKind, float]
    clause: Mapping[TokenKind, float]
    headings: Mapping[TokenKind, float]


class TermStatistics(Protocol):
    """In how many sentences of a library terms stand."""

    @property
    def sizes(self) -> SentenceSizes:
        """The number of sentences and their mean lengths."""

    def frequencies(self, kind: TokenKind, terms: Sequence[str]) -> list[int]:
        """For each term the number of sentences that hold it; 0 for an unknown one."""


class CollectionStatistics:
    """Inverse document frequencies over the sentences of one library. Thread-safe: it only remembers what it read."""

    def __init__(self, statistics: TermStatistics) -> None:
        """``statistics`` counts the sentences of the library."""
        self._statistics = statistics
        self.sizes = statistics.sizes
        self._counts: dict[TokenKind, dict[str, int]] = {kind: {} for kind in TokenKind}

    def prepare(self, texts: Iterable[str]) -> None:
        """Read at once what the tokens of some folded texts need: a distant index is asked once for each kind."""
        texts = list(texts)
        for kind in TokenKind:
            self._counts_of(kind, list(dict.fromkeys(token for text in texts for token in tokens_of(kind, text))))

    def inverse_frequency(self, kind: TokenKind, token: str) -> float:
        """The idf of a token, ln(1 + (N - n + 0.5) / (n + 0.5)); 0 for one that no sentence holds."""
        count, size = self._counts_of(kind, [token])[0], self.sizes.sentences
        return math.log(1 + (size - count + 0.5) / (count + 0.5)) if count else 0.0

    def idfs(self, words: Sequence[str]) -> list[float]:
        """How telling each of some words is; they are read at once."""
        self._counts_of(TokenKind.WORD, words)
        return [self.idf(word) for word in words]

    def idf(self, word: str) -> float:
        """How telling a word is: half from this library, half from the language at large."""
        here = self.inverse_frequency(TokenKind.WORD, word) or math.log(1 + 2 * self.sizes.sentences)
        at_large = math.log(6e7 / (1 + dictionary_frequency(word))) / 2
        return (here + at_large) / 2

    def rarity(self, text: str) -> float:
        """The idf of the rarest pair of characters of a text, or of itself where it has none, from 0 to `RAREST`.

        It is relative to the greatest idf that a library of this size knows, so that it does not depend on the size.
        """
        pairs = bigrams(text)
        kind, tokens = (TokenKind.PAIR, pairs) if pairs else (TokenKind.WORD, [text])
        self._counts_of(kind, tokens)
        rarest = max(self.inverse_frequency(kind, token) or math.inf for token in tokens)
        return RAREST * min(rarest / (_TELLING * self._greatest), 1.0)

    @property
    def _greatest(self) -> float:
        """The idf of what a single sentence holds."""
        return math.log(1 + (self.sizes.sentences - 0.5) / 1.5)

    def _counts_of(self, kind: TokenKind, tokens: Sequence[str]) -> list[int]:
        known = self._counts[kind]
        if missing := [token for token in tokens if token not in known]:
            counts = self._statistics.frequencies(kind, missing)
            if len(known) > _REMEMBERED:
                # Another thread may still read the old one.
                known = self._counts[kind] = {token: known[token] for token in tokens if token in known}
            known |= dict(zip(missing, counts, strict=True))
        return [known[token] for token in tokens]
