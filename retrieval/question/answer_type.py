"""TODO docstring."""

from __future__ import annotations

import re
from enum import StrEnum


class AnswerType(StrEnum):
    """The kind of answer that a question wants."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    WHO = "who"
    WHERE = "where"
    DOCUMENT = "document"
    LIST = "list"
    WHY = "why"
    HOW = "how"
    YES_NO = "yes-no"
    WHAT = "what"


# First match wins: the narrow kinds stand before the wide ones.
_KINDS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            AnswerType.MONEY,
            r"多少钱|几块钱|多少元|多少万|几万块|花了多少|花多少|金额|款额|费用|经费|数额|多大一笔|免了?多少钱",
        ),
        (
            AnswerType.PERCENT,
            r"百分之|几成|占比|比例|比率|(?<![效频])率(?:是|为|达|有|多少|几|$|[?？ ])|几个百分点|幅度|涨了?多少|降了?多少|[升降减]多少|(?<!新)增多少",
        ),
        (
            AnswerType.DURATION,
            r"多久|多长时间|几[天年](?!几)|多少[天年]|几小时|几分钟|几个?月(?!几)|几个?工作日|多少个?工作日|时限|期限",
        ),
        (
            AnswerType.DATE,
            r"哪[一几两三二]?天|几月|几号|何时|啥时候?|什么时候|哪一?日|日期|时间|哪年|哪一年|什么日子|多咱",
        ),
        (
            AnswerType.DOCUMENT,
            r"(?:哪|什么|啥)(?:个|份|些|一?部)?(?:文件|通知|意见|规定|清单|法律?|名称?文件)|文号|依据",
        ),
        (
            AnswerType.WHO,
            r"谁(?!执法|普法)|哪个?(?:单位|部门|机关|局|机构|家|级)|什么(?:人|单位|部门|机关)|哪些?人|啥人|哪家|牵头|哪几家|主办",
        ),
        (AnswerType.WHERE, r"在哪|哪里|哪儿|哪个?地方|什么地方|上哪|去哪|到哪|地址|位置|平台"),
        (AnswerType.LIST, r"哪几|哪些|都有|分别|包括|列一下|列出|有啥|名称|叫什么|各是"),
        (AnswerType.COUNT, r"多少|几[^乎]|数量|总[数量额]|[件项人个台场次条户起份家笔]数|多不多|规模|有几|场次|人次"),
        (AnswerType.WHY, r"为什么|为何|为啥|原因|缘故|咋就|怎么会|目的|图啥|为了"),
        (AnswerType.HOW, r"怎么|怎样|如何|咋|靠什么|靠啥|用什么|办法|措施|啥招|什么招|方式|途径"),
        (
            AnswerType.YES_NO,
            r"吗|(?:(?<!什)么|[不没])[?？]?$|是不是|有没有|能不能|会不会|可不可以|是否|行不行|够不够|难道|真的|有无|没有[?？]?$",
        ),
    )
)


def kind_of(folded: str) -> AnswerType:
    """The kind of answer wanted.

    >>> [str(kind_of(q)) for q in ("一共多少件", "哪天成立的", "为什么要建", "能办吗")]
    ['count', 'date', 'why', 'yes-no']
    """
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), AnswerType.WHAT)
