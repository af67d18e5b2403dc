"""The grammar of look-ups."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.search.query import FilterField, LookupQuery, QueryFilter
from retrieval.search.syntax import QuerySyntaxError, SyntaxFault, parse_query

ANY = st.lists(
    st.one_of(
        st.text(max_size=6), st.sampled_from([*'"＂“”「」『』-－ 　:：', "年:", "机关：", "2021", "-年:", "文号:"])
    ),
    max_size=12,
).map("".join)


def year(first: int, last: int, value: str, negated: bool = False) -> QueryFilter:
    """A filter of years."""
    return QueryFilter(FilterField.YEAR, value, (first, last), negated)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("执法记录仪 数量", LookupQuery(words=("执法记录仪", "数量"))),
        ("　执法　记录\n仪 ", LookupQuery(words=("执法", "记录", "仪"))),
        ('"行政复议"', LookupQuery(phrases=("行政复议",))),
        ("“行政 复议”", LookupQuery(phrases=("行政 复议",))),
        ("「行政复议」『调解』", LookupQuery(phrases=("行政复议", "调解"))),
        ("＂行政复议＂", LookupQuery(phrases=("行政复议",))),
        ('“行政复议"', LookupQuery(phrases=("行政复议",))),
        ("“用「黑名单」管理”", LookupQuery(phrases=("用「黑名单」管理",))),
        ('退出"黑名单"的企业', LookupQuery(words=("退出", "的企业"), phrases=("黑名单",))),
        ("执法 -培训 －记录", LookupQuery(words=("执法",), excluded=("培训", "记录"))),
        ('执法 -"全过程 记录"', LookupQuery(words=("执法",), excluded=("全过程 记录",))),
        ("执法 --培训", LookupQuery(words=("执法",), excluded=("培训",))),
        ("2019-2021 执法-记录", LookupQuery(words=("2019-2021", "执法-记录"))),
        ("执法 - 记录", LookupQuery(words=("执法", "-", "记录"))),
        ("2021年 执法", LookupQuery(words=("2021年", "执法"))),
        ("年:2021", LookupQuery(filters=(year(2021, 2021, "2021"),))),
        ("年：２０２１", LookupQuery(filters=(year(2021, 2021, "２０２１"),))),
        ("年： 2021年", LookupQuery(filters=(year(2021, 2021, "2021年"),))),
        ("Year:2019-2021", LookupQuery(filters=(year(2019, 2021, "2019-2021"),))),
        ("年:2021年至2019年", LookupQuery(filters=(year(2019, 2021, "2021年至2019年"),))),
        ("-年:2021 a", LookupQuery(words=("a",), filters=(year(2021, 2021, "2021", True),))),
        ("机关:司法局", LookupQuery(filters=(QueryFilter(FilterField.AGENCY, "司法局"),))),
        ('agency:"某市 司法局"', LookupQuery(filters=(QueryFilter(FilterField.AGENCY, "某市 司法局"),))),
        ("文号:〔2021〕13号", LookupQuery(filters=(QueryFilter(FilterField.NUMBER, "〔2021〕13号"),))),
        ("地区：山东 就业", LookupQuery(words=("就业",), filters=(QueryFilter(FilterField.PLACE, "山东"),))),
        ("办理地点:昆明 今年:2021", LookupQuery(words=("办理地点:昆明", "今年:2021"))),
    ],
)
def test_a_query_is_taken_apart(raw: str, wanted: LookupQuery) -> None:
    """Words, phrases, what is left out and filters, whatever the width of their marks."""
    assert parse_query(raw) == wanted


@pytest.mark.parametrize(
    ("raw", "fault", "found"),
    [
        ('执法 "记录仪', SyntaxFault.UNCLOSED, '"记录仪'),
        ("执法」 「记录仪", SyntaxFault.UNCLOSED, "「记录仪"),
        ('执法 ""', SyntaxFault.EMPTY_PHRASE, '""'),
        ("执法 “ ”", SyntaxFault.EMPTY_PHRASE, "“ ”"),
        ("年:abc 执法", SyntaxFault.YEAR, "年:abc"),
        ("年:21", SyntaxFault.YEAR, "年:21"),
        ("年：2019-21", SyntaxFault.YEAR, "年：2019-21"),
        ("年:2021年底", SyntaxFault.YEAR, "年:2021年底"),
        ("执法 机关:", SyntaxFault.EMPTY_FILTER, "机关:"),
        ("年：　", SyntaxFault.EMPTY_FILTER, "年："),
        ("", SyntaxFault.NOTHING, ""),
        ("  ", SyntaxFault.NOTHING, ""),
        ("-执法 -记录仪", SyntaxFault.NOTHING, "-执法 -记录仪"),
    ],
)
def test_what_cannot_be_read_is_said(raw: str, fault: SyntaxFault, found: str) -> None:
    """The error names what is wrong and shows where."""
    with pytest.raises(QuerySyntaxError) as error:
        parse_query(raw)
    assert (error.value.fault, error.value.found) == (fault, found)
    assert str(error.value).startswith("query: wanted ")


@given(ANY)
@example('年:"0"')
def test_any_text_is_a_query_or_an_error(raw: str) -> None:
    """Whatever is typed is read, or refused with the one error."""
    query: LookupQuery | None = None
    found = raw
    try:
        query = parse_query(raw)
    except QuerySyntaxError as error:
        found = error.found
    assert found in raw
    if query:
        assert query.text or query.filters
        assert all(part in raw for part in (*query.words, *query.phrases, *query.excluded))
