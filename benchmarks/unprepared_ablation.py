"""What each ingredient adds in libraries that nobody prepared: a part of `benchmarks.unprepared`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from retrieval import Engine, Library
from retrieval.composition import EngineParts
from retrieval.evaluation.ablation import variants
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.reranking.sentence_reranker import RankingModel, SentenceReranker

# Of the variants of any engine those that lack what staff wrote have nothing to lack here.
_STAFF = ("phrasings", "gaps", "classifier")
_BY_WORDS = RankingModel({"score": 1.0})


@dataclass(frozen=True, slots=True)
class _TrustedReranker:
    """Reranker that tells nothing of the first sentence, so that it is trusted by the weights that were set by hand."""

    reranker: SentenceReranker

    def rerank(self, evidence: Evidence) -> Evidence:
        """The evidence in the same order."""
        return replace(self.reranker.rerank(evidence), features=None)


def library_variants(library: Library) -> Iterator[tuple[str, Engine]]:
    """The whole engine of a library, then one for each ingredient that is made without it."""
    for name, engine in variants(library):
        if not any(word in name for word in _STAFF):
            yield name, engine
    reranker = Engine(library).pipeline.reader.reranker
    if reranker is None:
        return
    yield "the fitted order, for that by words", _with_reranker(library, replace(reranker, model=_BY_WORDS))
    yield "the fitted answers, for trust set by hand", _with_reranker(library, _TrustedReranker(reranker))
    yield "replies for articles, terms, validity, lines and lists of documents", _without_responders(library)


def _with_reranker(library: Library, reranker: Any) -> Engine:
    engine = Engine.of(EngineParts.of(library))
    engine.pipeline = replace(engine.pipeline, reader=replace(engine.pipeline.reader, reranker=reranker))
    return engine


def _without_responders(library: Library) -> Engine:
    engine = Engine.of(EngineParts.of(library))
    compared = tuple(each for each in engine.pipeline.responders if each is engine.pipeline.comparison)
    engine.pipeline = replace(engine.pipeline, responders=compared)
    return engine
