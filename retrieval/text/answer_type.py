"""Answer types: for each what asks for it and what states it, in one table for search, question analysis and answering.

The table knows only language, and stands below search and question because both read it. Patterns are of folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from retrieval.text.values.asked_units import END_OF_NUMBER, MEASURE_WORDS
from retrieval.text.values.grammar import find_values
from retrieval.text.values.numerals import TENS
from retrieval.text.values.value import ValueKind

# The last digit will do: whole numbers, begun anew at each digit, would take the square of their length.
_ANY_DIGIT = f"[0-9{TENS}百千万]"


class AnswerType(StrEnum):
    """The type of answer that a question wants."""

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


@dataclass(frozen=True, slots=True)
class PassageCue:
    """A wording of questions, and what a passage holds that can answer them; a question may match several."""

    asks: re.Pattern[str]
    holds: re.Pattern[str]

    @classmethod
    def of(cls, asks: str, holds: str) -> PassageCue:
        """Compile both patterns."""
        return cls(re.compile(asks), re.compile(holds))


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """How an answer of one type is asked for and stated; a pattern that is None leaves it open.

    ``asks`` is found in questions. ``slot`` is found in a sentence that states such an answer; ``cue`` makes a sentence
    likelier among others. ``values`` are the kinds of values that are a short answer; ``staff_span`` is found in one
    that staff marked. ``passage`` ranks whole passages.
    """

    asks: re.Pattern[str] | None = None
    slot: re.Pattern[str] | None = None
    cue: re.Pattern[str] | None = None
    values: frozenset[ValueKind] = frozenset()
    staff_span: re.Pattern[str] | None = None
    passage: PassageCue | None = None


_DATE = rf"\d{{4}}-\d|\d[年月日]|[{TENS}]月"
# 时间 may ask for the time of day.
_TIME = rf"{_DATE}|\d[:时点]\d?"
_TITLE = r"《[^《》]{2,80}》"
_SHARES = (ValueKind.PERCENT, ValueKind.POINTS, ValueKind.RATIO, ValueKind.MULTIPLE)
_SEVERAL = r"[、和与]|“|《|\d"
_AGENT = (
    r"[局委部院校办会厅社站]|政府|部门|机关|单位|中心|人员|老师|律师|主任|顾问|领导|负责人|群众|企业|公安|强国|媒体"
    r"|代表|家|名|人"
)


def _form(values: Iterable[ValueKind] = (), passage: PassageCue | None = None, **patterns: str) -> AnswerForm:
    compiled = {name: re.compile(pattern) for name, pattern in patterns.items()}
    return AnswerForm(**compiled, values=frozenset(values), passage=passage)


# In the order of `kind_of`: the narrow types stand before the wide ones.
ANSWER_FORMS = {
    AnswerType.MONEY: _form(
        asks=r"多少钱|几块钱|多少元|多少万|几万块|花了多少|花多少|金额|款额|费用|经费|数额|多大一笔|免了?多少钱",
        slot=rf"{END_OF_NUMBER}元|元/",
        values=[ValueKind.MONEY],
        # A rate. Amounts in 元 beside it change nDCG@10 on the judged collections by at most .0004.
        passage=PassageCue.of(
            r"多少(?:钱|元|万|金额|费)|金额|数额|费用|价格|几元|标准是多少|限额|总额|租金|工资|补[贴助]", r"[0-9.]%"
        ),
    ),
    AnswerType.PERCENT: _form(
        asks=r"百分之|几成|占比|比例|比率|(?<![效频])率(?:是|为|达|有|多少|几|$|[?？ ])|几个百分点|幅度"
        r"|涨了?多少|降了?多少|[升降减]多少|(?<!新)增多少",
        slot=rf"[\d{TENS}][%‰]|百分点|分之|\d[成倍]|基点",
        values=_SHARES,
    ),
    AnswerType.DURATION: _form(
        asks=r"多久|多长时间|期限?(?:是|有|为)?多长|几[天年](?!几)|多少[天年]"
        r"|几小时|几分钟|几个?月(?!几)|几个?工作日|多少个?工作日|时限|期限",
        slot=rf"\d(?:个工作日|个月|天|日内|日(?![前起])|年内|小时|分钟)|[{TENS}](?:个工作日|个月|日内|年内)",
        values=[ValueKind.DURATION],
        # Dates as well: the wording of a question seldom tells a point in time from a span.
        passage=PassageCue.of(
            r"多久|多长时间|期限|时限|几[天日年]|多少[天日]|多少个?工作日|有效期|时间|何时|什么时候|哪一?[天年]"
            r"|几月|几号|日期|期间",
            rf"{_ANY_DIGIT}个?(?:工作日|日|天|月|年|小时)",
        ),
    ),
    AnswerType.DATE: _form(
        asks=r"哪[一几两三二]?天|几月|几号|何时|啥时候?|什么时候|哪一?日|日期|时间|时点|哪年|哪一年|什么日子|多咱",
        slot=_TIME,
        cue=_DATE,
        values=[ValueKind.DATE, ValueKind.DATE_SPAN],
    ),
    AnswerType.DOCUMENT: _form(
        asks=r"(?:哪|什么|啥)(?:个|份|些|一?部)?(?:文件|通知|意见|规定|清单|法律?|名称?文件)|文号|依据",
        slot=_TITLE,
        values=[ValueKind.TITLE],
    ),
    AnswerType.WHO: _form(
        asks=r"谁(?!执法|普法)|哪个?(?:单位|部门|机关|局|机构|家|级)|什么(?:人|单位|部门|机关)|哪些?人|啥人|哪家"
        r"|牵头|哪几家|主办",
        slot=_AGENT,
        staff_span=_AGENT,
        cue=r"机关|机构|由[\u4e00-\u9fff]{2,14}(?:负责|承担|牵头|组织|受理)|负责",
        passage=PassageCue.of(
            r"谁|哪个?(?:单位|部门|机关|机构|主体|级)|(?:什么|哪些)(?:人|单位|部门|机关|机构)|由[^由\n]*负责",
            r"由[^,。;]{2,25}(?:负责|主管|制定|批准|组织|实施)|部门|机关|主管|委员会|法院",
        ),
    ),
    AnswerType.WHERE: _form(
        asks=r"在哪|哪里|哪儿|哪个?地方|什么地方|上哪|去哪|到哪|地址|位置|平台",
        slot=r"网|平台|社区|中心|在|路|号",
        cue=r"地点|地址|[路街]\w{0,6}\d+号|\d室|网址|https?:|www\.",
        passage=PassageCue.of(
            r"在哪|哪里|哪儿|何地|何处|地址|地点|位置|什么地方|哪个(?:地方|国家|城市|地区|省|市)",
            r"地址|位于|[路街道][0-9]*号|[省市区县镇村州国]|地点",
        ),
    ),
    AnswerType.LIST: _form(
        asks=r"哪几|哪些|都有|分别|包括|列一下|列出|有啥|名称|叫什么|各是",
        slot=_SEVERAL,
        staff_span=_SEVERAL,
        cue=r"(?:[^、,;。]{1,20}、){2}",
        passage=PassageCue.of(
            r"哪些|哪几|包括|有何|内容|要求|分别|条件|材料|程序|措施|原则|职责|情形",
            r"\([一二三]|下列|以下|第一|一是|[0-9][.、]|包括|分为|[一二三]、",
        ),
    ),
    AnswerType.COUNT: _form(
        asks=r"多少|几[^乎]|数量|总[数量额]|[件项人个台场次条户起份家笔]数|多不多|规模|有几|场次|人次",
        slot=rf"\d|[两{TENS}百千][{MEASURE_WORDS}]",
        values=[ValueKind.COUNT, ValueKind.MONEY, ValueKind.DURATION, ValueKind.MEASURE, *_SHARES],
    ),
    AnswerType.WHY: _form(
        asks=r"为什么|为何|为啥|原因|缘故|咋就|怎么会|目的|图啥|为了",
        passage=PassageCue.of(r"为什么|为何|原因|因何|目的|为啥", r"因|由于|为了|以便|导致|致使|目的"),
    ),
    AnswerType.HOW: _form(
        asks=r"怎么|怎样|如何|咋|靠什么|靠啥|用什么|办法|措施|啥招|什么招|方式|途径",
        cue=r"https?:|流程|程序|方式|受到|处分|责令|处[以\d]",
    ),
    AnswerType.YES_NO: _form(
        asks=r"吗|(?:(?<!什)么|[不没])[?？]?$|是不是|有没有|能不能|会不会|可不可以|是否|行不行|够不够"
        r"|难道|真的|有无|没有[?？]?$|(?<=[\u4e00-\u9fff])吧[?？]?$|对不对|对吧",
        cue=r"不得|可以|应当|必须|严禁|不予|禁止|允许",
    ),
    AnswerType.WHAT: _form(),
}
# What a thing is, whatever the thing measures: 什么是增长率.
_DEFINES = re.compile(
    r"^(?:请问)?(?:什么是|什么叫|啥是|啥叫|何谓|何为)|是什么意思|是啥意思|什么含义|"
    r"[是所]指(?:的是)?(?:什么|啥)|指的是?(?:什么|啥)"
)
# A sentence without the slot of a hard type cannot be the answer; the answer of a numeric type is a figure.
HARD = frozenset({AnswerType.MONEY, AnswerType.PERCENT, AnswerType.DURATION, AnswerType.DATE})
NUMERIC = HARD | {AnswerType.COUNT}


def kind_of(folded: str) -> AnswerType:
    """The type of answer that a folded question wants; WHAT where no wording tells.

    >>> [str(kind_of(q)) for q in ("一共多少件", "哪天成立的", "为什么要建", "能办吗", "什么是增长率")]
    ['count', 'date', 'why', 'yes-no', 'what']
    """
    if _DEFINES.search(folded):
        return AnswerType.WHAT
    wanted = (kind for kind, form in ANSWER_FORMS.items() if form.asks and form.asks.search(folded))
    return next(wanted, AnswerType.WHAT)


def has_slot(kind: AnswerType, folded: str) -> bool:
    """Whether a folded sentence can state an answer of a type, by its form or by its values.

    >>> has_slot(AnswerType.MONEY, "罚款五十万元"), has_slot(AnswerType.MONEY, "罚款三次")
    (True, False)
    """
    form = ANSWER_FORMS[kind]
    if form.slot is None or form.slot.search(folded):
        return True
    return kind in HARD and any(value.kind in form.values for value in find_values(folded))
