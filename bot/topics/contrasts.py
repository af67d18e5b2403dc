"""Contrasts: differences that make two questions of nearly the same words ask different things.

The kind of answer, numbers and years, negation, and one of two opposites (男 or 女): each makes a question another
one, and none of them weighs much among its words.
"""

from __future__ import annotations

import re

from retrieval.text.answer_type import AnswerType
from retrieval.text.values.numerals import TENS, numeral_value

# A question of an open kind may ask the same as one of any other kind: 执法记录仪 数量 names no kind.
_OPEN_TYPES = frozenset({AnswerType.WHAT, AnswerType.YES_NO, AnswerType.LIST})
_OPPOSITES = (
    "男女 增减 升降 收支 新旧 买卖 城乡 公私 大小 高低 多少 长短 快慢 早晚 前后 内外 左右 开关 父母 老少 进出".split()
)
_SIDES = (*_OPPOSITES, *(pair[::-1] for pair in _OPPOSITES))
_INTERROGATIVE = re.compile(
    r"(.)[不没]\1|有没有?|是不是|有无|是否|能否|可否"
    r"|多少|大小|高低|长短|早晚|快慢|前后|内外|开关|父母|进出|老少|[不没]$"
)
# Negations, but for words such as 不动产 that contain one and negate nothing.
_NEGATION = re.compile(
    r"不(?!动产|足|良|断|同|错|仅|过|管|但|如|光|得了)|没有?|无(?!线|人机|障碍|偿|锡)|未(?!来|成年)"
    r"|别(?=再|让|去|用|把|说|叫)"
)
_NUMBER = re.compile(
    r"\d+(?:\.\d+)?"
    rf"|(?<![万统唯同单之])[{TENS}百两]+(?=[年月日号天岁级条款项届季批轮期个件次家名份场起类人户])"
)


def drop_interrogatives(folded: str) -> str:
    """The question without yes-or-no forms, and without pairs of opposites that mean an extent.

    >>> drop_interrogatives("有没有法律顾问"), drop_interrogatives("没有法律顾问")
    ('法律顾问', '没有法律顾问')
    """
    return _INTERROGATIVE.sub("", folded)


def count_negations(folded: str) -> int:
    """The number of negations in a question, without the forms that only ask.

    >>> count_negations("能不能办"), count_negations("为什么不能办"), count_negations("有没有"), count_negations("没有")
    (0, 1, 0, 1)
    """
    return len(_NEGATION.findall(drop_interrogatives(folded)))


def numbers(folded: str) -> frozenset[str]:
    """The numbers that a question contains.

    >>> sorted(numbers("2021年第三季度")), sorted(numbers("二级和二十个"))
    (['2021', '3'], ['2', '20'])
    """
    named = ((found, numeral_value(found)) for found in _NUMBER.findall(folded))
    return frozenset(found if value is None else str(value) for found, value in named)


def opposite_sides(folded: str) -> frozenset[str]:
    """The sides of opposites that a question names, each followed by its opposite; a pair that is named whole does
    not count.

    >>> sorted(opposite_sides("男职工几岁退休")), sorted(opposite_sides("男女比例"))
    (['男女'], [])
    """
    rest = drop_interrogatives(folded)
    return frozenset(pair for pair in _SIDES if pair[0] in rest and pair[1] not in rest)


def are_opposed(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether one question names one side of a pair and the other question the other side.

    >>> are_opposed(frozenset({"男女"}), frozenset({"女男"})), are_opposed(frozenset({"男女"}), frozenset())
    (True, False)
    """
    return any(pair[::-1] in theirs for pair in ours)


def are_compatible(ours: AnswerType, theirs: AnswerType) -> bool:
    """Whether two kinds of answer can be the same.

    >>> are_compatible(AnswerType.COUNT, AnswerType.MONEY), are_compatible(AnswerType.COUNT, AnswerType.WHAT)
    (False, True)
    """
    return ours is theirs or ours in _OPEN_TYPES or theirs in _OPEN_TYPES


def is_open(kind: AnswerType) -> bool:
    """Whether a question of this kind may ask the same as one of any other kind."""
    return kind in _OPEN_TYPES
