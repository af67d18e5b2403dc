"""List marks: which candidates are accepted, which are rejected, and how the marks nest."""

from __future__ import annotations

import pytest

from retrieval.parsing.numbering import find_marks
from retrieval.text.segmentation import split_blocks


def paths(text: str) -> list[str]:
    return [
        "/".join(mark.path) for mark in find_marks(text, [(b.start, b.end) for b in split_blocks(text) if not b.row])
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "一、甲\n(一)乙\n1.丙\n(1)丁\n①戊\n②己\n(2)庚\n2.辛\n(二)壬\n二、癸",
            [
                "一",
                "一/(一)",
                "一/(一)/1.",
                "一/(一)/1./(1)",
                "一/(一)/1./(1)/①",
                "一/(一)/1./(1)/②",
                "一/(一)/1./(2)",
                "一/(一)/2.",
                "一/(二)",
                "二",
            ],
        ),
        (
            "第一章　总则\n第一条　甲。\n第二条　乙：\n（一）丙；\n（二）丁。\n第二章　分则\n第三条　戊。",
            [
                "第一章",
                "第一章/第一条",
                "第一章/第二条",
                "第一章/第二条/(一)",
                "第一章/第二条/(二)",
                "第二章",
                "第二章/第三条",
            ],
        ),
        (
            "1 总则\n1.1 目的\n为了某事。\n1.2 依据\n1.2.1 法律\n（1）甲；\n（2）乙。\n2 组织\n2.1 机构",
            ["1", "1/1.1", "1/1.2", "1/1.2/1.2.1", "1/1.2/1.2.1/(1)", "1/1.2/1.2.1/(2)", "2", "2/2.1"],
        ),
        ("01综合\n甲。\n02农业\n乙。\n03工业\n丙。", ["01", "02", "03"]),
        ("１、甲\n２、乙\n３、丙", ["1、", "2、", "3、"]),
        (
            "一、甲\n（一）乙。\n（二）丙。\n二、丁\n（三）戊。\n（四）己。",
            ["一", "一/(一)", "一/(二)", "二", "二/(三)", "二/(四)"],
        ),
        (
            "（一）甲\n一、乙。\n二、丙。\n（二）丁\n一、戊。\n二、己。",
            ["(一)", "(一)/一", "(一)/二", "(二)", "(二)/一", "(二)/二"],
        ),
        ("第一章　甲\n一、乙\n二、丙\n第二章　丁\n三、戊", ["第一章", "第一章/一", "第一章/二", "第二章", "第二章/三"]),
        ("一、甲。要做到：一要快，先快；二要好；三要省。", ["一", "一/一要", "一/二要", "一/三要"]),
        ("要求如下。\n第一，快。\n第二，好。", ["第一", "第二"]),
        ("目标：\n——增收。多收。\n——减支。少支。\n二、无", ["——1", "——2"]),
        ("第一、甲。\n第二、乙。", ["第一", "第二"]),
        ("第一，甲。一是乙。二是丙。\n第二，丁。", ["第一", "第一/一是", "第一/二是", "第二"]),
        (
            "一、甲\n乙。\n附件1\n某清单\n一、丙\n二、丁\n附件2\n某名单\n一、戊",
            ["一", "附件1", "附件1/一", "附件1/二", "附件2", "附件2/一"],
        ),
        ("一、甲\n注释：\n[1]乙。\n[2]丙。", ["一", "注释", "注释/[1]", "注释/[2]"]),
        ("附件2\n名词解释\n一、甲\n乙。", ["附件2", "附件2/一"]),
        ("附件2\n某事\n名词解释\n甲。", ["附件2", "名词解释"]),
        ("附件2\nX\n名词解释\n甲。", ["附件2", "名词解释"]),
        # However far down and apart they stand, also where a link leaves the colon on the line between.
        (f"{'某事。' * 20}\n附件2\n名词解释\n甲。", ["附件2"]),
        (f"附件2{chr(10) * 30}名词解释\n甲。", ["附件2"]),
        ("附件2\n：\n名词解释\n甲。", ["附件2"]),
        ("**附件1**\n\n某清单", ["附件1"]),
        ("第二百条　甲。\n第二百条之一　乙。\n第二百零一条　丙。", ["第二百条", "第二百条之一", "第二百零一条"]),
        ("第二条　甲。\n第三条　乙。\n第三条　丙。\n第二条之一　丁。", ["第二条", "第三条"]),
        ("附件：（一）甲某名单\n乙。", ["附件", "附件/(一)"]),
        ("一、甲。一是乙某事。\n二、丙", ["一", "二"]),
        ("01综合\n甲。\n02农业\n乙。\n三、丙", ["01", "02"]),
        ("一、甲\n二、乙\n附件1\n三、丙", ["一", "二", "附件1"]),
        ("第 三 章 甲\n第五章 乙", ["第三章", "第五章"]),
        ("一、甲。主要：①乙；②丙。", ["一", "一/①", "一/②"]),
        ("".join(f"{chr(ord('①') + n)}某站\n" for n in range(20)), [chr(ord("①") + n) for n in range(20)]),
        # The mark of an item may follow that of another directly.
        (
            "（一）第一：一是乙；二是丙。\n第二：丁。",
            ["(一)", "(一)/第一", "(一)/第一/一是", "(一)/第一/二是", "(一)/第二"],
        ),
        # What stands only at the start of a paragraph.
        ("第一条　依照下列规定：第三条　乙。\n第二条　甲；一、丙。", ["第一条", "第二条"]),
        # Within a paragraph a list begins with one, in each heading anew, and one member is no list.
        ("一、甲：一是乙；二是丙。\n二、丁。三是戊；四是己。", ["一", "一/一是", "一/二是", "二"]),
        ("一、甲。二是乙；三是丙。", ["一"]),
        ("一、甲。一是乙；二是丙。一是丁。", ["一", "一/一是", "一/二是"]),
        ("一、甲。一是乙。一是丙。", ["一"]),
        ("第一章甲\n1.1 乙某事\n1.2 丙某事\n2.1 丁某事", ["第一章", "第一章/1.1", "第一章/1.2"]),
        # Decimal numbers count on under their own heading.
        (
            "1 总则\n1.1 甲某\n1.2 乙某\n1.2.1 丙某\n1.2.2 丁某\n1.2.3 戊某\n1.3 己某\n2 组织",
            ["1", "1/1.1", "1/1.2", "1/1.2/1.2.1", "1/1.2/1.2.2", "1/1.2/1.2.3", "1/1.3", "2"],
        ),
        ("1 总则\n1.1 甲某\n1.2 乙某\n2.3 丙某\n2 组织", ["1", "1/1.1", "1/1.2", "2"]),
        ("1 总则\n1.1 SOP\n1.1.1 甲某\n2 组织", ["1", "2"]),
        # The order of levels is inverted only where the inner kind goes on behind the outer one.
        ("（一）甲\n（二）乙\n一、丙\n二、丁", ["(一)", "(二)", "一", "二"]),
        (
            "第一条　甲：\n（一）乙\n一、丙。\n二、丁。\n（二）戊\n一、己。\n二、庚。",
            [
                "第一条",
                *("第一条/(一)", "第一条/(一)/一", "第一条/(一)/二"),
                *("第一条/(二)", "第一条/(二)/一", "第一条/(二)/二"),
            ],
        ),
        (
            "第一章 甲\n第一节 乙\n第一条 丙。\n第二节 丁\n第二条 戊。\n第二章 己\n第三条 庚。",
            [
                *("第一章", "第一章/第一节", "第一章/第一节/第一条", "第一章/第二节", "第一章/第二节/第二条"),
                *("第二章", "第二章/第三条"),
            ],
        ),
        ("1、甲\n2、乙\n1、丙", ["1、", "2、", "1、"]),
        ("1)甲\n2)乙", ["1)", "2)"]),
        (
            "第一编　总则\n第一章　甲\n第一条　乙。\n第二编　分则\n第一章　丙\n第二条　丁。",
            ["第一编", "第一编/第一章", "第一编/第一章/第一条", "第二编", "第二编/第一章", "第二编/第一章/第二条"],
        ),
        (
            "一、甲\n——“乙”。\n——丙。\n二、丁\n——戊。\n——己。",
            ["一", "一/——1", "一/——2", "二", "二/——1", "二/——2"],
        ),
        ("一、甲\n（三）乙。\n各位代表！\n二、丙", ["一", "二"]),
        ("一、甲\n（一）乙。\n（二）乙。\n各位代表！丁。\n二、丙", ["一", "一/(一)", "一/(二)", "一", "二"]),
        (
            "一、甲\n（一）乙。\n（二）丙。\n各位代表！\n1.丁。\n2.戊。",
            ["一", "一/(一)", "一/(二)", "一", "一/1.", "一/2."],
        ),
    ],
)
def test_levels(text: str, wanted: list[str]) -> None:
    """Marks nest in the order that a document uses, whatever their kinds."""
    assert paths(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "一是好,两岸统一是大事。",
        "好。问题之一是慢。",
        "我市产值排名世界第一,增速第二,均值得一说。",
        "第一是快。第二是好。",
        "一、二、三产业增加值分别增长。",
        "有效降低PM\n2.5\n年平均浓度。",
        "2.5\n年平均浓度。",
        "20.2026年10件实事全部完成。",
        "2026年1月27日\n12.5%\n3.65万亿元",
        "1 | 某局 | 科员\n2 | 某委 | 科员",
        "依照本条例第三条的规定和第（一）项办理。",
        "二、没有一的二\n（三）没有一的三",
        "一是一，说到做到。",
        "——2026年1月5日在某市人民代表大会上",
        "二三、甲\n三四、乙",
        "第二三条　甲。",
        "第零条之一　甲。",
        "目标：\n——\n——甲乙。",
        "第二条的规定　乙。\n第三条、第四条　丙。",
    ],
)
def test_what_only_looks_like_a_mark(text: str) -> None:
    """Names, figures, dates, table rows and numbers out of sequence are no marks."""
    assert paths(text) == []


