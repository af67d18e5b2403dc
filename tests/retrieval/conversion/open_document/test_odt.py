"""OpenDocument texts: what an office program shows of them and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.conversion.formats import convert
from retrieval.models import Refusal, ReportError
from tests.examples import examples
from tests.retrieval.conversion.office_files import odt, zipped

OASIS = "application/vnd.oasis.opendocument"
STYLES = (
    '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="H2" style:family="text" style:parent-style-name="H"/>'
    '<style:style style:name="PH" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="U" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    '</style:style><style:style style:name="D" style:family="text">'
    '<style:text-properties style:text-position="sub 58%"/></style:style>'
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." '
    'style:num-suffix="、"/><text:list-level-style-number text:level="2" style:num-format="1" style:num-prefix="（" '
    'style:num-suffix="）" text:start-value="3"/></text:list-style>'
    '<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    '</text:list-style><text:list-style style:name="F"><text:list-level-style-number text:level="1" '
    'xmlns:own="urn:own" own:num-list-format="第%1%项：" style:num-format="一"/></text:list-style>'
    '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>'
)


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def lines(body: str) -> list[str]:
    return convert(odt(body, styles=STYLES), "某.odt").text.splitlines()


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("某  市\n 报告", "某 市 报告"),
        ('甲<text:s text:c="3"/>乙<text:tab/>丙<text:line-break/>丁', "甲   乙\t丙\n丁"),
        ('共<text:span text:style-name="H">412</text:span><text:span text:style-name="H2">9</text:span>名', "共名"),
        ('5120<text:span text:style-name="U">2</text:span>亩', "5120亩²"),
        ("甲 <text:span> 乙</text:span>", "甲 乙"),
        ('10<text:span text:style-name="U">8</text:span>，CO<text:span text:style-name="D">2</text:span>', "10⁸，CO2"),
        ("<text:ruby><text:ruby-base>威</text:ruby-base><text:ruby-text>wei</text:ruby-text></text:ruby>海", "威海"),
        ("甲<office:annotation><text:p>批注</text:p></office:annotation>乙", "甲乙"),
        ('甲<text:change-start text:change-id="1"/>乙<text:change-end text:change-id="1"/>', "甲乙"),
        ("见<text:a>某网</text:a>第<text:page-number>5</text:page-number>页", "见某网第5页"),
        ("甲<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>", "甲\n框"),
    ],
)
def test_what_is_shown(inner: str, shown: str) -> None:
    """White space as OpenDocument counts it; hidden text, comments, guides left out; raised figures join no number."""
    assert "\n".join(lines(p(inner))) == shown


def test_what_was_deleted_is_gone() -> None:
    """Deleted text stands apart in the file; hidden paragraphs and sections are not shown."""
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>旧</text:p></text:deletion></text:changed-region>"
        '</text:tracked-changes><text:p text:style-name="PH">隐</text:p>'
        '<text:section text:display="none"><text:p>隐</text:p>'
        "</text:section><text:section><text:p>新</text:p></text:section>"
    )
    assert [line for line in lines(body) if line] == ["新"]


def test_numbers_of_lists_are_counted() -> None:
    """Levels, starts, items of several paragraphs, lists that go on or begin anew, and headings."""
    inner = f"<text:list><text:list-item>{p('丙')}</text:list-item></text:list>"
    items = f"<text:list-item>{p('甲')}{p('续')}</text:list-item><text:list-item>{p('乙')}{inner}</text:list-item>"
    again = f"<text:list-item>{p('丁')}</text:list-item>"
    body = (
        f'<text:list text:style-name="L">{items}</text:list>{p("中")}'
        f'<text:list text:style-name="L" text:continue-numbering="true">{again}</text:list>'
        f'<text:list text:style-name="L">{again}<text:list-item text:start-value="9">{p("戊")}</text:list-item>'
        "</text:list>"
        f'<text:list text:style-name="B">{again}</text:list>'
        '<text:h text:outline-level="1">总</text:h><text:h text:outline-level="2">分</text:h>'
        '<text:h text:outline-level="2">分</text:h>'
    )
    assert lines(body) == [
        "一、甲", "续", "二、乙", "（3）丙", "中", "三、丁", "一、丁", "九、戊", "丁", "1.总", "1.1 分", "1.2 分",
    ]  # fmt: skip


def item(inner: str) -> str:
    return f"<text:list-item>{inner}</text:list-item>"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f'<text:list text:style-name="F">{item(p("甲"))}</text:list>', ["第一项：甲"]),
        (f'<text:list text:style-name="B">{item("<text:list>" + item(p("甲")) + "</text:list>")}</text:list>', ["甲"]),
        (
            f'<text:list xml:id="one" text:style-name="L">{item(p("甲"))}</text:list>'
            f'<text:list text:style-name="L">{item(p("乙"))}</text:list>'
            f'<text:list text:continue-list="one" text:style-name="L">{item(p("丙"))}</text:list>',
            ["一、甲", "一、乙", "二、丙"],
        ),
        (
            f'<text:list text:style-name="L"><text:soft-page-break/><text:list-header>{p("题")}</text:list-header>'
            f"{item('<text:section>' + p('甲') + '</text:section><office:annotation/>')}{item(p('乙'))}</text:list>",
            ["题", "甲", "一、乙"],
        ),
        ('<text:h text:outline-level="1" text:is-list-header="true">总</text:h>', ["总"]),
        ("<table:named-expressions/>" + p("甲"), ["甲"]),
    ],
    ids=["pattern", "level without a number", "goes on another", "more than items", "heading without", "no text"],
)
def test_what_lists_and_headings_hold(body: str, shown: list[str]) -> None:
    """Only paragraphs that stand in an item themselves are numbered; what shows no text is passed over."""
    assert [line for line in lines(body) if line] == shown


def test_lists_within_lists_end_somewhere() -> None:
    """A list deeper than any program makes is left out, and what stands around it is read."""
    nested = p("最深")
    for _ in range(100):
        nested = f"<text:list>{item(nested)}</text:list>"
    assert [line for line in lines(p("甲") + nested + p("乙")) if line] == ["甲", "乙"]


def test_a_table_is_rows() -> None:
    """Merged cells are repeated over columns and rows; repeated rows and hidden ones count as they are shown."""

    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}>{p(text)}</table:table-cell>"

    covered = "<table:other/><table:covered-table-cell/>"
    rows = [
        cell("单位", 'table:number-rows-spanned="2"') + cell("办件", 'table:number-columns-spanned="2"') + covered,
        covered + cell("受理") + cell("办结"),
        cell("公安<text:line-break/>局") + cell("27", 'table:number-columns-repeated="2"'),
    ]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    hidden = f'<table:table-row table:visibility="collapse">{cell("隐") * 3}</table:table-row>'
    table = f"<table:table><table:table-header-rows>{body}</table:table-header-rows>{hidden}</table:table>"
    assert [line for line in lines(p("附表") + table + p("完")) if line] == [
        "附表", "单位 | 办件 | 办件", "单位 | 受理 | 办结", "公安 局 | 27 | 27", "完",
    ]  # fmt: skip


def test_notes_stand_behind_their_paragraph() -> None:
    """A footnote follows the paragraph of its mark, an endnote the document."""
    note = (
        '<text:note text:note-class="{}"><text:note-citation>7</text:note-citation>'
        "<text:note-body>{}</text:note-body></text:note>"
    )
    body = p("产值" + note.format("footnote", p("快报")) + "增长" + note.format("endnote", p("尾注"))) + p("完")
    assert [line for line in lines(body) if line] == ["产值[1]增长[i]", "[1]快报", "完", "[i]尾注"]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (odt(p("甲"), **{"META-INF__manifest.xml": "<x><encryption-data/></x>"}), Refusal.ENCRYPTED),
        (zipped({"mimetype": f"{OASIS}.text", "content.xml": "<x"}), Refusal.BROKEN),
        (zipped({"mimetype": f"{OASIS}.text", "content.xml": "<x/>"}), Refusal.BROKEN),
        (zipped({"mimetype": f"{OASIS}.text"}), Refusal.BROKEN),
        (zipped({"mimetype": f"{OASIS}.spreadsheet", "content.xml": "<x/>"}), Refusal.BROKEN),
        (zipped({"mimetype": f"{OASIS}.presentation", "content.xml": "<x/>"}), Refusal.UNSUPPORTED),
        (odt(p("")), Refusal.NO_TEXT),
    ],
    ids=["encrypted", "torn", "no text in it", "no content", "no sheet in it", "presentation", "blank"],
)  # fmt: skip
def test_what_is_refused(data: bytes, refusal: Refusal) -> None:
    """With the kind that chooses what to do."""
    with pytest.raises(ReportError) as error:
        convert(data, "某.odt")
    assert error.value.refusal is refusal


WORDS = st.text("甲乙丙丁局办12345，。", min_size=1, max_size=8)


@settings(max_examples=examples(40))
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_no_character_is_lost(words: list[str]) -> None:
    """Every paragraph is a line, the same each time."""
    data = odt("".join(map(p, ["某", *words])))
    assert (
        convert(data, "某.odt").text == "".join(f"{word}\n" for word in ["某", *words]) == convert(data, "某.odt").text
    )
