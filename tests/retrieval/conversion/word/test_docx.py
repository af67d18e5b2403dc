"""Word files: the text that Word shows, to the letter."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.conversion.formats import convert
from retrieval.models import ReportError
from retrieval.parsing.report import parse_report, passages
from tests.examples import examples
from tests.reading import read_text
from tests.retrieval.conversion.word.word_files import cell, paragraph, row, run, table, word_file

BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
CODE = "<w:r><w:instrText>PAGEREF _Toc1 \\h</w:instrText></w:r>"
HIDES = '<w:style w:type="{kind}" w:styleId="{name}"><w:rPr><w:vanish/></w:rPr></w:style>'


def text_of(*blocks: str, **parts: str) -> str:
    return read_text(word_file("".join(blocks), **parts), "某.docx")


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        # Signs that are elements of their own.
        (["电话0631", "<w:r><w:noBreakHyphen/></w:r>", "8452345"], "电话0631-8452345"),
        (["甲", "<w:r><w:softHyphen/></w:r>", "乙", "<w:r><w:ptab/></w:r>", "丙"], "甲乙\t丙"),
        (["同意", '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'], "同意☑"),
        (["温度25", '<w:r><w:sym w:font="Symbol" w:char="F0B0"/></w:r>', "C"], "温度25°C"),
        ([run("同意\uf052", '<w:rFonts w:ascii="Wingdings 2"/>')], "同意☑"),
        # Equations and phonetic guides.
        (["增长", "<m:oMath><m:r><m:t>5.2%</m:t></m:r></m:oMath>", "。"], "增长5.2%。"),
        (
            ["面积", "<m:oMath><m:sSup><m:e><m:r><m:t>a</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup>"
             "</m:sSup>"
             "<m:r><m:t>+</m:t></m:r><m:f><m:num><m:r><m:t>b+c</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den>"
             "</m:f></m:oMath>"],
            "面积a²+(b+c)/2",
        ),
        (["负责人", "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>kuí</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>夔</w:t></w:r>"
          "</w:rubyBase></w:ruby></w:r>"], "负责人夔"),
        # Raised figures.
        (["约10", run("4", '<w:vertAlign w:val="superscript"/>'), "亩"], "约10⁴亩"),
        (["共5120", run("2", '<w:vertAlign w:val="superscript"/>'), "项"], "共5120项²"),
        (["CO", run("2", '<w:vertAlign w:val="subscript"/>'), "排放"], "CO2排放"),
        # Hidden text, as tracked changes are taken as accepted.
        (["共412名", run("（实为999名）", "<w:vanish/>"), "。"], "共412名。"),
        (["共", run("412", '<w:vanish w:val="0"/>'), "名"], "共412名"),
        (["共", "<w:del>" + run("88") + "</w:del>", "<w:ins>" + run("93") + "</w:ins>", "件"], "共93件"),
        (["共", "<w:moveFrom>" + run("女86名，") + "</w:moveFrom>", "320名，",
          "<w:moveTo>" + run("女86名") + "</w:moveTo>"], "共320名，女86名"),
        # Fields show their results, links and content controls their text.
        (["见", BEGIN, CODE, SEPARATE, "第5页", END, "。"], "见第5页。"),
        (["见", BEGIN, CODE, BEGIN, CODE, SEPARATE, "甲", END, SEPARATE, "乙", END], "见乙"),
        (["第", BEGIN, "<w:r><w:instrText>eq \\o\\ac(○,3)</w:instrText></w:r>", END, "项"], "第③项"),
        (["甲", CODE, END, "乙"], "甲乙"),
        (["甲", "<w:r><mc:AlternateContent/></w:r>", "乙"], "甲乙"),
        (['<w:r><w:pict><v:shape><v:textpath string="某市公报"/></v:shape></w:pict></w:r>'], "某市公报"),
        (["甲", '<w:r><w:footnoteReference w:id="404"/></w:r>', "乙"], "甲[1]乙"),
        (["<w:hyperlink>" + run("某网") + "</w:hyperlink>",
          "<w:sdt><w:sdtContent>" + run("某局") + "</w:sdtContent></w:sdt>"],
         "某网某局"),
    ],
)  # fmt: skip
def test_a_paragraph_is_read_as_word_shows_it(content: list[str], shown: str) -> None:
    """Signs, equations, raised and hidden text, changes and fields."""
    assert text_of(paragraph(*content)) == f"{shown}\n"


def test_hidden_by_a_style() -> None:
    """A style hides text as the property does; a hidden style of characters within a hidden one shows again."""
    styles = HIDES.format(kind="character", name="C") + HIDES.format(kind="paragraph", name="P")
    styles += '<w:style w:type="paragraph" w:styleId="Q"><w:basedOn w:val="P"/></w:style>'
    hidden, shown = run("甲", '<w:rStyle w:val="C"/>'), run("乙")
    assert text_of(paragraph(hidden, shown), styles=styles) == "乙\n"
    within = paragraph(hidden, shown, properties='<w:pStyle w:val="Q"/>')
    assert text_of(within, styles=styles) == "甲\n"


def test_a_style_that_is_based_on_itself() -> None:
    """It ends somewhere, and hides nothing by that."""
    styles = '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="A"/></w:style>'
    assert text_of(paragraph("甲", properties='<w:pStyle w:val="A"/>'), styles=styles) == "甲\n"


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    """Deleted, moved away or hidden ends of paragraphs join them; a whole deleted paragraph leaves nothing."""
    for mark in ("<w:del/>", "<w:moveFrom/>", "<w:vanish/>"):
        gone = f"<w:rPr>{mark}</w:rPr>"
        assert text_of(paragraph("甲", properties=gone), paragraph("乙"), paragraph("丙")) == "甲乙\n丙\n"
    deleted = paragraph("<w:del>" + run("甲") + "</w:del>", properties="<w:rPr><w:del/></w:rPr>")
    assert text_of(deleted, paragraph("乙")) == "乙\n"


def test_content_controls_and_changes_in_tables() -> None:
    """Rows and cells within content controls are read, deleted rows and cells are not, line breaks stay in the cell."""
    controlled = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    text = text_of(
        table(
            row("部门", "项目", "件数"),
            controlled.format(row("司法局", "复议", "58")),
            row("财政局", controlled.format(cell("检查")), "44"),
            f"<mc:AlternateContent><mc:Choice>{row('审计局', '审计', '6')}</mc:Choice></mc:AlternateContent>",
            row("教育局", "奖励", "9", properties="<w:del/>"),
            row("体育局", "赛事", "7", properties="<w:hidden/>"),
            row("水利局", cell("废止", properties="<w:cellDel/>"), cell("取水", "许可"), "5"),
        )
    )
    assert text.split("\n") == [
        "", "部门 | 项目 | 件数", "司法局 | 复议 | 58", "财政局 | 检查 | 44", "审计局 | 审计 | 6",
        "水利局 | 取水 许可 | 5", "", "",
    ]  # fmt: skip


def test_merged_cells_stand_in_each_of_their_rows_and_columns() -> None:
    """Spans of the grid, vertical and old horizontal merges, and columns that a row leaves out before its cells."""
    wide, first, more = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    text = text_of(
        table(
            row(cell("局", properties=first), cell("办件", properties=wide)),
            row(cell("", properties=more), "受理", "办结"),
            row(cell("甲", properties='<w:hMerge w:val="restart"/>'), cell("", properties="<w:hMerge/>"), "3"),
            row("4", "5", properties='<w:gridBefore w:val="1"/>'),
        )
    )
    assert text.strip("\n").split("\n") == ["局 | 办件 | 办件", "局 | 受理 | 办结", "甲 | 甲 | 3", " | 4 | 5"]


def test_text_boxes_are_read_once_behind_their_paragraph() -> None:
    """The copy for old versions of Word is left out; headers and footers of pages are no text."""
    box = "<w:txbxContent>" + paragraph("框内一") + paragraph("框内二") + "</w:txbxContent>"
    anchored = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text_of(paragraph("正文", anchored, "如下"), paragraph("后文")) == "正文如下\n框内一\n框内二\n后文\n"


def test_footnotes_stand_behind_the_paragraph_with_their_mark() -> None:
    """Marks are numbered as Word numbers them; one right behind a number does not join it; endnotes end the text."""
    notes = "".join(f'<w:footnote w:id="{at}">{paragraph(f"注{at}")}</w:footnote>' for at in (7, 9))
    ends = f'<w:endnote w:id="2">{paragraph("尾注")}</w:endnote>'
    first, second, end = (
        f'<w:r><w:{kind}Reference w:id="{at}"/></w:r>'
        for kind, at in (("footnote", 9), ("footnote", 7), ("endnote", 2))
    )
    blocks = [
        paragraph("产值3473", first, "亿元", end, "。"),
        table(row("局", "数"), row(cell(paragraph("甲", second)), "1")),
    ]
    text = text_of(*blocks, paragraph("完"), footnotes=notes, endnotes=ends)
    assert text.split("\n") == [
        "产值3473亿元[1][i]。",
        "[1]注9",
        "",
        "局 | 数",
        "甲[2] | 1",
        "",
        "[2]注7",
        "完",
        "[i]尾注",
        "",
    ]


def test_a_file_in_the_strict_form_of_the_standard() -> None:
    """Its elements have other names, its text is read as well."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file(paragraph("某市报告")))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            transitional = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            new.writestr(
                part, old.read(part).replace(transitional, b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            )
    assert out.getvalue().count(b"purl.oclc.org") == 1
    assert read_text(out.getvalue(), "某.docx") == "某市报告\n"


