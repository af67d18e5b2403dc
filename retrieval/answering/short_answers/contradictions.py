"""Contradictions: what the quote itself says against a short answer, however well that scores.

A figure beside which another one measures what was asked more nearly; words of another day than the one that was named;
a thing where it was asked whether, or where it was asked what is not so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.things.mentions import official_terms
from retrieval.models import Span
from retrieval.statements.fit import SHARES, has_unit, is_linked, negates_any, settles
from retrieval.statements.number_slots import number_slot
from retrieval.statements.number_statements import PLANNED, number_statements
from retrieval.statements.polarity import negations
from retrieval.statements.roles.clauses import Tag, words_of
from retrieval.statements.roles.coverage import echo
from retrieval.statements.roles.role_fit import is_predicate
from retrieval.statements.roles.role_slots import AskedRole
from retrieval.statements.statement import AskedWord, Slot, Statement
from retrieval.text.answer_type import AnswerType
from retrieval.text.tokenization import dictionary_words
from retrieval.text.values.grammar import find_values
from retrieval.text.values.value import Value, ValueKind

# An item has a word of the question from so much of it on, and has hardly any of it below.
_COVERED, _HARDLY = 0.55, 0.31
_AMOUNTS = frozenset({AnswerType.COUNT, AnswerType.MONEY, AnswerType.PERCENT})
_DONE = re.compile(r"(?P<verb>[\u4e00-\u9fff]{1,4})[了过掉](?:一共|总共)?(?:多少|几)")
# Verbs that say no more than that there is something, or that it was made.
_LIGHT = frozenset("免有是共达到出来去给配请聘选开搞做办弄干整建设立签发写讲上打用花收加添新下成")
# Words that hold the characters of verbs and are none.
_NO_VERB = re.compile(r"关于|有关|相关|机关|关系|换届|交通|收入|停车|死角|丢失率|退休|撤并")
_TO_COME = re.compile(r"明年|来年|下一?年|下一步|今后|接下来")
_LEVELS = re.compile(
    r"(?P<nation>国家|全国)|(?P<province>省)|(?P<city>市(?!场|民))|(?P<district>[区县]级)"
    r"|(?P<town>镇|乡(?!村)|街道|街(?!区))|(?P<village>村|社区)"
)
_OF_A_SHARE = re.compile(r"目标|预期|速|率|比|占|百分|[增降涨跌升落减缩提]|幅|[过完满足到成]|覆盖")
_ASKS_WHICH = frozenset({AnswerType.LIST, AnswerType.WHO})
_JOINS = re.compile("[和、及与至到-]")
# What says that something is so, beside verbs: a figure, or that it can be done (掌上办).
_NAMING = frozenset({AskedRole.WHO, AskedRole.NAME, AskedRole.NAMES, AskedRole.WHAT})
_HARDLY_MORE = 3
_MARKS = ",;。:"
_ISSUES, _HALF = re.compile(r"[发定出]|文件|方案|通知|意见"), 0.5
_OPPOSITES = (
    *(("原告", "被告"), ("胜诉", "败诉"), ("收入", "支出"), ("线上", "线下"), ("城镇", "农村"), ("城市", "农村")),
    *(("男", "女"), ("上级", "下级"), ("出口", "进口"), ("红名单", "黑名单"), ("增加", "减少"), ("购买", "出售")),
    *(("甲方", "乙方"), ("申请人", "被申请人"), ("供给", "需求"), ("公立", "民办"), ("公办", "民办"), ("学前", "高等")),
)
_BY, _LONGEST_VERB = re.compile(r"[被遭]\Z|受到\Z"), 4
_LEFT_OPEN = re.compile(r"([\u4e00-\u9fff])[不没]\1|是否|能否")
_SAYS_SO = re.compile(r"\d|[办能可]")


def is_contradicted(span: Span, reading: QuoteReading) -> bool:
    """Whether the quote speaks against a span of it as the short answer."""
    if (
        reading.kind in _AMOUNTS
        and " | " not in reading.text
        and any(
            speaks(span, reading) for speaks in (_counts_others, _another_measures, _not_of_the_act, _of_another_level)
        )
    ):
        return True
    if _TO_COME.search(reading.question.text) and not reading.is_plan and not PLANNED.search(reading.text):
        return True
    return (
        _of_another_day(span, reading)
        or _of_another_act(span, reading)
        or _no_agent(span, reading)
        or _says_again(span, reading)
        or _of_the_opposite(span, reading)
        or _no_statement(span, reading)
        or _not_denied(span, reading)
    )


def _counts_others(span: Span, reading: QuoteReading) -> bool:
    """Whether a figure has another unit than the one asked for."""
    slot, found = number_slot(reading.question), number_statements(reading.text)
    inside = [each for each in found if _holds(span, each)]
    # 镇街的多少 asks for a number where there are some, 通过了多少 may ask for a share.
    numbers = any(each.unit not in SHARES and slot.kind in each.kinds for each in found)
    number = (
        numbers
        and reading.kind is AnswerType.COUNT
        and not slot.units
        and not _OF_A_SHARE.search(reading.question.text)
    )
    fits = [
        has_unit(slot, each) is not False and not (number and each.unit in SHARES and not each.end) for each in inside
    ]
    return bool(fits) and not any(fits)


def _another_measures(span: Span, reading: QuoteReading) -> bool:
    """Whether another figure of the quote counts more nearly what was asked: 审完几件 of 承办30件,已审结24件."""
    slot, found = number_slot(reading.question), number_statements(reading.text)
    chosen = [each for each in found if _holds(span, each)]
    others = [each for each in found if each not in chosen and has_unit(slot, each) is not False]
    others = [each for each in others if slot.kind in each.kinds]
    return bool(chosen) and any(
        all(_measures_more(other, each, slot, reading.text) for each in chosen)
        for other in others
        if other.end is slot.end
    )


def _measures_more(other: Statement, chosen: Statement, slot: Slot, folded: str) -> bool:
    """Whether one figure has a word of the question that the other lacks, and all of those that the other has."""
    held = [word for word in slot.own_words if _coverage(word, chosen.own, slot) >= _COVERED]
    whose = f"{other.own} {other.around}"
    return all(_coverage(word, whose, slot) >= _COVERED for word in held) and any(
        _coverage(word, other.own, slot) >= _COVERED
        # How a case ended is told beside its figure: 受理80件,已办结62件.
        and _coverage(word, chosen.own if settles(word.text) else _context(chosen, folded), slot) < _HARDLY
        for word in slot.own_words
        if not any(word.text in scope for scope in slot.negated)
    )


def _context(statement: Statement, folded: str) -> str:
    """What stands beside and before a figure up to the semicolon."""
    return f"{statement.around} {folded[slice(*statement.item)]}"


def _not_of_the_act(span: Span, reading: QuoteReading) -> bool:
    """Whether a question asks how many something was done to (丢了几台) of which the figure's item says nothing."""
    asked, slot = _DONE.search(reading.question.text), number_slot(reading.question)
    verb = dictionary_words(asked["verb"])[-1:] if asked else []
    if not verb or slot.end or not _LIGHT.isdisjoint(verb[0]):
        return False
    terms = official_terms(reading.question, verb[0])
    found = [each for each in number_statements(reading.text) if _holds(span, each)]
    beside = [_NO_VERB.sub(" ", _context(each, reading.text)) for each in found]
    return bool(beside) and not any(_speaks_of(verb[0], terms, slot, text) for text in beside)


