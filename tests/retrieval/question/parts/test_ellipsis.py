"""What a part of a message leaves unsaid, and where it comes from."""

from __future__ import annotations

import pytest

from retrieval.question.parts.ellipsis import AskedText, verb_before
from retrieval.question.parts.splitter import split_question


@pytest.mark.parametrize(
    ("message", "readings"),
    [
        # The thing, from before the asking word, from behind it, and from the background.
        ("码头泊位建了几个，花了多少钱", ["码头泊位建了几个", "码头泊位花了多少钱"]),
        ("全县请了多少名引航员，管几条航道", ["全县请了多少名引航员", "全县引航员管几条航道"]),
        ("听说要修灯塔，修几座，花多少钱", ["要修灯塔修几座", "要修灯塔花多少钱"]),
        ("海员公园的事定了，在哪建？啥时候开工？", ["海员公园的事定了在哪建", "海员公园的事定了啥时候开工"]),
        # It stays the same over several parts, until one names another.
        ("渔船检查了几艘，查出几处毛病，改了几处", ["渔船检查了几艘", "渔船查出几处毛病", "渔船改了几处"]),
        ("灯塔几座？引航员宿舍几间，花了多少钱", ["灯塔几座", "引航员宿舍几间", "引航员宿舍花了多少钱"]),
        # The act.
        ("演练是谁组织的？什么时候？在哪里？", ["演练是谁组织的", "演练是什么时候组织的", "演练是哪里组织的"]),
        # What is asked, of another thing.
        ("市里的许可清单认领了几项？省里的呢？", ["市里的许可清单认领了几项", "省里的许可清单认领了几项"]),
        ("红榜公布了几条？黑的呢？", ["红榜公布了几条", "黑榜公布了几条"]),
        ("渔政船配了几艘，巡逻艇呢？", ["渔政船配了几艘", "巡逻艇配了几艘"]),
        ("民事案件收了多少，刑事的呢", ["民事案件收了多少", "刑事案件收了多少"]),
        ("部门的文件有几件？乡镇的呢？", ["部门的文件有几件", "乡镇的文件有几件"]),
        # The year.
        ("2023年建了几个泊位，前一年呢", ["2023年建了几个泊位", "2022年建了几个泊位"]),
        ("2023年建了几个泊位？2024年打算建几个？", ["2023年建了几个泊位", "泊位2024年打算建几个"]),
        ("2023年港口吞吐量多少，第二年多少", ["2023年港口吞吐量多少", "港口吞吐量2024年多少"]),
    ],
)
def test_a_part_is_filled_in_from_those_before_it(message: str, readings: list[str]) -> None:
    """The first reading of each part is a question that needs no other."""
    assert [part.readings[0] for part in split_question(message)] == readings


def test_a_part_that_names_its_thing_is_read_as_it_stands_first() -> None:
    """Then with what was asked before, in case it only seemed so; one that leans is read the other way round."""
    parts = split_question("海上搜救演练办了几次，救生设备检查了几件，修了几件")
    assert parts[1].readings == ("救生设备检查了几件", "海上搜救演练救生设备检查了几件")
    assert parts[2].readings == ("救生设备修了几件", "修了几件")


def test_a_part_that_swaps_the_thing_knows_the_question_before() -> None:
    """Only such a part continues another question."""
    parts = split_question("渔政船配了几艘，巡逻艇呢，花了多少钱")
    assert [part.before for part in parts] == ["", "渔政船配了几艘", ""]


def test_one_of_several_things_is_no_topic_of_those_that_follow() -> None:
    """信息归集 stays the topic, whose kinds are asked one after the other."""
    parts = split_question("信用信息归集多少条，其中行政许可和行政处罚各多少条，错了几条")
    assert parts[-1].readings[0] == "信用信息错了几条"


def test_the_thing_ends_where_its_verb_begins() -> None:
    """Adverbs, aspect and words before another noun are no part of it."""
    before = ("渔船一共检查了", "渔船检查", "跟渔船有关的", "今年全县", "渔船打算配", "又查出")
    assert [AskedText(text, "几艘", "").subject for text in before] == [
        "渔船",
        "渔船检查",
        "跟渔船有关",
        "",
        "渔船",
        "",
    ]


def test_a_verb_is_found_right_before_an_asking_word() -> None:
    """With what leads to it, and not beyond the asking word before."""
    text = "立案多少又结案了多少"
    assert verb_before(text, 4, 8) == 4
    assert verb_before(text, 8, 8) is None
    assert verb_before("几类红榜多少条", 2, 4) is None
