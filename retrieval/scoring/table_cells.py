"""Table cells: the cell of a row that a question means, by the heads of its column and of its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.models import Passage, Region, Span
from retrieval.question.concepts import Concept, covered_share
from retrieval.text.columns import Cell, cells_of, folded_heads
from retrieval.text.normalization import FoldedText, fold
from retrieval.text.values.numerals import ARABIC_YEAR
from retrieval.text.values.value import ValueKind

# How much of a question the row, its heads and what stands above the table must hold.
_LEAST_COVERED = 0.6
_LONGEST_WORDS = 120
# The words that a row begins with name all of it, unless tables stand side by side in it.
_FARTHER = 0.9
# Numbers that are no values, such as those of telephones.
_DIGITS = re.compile(r"\d[\d\-—,. ]{0,40}")
_YEAR = re.compile(ARABIC_YEAR)
# What of a head needs no word of the question: years, units, levels.
_ASIDE = re.compile(rf"(?:{ARABIC_YEAR})年?|\([^()]{{0,12}}\)|[|\s%‰]")
_DATES = frozenset({ValueKind.DATE, ValueKind.DATE_SPAN})


@dataclass(frozen=True, slots=True)
class HeadedCell:
    """A cell of a folded row with its text and the words that name what it is about.

    ``nearest`` are the words that stand before it, ``leading`` those that the row begins with.
    """

    cell: Cell
    text: str
    nearest: tuple[str, ...]
    leading: tuple[str, ...]

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
        beside = max(concept.coverage(" ".join(self.nearest)), _FARTHER * concept.coverage(" ".join(self.leading)))
        return max(self.with_head(concept), beside)

    def with_head(self, concept: Concept) -> float:
        """How far the head of the column covers a concept, by itself or together with a head of the row: 粮食, 产量."""
        own = concept.coverage(self.cell.head)
        near = max((self._across(concept, word) for word in self.nearest), default=0.0)
        far = max((self._across(concept, word) for word in self.leading), default=0.0)
        return max(own, near, _FARTHER * far)

    def _across(self, concept: Concept, word: str) -> float:
        """How far a concept is covered by a word and the head together, and by neither alone."""
        together = concept.coverage(word + self.cell.head)
        return together if together > concept.coverage(word) else 0.0

    def unsaid(self, concepts: Sequence[Concept]) -> int:
        """How many characters of the head of its column no concept has, years and units aside."""
        said = {char for each in concepts for text in (each.form, *(term.text for term in each.terms)) for char in text}
        return sum(char not in said for char in _ASIDE.sub("", self.cell.head))

    def is_of_year(self, years: Sequence[int]) -> bool:
        """Whether the head of its column names the year that is asked for, or none."""
        named = _YEAR.findall(self.cell.head)
        return not named or not years or str(years[-1]) in named


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

    @classmethod
    def of_sentence(cls, passage: Passage, raw: str) -> TableRow | None:
        """Read the sentence of a passage that is the row of a table; None for any other."""
        if passage.clause.place is not Region.ROW:
            return None
        above = fold(" ".join((*passage.titles, *passage.clause.headings[:-1])))
        return cls.of(raw, folded_heads(passage.heads), above)

    def cell(self, concepts: Sequence[Concept], wanted: Sequence[HeadedCell], years: Sequence[int] = ()) -> Span | None:
        """The raw span of the cell that is meant, of those that can answer; None where none is surely meant.

        It must be named by more of the question than any other, or be the only one under a head that says no more than
        the question; and by the head of its column, where more than one could answer. Row, heads and what stands above
        must hold the question nearly whole. ``years`` are those that are asked for.

        >>> row = TableRow.of("公安局 | 行政许可 | 27 | 26", ["单位", "类别", "受理数", "办结数"], "")
        >>> asked = [Concept(word, (), 1.0) for word in ("公安局", "行政许可", "办结")]
        >>> row.folded.text[slice(*row.cell(asked, row.figures))]
        '26'
        """
        able = [each for each in wanted if each.is_of_year(years)]
        if not able or self._held(concepts) < _LEAST_COVERED:
            return None
        scores = [each.score(concepts) for each in able]
        best = max(scores)
        meant = [each for each, score in zip(able, scores, strict=True) if best and score == best]
        # Cells of one text are one answer, as where cells are merged.
        if len({each.text for each in meant}) > 1:
            meant = [each for each in meant if not each.unsaid(concepts)]
        if len({each.text for each in meant}) != 1:
            return None
        by_head = any(each.with_head(concept) for each in meant for concept in concepts)
        is_alone = len({each.text for each in able}) == 1 and not self._is_other_column_named(concepts, meant[0])
        return self.folded.raw_span(meant[0].cell.start, meant[0].cell.end) if by_head or is_alone else None

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
            if 2 * sum(len(concept.form) for concept in concepts if concept.form in each.text) < len(each.text)
        ]

    def _held(self, concepts: Sequence[Concept]) -> float:
        """The share of the question that the row, its heads and the text above the table hold."""
        around = (self.folded.text, self.above)
        held = [
            max([concept.coverage(text) for text in around] + [each.with_head(concept) for each in self.cells])
            for concept in concepts
        ]
        return covered_share(concepts, held)

    def _is_other_column_named(self, concepts: Sequence[Concept], meant: HeadedCell) -> bool:
        return any(c.coverage(each.cell.head) for each in self.cells if each is not meant for c in concepts)


def _headed(row: str, cells: Sequence[Cell]) -> Iterator[HeadedCell]:
    leading: list[str] = []
    nearest: list[str] = []
    behind_figure = has_figure = False
    for cell in cells:
        headed = HeadedCell(cell, row[cell.start : cell.end], tuple(nearest), tuple(leading))
        yield headed
        if headed.is_figure:
            behind_figure = True
            has_figure = bool(leading)  # a number that counts the rows stands before all words
        elif headed.text:
            nearest = [*([] if behind_figure else nearest), headed.text]
            leading += [] if has_figure else [headed.text]
            behind_figure = False
