"""Acts: words that belong to another act or another day than the one that was asked about, or to its opposite."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.answering.contradictions.asked_acts import asked_act, tells_of
from retrieval.answering.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.statements.number_statements import PLANNED
from retrieval.statements.roles.clauses import clauses_around, words_of
from retrieval.text.values.grammar import find_values
from retrieval.text.values.value import Value, ValueKind, in_series

_TO_COME = re.compile(r"明年|来年|下一?年|下一步|今后|接下来")
_BY, _LONGEST_VERB = re.compile(r"[被遭]\Z|受到\Z"), 4
_HANDLING = re.compile("(?P<act>[点按扫填输拨戳选])(?:的是)?(?:哪|什么|啥)")
_OPPOSITES = (
    *(("原告", "被告"), ("胜诉", "败诉"), ("收入", "支出"), ("线上", "线下"), ("城镇", "农村"), ("城市", "农村")),
    *(("男", "女"), ("上级", "下级"), ("出口", "进口"), ("红名单", "黑名单"), ("增加", "减少"), ("购买", "出售")),
    *(("甲方", "乙方"), ("申请人", "被申请人"), ("供给", "需求"), ("公立", "民办"), ("公办", "民办"), ("学前", "高等")),
    *(
        ("失信", "红名单"),
        ("守信", "黑名单"),
        ("上半年", "下半年"),
        ("新小区", "老旧小区"),
        ("国有企业", "民营企业"),
        ("中央", "地方"),
        ("以上", "以下"),
    ),
)
# What is one of these is none of the others beside it.
_KINDS = tuple(
    tuple(words.split())
    for words in (
        "幼儿园 小学 初中 高中 大学 高校 职业学校 职高 特殊教育学校",
        "农民工 女职工 退役军人 残疾人 老年人 未成年人 大学生 在校学生 脱贫人口 失业人员",
        "公安机关 检察院 检察机关 法院 司法局 监察委 纪委",
        "国道 省道 县道 乡道 高速公路 农村公路",
        "小麦 玉米 水稻 棉花 大豆 花生 蔬菜 水果 生猪 肉牛 肉羊 家禽 水产品",
        "养老 医疗 失业 工伤 生育",
        "行政许可 行政处罚 行政强制 行政确认 行政裁决 行政检查 行政征收 行政征用 行政给付 行政奖励",
        "行政复议 行政诉讼 行政赔偿 行政调解 人民调解 信访 仲裁",
        "民事案件 刑事案件 行政案件 执行案件",
        "死亡 受伤 失踪",
        "PM2.5 PM10 臭氧 二氧化硫 二氧化氮",
        "第一产业 第二产业 第三产业",
        "低保 特困 临时救助 医疗救助",
        "一季度 二季度 三季度 四季度",
        "本科 专科 研究生 博士 硕士",
        "公租房 廉租房 保障性租赁住房 经济适用房 棚户区 老旧小区",
        "公证员 调解员 网格员 志愿者 社工 仲裁员",
        "图书馆 博物馆 文化馆 美术馆 体育馆 科技馆",
        "火灾 洪水 地震 台风 干旱 泥石流",
    )
)


def contradicts(span: Span, reading: QuoteReading) -> bool:
    """Whether a span belongs to another act than the asked one, by its clause, its day, or what the quote is of."""
    asked, clauses = reading.question.text, reading.text[slice(*clauses_around(reading.text, span, behind=1))]
    if _TO_COME.search(asked) and not reading.is_plan and not PLANNED.search(reading.text):
        return True
    checks = (_of_another_day, _of_another_act, _of_no_handling, _of_the_opposite)
    return not tells_of(asked_act(asked), clauses) or any(speaks_against(span, reading) for speaks_against in checks)


def _of_another_day(span: Span, reading: QuoteReading) -> bool:
    """Whether words stand behind another day than the one that the question, else the one before it, names."""
    asked = reading.question.text if _days(reading.question.text) else reading.question.context
    if _days(reading.text[slice(*span)]):
        return False
    named = {asked[slice(*value.core)] for value in _days(asked)}
    groups = in_series(_days(reading.text), reading.text)
    meant = [any(reading.text[slice(*value.core)] in named for value in group) for group in groups]
    before = [at for at, group in enumerate(groups) if group[0].start < span[0]]
    return any(meant) and bool(before) and not meant[before[-1]]


def _days(folded: str) -> list[Value]:
    return [value for value in find_values(folded) if value.kind is ValueKind.DATE]


def _of_another_act(span: Span, reading: QuoteReading) -> bool:
    """Whether words name by whom something was done (被某平台收录) that the question does not ask for: 谁演的."""
    if not _BY.search(reading.text, max(span[0] - 2, 0), span[0]):
        return False
    verb = words_of(reading.text[span[1] : span[1] + _LONGEST_VERB])[:1]
    return bool(verb) and not any(char in reading.question.text for char in verb[0].text)


def _of_no_handling(span: Span, reading: QuoteReading) -> bool:
    """Whether a question asks where to press or what to fill in, of which the clause says nothing: 点哪个."""
    asked = _HANDLING.search(reading.question.text)
    return asked is not None and asked["act"] not in reading.text[slice(*clauses_around(reading.text, span))]


def _of_the_opposite(span: Span, reading: QuoteReading) -> bool:
    """Whether the clause of a span has the opposite of a word of the question, and not the word: 原告 and 被告."""
    asked = reading.question.text
    clause = reading.text[slice(*clauses_around(reading.text, span))]
    pairs = any(
        one in asked and one not in clause and other in clause and other not in asked
        for pair in _OPPOSITES
        for one, other in (pair, pair[::-1])
    )
    return pairs or any(_names_another(kinds, asked, clause) for kinds in _KINDS)


def _names_another(kinds: Sequence[str], asked: str, clause: str) -> bool:
    """Whether a question names one of some kinds, and a clause one of the others and not that one."""
    wanted, named = ([kind for kind in kinds if kind in text] for text in (asked, clause))
    return bool(wanted) and bool(named) and not set(wanted) & set(named)
