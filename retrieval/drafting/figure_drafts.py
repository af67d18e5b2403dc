"""Figure drafts: questions for the figures of a sentence: how many, how much, what share, since when, how long."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.drafting.draft import DraftedFact
from retrieval.drafting.measured_things import MeasuredThing, measured_thing
from retrieval.drafting.question_forms import count_questions
from retrieval.models import Span
from retrieval.statements.number_statements import number_statements
from retrieval.statements.statement import Direction, Statement
from retrieval.text.answer_type import AnswerType

_MOST_OF_SENTENCE = 12
_CHANGED = {Direction.UP: ("增长", "多了", "涨了"), Direction.DOWN: ("下降", "少了", "降了")}


def figure_drafts(folded: str) -> Iterator[DraftedFact]:
    """The drafts for the figures of a folded sentence, in order.

    >>> [each.questions[0] for each in figure_drafts("全年受理复议申请50件,其中维持30件,热线办理量同比下降3.4%")]
    ['受理了多少件复议申请', '复议申请里维持的有多少件', '热线办理量下降了多少']
    """
    whole: MeasuredThing | None = None
    for statement in number_statements(folded)[:_MOST_OF_SENTENCE]:
        found = measured_thing(statement)
        if found is None:
            continue
        questions = tuple(dict.fromkeys(_questions(statement, found, whole)))
        if not statement.part and statement.direction is None and found.thing:
            whole = found
        if questions:
            yield DraftedFact(_anchor(folded, statement), statement.span, questions, found.thing or found.verb)


def _questions(statement: Statement, found: MeasuredThing, whole: MeasuredThing | None) -> Iterator[str]:
    verb, thing, unit = found.verb, found.thing, _unit(statement)
    if statement.direction is not None:
        changed, more, lay = _CHANGED[statement.direction]
        yield from (
            f"{thing or verb}{changed}了多少",
            f"{thing or verb}比去年{more}多少",
            f"{thing or verb}{lay}百分之几",
        )
    elif AnswerType.MONEY in statement.kinds:
        yield from (f"{thing or verb}是多少钱", f"{verb}{thing}多少钱", f"{thing or verb} 金额")
    elif AnswerType.PERCENT in statement.kinds:
        yield from (f"{thing or verb}是百分之几", f"{thing or verb}达到多少", f"{thing or verb} 比例")
    elif AnswerType.DATE in statement.kinds:
        yield from (f"{verb}{thing}是什么时候", f"哪天{verb}{thing}", f"{verb}{thing} 时间")
    elif AnswerType.DURATION in statement.kinds:
        yield from (f"{verb}{thing}要多久", f"{verb}{thing}多长时间", f"{verb}{thing} 期限")
    elif statement.part and whole:
        part = (verb or thing).removeprefix("其中")
        yield from (f"{whole.thing}里{part}的有多少{unit}", f"{part}的{whole.thing}有几{unit}")
    elif verb and thing:
        forms = count_questions(verb, thing, unit, f"{verb}了", thing)
        yield from (forms[0], forms[1], forms[6], forms[5])
    elif thing:
        yield from (f"{thing}有多少{unit}", f"一共有几{unit}{thing}", f"{thing} 数量")
    else:
        yield from (f"{verb}了多少{unit}", f"{verb} 数量")


def _unit(statement: Statement) -> str:
    return statement.unit if len(statement.unit) <= 2 else ""


def _anchor(folded: str, statement: Statement) -> Span:
    """The item of a figure, up to the end of the figure at least; with what it leans on where it inherits that."""
    start, end = statement.item
    while start < end and folded[start].isspace():
        start += 1
    return start, max(end, statement.span[1])
