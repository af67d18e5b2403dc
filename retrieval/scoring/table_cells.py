"""Table cells: the cell of a row that a question means, by the heads of its column and of its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.models import Span
from retrieval.question.concepts import Concept, covered_share
from retrieval.text.columns import Cell, cells_of
from retrieval.text.normalization import FoldedText
from retrieval.text.values.value import ValueKind

# How much of a question the row, its heads and what stands above the table must hold.
_LEAST_COVERED = 0.6
_LONGEST_WORDS = 120
# The words that a row begins with name all of it, unless tables stand side by side in it.
_FARTHER = 0.9
# Numbers that are no values, such as those of telephones.
_DIGITS = re.compile(r"\d[\d\-—,. ]{0,40}")
_DATES = frozenset({ValueKind.DATE, ValueKind.DATE_SPAN})


@dataclass(frozen=True, slots=True)
class HeadedCell:
    """A cell of a folded row with its text and the words that name what it is about.

    ``nearest`` are the words that stand before it, ``leading`` those that the row begins with.
    """

    cell: Cell
    text: str
    nearest: str
    leading: str

    @property
    def is_figure(self) -> bool:
        """Whether it holds a figure and nothing else."""
        return bool(_DIGITS.fullmatch(self.text)) or (self.cell.value is not None and self.cell.value.is_quantity)

    @property
    def is_date(self) -> bool:
        """Whether it holds a date and nothing else."""
        return self.cell.value is not None and self.cell.value.kind in _DATES

    def score(self, concepts: Sequence[Concept]) -> float:
        """How much of a question names it, by the head of its column and the heads of its row."""
        return sum(each.weight * self._covered(each) for each in concepts)

    def _covered(self, concept: Concept) -> float:
        beside = max(concept.coverage(self.nearest), _FARTHER * concept.coverage(self.leading))
        return max(concept.coverage(self.cell.head), beside)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its cells under the heads of their columns, and the folded text above the table."""

    folded: FoldedText
    cells: tuple[HeadedCell, ...]
    above: str

    @classmethod
    def of(cls, raw: str, heads: Sequence[str], above: str) -> TableRow:
        """Read a row; ``heads`` are the folded heads of its columns, none where the table has none.

        A row whose cells do not match the heads one to one has no cells.
        """
        folded = FoldedText.of(raw)
        found = cells_of(folded.text, heads or [""] * (folded.text.strip().strip("|").count("|") + 1))
        return cls(folded, tuple(_headed(folded.text, found)), above)

    def cell(self, concepts: Sequence[Concept], wanted: Sequence[HeadedCell]) -> Span | None:
        """The raw span of the cell that is meant, of those that can answer; None where none is surely meant.

        It must be named by more of the question than any other, and by the head of its column, where more than one
        could answer; and row, heads and what stands above must hold the question nearly whole.

        >>> row = TableRow.of("公安局 | 行政许可 | 27 | 26", ["单位", "类别", "受理数", "办结数"], "")
        >>> asked = [Concept(word, (), 1.0) for word in ("公安局", "行政许可", "办结")]
        >>> row.folded.text[slice(*row.cell(asked, row.figures))]
        '26'
        """
        if not wanted or self._held(concepts) < _LEAST_COVERED:
            return None
        scores: dict[str, float] = {}
        for each in wanted:
            scores[each.text] = max(scores.get(each.text, 0.0), each.score(concepts))
        best = max(scores.values())
        meant = [each for each in wanted if scores[each.text] == best]
        # Cells of one text are one answer, as where cells are merged.
        if not best or len({each.text for each in meant}) > 1:
            return None
        by_head = any(concept.coverage(each.cell.head) for each in meant for concept in concepts)
        if not by_head and (len(scores) > 1 or self._is_other_column_named(concepts, meant[0])):
            return None
        return self.folded.raw_span(meant[0].cell.start, meant[0].cell.end)

    @property
    def figures(self) -> list[HeadedCell]:
        """The cells of figures."""
        return [each for each in self.cells if each.is_figure]

    @property
    def dates(self) -> list[HeadedCell]:
        """The cells of dates."""
        return [each for each in self.cells if each.is_date]

    def words(self, concepts: Sequence[Concept]) -> list[HeadedCell]:
        """The cells of words that say more than the question, under heads that it names."""
        return [
            each
            for each in self.cells
            if each.text and not each.is_figure and len(each.text) <= _LONGEST_WORDS
            if any(concept.coverage(each.cell.head) for concept in concepts)
            if not any(concept.coverage(each.text) == 1 for concept in concepts)
        ]

    def _held(self, concepts: Sequence[Concept]) -> float:
        """The share of the question that the row, its heads and the text above the table hold."""
        texts = [self.folded.text, self.above, *(each.cell.head for each in self.cells)]
        return covered_share(concepts, [max(concept.coverage(text) for text in texts) for concept in concepts])

    def _is_other_column_named(self, concepts: Sequence[Concept], meant: HeadedCell) -> bool:
        return any(c.coverage(each.cell.head) for each in self.cells if each is not meant for c in concepts)


def _headed(row: str, cells: Sequence[Cell]) -> Iterator[HeadedCell]:
    leading: list[str] = []
    nearest: list[str] = []
    behind_figure = has_figure = False
    for cell in cells:
        headed = HeadedCell(cell, row[cell.start : cell.end], " ".join(nearest), " ".join(leading))
        yield headed
        if headed.is_figure:
            behind_figure = has_figure = True
        elif headed.text:
            nearest = [*([] if behind_figure else nearest), headed.text]
            leading += [] if has_figure else [headed.text]
            behind_figure = False