def test_a_field_that_never_ends_hides_nothing_more() -> None:
    """The code of a broken field ends with its paragraph."""
    assert text_of(paragraph("甲", BEGIN, CODE, "码"), paragraph("乙")) == "甲\n乙\n"


@pytest.mark.parametrize("data", [word_file("<w:p>"), word_file(paragraph("。"))])
def test_a_broken_file_is_refused_by_name(data: bytes) -> None:
    """XML that is not in order, and a document without text."""
    with pytest.raises(ReportError, match=r"^某\.docx: "):
        convert(data, "某.docx")


WORDS = st.text("甲乙丙丁局办12345，。", min_size=1, max_size=8)
ROWS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=1, max_size=4)
)
BLOCKS = st.lists(WORDS | ROWS, min_size=1, max_size=6)


@settings(max_examples=examples(200), deadline=None)
@given(BLOCKS)
def test_no_character_is_lost(blocks: list[str | list[list[str]]]) -> None:
    """Every paragraph is a line, every row one with its cells; the text is the same each time."""
    data = word_file(
        "".join(
            paragraph(block) if isinstance(block, str) else table(*(row(*cells) for cells in block)) for block in blocks
        )
    )
    try:
        text = read_text(data, "某.docx")
    except ReportError:
        assert not any(char.isalnum() for block in blocks for char in str(block))
        return
    lines = [line for line in text.split("\n") if line.strip()]
    for block in blocks:
        for cells in [[block]] if isinstance(block, str) else block:
            merged = len(set(cells)) == 1
            assert " | ".join(cells) in lines or (merged and cells[0] in lines)
    assert text == read_text(data, "某.docx")
    report = parse_report(text, "某.docx")
    assert "".join(text[clause.start : clause.end] for clause in report.clauses) == text
    assert all(text[each.start : each.end] == each.text for each in passages(report))
