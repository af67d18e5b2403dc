"""Values: each is found whole, with its kind, range and unit, and nothing that is none is taken for one."""

from __future__ import annotations

import re

import pytest

from retrieval.text.normalization import FoldedText, fold
from retrieval.text.values.grammar import find_values, separators, value_ending
from retrieval.text.values.value import Approximation, Value, ValueKind
from tests.pace import growth


def texts(raw: str) -> list[str]:
    """The values of a text as they stand in it."""
    folded = fold(raw)
    return [folded[value.start : value.end] for value in find_values(folded)]


def only(raw: str) -> Value:
    """The one value of a text."""
    (value,) = find_values(fold(raw))
    return value


@pytest.mark.parametrize(
    ("raw", "whole", "low", "high", "unit"),
    [
        ("渔船登记2,048,115艘", "2,048,115艘", 2048115, 2048115, "艘"),
        ("海塘长3，470公里", "3,470公里", 3470, 3470, "公里"),
        ("渔民４８，２００名", "48,200名", 48200, 48200, "名"),
        ("灯塔5 120座", "5 120座", 5120, 5120, "座"),
        ("灯塔5\u00a0120座", "5 120座", 5120, 5120, "座"),
        ("投入7,908.25元", "7,908.25元", 7908.25, 7908.25, "元"),
        ("蓄水3.2×10⁸立方米", "3.2×10⁸立方米", 320000000, 320000000, "立方米"),
        ("滩涂10⁴亩", "10⁴亩", 10000, 10000, "亩"),
        ("微粒2.5×10^-2米", "2.5×10^-2米", 0.025, 0.025, "米"),
        ("渔民5120²名", "5120²名", 5120, 5120, "名"),
        ("渔民5120²", "5120", 5120, 5120, ""),
        ("访客125³万次", "125³万次", 1250000, 1250000, "次"),
        ("合格率98[2]%", "98[2]%", 98, 98, "%"),
        ("接待2,150①人次", "2,150①人次", 2150, 2150, "人次"),
        ("网箱31万4千只", "31万4千只", 314000, 314000, "只"),
        ("筹资2亿3千万元", "2亿3千万元", 230000000, 230000000, "元"),
        ("筹资3.2万亿元", "3.2万亿元", 3200000000000, 3200000000000, "元"),
        ("购船两百一十六艘", "两百一十六艘", 216, 216, "艘"),
        ("招工三千零四名", "三千零四名", 3004, 3004, "名"),
        ("合格率为九十二点五%", "九十二点五%", 92.5, 92.5, "%"),
        ("合格率百分之九十二点五", "百分之九十二点五", 92.5, 92.5, "%"),
        ("海滩六七十处", "六七十处", 60, 70, "处"),
        ("海滩二十几处", "二十几处", 21, 29, "处"),
        ("鱼苗数百万尾", "数百万尾", 2000000, 9999999, "尾"),
        ("审批需10至25个工作日", "10至25个工作日", 10, 25, "个工作日"),
        ("检修2～4天", "2~4天", 2, 4, "天"),
        ("罚款200-800元", "200-800元", 200, 800, "元"),
        ("罚款2000元以上8000元以下", "2000元以上8000元以下", 2000, 8000, "元"),
        ("投资3至5万元", "3至5万元", 30000, 50000, "元"),
        ("任期三至五年", "三至五年", 3, 5, "年"),
        ("配备一至三个喇叭", "一至三个", 1, 3, "个"),
        ("抽查一到两家", "一到两家", 1, 2, "家"),
        ("统一至三个喇叭", "三个", 3, 3, "个"),
        ("增速为-4.1%", "-4.1%", -4.1, -4.1, "%"),
        ("最低气温零下12℃", "零下12°c", -12, -12, "摄氏度"),
        ("偏差±3%", "±3%", -3, 3, "%"),
        ("提高1.5个百分点", "1.5个百分点", 1.5, 1.5, "个百分点"),
        ("下调15个基点", "15个基点", 15, 15, "个基点"),
        ("死亡率2.4‰", "2.4‰", 2.4, 2.4, "‰"),
        ("师生比1:18", "1:18", 1 / 18, 1 / 18, ""),
        ("占三分之二", "三分之二", 2 / 3, 2 / 3, ""),
        ("增长2.5倍", "2.5倍", 2.5, 2.5, "倍"),
        ("噪声68分贝", "68分贝", 68, 68, "分贝"),
        ("扩建1.6万㎡", "1.6万m2", 16000, 16000, "平方米"),
        ("浓度35微克/立方米", "35微克/立方米", 35, 35, "微克/立方米"),
        ("用时3小时30分", "3小时30分", 3.5, 3.5, "小时"),
        ("用时两个半小时", "两个半小时", 2.5, 2.5, "小时"),
        ("全年gdp1,234.5亿元", "1,234.5亿元", 123450000000, 123450000000, "元"),
        ("罚款人民币壹万贰仟元整", "壹万贰仟元整", 12000, 12000, "元"),
        ("已有 36 个", "36 个", 36, 36, "个"),
    ],
)
def test_quantities(raw: str, whole: str, low: float, high: float, unit: str) -> None:
    """A quantity is taken whole, whatever its digits, scale, range and sign."""
    value, folded = only(raw), fold(raw)
    assert folded[value.start : value.end] == folded[slice(*value.core)] == whole
    assert [float(value.low or 0), float(value.high or 0)] == pytest.approx([low, high])
    assert value.unit == unit
    assert value.is_quantity


