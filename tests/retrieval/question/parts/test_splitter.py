"""Messages that ask several things, and messages that only look so."""

from __future__ import annotations

import pytest

from retrieval.question.parts.splitter import MOST_PARTS, split_question

SEVERAL = {
    # Each clause asks.
    "有多少法律顾问，管多少部门": ["有多少法律顾问", "管多少部门"],
    "受理多少，结了多少": ["受理多少", "结了多少"],
    "消防演练办了几次？由谁组织的？去了多少人？": ["消防演练办了几次", "由谁组织的", "去了多少人"],
    "谁组织的？什么时候？去了多少人？": ["谁组织的", "什么时候", "去了多少人"],
    "图书馆几点开门，周末能不能带孩子": ["图书馆几点开门", "周末能不能带孩子"],
    "发了多少件整改通知;多少家改完了;没改完的怎么处理": ["发了多少件整改通知", "多少家改完了", "没改完的怎么处理"],
    "低保户有多少 补贴标准是多少": ["低保户有多少", "补贴标准是多少"],
    "公园有几个\n哪个最大": ["公园有几个", "哪个最大"],
    "1.公交线路有几条 2.公交车有几辆": ["公交线路有几条", "公交车有几辆"],
    "（1）校车几辆（2）司机几名": ["校车几辆", "司机几名"],
    "评了几个先进。什么时候评的。奖了多少钱": ["评了几个先进", "什么时候评的", "奖了多少钱"],
    "投诉了多少件！解决了几件！": ["投诉了多少件", "解决了几件"],
    # Courtesies and what follows are no questions.
    "请问污水处理厂建了几座、日处理多少吨？谢谢": ["污水处理厂建了几座", "日处理多少吨"],
    "你好，想问一下食堂收费标准是多少，几点开饭，能给个数不": ["食堂收费标准是多少", "几点开饭"],
    "麻烦帮我查一下：植树多少棵？成活率多少？辛苦了": ["植树多少棵", "成活率多少"],
    "捐了多少钱，都捐给谁了，对吗": ["捐了多少钱", "都捐给谁了"],
    # Background before several questions.
    "听说要修条新路，从哪修到哪？啥时候通车？": ["从哪修到哪", "啥时候通车"],
    "清完的文件，留了多少、改了多少、废了多少": ["留了多少", "改了多少", "废了多少"],
    "我在外地上班，社保能不能在网上转，要带什么材料": ["社保能不能在网上转", "要带什么材料"],
    # One thing is put in the place of another.
    "城里的路灯换了几盏？村里的呢？": ["城里的路灯换了几盏", "村里的呢"],
    "男的招几个，女的呢，没说性别的呢": ["男的招几个", "女的呢", "没说性别的呢"],
    "2023年种了多少树？前一年呢": ["2023年种了多少树", "前一年呢"],
    # Coordination within a clause.
    "绿地、公园各有多少": ["绿地有多少", "公园有多少"],
    "许可和处罚分别公示了几条": ["许可公示了几条", "处罚公示了几条"],
    "村民调解和解小组和居民议事会各是哪天成立的": ["村民调解和解小组是哪天成立的", "居民议事会是哪天成立的"],
    "大队中队各几个": ["大队几个", "中队几个"],
    "培训的时间、地点和人数是多少": ["培训的时间是多少", "地点是多少", "人数是多少"],
    "招聘会什么时候、在哪里办的": ["招聘会什么时候", "在哪里办的"],
    "灯会谁什么时候在哪儿办的": ["谁", "什么时候", "哪儿"],
    "立案多少结案多少": ["立案多少", "结案多少"],
    "有多少站点服务多少居民": ["有多少站点", "服务多少居民"],
    # A clerk's list of attributes.
    "低保 户数 金额 发放时间": ["户数", "金额", "发放时间"],
    "执法考试 通过率 持证人数": ["通过率", "持证人数"],
}
ONE = [
    # One asking word, whatever stands around it.
    "一共保留了多少审批事项",
    "执法记录仪 数量",
    "行政许可 办结件数 2021",
    "三公经费 2018预算数",
    "我在外地打工，不回文登能办吗",
    "听说办证快了，几天能办好",
    "家里老人走不动，孩子又在外地，能不能上门办",
    "要是被冤枉了，该找谁说理",
    "如果有谁举报了，奖励多少",
    "不管花多少钱，哪里能治",
    "我也不知道该找谁，怎么才能要回押金",
    "要建一个什么样的城市，列一下五个标准",
    "审批事项、证明事项、公共服务一共多少项",
    "红名单和黑名单共多少条",
    "许可、处罚、强制信息多少条",
    "各部门有多少人",
    "村民调解和解小组哪天成立的",
    "办得好不好，跟奖金挂不挂钩",
    # Measures of one thing, and words of asking that go together.
    "黑名单信息有几类、多少条",
    "有没有收费标准，多少钱",
    "国务院是不是表扬了，夸的啥",
    "谁编谁演的",
    "是通知还是报告",
    # What asks back, greets or thanks.
    "一共50件，对吗",
    "你好，在吗",
    "你好，你是机器人吗",
    "法律顾问有几个，能告诉我吗",
    "请问谁负责？谢谢",
    # What only looks like an asking word.
    "这几年好几个部门都改了，现在归谁管",
    "“为什么要普法”这个栏目是谁办的",
    "《多少与几何》讲了什么",
    "罚了1,102,345元，能退吗",
    "谁执法谁普法怎么落实",
    # Nothing.
    "",
    "？？？",
    "多少",
    "、、，，",
    "7",
    "\u200b",
]


@pytest.mark.parametrize(("message", "asked"), SEVERAL.items())
def test_a_message_that_asks_several_things_is_taken_apart(message: str, asked: list[str]) -> None:
    """Each part in its own words, in the order asked."""
    assert [part.asked for part in split_question(message)] == asked


def test_more_questions_than_a_message_can_show_are_left_whole() -> None:
    """Up to the limit each is a part; beyond it the message is read as one."""
    asked = [f"第{chr(0x7532 + at)}码头建了几座" for at in range(MOST_PARTS + 1)]
    assert len(split_question("？".join(asked[:MOST_PARTS]))) == MOST_PARTS
    assert split_question("？".join(asked)) == ()


def test_what_is_typed_is_repeated_to_the_letter() -> None:
    """Width, case, and traditional characters stay as they were typed; the readings are folded."""
    parts = split_question("ＧＤＰ是多少，執法記錄儀有幾台？")
    assert [part.asked for part in parts] == ["ＧＤＰ是多少", "執法記錄儀有幾台"]
    assert parts[1].readings[0] == "执法记录仪有几台"


def test_only_the_beginning_of_an_endless_message_is_read() -> None:
    """What stands beyond 500 characters is not taken apart."""
    assert split_question("长" * 500 + "，灯塔几座，渔船几艘") == ()


@pytest.mark.parametrize("message", ONE)
def test_one_question_is_left_whole(message: str) -> None:
    """Background, conditions, lists, names and courtesies make no second question."""
    assert split_question(message) == ()


def test_parts_that_carry_too_much_are_read_as_one() -> None:
    """Each would be asked with all that stands before it; the questions by themselves are taken apart."""
    told, asked = "听说东城那边的老菜市场要改造成一个新的农贸市场，" * 6, "摊位有多少个？租金是多少？什么时候开业？"
    assert len(split_question(asked)) == 3
    assert split_question(told + asked) == ()
