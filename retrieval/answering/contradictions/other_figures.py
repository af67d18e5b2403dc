"""Other figures: another unit, level, act or difference than was asked for, or one that measures it less nearly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.answering.contradictions.asked_acts import tells_of
from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.things.mentions import official_terms
from retrieval.models import Span
from retrieval.statements.fit import SHARES, has_unit, is_linked, settles
from retrieval.statements.number_slots import number_slot
from retrieval.statements.number_statements import number_statements
from retrieval.statements.statement import PARTLY, AskedWord, ChangeEnd, Slot, Statement
from retrieval.text.answer_type import AnswerType
from retrieval.text.tokenization import bigrams, dictionary_words

# An item has a word of the question from so much of it on, and has hardly any of it below.
_COVERED, _HARDLY, _LONG = 0.55, 0.31, 4
_SUM = frozenset({AnswerType.COUNT, AnswerType.MONEY})
_OF_MONEY = re.compile(r"[钱元款费价税资薪债]|金|投入|投资|产值|收入|预算|补[贴助]|[百千万亿]")
_AMOUNTS = frozenset({AnswerType.COUNT, AnswerType.MONEY, AnswerType.PERCENT})
_DONE = re.compile(r"(?P<verb>[\u4e00-\u9fff]{1,4})[了过掉](?:一共|总共)?(?:多少|几)")
# Verbs that say no more than that there is something, or that it was made.
_LIGHT = frozenset("免有是共达到出来去给配请聘选开搞做办弄干整建设立签发写讲上打用花收加添新下成")
# Words that hold the characters of verbs and are none.
_NO_VERB = re.compile(r"关于|有关|相关|机关|关系|换届|交通|收入|停车|死角|丢失率|退休|撤并")
# 处罚信息 punishes nobody.
_NOUN_BEHIND = r"(?:信息|数据|法(?!院)|制度|工作|会议|机制|清单|目录|平台|中心|网络|体系|程序|标准|规范|权|裁量)"
_LEVELS = re.compile(
    r"(?P<province>省)|(?P<city>市(?!场|民))|(?P<district>[区县]级)"
    r"|(?P<town>镇|乡(?!村)|街道|街(?!区))|(?P<village>村|社区)"
)
# A question names a level by itself, not by the name of a place.
_ASKED_LEVELS = re.compile(
    r"(?P<province>省[级里])|(?P<city>市[级里])|(?P<district>[区县]级)"
    r"|(?P<town>镇[级上街]|乡镇|街道办?)|(?P<village>村[级里居])"
)
_PART = re.compile(r"其中|包括")
_DIFFERENCE = re.compile(r"比[^,]{1,12}?[多少高低大小快慢长短增减](?:了|出)?(?:多少|几|百分之几)")
_OF_A_SHARE = re.compile(r"滞纳金|利息|税|目标|预期|速|率|比|占|百分|[增降涨跌升落减缩提]|幅|[过完满足到成]|覆盖")


@dataclass(frozen=True, slots=True)
class _SpanFigures:
    """The figures in a span of a quote, among ``found`` in all of it, and the slot that they would fill."""

    reading: QuoteReading
    slot: Slot
    found: Sequence[Statement]
    inside: Sequence[Statement]
    words: str

    @classmethod
    def of(cls, span: Span, reading: QuoteReading) -> _SpanFigures:
        found = number_statements(reading.text)
        inside = [each for each in found if span[0] <= each.span[0] < span[1]]
        return cls(reading, number_slot(reading.question), found, inside, reading.text[slice(*span)])

    @property
    def asked(self) -> str:
        """The folded question."""
        return self.reading.question.text

    def context(self, statement: Statement) -> str:
        """What stands beside and before a figure up to the semicolon."""
        return f"{statement.around} {self.reading.text[slice(*statement.item)]}"


def contradicts(span: Span, reading: QuoteReading) -> bool:
    """Whether figures of the quote speak against those in a span; never in a table, whose heads say what they are."""
    figures = _SpanFigures.of(span, reading)
    if _not_each(figures):
        return True
    if reading.kind not in _AMOUNTS or reading.row is not None:
        return False
    checks = (_counts_others, _another_measures, _of_another_thing, _of_a_part, _not_of_the_act, _of_another_level)
    return _no_difference(figures) or any(speaks_against(figures) for speaks_against in checks)


def _counts_others(figures: _SpanFigures) -> bool:
    """Whether a figure has another unit than the one asked for."""
    # 镇街的多少 asks for a number, 通过了多少 may ask for a share; 收了多少案 does not even ask for a change.
    asked, slot = figures.asked, figures.slot
    number = figures.reading.kind is AnswerType.COUNT and not slot.units and not _OF_A_SHARE.search(asked)
    # 多少案子 asks for no sum.
    things = bool(slot.noun) and not _OF_MONEY.search(asked)

    def fits(statement: Statement) -> bool:
        if things and number and statement.kinds == _SUM:
            return False
        share = statement.unit in SHARES and not (statement.end and not _DONE.search(asked))
        return has_unit(slot, statement) is not False and not (number and share)

    return bool(figures.inside) and not any(map(fits, figures.inside))


def better(span: Span, reading: QuoteReading) -> Span | None:
    """The one figure of the quote that counts more nearly what was asked than those in a span; None where not one does.

    Of 建房500套,已竣工320套 it is 320套 where 竣工了多少套 is asked.
    """
    if reading.kind not in _AMOUNTS or reading.row is not None:
        return None
    found = list(_rivals(_SpanFigures.of(span, reading)))
    return found[0].span if len(found) == 1 else None


def _another_measures(figures: _SpanFigures) -> bool:
    """Whether another figure of the quote counts more nearly what was asked: 审完几件 of 承办30件,已审结24件."""
    return any(_rivals(figures))


def _rivals(figures: _SpanFigures) -> Iterator[Statement]:
    """The figures of the quote that count more nearly what was asked than all those in the span."""
    slot = figures.slot
    rivals = (
        each
        for each in figures.found
        if each not in figures.inside
        and figures.reading.kind in each.kinds
        and each.end is slot.end
        and has_unit(slot, each) is not False
    )
    for rival in rivals if figures.inside else ():
        if all(_measures_more(rival, each, figures) for each in figures.inside):
            yield rival


def _of_another_thing(figures: _SpanFigures) -> bool:
    """Whether a figure of the same unit counts a thing that is asked for, which all that stands beside these lacks.

    Of 新建幼儿园3所,改扩建小学5所 neither answers 小学新建几所.
    """
    slot, inside = figures.slot, figures.inside
    others = [
        each
        for each in figures.found
        if each not in inside and each.unit == (inside[0].unit if inside else "") and figures.reading.kind in each.kinds
    ]
    return bool(inside) and any(
        len(word.text) > 1
        and not settles(word.text)
        and all(AskedWord(word.text).coverage(figures.context(each)) < _HARDLY for each in inside)
        and any(word.text in each.own for each in others)
        for word in slot.own_words
        if not any(word.text in scope for scope in slot.negated)
    )


def _of_a_part(figures: _SpanFigures) -> bool:
    """Whether a figure counts a part of a whole (其中农民工培训86人次) of whose name the question has nothing."""
    question = figures.reading.question
    terms = " ".join(term.text for _, expansion in question.expansions for term in expansion)
    known = f"{question.text} {question.context} {terms}"

    def is_named(statement: Statement) -> bool:
        own = [word for word in dictionary_words(_PART.sub("", statement.own)) if len(word) > 1]
        names = [word for word in own if word not in statement.around]
        return not names or any(2 * sum(char in known for char in word) >= len(word) for word in names)

    parts = [each for each in figures.inside if each.part]
    return bool(parts) and len(parts) == len(figures.inside) and not any(map(is_named, parts))


def _measures_more(other: Statement, chosen: Statement, figures: _SpanFigures) -> bool:
    """Whether one figure has a word of the question that the other lacks, and all of those that the other has."""
    slot = figures.slot
    held = [word for word in slot.own_words if _coverage(word, chosen.own, slot) >= _COVERED]
    whose = f"{other.own} {other.around}"
    return all(_coverage(word, whose, slot) >= _COVERED for word in held) and any(
        _coverage(word, other.own, slot) >= _COVERED
        # How a case ended is told beside its figure: 受理80件,已办结62件.
        and _lacks(chosen.own if settles(word.text) else figures.context(chosen), word, slot)
        for word in slot.own_words
        if not any(word.text in scope for scope in slot.negated)
    )


def _coverage(word: AskedWord, folded: str, slot: Slot) -> float:
    """How far a text has a word: in its own form, by a term, or as another word for the same result."""
    return 1.0 if is_linked(word.text, slot, folded) else word.coverage(folded)


def _lacks(folded: str, word: AskedWord, slot: Slot) -> bool:
    """Whether a text has hardly any of a word, of a long one none of its pairs: 公共服务 and 共设服务局 share one."""
    if len(word.text) < _LONG or word.text in folded:
        return _coverage(word, folded, slot) < _HARDLY
    named = is_linked(word.text, slot, folded) or any(term.text in folded for term in word.terms)
    pairs = bigrams(word.text)
    return not named and PARTLY * sum(pair in folded for pair in pairs) / len(pairs) < _HARDLY


def _not_of_the_act(figures: _SpanFigures) -> bool:
    """Whether a question asks how many something was done to (丢了几台) of which the figure's item says nothing."""
    asked, slot = _DONE.search(figures.asked), figures.slot
    if asked is None or slot.end or settles(asked["verb"]):
        return False
    verb = dictionary_words(asked["verb"])[-1:]
    if not verb or not _LIGHT.isdisjoint(verb[0]):
        return False
    terms = official_terms(figures.reading.question, verb[0])
    beside = [_NO_VERB.sub(" ", figures.context(each)) for each in figures.inside]
    return bool(beside) and not any(_speaks_of(verb[0], terms, slot, text) for text in beside)


