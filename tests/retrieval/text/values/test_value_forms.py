"""Forms of values at their edges: the longest digits, spoken ends, shared scales, spans across a year, and no value."""

from __future__ import annotations

from itertools import pairwise

import pytest

from retrieval.models import ReportError
from retrieval.text.normalization import fold
from retrieval.text.values.grammar import find_values
from retrieval.text.values.units import parse_units
from retrieval.text.values.value import Approximation, Value, ValueKind


def read(raw: str) -> list[tuple[str, Value]]:
    """The values of a text, each with its words."""
    folded = fold(raw)
    return [(folded[value.start : value.end], value) for value in find_values(folded)]


@pytest.mark.parametrize(
    ("raw", "whole", "low", "high", "unit"),
    [
        ("网箱123456789012345678只", "123456789012345678只", 123456789012345678, 123456789012345678, "只"),
        ("鱼价3万5元", "3万5元", 35000, 35000, "元"),
        ("鱼价2亿5", "2亿5", 250000000, 250000000, ""),
        ("鱼价3万15元", "3万15元", 30015, 30015, "元"),
        ("鱼价3万10元", "3万10元", 30010, 30010, "元"),
        ("鱼价25万6千3百元", "25万6千3百元", 256300, 256300, "元"),
        ("鱼价2千万8百元", "2千万8百元", 20000800, 20000800, "元"),
        ("渔网6千5百套", "6千5百套", 6500, 6500, "套"),
        ("种藻数十万株", "数十万株", 200000, 999999, "株"),
        ("种藻三四万株", "三四万株", 30000, 40000, "株"),
        ("种藻两三千株", "两三千株", 2000, 3000, "株"),
        ("种藻十几亿株", "十几亿株", 1100000000, 1999999999, "株"),
        ("筹资两点五亿元", "两点五亿元", 250000000, 250000000, "元"),
        ("筹资一点二万亿元", "一点二万亿元", 1200000000000, 1200000000000, "元"),
        ("海盐五千克", "五千克", 5, 5, "公斤"),
        ("海盐五千元", "五千元", 5000, 5000, "元"),
        ("粒径1.5×10^-3米", "1.5×10^-3米", 0.0015, 0.0015, "米"),
        ("粒径10⁻²米", "10⁻²米", 0.01, 0.01, "米"),
        ("滩涂2×10⁵万亩", "2×10⁵万亩", 2000000000, 2000000000, "亩"),
        ("网箱12①个", "12①个", 12, 12, "个"),
        ("用时36秒", "36秒", 36, 36, "秒"),
        ("流速5m/s", "5m/s", 5, 5, "米/秒"),
        ("流速5公里/小时", "5公里/小时", 5, 5, "公里/小时"),
        ("排放29微克/立方米/天/人/次", "29微克/立方米/天/人", 29, 29, "微克/立方米/天/人"),
        ("补贴5元/人·月", "5元/人·月", 5, 5, "元/人·个月"),
        ("误差千分之三点五", "千分之三点五", 3.5, 3.5, "‰"),
        ("误差万分之二", "万分之二", 2, 2, "‱"),
        ("产量增百分之十至二十", "百分之十至二十", 10, 20, "%"),
        ("产量增百分之十到百分之二十", "百分之十到百分之二十", 10, 20, "%"),
        ("占10分之3", "10分之3", 0.3, 0.3, ""),
        ("占1/4", "1/4", 0.25, 0.25, ""),
        ("配比1:2:4", "1:2:4", 0.5, 0.5, ""),
        ("用时3小时30分36秒", "3小时30分36秒", 3.51, 3.51, "小时"),
        ("用时3小时30分钟36秒", "3小时30分钟36秒", 3.51, 3.51, "小时"),
        ("用时2天6小时", "2天6小时", 2.25, 2.25, "天"),
        ("任期5年6个月", "5年6个月", 5.5, 5.5, "年"),
        ("用时一个半小时", "一个半小时", 1.5, 1.5, "小时"),
        ("用时两年半", "两年半", 2.5, 2.5, "年"),
        ("增长1倍半", "1倍半", 1.5, 1.5, "倍"),
        ("变化+2.5%", "+2.5%", 2.5, 2.5, "%"),
    ],
)
def test_quantities_at_their_edges(raw: str, whole: str, low: float, high: float, unit: str) -> None:
    """Each is one value, whole, with its range and unit."""
    ((text, value),) = read(raw)
    assert (text, value.unit) == (whole, unit)
    assert [float(value.low or 0), float(value.high or 0)] == pytest.approx([low, high])
    assert value.core == (value.start, value.end)
    assert value.approximate is (Approximation.EXACT if low == high or unit in "%" else Approximation.SEVERAL)


