"""Known questions of a segment: the sentence that a fact's span is tied to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.corpus.segments.known_question_writer import sentence_finder
from retrieval.corpus.segments.segment_writer import passage_number
from retrieval.models import Clause, Passage, Span
from retrieval.parsing.report import passages
from retrieval.scoring.candidates import SEVERAL_REPORTS, sentences
from tests.examples import examples
from tests.retrieval.invented import HARBOUR, passage_of, report_of

NOWHERE = (-1, -1)


def whole_text(text: str, start: int, number: int) -> Passage:
    """A passage that is a text and nothing else, at an offset of its report."""
    end = start + len(text)
    return Passage(f"p{number}", "a.txt", "报告", None, Clause("一", (), start, end, start), start, end, text)


def first_that_overlaps(own: Sequence[Passage], span: Span, longest: int | None) -> tuple[int, int]:
    """The first sentence of all that holds some of a span, searched from the beginning."""
    every = (sentence for passage in own for sentence in sentences(passage, longest))
    found = (s for s in every if s.start < span[1] and span[0] < s.end)
    return next(((passage_number(s.passage.id), s.start) for s in found), NOWHERE)


def whole_and_cut(own: Sequence[Passage], span: Span) -> tuple[int, int, int, int]:
    """The same for both layouts."""
    return (*first_that_overlaps(own, span, None), *first_that_overlaps(own, span, SEVERAL_REPORTS.longest))


def test_the_sentence_of_any_span_is_that_of_a_linear_search() -> None:
    """Every span of up to forty characters, beyond both ends of the report too."""
    own = [replace(passage, id=f"p{number}") for number, passage in enumerate(passages(report_of()), 1)]
    find = sentence_finder(own)
    for start in range(-3, len(HARBOUR) + 5):
        for size in (0, 1, 2, 7, 40):
            assert find((start, start + size)) == whole_and_cut(own, (start, start + size))


CHAIN = "；".join(f"建成第{at}座风车，由青禾县的守护人每晚记录它的转速和油耗" for at in range(1, 12)) + "。"


@given(
    st.integers(0, 700),
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["", "——", "甲1。乙2；丙3。", "丁4", CHAIN])), max_size=6),
)
@settings(max_examples=examples(300), deadline=None)
def test_the_sentence_of_a_span_among_any_passages(start: int, size: int, told: list[tuple[int, str]]) -> None:
    """With gaps between them, with passages that have no sentence, and with sentences that are cut."""
    own: list[Passage] = []
    at = 0
    for number, (gap, text) in enumerate(told):
        own.append(whole_text(text, at + gap, number))
        at = own[-1].end
    assert sentence_finder(own)((start, start + size)) == whole_and_cut(own, (start, start + size))


def test_a_span_stands_in_its_sentence() -> None:
    """Between sentences, and in no report, nowhere."""
    passage = passage_of(HARBOUR, "一/(一)/二是")
    find = sentence_finder([replace(passage, id="p7")])
    start = HARBOUR.index("8台")
    assert find((start, start + 2)) == (7, HARBOUR.index("购置")) * 2
    assert find((len(HARBOUR) + 5, len(HARBOUR) + 7)) == NOWHERE * 2
    assert sentence_finder([])((0, 5)) == NOWHERE * 2
