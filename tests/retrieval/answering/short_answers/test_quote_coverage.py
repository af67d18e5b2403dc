"""Coverage: the parts of a quote around a candidate, and the clause that matters."""

from __future__ import annotations

import pytest

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.short_answers.quote_coverage import QuoteCoverage
from retrieval.question.analysis import analyse
from retrieval.question.concepts import Concept
from retrieval.statements.staff_fact import StaffFact
from retrieval.text.lexicon import Lexicon
from retrieval.text.normalization import FoldedText

TEXT = "受理申请50件,结案39件;热线来电2.5万余件、回访3次。"
CLOSED, CALLS = Concept("结案", (), 1.0), Concept("热线", (), 3.0)


def coverage_of(*concepts: Concept, facts: tuple[StaffFact, ...] = (), text: str = TEXT) -> QuoteCoverage:
    """The coverage of the quote for some concepts."""
    reading = QuoteReading(text, FoldedText.of(text), analyse("几件", (), Lexicon(), None), len, facts)
    return QuoteCoverage.of(reading, concepts)


def test_each_part_holds_what_stands_in_it() -> None:
    """Item, clause, segment and sentence hold ever more; the candidate itself counts for none of them."""
    at = TEXT.index("39件")
    part = coverage_of(CLOSED, CALLS).around((at, at + 3))
    assert (part.item, part.clause, part.segment, part.sentence) == (0.25, 0.25, 0.25, 1.0)
    assert part.least == 0.0
    assert coverage_of(Concept("39件", (), 1.0)).around((at, at + 3)).sentence == 0.0


def test_items_are_narrower_than_clauses() -> None:
    """A mark of enumeration ends an item and no clause."""
    at = TEXT.index("3次")
    part = coverage_of(CALLS).around((at, at + 2))
    assert (part.item, part.clause) == (0.0, 1.0)


def test_a_phrasing_explains_a_concept_in_the_part_of_its_fact() -> None:
    """Where staff use a word of the question for a fact, the parts that hold the fact hold the word."""
    start, end = TEXT.index("结案"), TEXT.index(";")
    fact = StaffFact((start, end), None, frozenset({"b办完"}), 1.0, 1.0, 0.5, 0.5)
    at = TEXT.index("39件")
    assert coverage_of(Concept("办完", (), 1.0), facts=(fact,)).around((at, at + 3)).clause == pytest.approx(0.9)
    other = TEXT.index("3次")
    assert coverage_of(Concept("办完", (), 1.0), facts=(fact,)).around((other, other + 2)).clause == 0.0


def test_the_clause_that_matters() -> None:
    """The clause that holds most is emphasised; none where none holds much, or the quote is one clause."""
    best = coverage_of(CLOSED).best_clause()
    assert best is not None
    assert TEXT[slice(*best)] == "结案39件"
    assert coverage_of(Concept("路灯", (), 1.0)).best_clause() is None
    assert coverage_of(CLOSED, text="结案39件").best_clause() is None
