"""What in a question keeps it apart from another that has nearly the same words.

The kind of answer wanted, numbers and years, negation, and one of two opposites (男 or 女): each alone makes another
question of a sentence, and none of them weighs much among its words.
"""

from __future__ import annotations

import re

from retrieval.text.answer_type import AnswerType
from retrieval.text.numerals import TENS, numeral_value

# A question of an open kind may ask for what any other asks for: 执法记录仪 数量 names no kind at all.
_OPEN = frozenset({AnswerType.WHAT, AnswerType.YES_NO, AnswerType.LIST})
_PAIRS = (
    "男女 增减 升降 收支 新旧 买卖 城乡 公私 大小 高低 多少 长短 快慢 早晚 前后 内外 左右 开关 父母 老少 进出".split()
)
_SIDES = (*_PAIRS, *(pair[::-1] for pair in _PAIRS))
_ASKING = re.compile(
    r"(.)[不没]\1|有没有?|是不是|有无|是否|能否|可否|多少|大小|高低|长短|早晚|快慢|前后|内外|开关|父母|进出|老少|[不没]$"
)
# 不 and its like within words that deny nothing.
_DENIES = re.compile(
    r"不(?!动产|足|良|断|同|错|仅|过|管|但|如|光|得了)|没有?|无(?!线|人机|障碍|偿|锡)|未(?!来|成年)|别(?=再|让|去|用|把|说|叫)"
)
_NUMBER = re.compile(
    rf"\d+(?:\.\d+)?|(?<![万统唯同单之])[{TENS}百两]+(?=[年月日号天岁级条款项届季批轮期个件次家名份场起类人户])"
)


def without_asking(folded: str) -> str:
    """The question without what asks yes or no, and without pairs of opposites that mean an extent.

    >>> without_asking("有没有法律顾问"), without_asking("没有法律顾问")
    ('法律顾问', '没有法律顾问')
    """
    return _ASKING.sub("", folded)


def denials(folded: str) -> int:
    """How often a question denies something, without the forms that only ask.

    >>> denials("能不能办"), denials("为什么不能办"), denials("有没有"), denials("没有")
    (0, 1, 0, 1)
    """
    return len(_DENIES.findall(without_asking(folded)))


def numbers(folded: str) -> frozenset[str]:
    """The numbers that a question names.

    >>> sorted(numbers("2021年第三季度")), sorted(numbers("二级和二十个"))
    (['2021', '3'], ['2', '20'])
    """
    named = ((found, numeral_value(found)) for found in _NUMBER.findall(folded))
    return frozenset(found if value is None else str(value) for found, value in named)


def sides(folded: str) -> frozenset[str]:
    """Which of two opposites a question names, each with the other behind it; a pair named whole says nothing.

    >>> sorted(sides("男职工几岁退休")), sorted(sides("男女比例"))
    (['男女'], [])
    """
    rest = without_asking(folded)
    return frozenset(pair for pair in _SIDES if pair[0] in rest and pair[1] not in rest)


def opposed(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether one question names one side and the other the other.

    >>> opposed(frozenset({"男女"}), frozenset({"女男"})), opposed(frozenset({"男女"}), frozenset())
    (True, False)
    """
    return any(pair[::-1] in theirs for pair in ours)


def compatible(ours: AnswerType, theirs: AnswerType) -> bool:
    """Whether two kinds of answer can be the same.

    >>> compatible(AnswerType.COUNT, AnswerType.MONEY), compatible(AnswerType.COUNT, AnswerType.WHAT)
    (False, True)
    """
    return ours is theirs or ours in _OPEN or theirs in _OPEN


def open_kind(kind: AnswerType) -> bool:
    """Whether a question of this kind may ask for what any other asks for."""
    return kind in _OPEN
