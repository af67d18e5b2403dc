"""The engine: questions to cited replies, words to passages, over one library."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retrieval.composition import EngineParts, answer_pipeline
from retrieval.corpus.library import Library
from retrieval.models import Hit, Passage, Reply
from retrieval.scoring.lexical_scores import LexicalScores
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.search.passage_search import PassageSearch
from retrieval.search.query import LookupQuery


class Engine:
    """Answers questions over one library. Thread-safe: nothing changes after construction."""

    def __init__(self, library: Library, parts: EngineParts | None = None) -> None:
        """Put the parts for a library together; ``parts``, where they are handed in, are of this very library."""
        self.library = library
        self.parts = parts or EngineParts.of(library)
        self.pipeline = answer_pipeline(self.parts)
        self._lookup = PassageSearch(self.parts.lookup, self._official_terms)

    @classmethod
    def of(cls, parts: EngineParts) -> Engine:
        """The engine of these parts."""
        return cls(parts.library, parts)

    @property
    def version(self) -> str:
        """The version of the engine, for the log."""
        from retrieval import __version__

        return __version__

    @property
    def examples(self) -> tuple[str, ...]:
        """Three questions that the library answers, from different parts of it."""
        return self.pipeline.composer.examples

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        """The cited reply to a question; ``history`` holds the earlier questions of the thread, oldest first.

        Raises `SearchUnavailableError` where the search is away, `DamagedIndexError` for a passage that is not what was
        indexed.

        >>> reply = Engine(Library.default()).ask("执法记录仪花了多少钱")
        >>> reply.outcome.value, reply.short
        ('related', None)
        >>> any("788台" in quote.text for quote in reply.quotes)  # a reply may have no quote at all
        True
        """
        started = time.perf_counter()
        reply = self.pipeline.answer(question, tuple(history))
        self.library.passages.verify(quote.passage for quote in reply.quotes)
        return replace(reply, elapsed_ms=round((time.perf_counter() - started) * 1000, 3))

    def search(self, words: str, k: int = 10) -> list[Hit]:
        """Passages ranked for a person who looks around, by the first 2,000 characters; none where no word is known."""
        return self._verified(self._lookup.search(words, k))

    def look_up(self, query: LookupQuery, k: int = 10) -> list[Hit]:
        """At most ``k`` of the passages that phrases and filters leave, ranked by words and phrases, with their marks.

        One that shares no word with the query is none of them. Without words, those that nothing ranks follow in
        document order with a score of 0.
        """
        return self._verified(self._lookup.look_up(query, k))

    def best_sentence(self, passage: Passage, question: str, history: Sequence[str] = ()) -> str:
        """The sentence of a passage that ranks first for a question, else its first; whole where it has none."""
        batch = SentenceBatch([passage], self.parts.source.layout)
        if not len(batch):
            return passage.text
        asked = self.parts.analyzer.analyse(question, history)
        scores = LexicalScores(batch, self.parts.statistics).of_question(asked)
        return batch.sentences[int(np.argmax(scores))].text

    def _verified(self, hits: list[Hit]) -> list[Hit]:
        self.library.passages.verify(hit.passage for hit in hits)
        return hits

    def _official_terms(self, words: str) -> list[str]:
        return [term.text for _, terms in self.parts.analyzer.analyse(words).expansions for term in terms[:1]]
