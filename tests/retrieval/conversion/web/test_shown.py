"""Pages: what a browser shows, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from retrieval.conversion.formats import convert
from retrieval.conversion.web.html import html_content
from retrieval.conversion.web.page_lines import PageLines
from retrieval.conversion.web.page_styles import PageStyles
from retrieval.models import ReportError
from retrieval.parsing.report import parse_report, passages
from tests.examples import examples
from tests.reading import read_text


def lines(body: str, head: str = "") -> list[str]:
    """The lines of a page."""
    return PageLines(document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"), "某.html").lines()


def html_text(page: str) -> str:
    """The text of a page."""
    return html_content(page, "某.html").text


@pytest.mark.parametrize(
    "hidden",
    [
        "<span hidden>{}</span>", '<span style="DISPLAY : NONE">{}</span>', '<span style="visibility:hidden">{}</span>',
        '<span aria-hidden="true">{}</span>', '<span style="opacity:0">{}</span>', '<i style="font-size: 0px">{}</i>',
        "<del>{}</del>", "<s>{}</s>", "<strike>{}</strike>", '<u style="text-decoration:line-through red">{}</u>',
        '<b style="position:absolute;left:-9999px">{}</b>', '<b style="width:1px;height:1px;overflow:hidden">{}</b>',
        '<b style="position:absolute;clip:rect(0,0,0,0)">{}</b>', '<b style="text-indent:-9999px">{}</b>',
        "<ruby>夔<rp>(</rp><rt>{}</rt><rp>)</rp></ruby>", "<template>{}</template>", "<dialog>{}</dialog>",
        "<select><option>{}</option></select>", "<noscript>{}</noscript>", "<textarea>{}</textarea>",
    ],
)  # fmt: skip
def test_what_is_hidden_or_struck_is_not_read(hidden: str) -> None:
    """By attribute, by style, by being struck through, clipped, moved out of the window or of no size."""
    (line,) = lines(f"<p>共{hidden.format('九九九')}412件</p>")
    assert line.replace("夔", "") == "共412件"


@pytest.mark.parametrize(
    "shown",
    [
        '<span style="visibility:hidden">x<b style="visibility:visible">{}</b></span>', "<ins>{}</ins>",
        '<i style="font-size:0">x<b style="font-size:14px">{}</b></i>', '<b style="opacity:.5">{}</b>',
        '<b hidden style="display:inline">{}</b>', '<b aria-hidden="false">{}</b>', "<dialog open>{}</dialog>",
    ],
)  # fmt: skip
def test_what_shows_again_is_read(shown: str) -> None:
    """Within hidden elements some may be shown again."""
    assert [line.replace("x", "") for line in lines(f"<p>{shown.format('四一二件')}</p>")] == ["四一二件"]


@pytest.mark.parametrize(
    ("css", "is_hidden"),
    [
        (".gone{display:none}", True),
        ("p.gone , i{ display : none ; }", True),
        ("div p#a{display:none}", True),
        ("div > p{display:none}", True),
        ("body > p{display:none}", False),
        ("[data-x]{display:none}", True),
        ("p[data-x='1']{display:none}", True),
        ("p[data-x=2]{display:none}", False),
        ("p[data-y]{display:none}", False),
        ("p[lang|=zh]{display:none}", True),
        ("p[lang|=z]{display:none}", False),
        ("p[class~=x]{display:none}", True),
        ("p[class~=gon]{display:none}", False),
        ("p[class^=gon]{display:none}", True),
        ("p[class^=x]{display:none}", False),
        ("p[class$=x]{display:none}", True),
        ("p[class$=gone]{display:none}", False),
        ("p[class*=one]{display:none}", True),
        ("p[class*='']{display:none}", False),
        ("> p{display:none}", False),
        ("div >{display:none}", False),
        ("div.gone{display:none}", False),
        (".gone{display:none} .gone{display:block}", False),
        ("#a{display:none} .gone{display:block}", True),
        (".gone{display:none!important} #a{display:block}", True),
        ("/* .gone{display:none} */", False),
        ("@media print{.gone{display:none}}", False),
        ("@media screen{.gone{display:none}} p{color:red}", True),
        ("@font-face{font-family:x} @media (max-width:9px){p{display:none}} .gone{display:none}", True),
        (".gone:hover{display:none}", False),
        ("p + p{display:none}", False),
        (".other .gone{display:none}", False),
        (".gone{display:none", True),
    ],
)
def test_the_page_s_own_sheet(css: str, is_hidden: bool) -> None:
    """Tags, classes, ids, attributes, ancestors, by specificity and order; what is not read hides nothing."""
    body = "<div><p id=a class='gone x' data-x=1 lang=zh-CN>甲</p></div>"
    assert (lines(body, f"<style>{css}</style>") == []) is is_hidden


def test_inline_styles_weigh_more_than_the_sheet() -> None:
    """Unless the sheet says that it is important."""
    shown = "<p class=gone style='display:block'>甲</p>"
    assert lines(shown, "<style>#x .gone,.gone{display:none}</style>") == ["甲"]
    assert lines(shown, "<style>.gone{display:none !important}</style>") == []
    assert lines("<p class=gone>甲</p>", '<style media="print">.gone{display:none}</style>') == ["甲"]


def test_lines_breaks_and_lists() -> None:
    """Breaks, preformatted text, and the numbers of lists that the page itself has none for."""
    assert lines("<p>甲<br>乙</p><pre>丙\n丁</pre><p>戊\n己<q>庚</q></p>") == ["甲", "乙", "丙", "丁", "戊己“庚”"]
    listed = "<ol{}><li>甲</li><li><p>乙</p></li><li value=7>丙</li></ol>"
    assert lines(listed.format("")) == ["1. 甲", "2. 乙", "7. 丙"]
    assert lines(listed.format(" type=a start=3")) == ["c. 甲", "d. 乙", "g. 丙"]
    assert lines(listed.format(" style='list-style-type:cjk-ideographic'")) == ["一、甲", "二、乙", "七、丙"]
    assert (
        lines(listed.format(" style='list-style:none'")) == lines("<ul><li>甲<li>乙<li>丙</ul>") == ["甲", "乙", "丙"]
    )
    assert lines("<ol><li>一、甲</li><li>（二）乙</li></ol>") == ["一、甲", "（二）乙"]


def test_entities_and_raised_figures() -> None:
    """Named, numbered and old ones; figures above the line never join a number."""
    assert html_text("<body><p>1&lt;2&nbsp;&amp;lt;&hellip;&#151;&check;&#x2460;a&shy;b</p>") == "1<2\xa0&lt;…—✓①ab\n"
    text = html_text(
        "<body><p>用水3.2×10<sup>8</sup>立方米，访问125<span style='vertical-align:super'>3</span>万次。</p>"
    )
    assert text == "用水3.2×10⁸立方米，访问125万次³。\n"
    assert html_text("<body><p>CO<sub>2</sub>降4%，x<sup>2</sup>。</p>") == "CO2降4%，x²。\n"


def test_tables_of_pages() -> None:
    """Spans, heads, captions, hidden rows and cells; the foot stands below, layouts give paragraphs."""
    table = (
        "<table><caption>表1</caption><tfoot><tr><td>合计<td colspan=2>9</tfoot><thead><tr><th rowspan=2>局"
        "<th colspan=2>办件</tr><tr><th>受理<th>办结</tr></thead><tr><td rowspan=0>甲<td>4<td>3</tr>"
        "<tr style='display:none'><td>8<td>8</tr><tr><td>5<td hidden>7</td><td>2</tr></table>"
    )
    assert lines(table) == ["表1", "局 | 办件 | 办件", "局 | 受理 | 办结", "甲 | 4 | 3", "甲 | 5 | 2", "合计 | 9 | 9"]
    layout = "<table><tr><td><table><tr><td>序号<td>局</tr><tr><td>1<td>甲</tr></table></td><td>侧栏</td></tr></table>"
    assert lines(layout) == ["序号 | 局", "1 | 甲", "侧栏"]
    assert lines("<table><tr><td>主 题 词：<td><td></tr></table><p>某市通知</p>") == ["主 题 词： |", "某市通知"]


def test_the_tags_of_government_pages() -> None:
    """They are kept beside the text, by their names."""
    head = '<meta name="ArticleTitle" content="某市通知"><meta name="PubDate" content="2024-01-05 10:00">'
    page = f"<html><head><title>某市通知_某市</title>{head}</head><body><p>某市关于某事的通知。</p></body></html>"
    tags = {"title": "某市通知_某市", "ArticleTitle": "某市通知", "PubDate": "2024-01-05 10:00"}
    assert dict(convert(page.encode(), "某.html").tags) == tags


def test_a_table_keeps_its_heads_where_the_article_begins_with_it() -> None:
    """A row of heads has neither figures nor sentences, and belongs to the document all the same."""
    rows = "".join(f"<tr><td>{name}</td><td>{at}万吨</td></tr>" for at, name in enumerate("甲乙丙丁", 1))
    page = f"<html><body><table><tr><td>品名</td><td>产量</td></tr>{rows}</table></body></html>"
    assert read_text(page.encode(), "某.html").startswith("品名 | 产量\n")


PARTS = st.sampled_from(["p", "div", "span", "b", "li", "h2"]).flatmap(
    lambda tag: st.tuples(st.just(tag), st.text("甲乙丙12，。", min_size=1, max_size=9), st.booleans())
)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=8))
def test_no_shown_character_is_lost(parts: list[tuple[str, str, bool]]) -> None:
    """All that is shown is there in order, nothing else is, and clauses make the text up."""
    body = "".join(f"<{tag}{' hidden' * gone}>{text}</{tag}>" for tag, text, gone in parts)
    found = lines(body)
    assert "".join(found) == "".join(text for _, text, gone in parts if not gone)
    text = html_text(f"<html><body>{body}</body></html>")
    assert text == html_text(f"<html><body>{body}</body></html>")
    report = parse_report(text, "某.html")
    assert "".join(text[clause.start : clause.end] for clause in report.clauses) == text
    assert all(text[each.start : each.end] == each.text for each in passages(report))


def test_a_sheet_tells_only_of_what_it_names() -> None:
    """An element without rules has no properties."""
    page = document_fromstring("<style>.a{display:none}</style><p>甲</p>")
    assert PageStyles(page).of(page.find(".//p")) == {}


@pytest.mark.parametrize(
    ("css", "shown"),
    [
        (".a{display:none !important;display:block}", []),
        (".a*{display:none}", ["甲"]),
        ("@media print{.a{display:none}", ["甲"]),
        (".x{display:none}" * 5000 + ".a{display:none}", ["甲"]),
        (".a{display:block}" * 200 + ".a{display:none}", ["甲"]),
    ],
    ids=["important", "no selector", "block without end", "too many rules", "too many of one class"],
)
def test_what_rules_decide(css: str, shown: list[str]) -> None:
    """An important declaration outdoes later ones; rules that are none, or are too many, hide nothing."""
    assert lines('<p class="a">甲</p>', f"<style>{css}</style>") == shown


LONG = "某市办件情况说明如下，各区县办件数均含转办。" * 40


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (f"<tr><th>甲<th>乙<tr><td>1<td>2<tr><td>{LONG}<tr><td>3<td>4", ["甲 | 乙", "1 | 2", LONG, "3 | 4"]),
        (f"<tr><td>甲<td>乙<tr><td>{LONG}<td>丙", ["甲 | 乙", LONG, "丙"]),
        ("<colgroup><col></colgroup><tr><td>甲<td>乙", ["甲 | 乙"]),
    ],
    ids=["text between rows", "layout", "columns"],
)
def test_long_texts_in_tables(rows: str, shown: list[str]) -> None:
    """A text between the rows of a table is a line; the short cells of a layout stand side by side."""
    assert [line for line in lines(f"<table>{rows}</table>") if line] == shown


def test_a_page_nested_too_deep_is_refused() -> None:
    """What stands behind the deepest element would be lost without notice."""
    with pytest.raises(ReportError, match="wanted a page that can be read to its end"):
        html_text("<html><body>" + "<div>" * 3000 + "某市关于某事的通知")


PROSE = "<p>全年共办理政务服务事项三十四万件，按期办结率保持稳定，群众满意度稳步提升，均处在合理区间。</p>" * 3


def test_tables_at_the_ends_of_an_article_are_whole() -> None:
    """Their rows without figures stay, though the menu before them goes."""
    head = "<tr><th>单位<th>说明<tr><td>甲局<td>无<tr><td>乙局<td>27件"
    foot = "<tr><th>指标<th>数<tr><td>粮食<td>215万吨<tr><td>棉花<td>无"
    page = f"<div class='nav'><a href='/'>首页</a></div><table>{head}</table><div>{PROSE}<table>{foot}</table></div>"
    lines = [line for line in html_text(f"<html><body>{page}</body></html>").splitlines() if line]
    assert lines[:3] == ["单位 | 说明", "甲局 | 无", "乙局 | 27件"]
    assert lines[-3:] == ["指标 | 数", "粮食 | 215万吨", "棉花 | 无"]
    assert "首页" not in lines
