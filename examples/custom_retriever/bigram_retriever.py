"""A retriever of your own: passages ranked by the pairs of characters that they share with the question.

It takes the place of BM25 in the first stage; all that comes after it (sentences, answerability, short answers,
citations) stays as it is. Every pair counts by how rare it is among the passages.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from retrieval import Engine, Library
from retrieval.composition import EngineParts
from retrieval.corpus.filters import EVERYTHING, Filters
from retrieval.models import Hit, Passage
from retrieval.search.retriever import Query, Retriever
from retrieval.text.normalization import compact


class BigramRetriever:
    """A `retrieval.search.retriever.Retriever`. The conditions of a question are left to the one of the library."""

    def __init__(self, listing: Retriever, passages: Sequence[Passage]) -> None:
        """``listing`` tells which of the ``passages`` of the library filters leave."""
        self._listing = listing
        self._texts = {passage.id: compact(passage.text) for passage in passages}
        self._pairs = {name: _pairs(text) for name, text in self._texts.items()}
        self._counts = Counter(pair for pairs in self._pairs.values() for pair in pairs)

    def search(self, query: Query, filters: Filters = EVERYTHING, k: int = 10) -> list[Hit]:
        """At most ``k`` passages, best first, ties in document order; without text, all that the filters leave."""
        if k < 1:
            raise ValueError(f"wanted k of 1 or more, found {k}")
        left = self._listing.search(Query(""), filters, k=max(k, len(self._texts)))
        if not query.text:
            return left[:k]
        scored = [Hit(hit.passage, self._score(query, hit.passage.id)) for hit in left]
        found = sorted((hit for hit in scored if hit.score > 0), key=lambda hit: -hit.score)  # keeps ties in order
        return found[:k]

    def _score(self, query: Query, passage: str) -> float:
        """The shared pairs; half of those shared with the earlier question; of an expansion's terms the best one."""
        score = self._shared(query.text, passage) + self._shared(query.context, passage) / 2
        for _, terms in query.expansions:
            score += max((term.weight * self._shared(term.text, passage) for term in terms), default=0.0)
        return score

    def _shared(self, words: str, passage: str) -> float:
        shared = _pairs(compact(words)) & self._pairs[passage]
        return math.fsum(math.log(1 + len(self._texts) / self._counts[pair]) for pair in sorted(shared))


def engine_with_bigrams(library: Library) -> Engine:
    """The engine of a library with this retriever in the place of its own."""
    parts = EngineParts.of(library)
    return Engine.of(replace(parts, retriever=BigramRetriever(parts.retriever, list(library.passages))))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def main() -> None:
    """Ask the library of the examples, once with each retriever."""
    library = Library.open(Path(__file__).parents[1] / "library" / "reports")
    for name, engine in (("bm25", Engine(library)), ("bigrams", engine_with_bigrams(library))):
        for question in ("借书证要不要押金", "屋顶花园每平方米补多少"):
            reply = engine.ask(question)
            print(f"{name}: {question}: {reply.short or [quote.text for quote in reply.quotes[:1]]}")


if __name__ == "__main__":
    main()