@pytest.mark.parametrize(
    ("raw", "whole", "core", "approximate"),
    [
        ("到场不足60%", "不足60%", "60%", Approximation.UNDER),
        ("到场未满18岁", "未满18岁", "18岁", Approximation.UNDER),
        ("须20个工作日内办结", "20个工作日内", "20个工作日", Approximation.UNDER),
        ("投入超30亿元", "超30亿元", "30亿元", Approximation.OVER),
        ("公示不少于7日", "不少于7日", "7日", Approximation.OVER),
        ("读者4000余人", "4000余人", "4000余人", Approximation.OVER),
        ("读者三十余万人", "三十余万人", "三十余万人", Approximation.OVER),
        ("上千人到场", "上千人", "千人", Approximation.OVER),
        ("年龄65岁以上", "65岁以上", "65岁", Approximation.OVER),
        ("约3 908万元", "约3 908万元", "3 908万元", Approximation.ABOUT),
        ("点击近百次", "近百次", "百次", Approximation.ABOUT),
        ("预计8%左右", "8%左右", "8%", Approximation.ABOUT),
    ],
)
def test_bounds(raw: str, whole: str, core: str, approximate: Approximation) -> None:
    """What limits a quantity belongs to it, and one end of its range is open."""
    value, folded = only(raw), fold(raw)
    assert (folded[value.start : value.end], folded[slice(*value.core)]) == (whole, core)
    assert value.approximate is approximate
    assert (value.low is None) is (approximate is Approximation.UNDER)
    assert (value.high is None) is (approximate is Approximation.OVER)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("由30天压缩至8天", ["30天", "8天"]),
        ("从12%提高到19.5%", ["12%", "19.5%"]),
        ("从15件到20件", ["15件", "20件"]),
        ("签约12个,节约50元,附近3家,预约30次", ["12个", "50元", "3家", "30次"]),
        ("配套设施2套,其中东岸1套", ["2套", "1套"]),
        ("码头上12人,海上百人", ["12人", "上百人"]),
    ],
)
def test_what_belongs_to_two_values_or_to_words(raw: str, found: list[str]) -> None:
    """The ends of a change are two values, and 约 or 近 within a word bounds nothing."""
    assert texts(raw) == found


@pytest.mark.parametrize(
    ("raw", "kind", "whole", "low", "high"),
    [
        ("第2741号建议", ValueKind.ORDINAL, "第2741号", 2741, 2741),
        ("二十届三中全会", ValueKind.ORDINAL, "二十届", 20, 20),
        ("第3至5条", ValueKind.ORDINAL, "第3至5条", 3, 5),
        ("列全省第四", ValueKind.RANK, "第四", 4, 4),
        ("世界500强", ValueKind.RANK, "500强", 500, 500),
        ("进入前10名", ValueKind.RANK, "前10名", 10, 10),
        ("二〇三五年远景", ValueKind.DATE, "二〇三五年", 20350101, 20351231),
        ("2019.8.7成立", ValueKind.DATE, "2019.8.7", 20190807, 20190807),
        ("于2031年4月底前完成", ValueKind.DATE, "2031年4月底前", 20310401, 20310430),
        ("2023年三季度", ValueKind.DATE, "2023年三季度", 20230701, 20230930),
        ("2018年6月3日至5日", ValueKind.DATE_SPAN, "2018年6月3日至5日", 20180603, 20180605),
        ("2016—2020年", ValueKind.DATE_SPAN, "2016—2020年", 20160101, 20201231),
        ("1-9月", ValueKind.DATE_SPAN, "1-9月", 101, 930),
        ("上午9:00至11:30", ValueKind.CLOCK, "上午9:00至11:30", 900, 1130),
        ("下午3点半", ValueKind.CLOCK, "下午3点半", 1530, 1530),
        ("按照海政办发〔2019〕33号", ValueKind.DOCUMENT_NUMBER, "海政办发〔2019〕33号", 0, 0),
        ("（2021）鲁10民初12号", ValueKind.DOCUMENT_NUMBER, "(2021)鲁10民初12号", 0, 0),
        ("《2021年第3号清单》", ValueKind.TITLE, "《2021年第3号清单》", 0, 0),
    ],
)
def test_names_are_told_from_counts(raw: str, kind: ValueKind, whole: str, low: int, high: int) -> None:
    """Ordinals, ranks, dates, times, document numbers and titles are values of their own kinds."""
    value, folded = only(raw), fold(raw)
    assert (folded[value.start : value.end], value.kind) == (whole, kind)
    assert (int(value.low or 0), int(value.high or 0)) == (low, high)
    assert not value.is_quantity


