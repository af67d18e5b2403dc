"""Table cells: the figure of a row that a question means, by the head of its column."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.question.concepts import Concept
from retrieval.text.columns import cells_of
from retrieval.text.normalization import FoldedText, fold


def figure_in_row(raw: str, header: str, concepts: Sequence[Concept]) -> str | None:
    """The figure of a table row whose column head holds most of the question, to the letter.

    None where none stands out. ``header`` has the heads of the columns with white space between, as the outline does.

    >>> asked = [Concept("东港", (), 1.0), Concept("投资", (), 1.0)]
    >>> figure_in_row("东港 | 1,250 | 36", "港口 投资(万元) 泊位(个)", asked)
    '1,250'
    """
    folded = FoldedText.of(raw)
    scores = {
        (cell.start, cell.end): sum(concept.weight * concept.coverage(cell.head) for concept in concepts)
        for cell in cells_of(folded.text, fold(header).split())
        if cell.value and cell.value.is_quantity
    }
    best = max(scores.values(), default=0.0)
    meant = [span for span, score in scores.items() if score == best]
    if not best or len(meant) > 1:
        return None
    start, end = folded.raw_span(*meant[0])
    return raw[start:end]
