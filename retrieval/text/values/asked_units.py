"""Asked units: the units that questions ask for, and units that mean the same."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from retrieval.text.values.units import units

MEASURE_WORDS = "个项件条家台名人位场次户起份类种部套笔届期处座间所支辆头亩吨岁米步片斤张只株幅枚栋门班艘架"
"""What counts things, persons and events, for a set of a regular expression."""
# Where only the unit matters, the last digit is enough.
END_OF_NUMBER = r"\d[余多百千万亿]*"
# What questions say beside the units of reports.
_SPOKEN_UNITS = ("个点", "大项", "小项", "块钱")
_UNIT_OF_TOTAL = re.compile(r"(场次|人次|[项件条家台人场次户起份个笔类])(?:员|的)?(?:总|件)?数|(场次)")
_OFFICIAL_UNITS = {"钱": "元", "块钱": "元", "个点": "百分点"}
# Nouns that begin with the character of a unit: 多少部门 names no unit.
_NOUNS = (
    "部[门队委]|项目|条[件例款]|名[称额单]|家[庭长]|场[所地馆]|台[账风]|门[店面]|户[籍口]|起诉|份额|位置|次数|所得"
    "|人[员民才大]|天[气数]|元[素件]|头[衔目]|张贴|种[类子]|辆|日[期子]"
)
_PEOPLE, _DAYS = ("人", "名", "位"), ("天", "日")
_SAME_UNITS = {
    **dict.fromkeys(_PEOPLE, _PEOPLE),
    **dict.fromkeys((*_DAYS, "工作日"), _DAYS),
    "百分点": ("%", "点"),
    "回": ("回", "次"),
    "堂": ("堂", "场", "次", "期", "课"),
    "份": ("份", "件"),
    "种": ("种", "类", "项"),
    **dict.fromkeys(("起", "件", "宗"), ("起", "件", "宗")),
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


@cache
def _asked_unit() -> re.Pattern[str]:
    """多少 or 几, and the unit behind it: one of several characters, or a single one that counts things."""
    named = {name.removeprefix("个") for name in units() if re.fullmatch(r"[\u4e00-\u9fff]+", name)}
    longer = {name for name in named if len(name) > 1}.union(_SPOKEN_UNITS)
    names = "|".join(sorted(longer, key=lambda name: (-len(name), name)))
    unit = rf"{names}|(?!{_NOUNS})[元钱年月日天{MEASURE_WORDS}]"
    return re.compile(rf"(?:多少|几)(?:[万亿多来]|个(?=人|月|{names}))?({unit})")


@lru_cache(maxsize=1024)
def asked_units(folded: str) -> tuple[str, ...]:
    """The units that a question asks for with 多少 or 几, in order, in their official form.

    >>> asked_units("几类、多少条"), asked_units("几大项"), asked_units("花了多少块钱"), asked_units("涨了几个点")
    (('类', '条'), ('大项',), ('元',), ('百分点',))
    """
    found = (match[1] for match in _asked_unit().finditer(folded))
    return tuple(_OFFICIAL_UNITS.get(unit, unit) for unit in found)


def units_of_totals(folded: str) -> list[str]:
    """The units whose totals a question names: 件 in 结案数.

    >>> units_of_totals("审核人员数")
    ['人']
    """
    return [match[1] or match[2] for match in _UNIT_OF_TOTAL.finditer(folded)]


def same_units(unit: str) -> tuple[str, ...]:
    """The units that an answer may have where a question names this one.

    >>> same_units("人"), same_units("件"), same_units("台")
    (('人', '名', '位'), ('起', '件', '宗'), ('台',))
    """
    return _SAME_UNITS.get(unit, (unit,))


@lru_cache(maxsize=1024)
def implied_unit(folded: str) -> re.Pattern[str] | None:
    """The unit of the figure that a question without a unit asks for, None where nothing implies one.

    >>> implied_unit("粮食播种面积").search("3.6万亩")[0]
    '亩'
    """
    return next((unit for asks, unit in _IMPLIED_UNITS if asks.search(folded)), None)
