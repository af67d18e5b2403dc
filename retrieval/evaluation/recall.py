"""Recall of the first stage: whether a passage with the gold quote is among the first that the retriever finds.

What is not among them can never be answered, however well sentences are scored. The retriever is asked as the pipeline
asks it for the question as it stands: with the filters of its scope, its expansions and the earlier question that it
leans on. Repaired readings are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.corpus.filters import Filters
from retrieval.engine import Engine
from retrieval.evaluation.gold import GoldQuestion
from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.search.retriever import Query

DEPTHS = (50, 100, 200)


@dataclass(frozen=True, slots=True)
class RecallFigures:
    """Recall in percent of the ``questions`` whose gold quote stands in the library.

    ``at`` holds it by depth, of the retriever alone; ``with_known`` is the recall at the greatest depth where the
    passages of known questions count as found too.
    """

    questions: int
    at: Mapping[int, float]
    with_known: float

    def to_json(self) -> dict[str, float]:
        """The figures by name.

        >>> RecallFigures(8, {50: 75.0, 200: 87.5}, 100.0).to_json()
        {'recall@50': 75.0, 'recall@200': 87.5, 'recall@200_with_known': 100.0}
        """
        figures = {f"recall@{depth}": share for depth, share in self.at.items()}
        return figures | {f"recall@{max(self.at)}_with_known": self.with_known}


def measure_recall(engine: Engine, golds: Iterable[GoldQuestion]) -> RecallFigures:
    """The recall of the engine's retriever; of several gold quotes one must be found."""
    passages = engine.library.passages
    texts = {file: passages.report(file).text for file in engine.library.catalog.metadata}
    found = dict.fromkeys(DEPTHS, 0)
    known = questions = 0
    for gold in golds:
        if not (wanted := gold_passages(engine, texts, gold.quotes)):
            continue
        questions += 1
        question, filters = asked_of_retriever(engine, gold)
        query = Query(question.query, question.expansions, question.context)
        hits = engine.parts.retriever.search(query, filters, max(DEPTHS))
        rank = next((rank for rank, hit in enumerate(hits, 1) if hit.passage.id in wanted), None)
        for depth in DEPTHS:
            found[depth] += rank is not None and rank <= depth
        known += rank is not None or not wanted.isdisjoint(known_passages(engine, question))
    return RecallFigures(questions, {k: _percent(n, questions) for k, n in found.items()}, _percent(known, questions))


def asked_of_retriever(engine: Engine, gold: GoldQuestion) -> tuple[Question, Filters]:
    """The question that the pipeline puts to the passages of a library, and which of them it may find."""
    pipeline = engine.pipeline
    asked = pipeline.scoping.scoped(gold.question, gold.history)
    return asked.question, Filters(pipeline.resolver.resolve(asked.named).reports)


def gold_passages(engine: Engine, texts: Mapping[str, str], quotes: Sequence[str]) -> set[str]:
    """The ids of the passages that gold quotes stand in, wholly or in part; ``texts`` are the reports' by file."""
    found = set()
    for file, text in texts.items():
        for start, end in _spans(text, quotes):
            found |= {p.id for p in engine.library.passages.of_report(file) if p.start < end and start < p.end}
    return found


def known_passages(engine: Engine, question: Question) -> set[str]:
    """The ids of the passages that the known questions most like this one point at."""
    known = engine.parts.known
    scores = known.by_fact(known.recall(question.text, question.context).scores)
    return {passage for passage, _ in known.by_sentence(scores)}


def _spans(text: str, quotes: Iterable[str]) -> Iterator[Span]:
    for quote in quotes:
        at = text.find(quote)
        while at >= 0:
            yield at, at + len(quote)
            at = text.find(quote, at + len(quote))


def _percent(part: float, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
