"""Text of pages: each test sets pages of its own, as PDF and as OFD, and reads them back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.conversion.table_text import table_lines
from tests.examples import examples
from tests.reading import read_text
from tests.retrieval.conversion.made_pages import (
    Column,
    Sheet,
    Words,
    ofd_of,
    pdf_of,
    table,
    typeset,
    width_of,
    with_words,
)

Made = Callable[..., bytes]
both = pytest.mark.parametrize("made", [pdf_of, ofd_of])
PARAGRAPHS = [
    "全市持续优化政务服务环境，全面推行一窗受理、集成服务，推动更多事项网上办理，群众满意度持续提升，窗口和热线的"
    "服务水平不断提高，全市共办结各类审批服务案件二十五万件，按期办结率居全省前列。",
    "（一）行政执法。全年办理行政处罚案件一千三百八十件，同比下降，依照第三条第二款的规定处理的有一百二十件，其余由"
    "各县区自行处理并报市政府备案，没有发生一起重大差错，也没有发生一起因执法引起的诉讼案件。",
]


def text_of(made: Made, *sheets: Sheet) -> list[str]:
    """The lines of the text; blank ones stand around tables."""
    return [line for line in read_text(made(*sheets), "a").splitlines() if line]


def sheets_of(paragraphs: list[str], column: Column | None = None) -> list[Sheet]:
    return [Sheet(words) for words in typeset(paragraphs, column)]


@both
@pytest.mark.parametrize(
    "number",
    ["－{n}－", "{n}", "Page {n} of {all}", "〔{n}〕", "- {n} -", "—{n}—", "·{n}·", "第{n}页", "第 {n} 页 共 {all} 页",
     "{n}/{all}", "P{n}", "{n} of {all}", "--{n}--", "[{n}]", "（{n}）", "第{n}页/共{all}页", "Page {n}", "{n} / {all}",
     "某市法治政府建设情况报告 {n}", "页码：{n}", "| {n} |", "～{n}～"],
)  # fmt: skip
def test_a_sentence_goes_on_over_a_page_number(made: Made, number: str) -> None:
    """A page number in any form, at the foot or the head of the page, does not get into the sentence."""
    pages = sheets_of(PARAGRAPHS, Column(lines=4))
    assert len(pages) == 2
    for y in (800.0, 40.0):
        marked = [with_words(page, Words(number.format(n=n, all=2), 280, y, 10)) for n, page in enumerate(pages, 1)]
        assert text_of(made, *marked) == PARAGRAPHS


@both
def test_roman_page_numbers(made: Made) -> None:
    """Pages of a preface are counted i, ii, iii."""
    pages = sheets_of(PARAGRAPHS * 2, Column(lines=4))
    marked = [with_words(page, Words("i" * n, 290, 800, 10)) for n, page in enumerate(pages[:3], 1)]
    assert "".join(text_of(made, *marked)).count("i") == 0


@both
def test_a_running_head_is_no_title(made: Made) -> None:
    """What returns at the same height of each page is left out; the title that it repeats stays."""
    title = "某市2013年度法治政府建设情况报告"
    pages = sheets_of([title, *PARAGRAPHS], Column(lines=4, top=110))
    headed = [with_words(page, Words("某市法治政府建设情况报告", 230, 45, 9)) for page in pages]
    assert text_of(made, *headed) == [title, *PARAGRAPHS]


@both
def test_figures_at_the_foot_of_a_page_stay(made: Made) -> None:
    """A figure that counts no pages, a date, and titles of annexes that are numbered page by page are text."""
    for last in ("1380", "2021年3月1日", "12.5"):
        assert text_of(made, Sheet([Words("某市概况", 90, 90), Words(last, 90, 400)]))[-1] == last
    annexes = [Sheet([Words(f"附件{n}", 90, 60), *words[0].words]) for n, words in
               enumerate([sheets_of([text]) for text in PARAGRAPHS], 1)]  # fmt: skip
    assert [line for line in text_of(made, *annexes) if line.startswith("附件")] == ["附件1", "附件2"]


@both
def test_a_block_that_is_set_in_on_both_sides(made: Made) -> None:
    """The history of a law below its title, in brackets, is one paragraph among those that are set in."""
    history = "（1979年7月1日第五届全国人民代表大会第二次会议通过，1997年3月14日第八届全国人民代表大会第五次会议修订）"
    lines = [history[at : at + 20] for at in range(0, len(history), 20)]
    block = [Words(line, 90 + 3 * 14, 100 + 28 * at, 14) for at, line in enumerate(lines)]
    body = [Words(w.text, w.x, w.y + 28 * len(lines), w.size) for w in typeset(PARAGRAPHS, Column())[0]]
    assert text_of(made, Sheet([*block, *body])) == [history, *PARAGRAPHS]


@both
def test_columns_are_read_one_after_the_other(made: Made) -> None:
    """Two columns of running text below a title over both; a sentence goes on from the first to the second."""
    left, right = typeset(PARAGRAPHS * 3, Column(left=60, characters=16, lines=18, size=12, top=140, leading=20))[:2]
    words = [Words("某市公报", 240, 90, 20), *left, *(Words(w.text, w.x + 240, w.y, w.size) for w in right)]
    whole = "".join(text_of(made, Sheet(words)))
    assert whole == "某市公报" + "".join(word.text for word in [*left, *right])


@both
@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_turned_pages(made: Made, turn: int) -> None:
    """Words that stand in any direction are read as those that stand upright."""
    width, height = (842.0, 595.0) if turn % 2 else (595.0, 842.0)
    upright = typeset([PARAGRAPHS[0]], Column(left=80, characters=26, lines=20))[0]

    def place(words: Words) -> Words:
        x, y = words.x, words.y
        x, y = ((x, y), (width - y, x), (width - x, height - y), (y, height - x))[turn]
        return Words(words.text, x, y, words.size, turn)

    assert text_of(made, Sheet([place(words) for words in upright], width=width, height=height)) == [PARAGRAPHS[0]]


@both
def test_a_number_aside_is_no_text(made: Made) -> None:
    """On a landscape page set upright, the page number stands aside."""
    words = [Words(w.text, 595 - w.y, w.x, w.size, 1) for w in typeset([PARAGRAPHS[0]], Column(characters=20))[0]]
    pages = [Sheet([*words, Words(f"- {n} -", 280, 810, 10)]) for n in (1, 2)]
    assert text_of(made, *pages) == [PARAGRAPHS[0]] * 2


@both
def test_words_aside_are_text_too(made: Made) -> None:
    """What stands in another direction than most of a page follows behind it."""
    words = typeset([PARAGRAPHS[0]], Column())[0]
    assert text_of(made, Sheet([*words, Words("附图见后", 560, 300, 12, 1)])) == [PARAGRAPHS[0], "附图见后"]


@both
def test_letter_spaced_text_is_closed_up(made: Made) -> None:
    """Characters set apart are one word, by space or by blanks; the blanks of a text stay."""
    sheet = Sheet(
        [
            Words("通知", 250, 90, 22, apart=30),
            Words("关于印发某某办法的通知", 120, 130, 16, apart=12),
            Words("第一章 总 则", 200, 170, 14),
            Words("某 市 人 民 政 府", 200, 210, 14),
            Words("张三 李四 王五", 90, 250, 14),
            Words("Report of 2021", 90, 290, 14),
            Words("2021年3月1日", 90, 330, 14, apart=9),
        ]
    )
    assert text_of(made, sheet) == [
        "通知", "关于印发某某办法的通知", "第一章 总则", "某市人民政府",
        "张三 李四 王五", "Report of 2021", "2021年3月1日",
    ]  # fmt: skip


@both
def test_a_title_that_is_set_downwards(made: Made) -> None:
    """Single characters below each other are one line."""
    words = [Words(char, 280, 200 + 60 * at, 36) for at, char in enumerate("竞争性磋商文件")]
    assert text_of(made, Sheet([*words, Words("某市财政局", 240, 760)])) == ["竞争性磋商文件", "某市财政局"]


@both
def test_raised_figures_join_no_number(made: Made) -> None:
    """A raised 2 behind 5120 is a note; 10 with a raised 8 stays what it is."""

    def line(text: str, raised: str, rest: str, y: float) -> list[Words]:
        x = 90 + width_of(text, 14)
        after = x + width_of(raised, 8)
        return [Words(text, 90, y, 14), Words(raised, x, y - 5, 8), Words(rest, after, y, 14)]

    first, second = line("共办理5120", "2", "件，其中", 100), line("约1.2×10", "8", "立方米", 140)
    found = text_of(made, Sheet([*first, *second, Words("某市", 90, 60, 14)]))
    assert found == ["某市", "共办理5120件²，其中", "约1.2×10⁸立方米"]


@both
def test_a_note_at_the_foot_waits_for_the_end_of_its_sentence(made: Made) -> None:
    """A footnote does not get into a sentence that goes on over the page."""
    pages = sheets_of([PARAGRAPHS[0]], Column(lines=2))
    noted = [with_words(pages[0], Words("① 数据来自市统计局。", 90, 780, 9)), *pages[1:]]
    assert text_of(made, *noted) == [PARAGRAPHS[0], "① 数据来自市统计局。"]


@both
def test_ruled_tables_are_rows_of_cells(made: Made) -> None:
    """A table between two paragraphs, with an empty cell and a cell over two columns."""
    rows = [["单位", "受理数", "办结数"], ["公安局", "27", "25"], ["民政局", "", "8"]]
    sheet = table(rows, 90, 200)
    sheet = with_words(sheet, Words("某局办件情况如下：", 90, 180, 12), Words("以上数据截至年底。", 90, 320, 12))
    assert text_of(made, sheet) == ["某局办件情况如下：", *table_lines(rows), "以上数据截至年底。"]


@both
def test_merged_cells_are_repeated(made: Made) -> None:
    """Where no rule parts cells, they are one, which stands in each of its columns and rows."""
    words = [Words("单位", 96, 235), Words("办件数", 260, 222), Words("受理", 216, 248), Words("办结", 326, 248),
             Words("公安局", 96, 274), Words("27", 216, 274), Words("25", 326, 274)]  # fmt: skip
    level = [(90, 204, 420, 204), (200, 230, 420, 230), (90, 256, 420, 256), (90, 282, 420, 282)]
    upright = [(90, 204, 90, 282), (200, 204, 200, 282), (310, 230, 310, 282), (420, 204, 420, 282)]
    found = text_of(made, Sheet(words, [*level, *upright]))
    assert found == ["单位 | 办件数 | 办件数", "单位 | 受理 | 办结", "公安局 | 27 | 25"]


@both
def test_a_table_goes_on_over_a_page_and_its_head_is_not_repeated(made: Made) -> None:
    """The rows of both pages are one table."""
    head = ["序号", "单位", "数量"]
    first = table([head, ["1", "公安局", "27"], ["2", "民政局", "25"]], 90, 600)
    second = table([head, ["3", "财政局", "8"]], 90, 90)
    marked = [with_words(sheet, Words(f"— {n} —", 280, 800, 10)) for n, sheet in enumerate((first, second), 1)]
    found = text_of(made, *marked)
    assert found == table_lines([head, ["1", "公安局", "27"], ["2", "民政局", "25"], ["3", "财政局", "8"]])


@both
def test_tables_without_upright_rules(made: Made) -> None:
    """Figures that stand under each other are rows of cells."""
    rows = [["指标", "绝对数", "增长"], ["粮食产量", "215万吨", "3.1%"], ["棉花产量", "12万吨", "-0.5%"]]
    words = [
        Words(cell, 90 + 150 * at, 120 + 24 * row) for row, cells in enumerate(rows) for at, cell in enumerate(cells)
    ]
    assert text_of(made, Sheet(words, [(90, 100, 500, 100), (90, 180, 500, 180)])) == table_lines(rows)


@both
def test_numbered_lines_with_a_gap_are_no_table(made: Made) -> None:
    """Articles whose number stands apart from their text are lines of text."""
    words = [Words(f"第{n}条", 90, 100 + 30 * at) for at, n in enumerate("一二三四")]
    words += [Words("公安局负责二十七件。", 90 + 70, 100 + 30 * at) for at in range(4)]
    assert text_of(made, Sheet(words)) == [f"第{n}条 公安局负责二十七件。" for n in "一二三四"]


@both
def test_heavy_type_is_printed_once(made: Made) -> None:
    """A character that is printed twice, a hair beside itself, is one character."""
    sheet = Sheet([Words("某市报告", 90, 90), Words("某市报告", 90.4, 90), Words("人人有责", 90, 130)])
    assert text_of(made, sheet) == ["某市报告", "人人有责"]


CHARACTERS = st.sampled_from(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
)
SENTENCES = st.text(CHARACTERS, min_size=3, max_size=90).map(lambda text: f"{text}。")


@both
@settings(max_examples=examples(200), deadline=None)
@given(paragraphs=st.lists(SENTENCES, min_size=2, max_size=12), lines=st.integers(3, 9), characters=st.integers(16, 30))
def test_any_paragraphs_come_back_whole(made: Made, paragraphs: list[str], lines: int, characters: int) -> None:
    """No character is lost, and none is added, however the lines and the pages are broken; twice the same."""
    pages = sheets_of(paragraphs, Column(lines=lines, characters=characters))
    data = made(*(with_words(page, Words(f"- {n} -", 280, 815, 10)) for n, page in enumerate(pages, 1)))
    text = read_text(data, "a")
    assert text.replace("\n", "") == "".join(paragraphs)
    assert text == read_text(data, "a")


CELLS = st.text(CHARACTERS, min_size=1, max_size=7)


@both
@settings(max_examples=examples(150), deadline=None)
@given(cells=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=8))
def test_any_table_comes_back_cell_by_cell(made: Made, cells: list[list[str]]) -> None:
    """Every cell of a ruled table stands in its row and column."""
    assert text_of(made, table(cells, 90, 90)) == table_lines(cells)


@both
def test_a_note_of_two_lines(made: Made) -> None:
    """The second line of a footnote goes on the first."""
    pages = sheets_of([PARAGRAPHS[0]], Column(lines=2))
    note = [Words("① 数据来自市统计局，", 90, 780, 9), Words("并经核对。", 90, 792, 9)]
    assert text_of(made, with_words(pages[0], *note), *pages[1:]) == [PARAGRAPHS[0], "① 数据来自市统计局，并经核对。"]


@both
@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["公安局治安管理支队", "二大队"], "公安局治安管理支队二大队"),
        (["公安局", "治安队"], "公安局 治安队"),
        (["2021年3月1日至5日", "2021年3月6日至9日"], "2021年3月1日至5日 2021年3月6日至9日"),
        (["民", "政"], "民政"),
    ],
    ids=["broken", "two entries", "two of one form", "downwards"],
)
def test_lines_of_a_cell(made: Made, lines: list[str], shown: str) -> None:
    """A line that fills its cell goes on in the next; short lines and lines of one form are entries."""
    words = [Words(line, 91, 255 + 15 * at) for at, line in enumerate(lines)]
    sheet = with_words(table([["单位", "办件"], ["", "27"], ["工商", "8"]], 90, 200, 110, 40), *words)
    assert text_of(made, sheet) == ["单位 | 办件", f"{shown} | 27", "工商 | 8"]


ALIGNED = [["指标", "绝对数", "增长"], ["粮食产量", "215万吨", "3.1%"], ["棉花产量", "12万吨", "-0.5%"]]


def aligned(*more: Words, after: int = 3) -> Sheet:
    """Rows of cells under each other without rules, and more words; room for a line behind ``after`` rows."""
    words = [
        Words(cell, 90 + 150 * at, 120 + 24 * (row + (row >= after)))
        for row, cells in enumerate(ALIGNED)
        for at, cell in enumerate(cells)
    ]
    return Sheet([*words, *more])


@both
@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        (aligned(Words("含薯类", 90, 168), after=2), ["粮食产量含薯类 | 215万吨 | 3.1%", "棉花产量 | 12万吨 | -0.5%"]),
        (aligned(Words("茶叶", 90, 192), Words("9万吨", 240, 192), Words("注", 520, 192)),
         ["粮食产量 | 215万吨 | 3.1% | ", "棉花产量 | 12万吨 | -0.5% | ", "茶叶 | 9万吨 |  | 注"]),
        (aligned(Words("茶叶产量和水果产量合计为一百二十三万吨", 90, 192), Words("1.5%", 390, 192)),
         ["粮食产量 | 215万吨 | 3.1%", "棉花产量 | 12万吨 | -0.5%", "茶叶产量和水果产量合计为一百二十三万吨 1.5%"]),
        (aligned(Words("茶叶", 90, 292), Words("9万吨", 240, 292)),
         ["粮食产量 | 215万吨 | 3.1%", "棉花产量 | 12万吨 | -0.5%", "茶叶 9万吨"]),
        (aligned(Words("以上为全年数。", 90, 192)),
         ["粮食产量 | 215万吨 | 3.1%", "棉花产量 | 12万吨 | -0.5%", "以上为全年数。"]),
    ],
    ids=["a cell of two lines", "a column more", "over two columns", "far below", "a line behind"],
)  # fmt: skip
def test_which_lines_are_rows_of_an_aligned_table(made: Made, sheet: Sheet, shown: list[str]) -> None:
    """A single part goes on the cell above it; what reaches over columns or stands far below is no row."""
    assert text_of(made, sheet)[1:] == shown


@both
def test_boxes_are_no_tables(made: Made) -> None:
    """Rules around one text, and a grid without any text, make no table."""
    box = [(90, 100, 300, 100), (90, 150, 300, 150), (90, 100, 90, 150), (300, 100, 300, 150)]
    grid = table([["", ""], ["", ""]], 90, 400).rules
    assert text_of(made, Sheet([Words("某市公告", 100, 130)], [*box, *grid])) == ["某市公告"]
