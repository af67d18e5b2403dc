"""Retriever over segments: ranks like one collection, and selects what filters select, to the letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from retrieval.corpus.filters import EVERYTHING, AllOf, AnyOf, Condition, Filters, Is, NoneOf, ReportField
from retrieval.index.passage_postings import PassagePostings, PassagePostingsPart
from retrieval.index.postings import Mask
from retrieval.index.segments import Segment
from retrieval.models import Hit, Passage
from retrieval.search.bm25 import Bm25Retriever, Document, PassageRetriever, RerankingRetriever, reranker_of
from retrieval.search.filtering import headings_of
from retrieval.search.retriever import Query
from retrieval.text.lexicon import Term
from retrieval.text.normalization import compact
from tests.examples import examples
from tests.retrieval.index.texts import TokenizedTexts, report_of

WORDS = ["行政", "复议", "罚款", "5", "5%", "abc", " ", "\n", "，", "关于延期的通知", "十"]
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join)
TITLE = st.sampled_from(["某局报告", "关于延期的通知", "行政 复议年报"])
REPORT = st.tuples(st.lists(TEXT, min_size=1, max_size=4), TITLE)
REPORTS = st.lists(REPORT, min_size=1, max_size=6)
ASKED = st.lists(st.sampled_from(["行政", "复议", "罚款", "5%", "abc", "通知", "多少"]), max_size=3).map("".join)


@dataclass(frozen=True)
class Files:
    """Conditions on the files of reports, row by row."""

    files: tuple[str, ...]
    titles: tuple[str, ...]

    def mask(self, condition: Condition) -> Mask:
        """For each row whether the condition is met."""
        return np.array([self._meets(condition, at) for at in range(len(self.files))], np.bool_)

    def _meets(self, condition: Condition, at: int) -> bool:
        match condition:
            case AllOf(conditions):
                return all(self._meets(each, at) for each in conditions)
            case AnyOf(conditions):
                return any(self._meets(each, at) for each in conditions)
            case NoneOf(conditions):
                return not any(self._meets(each, at) for each in conditions)
            case Is(ReportField.TITLE, str(value)):
                return value in self.titles[at]
            case Is(_, value):
                return self.files[at] == value
        raise NotImplementedError


@dataclass(frozen=True)
class Index:
    """An index of invented reports: its retrievers, and the passages that count, in document order."""

    first: Bm25Retriever
    lookup: RerankingRetriever
    passages: list[Passage]


def index_of(reports: Sequence[tuple[Sequence[str], str]], cuts: Sequence[int] = (), dead: Sequence[int] = ()) -> Index:
    """Reports in segments that begin at ``cuts``; those of some numbers were replaced."""
    every = [report_of(texts, title, (), f"{at}.txt") for at, (texts, title) in enumerate(reports)]
    bounds = sorted({0, len(every), *(min(cut, len(every)) for cut in cuts)})
    segments, rows = list[Segment](), list[Passage]()
    for start, end in pairwise(bounds):
        segments.append(_segment(every[start:end], start, len(rows), [at not in dead for at in range(start, end)]))
        rows += [passage for report in every[start:end] for passage in report.tokens.passages]
    postings = PassagePostings(segments)
    files = Files(tuple(f"{at}.txt" for at in range(len(every))), tuple(title for _, title in reports))
    first = Bm25Retriever(postings, lambda wanted: [rows[row] for row in wanted], files)
    kept = [passage for passage in rows if int(passage.file.removesuffix(".txt")) not in dead]
    return Index(first, RerankingRetriever(first, reranker_of(postings)), kept)


def _segment(reports: Sequence[TokenizedTexts], first_report: int, first_passage: int, live: list[bool]) -> Segment:
    part = PassagePostingsPart()
    for report in reports:
        part.add(report)
    sizes = [len(report.tokens.passages) for report in reports]
    masks = (None, None) if all(live) else (np.array(live), np.repeat(np.array(live), sizes))
    return Segment(part.arrays(), len(reports), sum(sizes), first_report, first_passage, *masks)


def collection_of(index: Index, two_stages: bool) -> PassageRetriever:
    """The passages that count as a collection."""
    return PassageRetriever(
        (Document(str(at), headings_of(p), p.text, p.file) for at, p in enumerate(index.passages)), two_stages
    )


def told(hits: Sequence[Hit]) -> list[tuple[str, str, float]]:
    """Which passages were found, and how they were scored."""
    return [(hit.passage.file, hit.passage.id, hit.score) for hit in hits]


@settings(max_examples=examples(60), deadline=None)
@given(
    REPORTS, ASKED, st.lists(st.integers(0, 6), max_size=2), st.sets(st.integers(0, 5), max_size=2), st.integers(1, 9)
)
def test_segments_rank_like_one_collection(
    reports: list[tuple[list[str], str]], asked: str, cuts: list[int], dead: set[int], k: int
) -> None:
    """Also where reports were replaced: the same passages with the same scores, by one stage and by two."""
    assume(asked and len(dead & set(range(len(reports)))) < len(reports))
    index = index_of(reports, cuts, sorted(dead))
    for retriever, two_stages in ((index.first, False), (index.lookup, True)):
        wanted = collection_of(index, two_stages).search(asked, k)
        passages = [index.passages[int(match.document.id)] for match in wanted]
        assert told(retriever.search(Query(asked), k=k)) == [
            (passage.file, passage.id, match.score) for passage, match in zip(passages, wanted, strict=True)
        ]


@settings(max_examples=examples(100), deadline=None)
@given(REPORTS, ASKED, st.lists(TEXT, max_size=2), st.lists(TEXT, max_size=1), st.sets(st.integers(0, 5), max_size=3))
def test_filters_select_by_the_letter(
    reports: list[tuple[list[str], str]], asked: str, phrases: list[str], excluded: list[str], files: set[int]
) -> None:
    """Without blanks, phrases in the passage itself, excluded words in headings and title too; the order stays."""
    index = index_of(reports, [2, 4], [1] if len(reports) > 1 else [])
    condition = NoneOf(tuple(Is(ReportField.FILE, f"{at}.txt") for at in files))
    excluded = [word for word in excluded if compact(word)]
    filters = Filters(condition, tuple(phrases), tuple(excluded))

    def selected(passage: Passage) -> bool:
        text, above = compact(passage.text), compact(headings_of(passage))
        return (
            int(passage.file.removesuffix(".txt")) not in files
            and all(compact(phrase) in text for phrase in phrases)
            and not any(compact(word) in text or compact(word) in above for word in excluded)
        )

    everything = index.first.search(Query(asked), EVERYTHING, 1000)
    found = index.first.search(Query(asked), filters, 1000)
    assert told(found) == told([hit for hit in everything if selected(hit.passage)])
    assert told(index.first.search(Query(asked), filters, 2)) == told(found[:2])


def test_without_text_passages_are_listed_in_document_order() -> None:
    """All that the filters leave, with a score of 0, also where reports came later that stand before others."""
    reports = [(["甲一"], "甲"), (["丙一"], "丙"), (["乙一"], "乙")]
    listed = index_of(reports, [2]).first.search(Query(""))
    assert [(hit.passage.text, hit.score) for hit in listed] == [("甲一", 0.0), ("丙一", 0.0), ("乙一", 0.0)]
    every = [report_of(texts, title, (), title) for texts, title in reports]
    segments = [_segment(every[:2], 0, 0, [True, True]), _segment(every[2:], 2, 2, [True])]
    ranked = [replace(segments[0], report_ranks=np.array([0, 2])), replace(segments[1], report_ranks=np.array([1]))]
    rows = [passage for report in every for passage in report.tokens.passages]
    retriever = Bm25Retriever(PassagePostings(ranked), lambda wanted: [rows[row] for row in wanted], Files((), ()))
    for query in ("", "一"):
        assert [hit.passage.text for hit in retriever.search(Query(query))] == ["甲一", "乙一", "丙一"]


def test_of_official_terms_the_best_one_counts() -> None:
    """Weighted, never their sum; a context counts half."""
    index = index_of([(["行政复议"], "甲"), (["罚款"], "乙"), (["调解行政复议罚款"], "丙")])

    def score(query: Query, file: str) -> float:
        return {hit.passage.file: hit.score for hit in index.first.search(query)}.get(file, 0.0)

    complaint, fine = Term("行政复议", 1.0), Term("罚款", 0.5)
    alone = {text: score(Query(text), "2.txt") for text in ("行政复议", "罚款", "调解")}
    both = score(Query("调解", (("告状", (complaint, fine)),)), "2.txt")
    assert both == pytest.approx(alone["调解"] + 0.7 * max(alone["行政复议"], 0.5 * alone["罚款"]))
    assert score(Query("调解", context="罚款"), "2.txt") == pytest.approx(alone["调解"] + 0.5 * alone["罚款"])


def test_no_passage_is_an_error_to_ask_for() -> None:
    """k is 1 at least, with text and without."""
    index = index_of([(["行政复议"], "甲")])
    for retriever in (index.first, index.lookup):
        for query in ("", "行政"):
            with pytest.raises(ValueError, match="wanted k of 1 or more, found 0"):
                retriever.search(Query(query), k=0)


def test_the_best_few_are_the_first_of_many() -> None:
    """Also beyond what the second stage looks at and what is read at once."""
    index = index_of([([f"第{at}条行政复议" + "罚款" * (at % 5)], "甲") for at in range(150)], [70])
    for retriever in (index.first, index.lookup):
        for filters in (EVERYTHING, Filters(phrases=("复议罚款",)), Filters(excluded=("罚款罚款罚款",))):
            longest = retriever.search(Query("行政复议罚款第7条"), filters, 150)
            assert len(longest) > 70
            for k in (1, 50, 60):
                assert told(retriever.search(Query("行政复议罚款第7条"), filters, k)) == told(longest[:k])