@pytest.mark.parametrize(
    ("raw", "whole", "low", "unit"),
    [
        ("筹资5千余万元", "5千余万元", 50000000, "元"),
        ("修塘30多万亩", "30多万亩", 300000, "亩"),
        ("灯塔十来个", "十来个", 10, "个"),
        ("修塘三十余亩", "三十余亩", 30, "亩"),
        ("修塘两个多月", "两个多月", 2, "个月"),
        ("误差百分之三十多", "百分之三十多", 30, "%"),
        ("罚款约300元以上", "约300元以上", 300, "元"),
        ("渔民近200余名", "近200余名", 200, "名"),
    ],
)
def test_what_is_more_than_its_digits(raw: str, whole: str, low: int, unit: str) -> None:
    """余, 多 and 来 stand before a scale, behind it or within the unit, and open the upper end."""
    ((text, value),) = read(raw)
    assert (text, value.unit, value.approximate) == (whole, unit, Approximation.OVER)
    assert (int(value.low or 0), value.high) == (low, None)


@pytest.mark.parametrize(
    "raw",
    [
        "编号1234567890123456789件",
        "灯塔几个",
        "一亿十万万元",
        "二一万人",
        "百分之好",
        "零分之一",
        "长5miles",
        "4S店",
        "4A级景区",
        "灯塔五千",
        "灯塔三四",
        "每一个灯塔",
        "统一个灯塔",
    ],
)
def test_what_states_no_quantity(raw: str) -> None:
    """What nobody would say, no digits of a count, and words that end like a numeral."""
    assert read(raw) == []


@pytest.mark.parametrize(
    ("raw", "kind", "whole", "low", "high"),
    [
        ("2021年上半年", ValueKind.DATE, "2021年上半年", 20210101, 20210630),
        ("2022年下半年", ValueKind.DATE, "2022年下半年", 20220701, 20221231),
        ("2023年前三季度", ValueKind.DATE, "2023年前三季度", 20230101, 20230930),
        ("2023年前二季度", ValueKind.DATE, "2023年前二季度", 20230101, 20230630),
        ("2023年第二季度", ValueKind.DATE, "2023年第二季度", 20230401, 20230630),
        ("一季度", ValueKind.DATE, "一季度", 101, 331),
        ("2月29日", ValueKind.DATE, "2月29日", 229, 229),
        ("2023年2月", ValueKind.DATE, "2023年2月", 20230201, 20230228),
        ("2024年2月", ValueKind.DATE, "2024年2月", 20240201, 20240229),
        ("2023年12月", ValueKind.DATE, "2023年12月", 20231201, 20231231),
        ("2023.05", ValueKind.DATE, "2023.05", 20230501, 20230531),
        ("自2021年5月1日起", ValueKind.DATE, "自2021年5月1日起", 20210501, 20210501),
        ("从2019年开始", ValueKind.DATE, "从2019年开始", 20190101, 20191231),
        ("5月1日起施行", ValueKind.DATE, "5月1日起", 501, 501),
        ("2021年底前", ValueKind.DATE, "2021年底前", 20210101, 20211231),
        ("4月28日至30日", ValueKind.DATE_SPAN, "4月28日至30日", 428, 430),
        ("2023年4月至6月", ValueKind.DATE_SPAN, "2023年4月至6月", 20230401, 20230630),
        ("2023年1月至12月", ValueKind.DATE_SPAN, "2023年1月至12月", 20230101, 20231231),
        ("2023年11月至2月", ValueKind.DATE_SPAN, "2023年11月至2月", 20231101, 20240229),
        ("12月31日至1月2日", ValueKind.DATE_SPAN, "12月31日至1月2日", 1231, 102),
        ("2023年12月31日至1月2日", ValueKind.DATE_SPAN, "2023年12月31日至1月2日", 20231231, 20240102),
        ("2023年12月31日至2024年1月2日", ValueKind.DATE_SPAN, "2023年12月31日至2024年1月2日", 20231231, 20240102),
        ("5月1日至2024年6月2日", ValueKind.DATE_SPAN, "5月1日至2024年6月2日", 501, 20240602),
        ("晚上8点半", ValueKind.CLOCK, "晚上8点半", 2030, 2030),
        ("下午2点至5点", ValueKind.CLOCK, "下午2点至5点", 1400, 1700),
        ("上午11点至下午1点", ValueKind.CLOCK, "上午11点至下午1点", 1100, 1300),
        ("八点整", ValueKind.CLOCK, "八点整", 800, 800),
        ("须于3点前到", ValueKind.CLOCK, "3点", 300, 300),
        ("9:30至下班", ValueKind.CLOCK, "9:30", 930, 930),
        ("24:00", ValueKind.CLOCK, "24:00", 2400, 2400),
        ("中午12时", ValueKind.CLOCK, "中午12时", 1200, 1200),
        ("下午12:30", ValueKind.CLOCK, "下午12:30", 1230, 1230),
    ],
)
def test_days_and_hours_at_their_edges(raw: str, kind: ValueKind, whole: str, low: int, high: int) -> None:
    """Spans go into the next year, months have their own last day, and a part of the day holds for both ends."""
    ((text, value),) = read(raw)
    assert (text, value.kind) == (whole, kind)
    assert (int(value.low or 0), int(value.high or 0)) == (low, high)
    assert fold(raw)[slice(*value.core)] == whole.strip("自从起前").removesuffix("开始")