def _speaks_of(verb: str, terms: Sequence[str], slot: Slot, folded: str) -> bool:
    folded = re.sub(rf"{re.escape(verb)}{_NOUN_BEHIND}", " ", folded)
    named = any(char in folded for char in verb) or any(term in folded for term in terms)
    return named or is_linked(verb, slot, folded) or tells_of(verb, folded)


def _of_another_level(figures: _SpanFigures) -> bool:
    """Whether a figure is that of another level than the one asked for: 省级清单几项 of 省级280项,市级66项."""
    asked = _levels(_ASKED_LEVELS, figures.asked)
    whose = (_levels(_LEVELS, each.own) or _levels(_LEVELS, figures.context(each)) for each in figures.inside)
    return bool(asked) and bool(figures.inside) and not any(asked & levels for levels in whose)


def _levels(pattern: re.Pattern[str], folded: str) -> set[str | None]:
    """The levels that a text names: the groups of a pattern."""
    return {match.lastgroup for match in pattern.finditer(folded)}


def _not_each(figures: _SpanFigures) -> bool:
    """Whether one figure would answer a question that asks for those of several things: 分别多少项."""
    return "分别" in figures.asked and len(figures.inside) == 1 and "各" not in figures.words


def _no_difference(figures: _SpanFigures) -> bool:
    """Whether a question asks by how much two things differ, which the figure does not tell: 比录音设备多几台."""
    return bool(_DIFFERENCE.search(figures.asked)) and not any(each.end is ChangeEnd.BY for each in figures.inside)