def test_marks_within_a_paragraph() -> None:
    """The mark of an item may directly follow the mark of a heading or of another item."""
    text = "(一)一是依法行政。做得好。二是公开;三是监督。"
    assert paths(text) == ["(一)", "(一)/一是", "(一)/二是", "(一)/三是"]


def test_an_address_to_the_assembly_ends_the_lists() -> None:
    """It is where the text of the chapter goes on; nothing is printed there as a mark."""
    text = "一、甲\n（一）乙。\n（二）丙。\n各位代表！丁。"
    last = find_marks(text, [(b.start, b.end) for b in split_blocks(text)])[-1]
    assert (last.path, last.kind, text[last.start :]) == (("一",), "tail", "各位代表！丁。")


def test_a_restart_needs_one() -> None:
    """A number that neither continues nor starts a list is text: 四、 after 二、."""
    assert paths("一、甲\n二、乙\n四、丁\n三、丙") == ["一", "二", "三"]


def test_long_lists_of_articles() -> None:
    """The articles of an excerpt may begin with any number and go beyond a hundred."""
    assert paths("第九十九条　甲。\n第一百条　乙。\n第一百零三条　丙。") == ["第九十九条", "第一百条", "第一百零三条"]


def test_spaced_numbers_need_decimals() -> None:
    """``3 万元`` starts no list; ``1 总则`` starts one where 1.1 stands below it."""
    assert paths("1 总则\n没有小节。\n2 组织") == []
    assert paths("1 总则\n1.2 依据\n没有目的。\n2 组织") == []
