"""Term statistics: sums over segments, and without the reports that were replaced."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.segments import Segment
from retrieval.index.term_statistics import SentenceTerms, TermCounter, without_reports
from retrieval.text.tokenization import TokenKind, tokens_of
from tests.examples import examples
from tests.retrieval.index.texts import TokenizedTexts, report_of

TEXT = st.lists(st.sampled_from(["行政", "复议", "5件", "abc", "，", "的"]), min_size=1, max_size=4).map("".join)
REPORTS = st.lists(st.lists(TEXT, max_size=3).map(lambda texts: report_of(texts, "某报告")), max_size=4)
ASKED = ["行政", "复议", "政复", "行", "5", "abc", "没有"]


def segment_of(reports: Sequence[TokenizedTexts]) -> Segment:
    """A segment of the term table alone."""
    counter = TermCounter()
    for report in reports:
        counter.add(report)
    return Segment(counter.arrays(), len(reports), 0)


def told(statistics: SentenceTerms) -> list[object]:
    """All that the statistics tell."""
    return [statistics.sizes, *(statistics.frequencies(kind, ASKED) for kind in TokenKind)]


def test_a_term_counts_once_a_sentence() -> None:
    """However often it stands there; a heading counts once a report for the mean length."""
    report = report_of(["复议复议", "行政复议"], "报告", ("办理情况",))
    statistics = SentenceTerms([segment_of([report, report])])
    assert statistics.frequencies(TokenKind.WORD, ["复议", "行政", "火星"]) == [4, 2, 0]
    sizes = statistics.sizes
    assert (sizes.sentences, sizes.own[TokenKind.WORD], sizes.headings[TokenKind.WORD]) == (4, 4.0, 7.0)
    assert sizes.clause[TokenKind.PAIR] == 3.0


@settings(max_examples=examples(40), deadline=None)
@given(REPORTS, st.integers(0, 4))
def test_segments_are_summed(reports: list[TokenizedTexts], cut: int) -> None:
    """Two segments tell what one of all reports tells."""
    parts = [segment_of(reports[:cut]), segment_of(reports[cut:])]
    assert told(SentenceTerms(parts)) == told(SentenceTerms([segment_of(reports)]))


@settings(max_examples=examples(40), deadline=None)
@given(REPORTS, REPORTS)
def test_reports_that_were_replaced_do_not_count(kept: list[TokenizedTexts], removed: list[TokenizedTexts]) -> None:
    """The corrected table is that of the others."""
    segment = segment_of([*kept, *removed])
    corrected = Segment({**segment.arrays, **without_reports(segment.arrays, removed)}, len(kept), 0)
    assert told(SentenceTerms([corrected])) == told(SentenceTerms([segment_of(kept)]))


@pytest.mark.parametrize("kind", TokenKind)
def test_frequencies_are_those_of_sets_of_tokens(kind: TokenKind) -> None:
    """Counted here once more, sentence by sentence."""
    texts = ["行政复议5件", "复议abc", "行政，行政"]
    held = [set(tokens_of(kind, text)) for text in texts]
    wanted = [sum(term in each for each in held) for term in ASKED]
    assert SentenceTerms([segment_of([report_of(texts)])]).frequencies(kind, ASKED) == wanted
