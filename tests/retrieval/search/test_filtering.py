"""Ranking within what a look-up selects, on a small library of invented reports."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Engine, Library
from retrieval.models import Hit
from retrieval.search.highlight import Highlighter
from retrieval.search.query import LookupQuery
from retrieval.search.syntax import parse_query
from tests.examples import examples
from tests.retrieval.invented_library import FILES

MANIFEST = {"file": "2029-国务院办公厅-风车守护办法.txt", "agency": "风车管理局", "year": 2028, "place": "甘肃省"}


@pytest.fixture(scope="module")
def windmills(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over the invented library, one report of which staff described."""
    folder = tmp_path_factory.mktemp("library")
    for name, content in FILES.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "manifest.jsonl").write_text(json.dumps(MANIFEST, ensure_ascii=False), "utf-8")
    return Engine(Library.open(folder))


def files(hits: Sequence[Hit]) -> set[str]:
    """The beginnings of the files' names."""
    return {hit.passage.file.rsplit(".", 1)[0] for hit in hits}


YUNNAN, GUIZHOU = "2031-云南省-政府工作报告", "2031-贵州省-政府工作报告"
TEA, KITE = "2030-云南省农业农村厅-茶园风车设置许可办事指南", "2030-云南省体育局-风筝试飞许可办事指南"
RULES = "2029-国务院办公厅-风车守护办法"


@pytest.mark.parametrize(
    ("words", "count"), [("审批事项", 2), ("城镇新增就业", 5), ("风车 停转 罚款", 4), ("？", 0), ("zzzz", 0)]
)
def test_words_alone_rank_as_ever(windmills: Engine, words: str, count: int) -> None:
    """Without phrases and filters a look-up is a search, without what shares no word with it."""
    ranked = windmills.search(words, 1000)
    found = windmills.look_up(parse_query(words), 7)
    assert len(found) == count
    assert found == [hit for hit in ranked if hit.passage.id in {each.passage.id for each in found}]
    assert all(hit.marks for hit in found)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ("年:2031", {YUNNAN, GUIZHOU}),
        ("年:2030-2031", {YUNNAN, GUIZHOU, TEA, KITE}),
        ("年:2028", {RULES}),
        ("年:2029", set()),
        ("年:2028 年:2030", {RULES, TEA, KITE}),
        ("-年:2031", {RULES, TEA, KITE}),
        ("机关:体育局", {KITE}),
        ("机关:風車管理局", {RULES}),
        ("机关:云南省农业农村厅", {TEA}),
        ("地区:云南 年:2031", {YUNNAN}),
        ("地区:甘肃", {RULES}),
        ("文号:国办发[２０２９]77号", {RULES}),
        ("文号:77号", {RULES}),
        ("文号:7号", set()),
    ],
)
def test_filters_alone_list_what_they_select(windmills: Engine, filters: str, wanted: set[str]) -> None:
    """All passages of the reports that fit, in document order; the manifest comes before the document."""
    hits = windmills.look_up(parse_query(filters), 1000)
    assert files(hits) == wanted
    listed = [p.id for p in windmills.library.passages if p.file.rsplit(".", 1)[0] in wanted]
    assert [hit.passage.id for hit in hits] == listed
    assert windmills.look_up(parse_query(filters), 2) == hits[:2]


def test_filters_choose_before_the_best_are_taken(windmills: Engine) -> None:
    """As many as there are come from a report that ranks below all others, in the order that they have among all."""
    words = "就业 地区生产总值 办理时限 电话 风车"
    everywhere = windmills.search(words, 1000)
    mine = [hit.passage for hit in everywhere if hit.passage.file.startswith(RULES)]
    alone = [passage.id for passage in mine if "风车" in passage.text]
    found = windmills.look_up(parse_query(f"{words} 文号:77号"), len(alone))
    assert alone
    assert {hit.passage.id for hit in found} == set(alone)
    assert files(found) == {RULES}


def test_a_title_finds_where_no_text_does(windmills: Engine) -> None:
    """Passages come with the title that the words stand in; where a text has them, that text comes alone."""
    titled = windmills.look_up(parse_query("风筝试飞"), 50)
    assert files(titled) == {KITE}
    assert all("风筝" in (hit.heading or hit.passage.text) for hit in titled)
    assert all("办理" in hit.passage.text for hit in windmills.look_up(parse_query("办理"), 50))


def test_a_phrase_stands_there_to_the_letter(windmills: Engine) -> None:
    """Its characters together and in order, whatever their width, script and blanks; its passages only."""
    hits = windmills.look_up(parse_query("“擅自 停轉”"), 10)
    assert [hit.passage.clause.path for hit in hits] == ["第二条"]
    assert windmills.look_up(parse_query('"停转擅自"')) == []


def test_a_phrase_without_a_word_is_found_too(windmills: Engine) -> None:
    """What no ranking knows, such as a sign, is listed in document order."""
    hits = windmills.look_up(parse_query('"%"'), 100)
    assert [hit.passage for hit in hits] == [p for p in windmills.library.passages if "%" in p.text]
    assert {hit.score for hit in hits} == {0.0}


def test_what_is_left_out_is_nowhere(windmills: Engine) -> None:
    """Neither in a passage, nor above it: a report's title leaves all of it out."""
    hits = windmills.look_up(parse_query("就业 粮食 -云南"), 100)
    assert hits
    assert not [h for h in hits if "云南" in h.passage.text + h.passage.title]
    assert files(windmills.look_up(parse_query("风车 就业 -政府工作报告"), 100)) & {YUNNAN, GUIZHOU} == set()


def test_spans_count_in_the_raw_text() -> None:
    """Traditional characters, full width and line breaks are marked where they stand."""
    text = "一、配備ＡＢＣ㎡記錄\n儀788台"
    spans = Highlighter(parse_query('"记录仪" abc')).spans(text)
    assert [text[a:b] for a, b in spans] == ["ＡＢＣ", "記錄\n儀"]


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.text(min_size=1, max_size=5), max_size=3), st.text(max_size=60))
def test_spans_are_of_the_text(wanted: list[str], text: str) -> None:
    """Whatever is looked for in whatever text, spans are in order, not empty and within it."""
    spans = Highlighter(LookupQuery(words=tuple(wanted), phrases=tuple(wanted[:1]))).spans(text)
    assert list(spans) == sorted(spans)
    assert all(0 <= a < b <= len(text) for a, b in spans)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.sampled_from("就业风车国务院罚款%0"),
    st.integers(1, 30),
    st.sampled_from(["", " 年:2031", " -就业", " 地区:云南"]),
)
def test_more_only_adds(windmills: Engine, char: str, k: int, rest: str) -> None:
    """The best few are the first of the best many, and a phrase stands in each."""
    query = parse_query(f'"{char}"{rest}')
    hits = windmills.look_up(query, 1000)
    assert windmills.look_up(query, k) == hits[:k]
    assert all(char in unicodedata.normalize("NFKC", hit.passage.text) for hit in hits)
