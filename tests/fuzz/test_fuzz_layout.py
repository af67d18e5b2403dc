"""Whatever stands in a Word file, a style sheet or a table, it is read or refused (`tests.fuzz.fuzzing`)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.parsing.report import parse_report
from retrieval.parsing.tables import find_tables
from retrieval.text.columns import cells_of
from retrieval.text.segmentation import split_blocks
from tests.fuzz.fuzzing import fuzzed
from tests.fuzz.test_fuzz_readers import check
from tests.reading import read_text
from tests.retrieval.conversion.word.word_files import word_file

_WRAPPERS = (
    "p r sdt sdtContent ins del moveFrom moveTo hyperlink tbl tr tc txbxContent ruby rt rubyBase pPr rPr trPr tcPr "
    "numPr customXml fldSimple pict AlternateContent"
).split()
_LEAVES = [
    *(
        "<w:t>某局</w:t>",
        "<w:t>5120</w:t>",
        "<w:t> | </w:t>",
        "<w:tab/>",
        "<w:br/>",
        "<w:noBreakHyphen/>",
        "<w:vanish/>",
    ),
    *('<w:vertAlign w:val="superscript"/>', '<w:gridSpan w:val="999999"/>', '<w:gridSpan w:val="x"/>', "<w:vMerge/>"),
    *(
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:fldChar w:fldCharType="separate"/>',
        '<w:fldChar w:fldCharType="end"/>',
    ),
    *('<w:numId w:val="1"/>', '<w:numId w:val="9"/>', '<w:ilvl w:val="1"/>', '<w:ilvl w:val="-3"/>', "<w:hMerge/>"),
    *(
        '<w:pStyle w:val="A"/>',
        '<w:rStyle w:val="B"/>',
        '<w:footnoteReference w:id="1"/>',
        '<w:gridBefore w:val="-5"/>',
    ),
    *('<w:sym w:font="Wingdings" w:char="F0FC"/>', '<w:sym w:char="zz"/>', "<w:del/>", "<m:oMath><m:r/></m:oMath>"),
    "<m:oMath><m:f><m:num/><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup/></m:sSup></m:f></m:oMath>",
]
_TREES = st.recursive(
    st.sampled_from(_LEAVES),
    lambda inner: st.builds(
        lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
        st.sampled_from(_WRAPPERS),
        st.lists(inner, max_size=5),
    ),
    max_leaves=30,
)
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="A"><w:basedOn w:val="B"/><w:pPr><w:numPr><w:numId w:val="1"/>'
    '</w:numPr></w:pPr></w:style><w:style w:type="character" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="A"/></w:abstractNum><w:abstractNum w:abstractNumId="2">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%9"/><w:start w:val="-8"/></w:lvl>'
    '<w:lvl w:ilvl="x"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="9"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"/></w:num>'
)
NOTES = '<w:footnote w:id="1"><w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:footnote>'


@fuzzed(200)
@given(st.lists(_TREES, max_size=6))
def test_any_soup_of_word_elements(trees: list[str]) -> None:
    """Elements in any order and place, values that are none, styles and lists that go in circles."""
    data = word_file(
        "<w:p><w:r><w:t>某市报告</w:t></w:r></w:p>" + "".join(trees),
        styles=STYLES,
        numbering=NUMBERING,
        footnotes=NOTES,
    )
    assert check(data) == check(data)


_CSS = st.sampled_from(
    ". .a #b p * { } : ; , > [ ] [x=1] @media screen print /* */ display:none display:block !important opacity:0 "
    "font-size:0 visibility:hidden \" ' ( ) \\ 0 -".split(" ")
)


@fuzzed(200)
@given(st.lists(_CSS | st.text(max_size=3), max_size=40).map("".join), st.lists(_CSS, max_size=6).map("".join))
def test_any_style_sheet(css: str, style: str) -> None:
    """Rules and attributes of any form: the page is read as it is, or with less of it."""
    css, style = css.replace("<", ""), style.replace('"', "").replace("<", "")
    page = f'<html><style>{css}</style><body><p class="a" id="b" style="{style}">某市</p><p>完</p></body></html>'
    text = check(page.encode("utf-8", "surrogatepass"))
    assert set(text) <= set("某市完\n") or text.startswith("refused: ")


_SPANS = st.sampled_from(
    ["", " rowspan=0", " rowspan=65535", " colspan=1000", " colspan=-1", " rowspan=2 colspan=3", " hidden"]
)
_CELL_TEXTS = st.sampled_from(
    ["甲", "12", "", "|", "第一行<br>第二行", "<table><tr><td>内<td>1</table>", "<p>段</p>", "甲" * 300]
)


@fuzzed(150)
@given(st.lists(st.lists(st.tuples(_SPANS, _CELL_TEXTS), max_size=5), max_size=6))
def test_any_table_of_a_page(rows: list[list[tuple[str, str]]]) -> None:
    """Spans of any size, tables in tables, empty rows: the lines are rows under heads, or paragraphs."""
    body = "".join("<tr>" + "".join(f"<td{span}>{text}</td>" for span, text in row) + "</tr>" for row in rows)
    text = check(f"<html><body><p>某市清单</p><table>{body}</table></body></html>".encode())
    for table in find_tables(text, split_blocks(text)):
        for row in table.rows:
            cells_of(text[row.start : row.end], table.heads)


@fuzzed(150)
@given(st.text("|-: 甲1年万（）%\n｜\u3000", max_size=120))
def test_any_lines_with_bars(text: str) -> None:
    """Rows, rules and bars in any order are a report whose clauses make it up."""
    report = parse_report(text, "某.md")
    assert "".join(text[clause.start : clause.end] for clause in report.clauses) == text
    assert read_text(f"某{text}".encode(), "某.md") == f"某{text}"
