"""Names: words that answer who, where or which ones and are no one, no place, or what the question says itself."""

from __future__ import annotations

import re

from retrieval.answering.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.statements.fit import negates_any
from retrieval.statements.number_slots import number_slot
from retrieval.statements.polarity import negations
from retrieval.statements.roles.clauses import Tag, clauses_around, words_of
from retrieval.statements.roles.coverage import echo
from retrieval.statements.roles.official_words import PLACE_NOUN
from retrieval.statements.roles.role_fit import nearly_same
from retrieval.statements.roles.role_reading import RoleKind, read_roles
from retrieval.statements.roles.role_slots import AskedRole, RoleSlot
from retrieval.text.answer_type import NUMERIC, AnswerType
from retrieval.text.tokenization import dictionary_words

_ASKS_WHICH = frozenset({AnswerType.LIST, AnswerType.WHO})
_AGENTS = frozenset({AskedRole.WHO, AskedRole.COUNTERPART})
_SEVERAL = frozenset({AskedRole.NAMES, AskedRole.LIST})
_NAMING = _AGENTS | _SEVERAL | {AskedRole.NAME, AskedRole.WHAT, AskedRole.WHERE}
_HALF, _MOSTLY, _HARDLY_MORE, _LONGEST_VERB, _BRIEF = 0.5, 0.7, 3, 4, 8
_ASKING = re.compile(r"是?(?:谁|哪[些个几家]?|什么|啥|多少|几)")
_ISSUES = re.compile(r"[发定出]|文件|方案|通知|意见")
# 表扬了谁 asks for whom something was done to.
_OBJECT_ASKED = re.compile(r"[了过]谁$")
_ANY_OF_THEM = re.compile(
    r"(?:各级?|全[省市区县]|所有|有关|相关|各类|各个|行政|执法|政府|职能|主管)*(?:部门|单位|机关|地方|人员|企业)"
)
# Nouns that name no kind of thing.
_OF_ANY_KIND = re.compile(
    r"内容|东西|[事情]|作用|功能|打算|措施|办法|要求|特点|[用好]处|法|样|区别|意思|原因|结果|情况|招"
)
_ADDRESS = re.compile(r"\d[号室楼层栋幢]|https?:|www\.")
_NAMED_BY_ACTS = "机制|制度|体系|平台|系统|信息|情况|标准|办法|规则|人员|设备|设施|费用|经费"
# 一家 of 由一家银行负责 is how many; of 哪个部门 no company is one.
_COUNTED = re.compile(r"[一二两三四五六七八九十几\d]{1,4}[家个名位]")
_ASKS_OFFICE = re.compile(r"哪一?[个些]?(?:政府)?(?:部门|局|机关)")
_OFFICE = re.compile(r"部门|[局委办厅院署处站所组会队]|政府|机关|机构|中心|公安|海关|税务|交警|街道|[乡镇村]")
_BY_WHOM = re.compile(r"由?(?:谁|哪个?[\u4e00-\u9fff]{0,3})来?(?:负责)?(?P<act>[\u4e00-\u9fff]{2})[的啊呀呢?]?$")
_AT = re.compile(r"[在于到入上往向]\Z")


def contradicts(span: Span, reading: QuoteReading) -> bool:
    """Whether a span that would answer who, where or which ones is nothing of the kind."""
    slot = reading.slot
    if _not_denied(span, reading):
        return True
    if slot is None or slot.asked not in _NAMING or reading.kind in NUMERIC:
        return False
    words = reading.text[slice(*span)]
    if slot.asked is AskedRole.WHO and _no_agent(span, reading):
        return True
    if slot.asked is AskedRole.WHERE and not _is_place(span, reading):
        return True
    return _says_again(words, slot, reading) or _names_nothing(words, slot, reading.question.text)


