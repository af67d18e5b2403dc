"""Table answers: the cell of a row that is asked for, and how likely a row answers where one is."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.readings import AnswerabilityEstimator
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept, concepts_of
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.figures import may_want_figure, wants_figure
from retrieval.scoring.table_cells import TableRow
from retrieval.text.answer_type import AnswerType


def asked_cell(row: TableRow, question: Question, concepts: Sequence[Concept]) -> Span | None:
    """The raw span of the cell that a question asks for; None where none is surely meant.

    The head of the column, not the cell, says what a figure of a table is.
    """
    if not concepts:
        return None
    if question.kind is AnswerType.DATE:
        return row.cell(concepts, row.dates, question.years)
    if wants_figure(question):
        return row.cell(concepts, row.figures, question.years)
    found = row.cell(concepts, row.words(concepts), question.years)
    if found is None and (may_want_figure(question) or _names_column(row, question)):
        found = row.cell(concepts, row.figures, question.years)
    return found


def _names_column(row: TableRow, question: Question) -> bool:
    """Whether a question that asks for nothing by its form says the head of a column of figures: 环保局办结数."""
    heads = {each.cell.head.split("|")[-1] for each in row.figures}
    return question.kind is AnswerType.WHAT and any(head in question.text for head in heads if head)


def cell_answer(reading: QuoteReading) -> str | None:
    """The cell of a quoted row that is asked for; None for any other quote, and where staff said what answers."""
    found = asked_cell(reading.row, reading.question, reading.concepts) if reading.row and not reading.facts else None
    return reading.raw[slice(*found)] if found else None


class TableEstimator:
    """Answerability of rows by their cells, and of all other sentences by another estimator.

    A row says what it states by the heads above it, which no sentence tells; where one of its cells is asked for, it
    answers.
    """

    def __init__(self, other: AnswerabilityEstimator, statistics: CollectionStatistics) -> None:
        """``statistics`` weigh the words of a question."""
        self.other, self._statistics = other, statistics
        self.threshold = other.threshold

    def probability(self, evidence: Evidence) -> float:
        """How likely it is that the best sentence states what was asked."""
        found, best, question = self.other.probability(evidence), evidence.best, evidence.question
        row = TableRow.of_sentence(best.sentence.passage, best.sentence.text)
        if row is None or not asked_cell(row, question, concepts_of(question, self._statistics.rarity)):
            return found
        states = not evidence.wanted or any(attribute.is_stated(best.stated) for attribute in evidence.wanted)
        return max(found, (1 + self.threshold) / 2) if states else found