def test_days_of_one_month() -> None:
    """A day whose month stands before it is a date, and no duration."""
    values = find_values("4月28日和30日,工期30日")
    assert [(value.kind, int(value.low or 0)) for value in values] == [
        (ValueKind.DATE, 428),
        (ValueKind.DATE, 430),
        (ValueKind.DURATION, 30),
    ]


def test_numbers_of_a_list_share_its_unit() -> None:
    """分别提高3.9、2.0和2.9个百分点 has three values in percentage points, of which the last has the unit."""
    values = find_values("分别提高3.9、2.0和2.9个百分点")
    assert {value.kind for value in values} == {ValueKind.POINTS}
    assert [(float(value.low or 0), value.unit) for value in values] == [
        (3.9, "个百分点"),
        (2, "个百分点"),
        (2.9, "个百分点"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        "pm2.5和5g网络",
        "(1)加强领导",
        "1.加强领导",
        "见3.1.2节",
        "十分重要,千方百计,百花齐放",
        "一是统一,唯一,进一步",
        "三亚,五台山,七台河",
        "一三产业和百强县",
        "千家万户",
        "covid-19",
        "b2座和a4纸",
    ],
)
def test_what_is_no_value(raw: str) -> None:
    """Marks of lists, names with digits, adverbs and places state nothing."""
    assert texts(raw) == []


@pytest.mark.parametrize(
    ("raw", "telephones"),
    [
        ("拨打0631-8451234，手机13800138000", ["0631-8451234", "13800138000"]),
        ("值班室（０６３１）８４５１２３４转801", ["(0631)8451234转801"]),
        ("监督电话：8451234、8451235", ["8451234", "8451235"]),
        ("拨打12345、110或400-618-1234", ["12345", "110", "400-618-1234"]),
        ("12345政务服务便民热线受理4500件", ["12345"]),
        ("受理电话4500个，投入12345元，接听电话12345件", []),
        ("编号20210631845，金额13800138000元", []),
    ],
)
def test_telephones_are_told_from_counts(raw: str, telephones: list[str]) -> None:
    """Whole, with area and extension; short ones where the words say that they are dialled."""
    folded = fold(raw)
    values = [value for value in find_values(folded) if value.kind is ValueKind.TELEPHONE]
    assert [folded[value.start : value.end] for value in values] == telephones
    assert not any(value.is_quantity for value in values)


def test_offsets_lead_back_to_the_raw_text() -> None:
    """A value of folded text is cut out of the raw text whole, whatever folding changed."""
    text = "改造㎞表，面积１，２５０㎡。"
    raw = FoldedText.of(text)
    (value,) = find_values(raw.text)
    assert text[slice(*raw.raw_span(value.start, value.end))] == "１，２５０㎡"


def test_separators_leave_values_whole() -> None:
    """The comma and the colon within a value separate nothing."""
    assert separators("参保1,250人,比例3:1:好", re.compile("[,:]")) == [8, 14]
    assert separators("约3座,渔港", re.compile("[约,]")) == [3]
    assert separators("渔港,灯塔", re.compile(",")) == [2]


def test_a_value_is_found_by_its_end() -> None:
    """The end of a value gives it, and no other position does."""
    text = "共189项以上,2台"
    assert [value_ending(text, at) is not None for at in range(len(text) + 1)].count(True) == 2
    assert value_ending(text, 7) == find_values(text)[0]
    assert value_ending("2台灯", 3) is None


@pytest.mark.parametrize(
    "unit",
    [
        "参保1,250人,",
        "1,111",
        "5至",
        "一二三",
        "2021年5月",
        "《",
        "9:",
        "1 234",
        "3比",
        "约",
        "第3",
        "电话110、",
        "(0631)",
        "0631-",
    ],
)
def test_time_is_in_proportion_to_the_length(unit: str) -> None:
    """Four times as much of anything takes four times as long."""
    assert growth(lambda size: find_values.__wrapped__(unit * (size // len(unit))), 10_000) < 8


@pytest.mark.parametrize("raw", ["5比", "三比甲", "百分之若干", "3/月", "第5至3名"])
def test_what_begins_like_a_share_or_a_range_and_is_none(raw: str) -> None:
    """Nothing beyond its first number is taken for one."""
    assert not any(value.kind in (ValueKind.PERCENT, ValueKind.RANK) for value in find_values(fold(raw)))
