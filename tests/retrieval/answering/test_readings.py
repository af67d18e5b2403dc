"""Quotes: slices of the report, with the spans that match the question marked in the raw text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Engine
from retrieval.answering.readings import quote_of
from retrieval.models import Quote
from retrieval.question.analysis import analyse
from retrieval.text.lexicon import Lexicon, Term
from tests.examples import examples
from tests.retrieval.invented import HARBOUR, passage_of, report_of

Expansions = tuple[tuple[str, tuple[Term, ...]], ...]


def quote(question: str, text: str = "购置起重机8台,叉车21台。", expansions: Expansions = ()) -> Quote:
    """A quote of the invented report for a question."""
    start = HARBOUR.index(text)
    return quote_of(
        passage_of(HARBOUR, "一/(一)/二是"),
        start,
        start + len(text),
        analyse(question, (), Lexicon(), None),
        expansions,
    )


def marked(found: Quote) -> list[str]:
    """The marked pieces of a quote."""
    return [found.text[start:end] for start, end in found.marks]


def test_a_quote_is_a_slice() -> None:
    """The text of a quote is the report's, to the letter."""
    found = quote("起重机几台")
    assert found.text == report_of().text[found.start : found.end] == "购置起重机8台,叉车21台。"


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("起重机几台", ["起重机"]),
        ("叉车和起重机", ["起重机", "叉车"]),
        ("購置起重機", ["购置起重机"]),
        ("起重机21", ["起重机", "21"]),
        ("码头在哪", []),
        ("", []),
    ],
)
def test_the_words_of_the_question_are_marked(question: str, pieces: list[str]) -> None:
    """Words of the question are marked where they stand, in order, one mark where they touch."""
    assert marked(quote(question)) == pieces


def test_a_traditional_report_is_marked() -> None:
    """A simplified question marks traditional text, and the quote stays traditional."""
    text = "工作報告\n\n一、成效\n\n受理行政複議５０件。\n"
    passage = passage_of(text, "一")
    start = text.index("受理")
    found = quote_of(passage, start, start + 10, analyse("行政复议50件", (), Lexicon(), None), ())
    assert found.text == "受理行政複議５０件。"
    assert "行政複議" in "".join(marked(found))


def test_official_terms_are_marked() -> None:
    """What a lay form stands for is marked as well."""
    assert marked(quote("吊机", expansions=(("吊机", (Term("起重机", 1.0),)),))) == ["起重机"]


@given(st.text(alphabet="购置起重机8台叉车21,。的 abc", max_size=20))
@settings(deadline=None, max_examples=examples(150), derandomize=True)
def test_marks_lie_within_the_quote_and_apart(question: str) -> None:
    """Marks are spans of the quote, in order, and neither touch nor overlap."""
    found = quote(question)
    assert all(0 <= start < end <= len(found.text) for start, end in found.marks)
    assert all(one[1] < other[0] for one, other in pairwise(found.marks))


def test_the_citation_names_report_number_and_clause() -> None:
    """A quote cites its report, the document's number and the whole path of the clause."""
    assert quote("起重机").citation == "《2023年度港务工作报告》(青政发〔2023〕7号)一、(一)二是"


def test_json_has_what_scripts_use(engine: Engine) -> None:
    """The fields of a quote as JSON lead back to the text."""
    found = engine.ask("一共保留了多少审批事项").quotes[0].to_json()
    report = engine.library.reports[0]
    assert report.text[found["start"] : found["end"]] == found["text"]
    assert set(found) == {"text", "file", "start", "end", "passage", "report", "number", "clause", "citation"}
    assert (found["file"], found["number"], found["clause"]) == (report.file, "威文政发〔2021〕13号", "一/(一)/一是")