def _speaks_of(verb: str, terms: Sequence[str], slot: Slot, folded: str) -> bool:
    named = any(char in folded for char in verb) or any(term in folded for term in terms)
    return named or is_linked(verb, slot, folded)


def _of_another_level(span: Span, reading: QuoteReading) -> bool:
    """Whether a figure is that of another level than the one asked for: 省级清单几项 of 省级280项,市级66项."""
    asked = {match.lastgroup for match in _LEVELS.finditer(reading.question.text)}
    found = [each for each in number_statements(reading.text) if _holds(span, each)]
    if not asked or not found:
        return False
    own = [{match.lastgroup for match in _LEVELS.finditer(each.own)} for each in found]
    whose = [{match.lastgroup for match in _LEVELS.finditer(_context(each, reading.text))} for each in found]
    return not any(asked & levels if levels else asked & around for levels, around in zip(own, whose, strict=True))


def _holds(span: Span, statement: Statement) -> bool:
    return span[0] <= statement.span[0] < span[1]


def _coverage(word: AskedWord, folded: str, slot: Slot) -> float:
    """How far a text has a word: in its own form, by a term, or as another word for the same result."""
    return 1.0 if is_linked(word.text, slot, folded) else word.coverage(folded)


def _of_another_day(span: Span, reading: QuoteReading) -> bool:
    """Whether words stand behind another day than the one that the question, else the one before it, names."""
    asked = reading.question.text if _days(reading.question.text) else reading.question.context
    if _days(reading.text[slice(*span)]):
        return False
    named = {asked[slice(*value.core)] for value in _days(asked)}
    groups = _joined(_days(reading.text), reading.text)
    meant = [any(reading.text[slice(*value.core)] in named for value in group) for group in groups]
    before = [at for at, group in enumerate(groups) if group[0].start < span[0]]
    return any(meant) and bool(before) and not meant[before[-1]]


