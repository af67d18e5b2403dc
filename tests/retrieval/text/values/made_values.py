"""Made values: figures, dates and names of every form that reports write, each with what it stands for.

They are written without the code that reads them, and stand in made sentences: a test holds the readers against them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from retrieval.text.values.value import Approximation, ValueKind
from tests.retrieval.text.values.made_numbers import (
    DIGITS,
    SCALES,
    arabic_tens,
    decimal_number,
    grouped_decimal,
    grouped_number,
    han_number,
    han_numeral,
    han_tens,
    mixed_number,
    plain_number,
    scaled_number,
)

_FULL_WIDTH = str.maketrans("0123456789,.:%-~()", "０１２３４５６７８９，．：％－～（）")
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_UNITS = {
    ValueKind.COUNT: "件 项 人 名 家 个 台 辆 户 场 次 起 份 条 处 所 套 人次 户次 场次 架次 座 艘".split(),
    ValueKind.MONEY: "元 美元 欧元".split(),
    ValueKind.DURATION: "个工作日 天 个月 小时 分钟 个学期".split(),
    ValueKind.MEASURE: "公里 平方米 立方米 吨 亩 公顷 分贝 千瓦时 微克/立方米 公斤 岁 毫克 海里".split(),
}
_SPELLINGS = {
    "平方米": ("平方米", "㎡", "m2"),
    "公里": ("公里", "千米", "㎞"),
    "立方米": ("立方米", "m³"),
    "公斤": ("公斤", "千克", "kg"),
}
_BOUNDS = (
    *((word, "", Approximation.OVER) for word in "超 超过 逾 不少于 不低于 至少 突破 大于 最低".split()),
    *((word, "", Approximation.UNDER) for word in "不足 不到 不超过 不高于 至多 低于 少于 最高".split()),
    *((word, "", Approximation.ABOUT) for word in "约 近 大约 将近 接近".split()),
    ("", "以上", Approximation.OVER),
    ("", "以下", Approximation.UNDER),
    ("", "以内", Approximation.UNDER),
    ("", "左右", Approximation.ABOUT),
)
_TO = ("至", "到", "-", "~", "—", "～", "－")
_SIGNS = ("-", "−", "－")
_ISSUERS = ("东政发", "海府办函", "北市监规", "南林字", "国办发")
_TOPICS = ("检查", "普法", "港口安全", "12项检查", "第3号清单", "2021年度督查")
_BEFORE = "共有 全市参保为 压缩至 增长 达到 完成投资 面积为 其中 同比下降 累计 平均为 排放 购置设备".split()
_BEFORE_NUMBER = ("依据", "根据", "按照", "印发")
_AFTER = ("，", "。", "；", "，较上年有变化，", "，其余不变。", "、")
_WIDE, _SPACED = 0.2, 0.1


@dataclass(frozen=True, slots=True)
class MadeValue:
    """A written value and what it stands for; the fields are those of `Value`."""

    text: str
    kind: ValueKind
    low: Decimal | None
    high: Decimal | None
    unit: str
    approximate: Approximation = Approximation.EXACT


@dataclass(frozen=True, slots=True)
class MadeSentence:
    """A sentence with its values, each with where it begins."""

    text: str
    values: tuple[tuple[int, MadeValue], ...]


def make_sentence(random: Random) -> MadeSentence:
    """A sentence with one to four made values, some of them in full width."""
    text, values = "", []
    for _ in range(random.randint(1, 4)):
        value = make_value(random)
        text += random.choice(_BEFORE_NUMBER if value.kind is ValueKind.DOCUMENT_NUMBER else _BEFORE)
        values.append((len(text), value))
        text += value.text + random.choice(_AFTER)
    return MadeSentence(text, tuple(values))


def make_value(random: Random) -> MadeValue:
    """One made value: a quantity more often than a name."""
    made = random.choice((*_QUANTITIES, *_QUANTITIES, *_NAMES))(random)
    return replace(made, text=made.text.translate(_FULL_WIDTH)) if random.random() < _WIDE else made


def _quantity(random: Random) -> MadeValue:
    kind = random.choice(tuple(_UNITS))
    unit = random.choice(_UNITS[kind])
    number, amount = random.choice(_NUMBERS)(random)
    space = " " if number[-1].isdecimal() and random.random() < _SPACED else ""
    return _exact(f"{number}{space}{random.choice(_SPELLINGS.get(unit, (unit,)))}", kind, amount, unit)


def _formal(random: Random) -> MadeValue:
    number, amount = han_number(random)
    formal = number.replace("两", "二").translate(_FORMAL)
    return _exact(f"{formal}元{random.choice(('', '整'))}", ValueKind.MONEY, amount, "元")


def _more(random: Random) -> MadeValue:
    kind = random.choice((ValueKind.COUNT, ValueKind.MONEY))
    unit = random.choice(_UNITS[kind])
    written, amount = random.choice((arabic_tens, han_tens))(random)
    scale = random.choice(("", "万", "亿"))
    text = random.choice((f"{written}余{scale}{unit}", f"{written}多{scale}{unit}"))
    return MadeValue(text, kind, amount * SCALES.get(scale, 1), None, unit, Approximation.OVER)


def _several(random: Random) -> MadeValue:
    unit = random.choice(_UNITS[ValueKind.COUNT])
    digit = random.randint(2, 8)
    first, last = DIGITS[digit], DIGITS[digit + 1]
    text, low, high = random.choice(
        (
            (f"{first}{last}", digit, digit + 1),
            (f"{first}{last}十", digit * 10, digit * 10 + 10),
            (f"{first}{last}百", digit * 100, digit * 100 + 100),
            (f"十{first}{last}", 10 + digit, 11 + digit),
            (f"{first}十几", digit * 10 + 1, digit * 10 + 9),
            ("十几", 11, 19),
            ("几十", 20, 99),
            ("数百", 200, 999),
            ("几千", 2000, 9999),
            ("两三百", 200, 300),
        )
    )
    return MadeValue(f"{text}{unit}", ValueKind.COUNT, Decimal(low), Decimal(high), unit, Approximation.SEVERAL)


def _bounded(random: Random) -> MadeValue:
    made = random.choice((_quantity, _percentage))(random)
    before, behind, approximate = random.choice(_BOUNDS)
    low = None if approximate is Approximation.UNDER else made.low
    high = None if approximate is Approximation.OVER else made.high
    return replace(made, text=f"{before}{made.text}{behind}", low=low, high=high, approximate=approximate)


def _range(random: Random) -> MadeValue:
    kind = random.choice(tuple(_UNITS))
    unit, to = random.choice(_UNITS[kind]), random.choice(_TO)
    low = random.randint(1, 500)
    high = low + random.randint(1, 400)
    scale = random.choice(("", "", "万")) if kind is not ValueKind.DURATION else ""
    size = SCALES.get(scale, 1)
    text = random.choice(
        (
            f"{low}{to}{high}{scale}{unit}",
            f"{low}{scale}{unit}{to}{high}{scale}{unit}",
            f"{low}{scale}{unit}以上{high}{scale}{unit}以下",
            f"{han_numeral(low * size)}至{han_numeral(high * size)}{unit}",
        )
    )
    return MadeValue(text, kind, Decimal(low * size), Decimal(high * size), unit)


def _signed(random: Random) -> MadeValue:
    number, amount = random.choice((plain_number, decimal_number))(random)
    unit, kind = random.choice((("%", ValueKind.PERCENT), ("个百分点", ValueKind.POINTS), ("度", ValueKind.MEASURE)))
    return _exact(f"{random.choice(_SIGNS)}{number}{unit}", kind, -amount, unit)


def _percentage(random: Random) -> MadeValue:
    number, amount = random.choice((plain_number, decimal_number, han_number))(random)
    unit = random.choice(("%", "‰"))
    words = {"%": "百分之", "‰": "千分之"}[unit]
    return _exact(random.choice((f"{number}{unit}", f"{words}{number}")), ValueKind.PERCENT, amount, unit)


def _points(random: Random) -> MadeValue:
    number, amount = random.choice((plain_number, decimal_number, han_number))(random)
    unit = random.choice(("个百分点", "个基点"))
    return _exact(f"{number}{random.choice((unit, unit.removeprefix('个')))}", ValueKind.POINTS, amount, unit)


def _multiple(random: Random) -> MadeValue:
    number, amount = random.choice((plain_number, decimal_number, han_number))(random)
    return _exact(f"{number}倍", ValueKind.MULTIPLE, amount, "倍")


def _ratio(random: Random) -> MadeValue:
    part, whole = random.randint(1, 9), random.randint(1, 9)
    text = random.choice((f"{part}:{whole}", f"{part}比{whole}", f"{DIGITS[whole]}分之{DIGITS[part]}"))
    return _exact(text, ValueKind.RATIO, Decimal(part) / whole, "")


def _ordinal(random: Random) -> MadeValue:
    number = random.randint(2, 3000)
    text, unit = random.choice(
        ((f"第{number}号", "号"), (f"第{han_numeral(number)}条", "条"), (f"{han_numeral(number % 80 + 11)}届", "届"))
    )
    value = Decimal(number % 80 + 11 if unit == "届" else number)
    return _exact(text, ValueKind.ORDINAL, value, unit)


def _rank(random: Random) -> MadeValue:
    number = random.randint(1, 30)
    text = random.choice((f"第{number}名", f"第{han_numeral(number)}名", f"前{number}名"))
    return _exact(text, ValueKind.RANK, Decimal(number), "名")


def _date(random: Random) -> MadeValue:
    year, month, day = random.randint(1950, 2049), random.randint(1, 12), random.randint(1, 28)
    digits = "".join("〇一二三四五六七八九"[int(char)] for char in str(year))
    text = random.choice(
        (
            f"{year}年{month}月{day}日",
            f"{digits}年{han_numeral(month)}月{han_numeral(day)}日",
            f"{year}.{month}.{day}",
            f"{year}-{month:02}-{day:02}",
            f"{year} 年 {month} 月 {day} 日",
        )
    )
    return _exact(text, ValueKind.DATE, Decimal(year * 10000 + month * 100 + day), "")


def _year(random: Random) -> MadeValue:
    year = random.randint(1950, 2049)
    text = random.choice(
        (f"{year}年", f"{year}年度", "".join("〇一二三四五六七八九"[int(char)] for char in str(year)) + "年")
    )
    return MadeValue(text, ValueKind.DATE, Decimal(year * 10000 + 101), Decimal(year * 10000 + 1231), "")


def _date_span(random: Random) -> MadeValue:
    year, month, day = random.randint(1950, 2049), random.randint(1, 11), random.randint(1, 20)
    last, to = day + random.randint(1, 8), random.choice(_TO)
    text, low, high = random.choice(
        (
            (f"{year}年{month}月{day}日{to}{last}日", (year, month, day), (year, month, last)),
            (f"{year}年{month}月{day}日{to}{month + 1}月{last}日", (year, month, day), (year, month + 1, last)),
            (f"{month}月{day}日{to}{last}日", (0, month, day), (0, month, last)),
            (f"{year}{to}{year + 4}年", (year, 1, 1), (year + 4, 12, 31)),
            (f"{year}年{to}{year + 4}年", (year, 1, 1), (year + 4, 12, 31)),
        )
    )
    first, final = (Decimal(y * 10000 + m * 100 + d) for y, m, d in (low, high))
    return MadeValue(text, ValueKind.DATE_SPAN, first, final, "")


def _clock(random: Random) -> MadeValue:
    hour, minute, to = random.randint(7, 11), random.randint(10, 59), random.choice(_TO)
    later = hour + random.randint(1, 8)
    text, until = random.choice(
        (
            (f"{hour}:{minute}", hour * 100 + minute),
            (f"上午{hour}时{minute}分", hour * 100 + minute),
            (f"{hour}:{minute}{to}{later}:{minute}", later * 100 + minute),
        )
    )
    return MadeValue(text, ValueKind.CLOCK, Decimal(hour * 100 + minute), Decimal(until), "")


def _document_number(random: Random) -> MadeValue:
    brackets = random.choice(("〔〕", "[]", "()"))
    text = f"{random.choice(_ISSUERS)}{brackets[0]}{random.randint(1990, 2030)}{brackets[1]}{random.randint(1, 999)}号"
    return MadeValue(text, ValueKind.DOCUMENT_NUMBER, None, None, "")


def _title(random: Random) -> MadeValue:
    return MadeValue(f"《关于开展{random.choice(_TOPICS)}的通知》", ValueKind.TITLE, None, None, "")


def _exact(text: str, kind: ValueKind, amount: Decimal, unit: str) -> MadeValue:
    return MadeValue(text, kind, amount, amount, unit)


_NUMBERS = (
    plain_number, grouped_number, grouped_decimal, decimal_number, scaled_number, mixed_number, han_number,
)  # fmt: skip
_QUANTITIES = (
    _formal,
    _quantity,
    _quantity,
    _more,
    _several,
    _bounded,
    _range,
    _signed,
    _percentage,
    _points,
    _multiple,
    _ratio,
)
_NAMES: tuple[Callable[[Random], MadeValue], ...] = (
    _ordinal, _rank, _date, _year, _date_span, _clock, _document_number, _title,
)  # fmt: skip