@pytest.mark.parametrize("raw", ["每月10日", "当月5号", "每月31日"])
def test_a_day_of_any_month_has_no_range(raw: str) -> None:
    """It is a date all the same."""
    ((text, value),) = read(raw)
    assert (text, value.kind, value.low, value.high) == (raw[2:], ValueKind.DATE, None, None)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("4月28日、30日", [(ValueKind.DATE, 428), (ValueKind.DATE, 430)]),
        ("2023年4月28日和30日", [(ValueKind.DATE, 20230428), (ValueKind.DATE, 20230430)]),
        ("2月28日至31日", [(ValueKind.DATE, 228), (ValueKind.DURATION, 31)]),
        ("4月28日和31日", [(ValueKind.DATE, 428), (ValueKind.DURATION, 31)]),
        ("网箱12[3]", [(ValueKind.BARE, 12), (ValueKind.BARE, 3)]),
        ("得分5多于3个", [(ValueKind.BARE, 5), (ValueKind.COUNT, 3)]),
        ("每月0日", [(ValueKind.DURATION, 0)]),
        ("每月32日", [(ValueKind.DURATION, 32)]),
        ("2024—2022年", [(ValueKind.BARE, 2024), (ValueKind.DATE, 20220101)]),
        ("2023年4月,30日", [(ValueKind.DATE, 20230401), (ValueKind.DURATION, 30)]),
        ("比分2:0", [(ValueKind.BARE, 2), (ValueKind.BARE, 0)]),
        ("25:10", [(ValueKind.RATIO, 2.5)]),
        ("9:75", [(ValueKind.RATIO, 0.12)]),
    ],
)
def test_neighbours_are_read_for_what_they_are(raw: str, found: list[tuple[ValueKind, float]]) -> None:
    """A day of the month before it, a period, the years of a span in the wrong order, hours that there are not."""
    values = [value for _, value in read(raw)]
    assert [(value.kind, float(value.low or 0)) for value in values] == found
    assert all(value.end <= following.start for value, following in pairwise(values))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a.txt:1: wanted '# wenda-units 1', found ''"),
        ("# wenda-units 2\ncount: 件", "a.txt:1: wanted '# wenda-units 1', found '# wenda-units 2'"),
        ("# wenda-units 1\n\n# 注\ncount 件", "a.txt:4: wanted 'kind: unit unit', found 'count 件'"),
        ("# wenda-units 1\ncount: 件 秒\nmeasure: s=秒", "a.txt:3: wanted each spelling once, found '秒' again"),
        ("x" * 50, f"a.txt:1: wanted '# wenda-units 1', found '{'x' * 40}'"),
        (f"# wenda-units 1\n{'x' * 50}", f"a.txt:2: wanted 'kind: unit unit', found '{'x' * 40}'"),
        ("# wenda-units 1\ncolour: 红", "a.txt:2: wanted 'kind: unit unit', found 'colour: 红'"),
    ],
)
def test_a_file_of_units_that_is_none(text: str, said: str) -> None:
    """The error names file and line, what was wanted and what was found."""
    with pytest.raises(ReportError) as error:
        parse_units(text, "a.txt")
    assert str(error.value) == said


def test_a_file_of_units() -> None:
    """Remarks and empty lines state none; what may not follow holds for all spellings."""
    units = parse_units("# wenda-units 1\n# 注\n\nmeasure: 平方米=㎡!台贴 亩\ncount: 件 甲:乙", "a.txt")
    assert {name: (unit.name, unit.kind.value, unit.not_before) for name, unit in units.items()} == {
        "平方米": ("平方米", "measure", frozenset("台贴")),
        "m2": ("平方米", "measure", frozenset("台贴")),
        "亩": ("亩", "measure", frozenset()),
        "件": ("件", "count", frozenset()),
        "甲:乙": ("甲:乙", "count", frozenset()),
    }