def _of_another_act(span: Span, reading: QuoteReading) -> bool:
    """Whether words name by whom something was done (被某平台收录) that the question does not ask for: 谁演的."""
    if not _BY.search(reading.text, max(span[0] - 2, 0), span[0]):
        return False
    verb = words_of(reading.text[span[1] : span[1] + _LONGEST_VERB])[:1]
    return bool(verb) and not any(char in reading.question.text for char in verb[0].text)


def _no_agent(span: Span, reading: QuoteReading) -> bool:
    """Whether words answer who by what is no one: the object of another verb, what the question names, a title's."""
    if reading.slot is None or reading.slot.asked is not AskedRole.WHO:
        return False
    text, asked = reading.text, reading.question.text
    opened = text.rfind("《", 0, span[0])
    in_title = opened >= 0 and "》" not in text[opened : span[0]]
    if in_title and not _ISSUES.search(asked):
        return True
    before = words_of(text[max(span[0] - _LONGEST_VERB, 0) : span[0]])[-1:]
    is_object = bool(before) and before[0].tag is Tag.VERB
    return is_object and not any(char in asked for char in before[0].text)


def _says_again(span: Span, reading: QuoteReading) -> bool:
    """Whether words that answer which one hardly say more than the question: 社会公益组织, 信用商家联盟."""
    if reading.slot is None or reading.slot.asked not in _NAMING:
        return False
    words = reading.text[slice(*span)]
    share = echo(words, reading.question.text)
    return share >= _HALF and len(words) * (1 - share) <= _HARDLY_MORE


def _of_the_opposite(span: Span, reading: QuoteReading) -> bool:
    """Whether the clause of a span has the opposite of a word of the question, and not the word: 原告 and 被告."""
    asked = reading.question.text
    start, end = clause_around(reading.text, span)
    clause = reading.text[start:end]
    return any(
        one in asked and one not in clause and other in clause and other not in asked
        for pair in _OPPOSITES
        for one, other in (pair, pair[::-1])
    )


def clause_around(folded: str, span: Span) -> Span:
    """The part of a sentence between two marks that holds a span.

    >>> clause_around("受理80件,办结62件。", (8, 11))
    (6, 11)
    """
    start = max(folded.rfind(mark, 0, span[0]) for mark in _MARKS) + 1
    ends = (folded.find(mark, span[1]) for mark in _MARKS)
    return start, min((at for at in ends if at >= 0), default=len(folded))


def _days(folded: str) -> list[Value]:
    return [value for value in find_values(folded) if value.kind is ValueKind.DATE]


def _joined(values: Sequence[Value], folded: str) -> list[list[Value]]:
    """Days in groups of those that are named together: 4月26日和6月4日."""
    groups: list[list[Value]] = []
    for value in values:
        if groups and _JOINS.fullmatch(folded, groups[-1][-1].end, value.start):
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def _no_statement(span: Span, reading: QuoteReading) -> bool:
    """Whether a mere thing, or words that leave it open, would answer a question that asks whether something is so."""
    whether = reading.kind is AnswerType.YES_NO or (reading.slot and reading.slot.asked is AskedRole.DEED)
    words = reading.text[slice(*span)]
    states = is_predicate(words) or _SAYS_SO.search(words)
    return bool(whether) and (not states or bool(_LEFT_OPEN.search(words)))


def _not_denied(span: Span, reading: QuoteReading) -> bool:
    """Whether a question asks for what is not so, and the clause of a span does not deny it."""
    slot = number_slot(reading.question)
    if not slot.negated or reading.kind not in _ASKS_WHICH:
        return False
    return not negates_any(
        slot, [each.scope for each in negations(reading.text[slice(*clause_around(reading.text, span))])]
    )
