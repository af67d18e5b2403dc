"""Other figures: another unit, level, act or difference than was asked for, or one that measures it less nearly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.answering.contradictions.asked_acts import tells_of
from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.things.mentions import official_terms
from retrieval.models import Span
from retrieval.statements.fit import SHARES, has_unit, is_linked, settles
from retrieval.statements.number_slots import number_slot
from retrieval.statements.number_statements import number_statements
from retrieval.statements.statement import AskedWord, ChangeEnd, Slot, Statement
from retrieval.text.answer_type import AnswerType
from retrieval.text.tokenization import dictionary_words

# An item has a word of the question from so much of it on, and has hardly any of it below.
_COVERED, _HARDLY = 0.55, 0.31
_AMOUNTS = frozenset({AnswerType.COUNT, AnswerType.MONEY, AnswerType.PERCENT})
_DONE = re.compile(r"(?P<verb>[\u4e00-\u9fff]{1,4})[了过掉](?:一共|总共)?(?:多少|几)")
# Verbs that say no more than that there is something, or that it was made.
_LIGHT = frozenset("免有是共达到出来去给配请聘选开搞做办弄干整建设立签发写讲上打用花收加添新下成")
# Words that hold the characters of verbs and are none.
_NO_VERB = re.compile(r"关于|有关|相关|机关|关系|换届|交通|收入|停车|死角|丢失率|退休|撤并")
_LEVELS = re.compile(
    r"(?P<province>省)|(?P<city>市(?!场|民))|(?P<district>[区县]级)"
    r"|(?P<town>镇|乡(?!村)|街道|街(?!区))|(?P<village>村|社区)"
)
# A question names a level by itself, not by the name of a place.
_ASKED_LEVELS = re.compile(
    r"(?P<province>省[级里])|(?P<city>市[级里])|(?P<district>[区县]级)"
    r"|(?P<town>镇[级上街]|乡镇|街道办?)|(?P<village>村[级里居])"
)
_DIFFERENCE = re.compile(r"比[^,]{1,12}?[多少高低大小快慢长短增减](?:了|出)?(?:多少|几|百分之几)")
_OF_A_SHARE = re.compile(r"目标|预期|速|率|比|占|百分|[增降涨跌升落减缩提]|幅|[过完满足到成]|覆盖")


def contradicts(span: Span, reading: QuoteReading) -> bool:
    """Whether figures of the quote speak against those in a span; never in a table, whose heads say what they are."""
    if _not_each(span, reading):
        return True
    if reading.kind not in _AMOUNTS or reading.row is not None:
        return False
    checks = (_counts_others, _another_measures, _not_of_the_act, _of_another_level, _no_difference)
    return any(speaks_against(span, reading) for speaks_against in checks)


def _counts_others(span: Span, reading: QuoteReading) -> bool:
    """Whether a figure has another unit than the one asked for."""
    slot, found = number_slot(reading.question), number_statements(reading.text)
    inside = [each for each in found if _holds(span, each)]
    # 镇街的多少 asks for a number, 通过了多少 may ask for a share; 收了多少案 does not even ask for a change.
    asked = reading.question.text
    number = reading.kind is AnswerType.COUNT and not slot.units and not _OF_A_SHARE.search(asked)
    shares = [each.unit in SHARES and not (each.end and not _DONE.search(asked)) for each in inside]
    fits = [
        has_unit(slot, each) is not False and not (number and share) for each, share in zip(inside, shares, strict=True)
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
    if asked is None or not verb or slot.end or settles(asked["verb"]) or not _LIGHT.isdisjoint(verb[0]):
        return False
    terms = official_terms(reading.question, verb[0])
    found = [each for each in number_statements(reading.text) if _holds(span, each)]
    beside = [_NO_VERB.sub(" ", _context(each, reading.text)) for each in found]
    return bool(beside) and not any(_speaks_of(verb[0], terms, slot, text) for text in beside)


def _speaks_of(verb: str, terms: Sequence[str], slot: Slot, folded: str) -> bool:
    named = any(char in folded for char in verb) or any(term in folded for term in terms)
    return named or is_linked(verb, slot, folded) or tells_of(verb, folded)


def _of_another_level(span: Span, reading: QuoteReading) -> bool:
    """Whether a figure is that of another level than the one asked for: 省级清单几项 of 省级280项,市级66项."""
    asked = {match.lastgroup for match in _ASKED_LEVELS.finditer(reading.question.text)}
    found = [each for each in number_statements(reading.text) if _holds(span, each)]
    if not asked or not found:
        return False
    own = [{match.lastgroup for match in _LEVELS.finditer(each.own)} for each in found]
    whose = [{match.lastgroup for match in _LEVELS.finditer(_context(each, reading.text))} for each in found]
    return not any(asked & levels if levels else asked & around for levels, around in zip(own, whose, strict=True))


def _not_each(span: Span, reading: QuoteReading) -> bool:
    """Whether one figure would answer a question that asks for those of several things: 分别多少项."""
    found = [each for each in number_statements(reading.text) if _holds(span, each)]
    return "分别" in reading.question.text and len(found) == 1 and "各" not in reading.text[slice(*span)]


def _no_difference(span: Span, reading: QuoteReading) -> bool:
    """Whether a question asks by how much two things differ, which the figure does not tell: 比录音设备多几台."""
    found = [each for each in number_statements(reading.text) if _holds(span, each)]
    return bool(_DIFFERENCE.search(reading.question.text)) and not any(each.end is ChangeEnd.BY for each in found)


def _holds(span: Span, statement: Statement) -> bool:
    return span[0] <= statement.span[0] < span[1]


def _coverage(word: AskedWord, folded: str, slot: Slot) -> float:
    """How far a text has a word: in its own form, by a term, or as another word for the same result."""
    return 1.0 if is_linked(word.text, slot, folded) else word.coverage(folded)
