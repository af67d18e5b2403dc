"""Collection statistics: how telling a word or a piece of text is, by this collection and by the language at large."""

from __future__ import annotations

import math
from dataclasses import dataclass

from retrieval.index.postings import Postings
from retrieval.text.tokenization import bigrams, dictionary_frequency

RAREST = 7.0


@dataclass(frozen=True, slots=True)
class CollectionStatistics:
    """Inverse document frequencies over the words and the character bigrams of one collection's sentences."""

    words: Postings
    bigrams: Postings

    def idf(self, word: str) -> float:
        """How telling a word is: half from this collection, half from the language at large."""
        here = self.words.idf.get(word, math.log(1 + 2 * self.words.size))
        at_large = math.log(6e7 / (1 + dictionary_frequency(word))) / 2
        return (here + at_large) / 2

    def rarity(self, text: str) -> float:
        """The idf of the rarest pair of characters of a text, or of itself where it has none; at most `RAREST`."""
        pairs = bigrams(text)
        idf, tokens = (self.bigrams.idf, pairs) if pairs else (self.words.idf, [text])
        return min(max(idf.get(token, RAREST) for token in tokens), RAREST)