def _no_agent(span: Span, reading: QuoteReading) -> bool:
    """Whether words answer who by what is no one: the object of another verb, what the question names, a title's."""
    text, asked = reading.text, reading.question.text
    opened = text.rfind("《", 0, span[0])
    in_title = opened >= 0 and "》" not in text[opened : span[0]]
    if in_title and not _ISSUES.search(asked):
        return True
    words = text[slice(*span)]
    if _COUNTED.fullmatch(words) or (_ASKS_OFFICE.search(asked) and not _OFFICE.search(words)):
        return True
    act = _BY_WHOM.search(asked)
    if act and _is_only_named(act["act"], text):
        return True
    named = _named_agents(act["act"], text) if act else []
    if named and not any(first < span[1] and span[0] < end for first, end in named):
        return True
    before = words_of(text[max(span[0] - _LONGEST_VERB, 0) : span[0]])[-1:]
    if _OBJECT_ASKED.search(asked) and any(
        role.kind is RoleKind.AGENT and nearly_same(role.span, span) for role in read_roles(text)
    ):
        return True
    return bool(before) and before[0].tag is Tag.VERB


def _named_agents(act: str, text: str) -> list[Span]:
    """Those by whom (由) a text says that an act is done; of 由谁审理 whoever stands between 由 and 审理."""
    return [each.span("who") for each in re.finditer(rf"由(?P<who>[^,;。由]{{2,24}}?){act}", text)]


def _is_only_named(act: str, text: str) -> bool:
    """Whether an act stands in a text as a part of names alone: 服务时间记录机制 says of nobody that he records."""
    named = re.compile(rf"{act}(?:[、和及与][\u4e00-\u9fff、]{{1,12}}?)?等?(?:{_NAMED_BY_ACTS})")
    found = [each.start() for each in re.finditer(act, text)]
    return bool(found) and all(named.match(text, at) for at in found)


def _is_place(span: Span, reading: QuoteReading) -> bool:
    """Whether a span says where: by its last noun, in each item of a list, or by the word before it."""
    words = reading.text[slice(*span)]
    named = any(PLACE_NOUN.search(item.strip("”》“《")) for item in re.split("[、和及等]", words) if item)
    return named or bool(_ADDRESS.search(words)) or bool(_AT.search(reading.text, max(span[0] - 1, 0), span[0]))


def _says_again(words: str, slot: RoleSlot, reading: QuoteReading) -> bool:
    """Whether words that answer which one hardly say more than the question: 社会公益组织, 信用商家联盟."""
    asked = _ASKING.sub(" ", reading.question.text)
    share = echo(words, asked)
    if share >= _HALF and len(words) * (1 - share) <= _HARDLY_MORE:
        return True
    return slot.asked not in _SEVERAL and len(asked) > _BRIEF and echo(asked, words) >= _MOSTLY


def _names_nothing(words: str, slot: RoleSlot, asked: str) -> bool:
    """Whether words only say 各有关部门, tell instead of naming (由线下搬到线上), or are of another kind than asked."""
    first, head = words_of(words)[:1], dictionary_words(words.rstrip("》”"))[-1:]
    tells = bool(first) and first[0].tag is Tag.PREPOSITION
    if slot.asked in _SEVERAL | _AGENTS and (tells or _ANY_OF_THEM.fullmatch(words)):
        return True
    if slot.asked is AskedRole.WHERE:
        # 三级政务公开体验区 is what is somewhere, not where it is.
        return tells or words[-2:] in slot.content
    if slot.asked not in _AGENTS | {AskedRole.WHAT} or not head:
        return False
    again = head[0] in slot.content and head[0] not in slot.noun
    return again or (slot.asked is AskedRole.WHAT and _is_of_another_kind(words, slot, asked))


def _is_of_another_kind(words: str, slot: RoleSlot, asked: str) -> bool:
    """Whether a question says what kind of thing it wants (什么会), and the words name none of that kind."""
    named = slot.noun and re.search(rf"(?:哪[一-龥]?|什么样?的?|啥){re.escape(slot.noun)}", asked)
    return bool(named) and not _OF_ANY_KIND.search(slot.noun) and slot.noun[-1] not in words


def _not_denied(span: Span, reading: QuoteReading) -> bool:
    """Whether a question asks for what is not so, and the clause of a span does not deny it."""
    slot = number_slot(reading.question)
    if not slot.negated or reading.kind not in _ASKS_WHICH:
        return False
    return not negates_any(
        slot, [each.scope for each in negations(reading.text[slice(*clauses_around(reading.text, span))])]
    )
