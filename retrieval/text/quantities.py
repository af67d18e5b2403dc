"""Quantities: numbers with units, the units that questions ask for, and units that mean the same.

The strings are parts of patterns for folded text, without groups.
"""

from __future__ import annotations

import re
from functools import lru_cache

from retrieval.text.values.numerals import DIGITS, TENS

# What counts things, persons and events.
MEASURE_WORDS = "个项件条家台名人位场次户起份类种部套笔届期处座间所支辆头亩吨岁米步片斤张只株幅枚栋门班艘架"
_LONG_UNITS = (
    r"个百分点|微克/立方米|毫克/立方米|吨标准煤|平方公里|平方米|立方米|人公里|个工作日|\(?工作日\)?|个月|人次|多?场次"
    r"|架次|亿斤|公里|公顷|千瓦时|千瓦|千米|美元|元/人月|小时|分钟"
)
UNITS = f"{_LONG_UNITS}|[元年月日天周℃%‰倍度分{MEASURE_WORDS}]"
# A number is tried from its first digit only: begun anew at each, a long one would take the square of its length.
NUMBER = r"(?<!\d)\d++(?:\.\d++)?+"
SCALE = "[余多]?[百千]?[万亿]{0,2}[余多]?"
# Where only the unit matters, the last digit is enough.
END_OF_NUMBER = r"\d[余多百千万亿]*"
_CHINESE_NUMBER = f"(?<![第每十])(?:[两{TENS[1:]}]|[{DIGITS}十百千]{{2,20}})(?![{TENS}])"
COUNT = f"(?:[近上数][十百千万]+|近?(?:{NUMBER}|{_CHINESE_NUMBER}){SCALE})(?:{UNITS})"
ISO_DATE = r"\d{4}-\d{1,2}-\d{1,2}"
_ASKED_UNIT = re.compile(
    r"(?:多少|几)(?:[万亿多来]|个(?=人|月|百分点|工作日))?"
    rf"(百分点|个点|工作日|公里|人次|场次|平方米|[大小]项|块钱|[元钱年月日天{MEASURE_WORDS}])"
)
_UNIT_OF_TOTAL = re.compile(r"(场次|人次|[项件条家台人场次户起份个笔类])(?:员|的)?(?:总|件)?数|(场次)")
_OFFICIAL_UNITS = {"钱": "元", "块钱": "元", "个点": "百分点"}
_PEOPLE, _DAYS = ("人", "名", "位"), ("天", "日")
_SAME_UNITS = {
    **dict.fromkeys(_PEOPLE, _PEOPLE),
    **dict.fromkeys((*_DAYS, "工作日"), _DAYS),
    "百分点": ("%", "点"),
    "回": ("次",),
    "起": ("起", "件"),
    "斤": ("斤", "吨"),
    "户": ("户", "家"),
    "家": ("家", "户", "个"),
    "所": ("所", "家", "个"),
}
# What a question asks about often settles the unit of its answer.
_IMPLIED_UNITS = tuple(
    (re.compile(asks), re.compile(unit))
    for asks, unit in (
        (r"率|比例|比重|占比|几个点|增速|增幅|涨幅|降幅", r"%|‰|百分点"),
        (
            r"多少(?:资金|经费|投资|收入)|资金|经费|投资额|金额|工资|薪|收入(?!.*[涨增降率])|支出(?!.*[涨增降率])"
            r"|价[格钱]|费用|[报学运电水话]费|预算|产值",
            r"元",
        ),
        (r"面积|多大", r"平方|亩|公顷|米"),
        (r"里程|多长|多远", r"公里|千米|米"),
        (r"人数|人口", r"人|名"),
        (r"周期|有效期", r"年|月|日|天"),
        (r"浓度|pm", r"克"),
    )
)


@lru_cache(maxsize=1024)
def asked_units(folded: str) -> tuple[str, ...]:
    """The units that a question asks for with 多少 or 几, in order, in their official form.

    >>> asked_units("几类、多少条"), asked_units("几大项"), asked_units("花了多少块钱"), asked_units("涨了几个点")
    (('类', '条'), ('大项',), ('元',), ('百分点',))
    """
    found = (match[1] for match in _ASKED_UNIT.finditer(folded))
    return tuple(_OFFICIAL_UNITS.get(unit, unit) for unit in found)


def units_of_totals(folded: str) -> list[str]:
    """The units whose totals a question names: 件 in 结案数.

    >>> units_of_totals("审核人员数")
    ['人']
    """
    return [match[1] or match[2] for match in _UNIT_OF_TOTAL.finditer(folded)]


def same_units(unit: str) -> tuple[str, ...]:
    """The units that an answer may have where a question names this one.

    >>> same_units("人"), same_units("件")
    (('人', '名', '位'), ('件',))
    """
    return _SAME_UNITS.get(unit, (unit,))


@lru_cache(maxsize=1024)
def implied_unit(folded: str) -> re.Pattern[str] | None:
    """The unit of the figure that a question without a unit asks for, None where nothing implies one.

    >>> implied_unit("粮食播种面积").search("3.6万亩")[0]
    '亩'
    """
    return next((unit for asks, unit in _IMPLIED_UNITS if asks.search(folded)), None)
