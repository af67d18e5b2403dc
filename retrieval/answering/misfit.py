"""Misfit: where the best sentence speaks of what was asked and cannot fill the slot that the question wants.

What the sentence denies is answered with the denial, what it says the other way round with that, what holds of all with
the words that say so. The rest of a whole, or a change, that it does not state is not stated: nothing is computed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.models import Lack, Reason, Span
from retrieval.question.analysis import Question
from retrieval.statements.change import asked_change, change_word, unchanged
from retrieval.statements.fit import denied_words, has_unit, is_excluded, is_linked, negates_any, share_covered
from retrieval.statements.number_candidates import remaining_parts
from retrieval.statements.number_slots import asks_quantity, number_slot
from retrieval.statements.number_statements import number_statements
from retrieval.statements.polarity import asked_negations, denials, is_negated, negations, universals
from retrieval.statements.statement import ChangeEnd, Direction, Slot, Statement
from retrieval.text.answer_type import NUMERIC, AnswerType
from retrieval.text.normalization import FoldedText
from retrieval.text.tokenization import words

# How far the words of a denial must be those of the question, and those of a question those of a statement.
_DENIED, _OF_ALL, _OF_ALL_SURELY, _MEASURED = 0.5, 0.3, 1.3, 0.3
_ELSEWHERE, _NAMED, _SURE = 0.5, 0.5, 0.75
# What may be said of anything tells little of what is denied.
_GENERAL, _ANY = frozenset("案件 情况 问题 现象 事件 行为 事项 人员 单位 部门".split()), 0.2
# 新增岗位300个 states how many were added.
_NEW = re.compile(r"新增|新建|新设|增设|增补|新招")
# 未废止仅修改的 asks for those that are.
_ONLY = re.compile(r"[仅只](?:是|作|做|有)?[\u4e00-\u9fff]{2}")
# What is not done is what a sanction is for: 不戴头盔罚多少.
_ASKS_SANCTION = re.compile(
    r"罚款?(?:多少|几|什么|啥|吗|不罚|怎么|标准)|[扣记](?:多少|几)分"
    r"|(?:怎么|如何|咋|会|要|被|挨|得|该)(?:被|挨)?(?:罚|处罚|处分|拘留)"
)
_LEFT = re.compile(r"剩余|剩下|余下|其余|其他|其它|别的")
_EACH = re.compile(r"各|分别|哪")
_MANNER = frozenset({AnswerType.WHY, AnswerType.HOW})


@dataclass(frozen=True, slots=True)
class Misfit:
    """What takes the place of a short answer: words of the folded sentence (``span``), or a reason for none.

    ``sure``: the words settle the question, however little else of it the sentence has.
    """

    span: Span | None = None
    reason: Reason | None = None
    sure: bool = False

    @property
    def lacks(self) -> bool:
        """Whether the sentence does not state what was asked, nor the contrary."""
        return self.reason is not None and self.span is None

    def words(self, folded: FoldedText, raw: str) -> str | None:
        """The words of the raw sentence that take the place of a short answer."""
        return raw[slice(*folded.raw_span(*self.span))] if self.span else None


FITS = Misfit()


@dataclass(frozen=True, slots=True)
class TiedQuestions:
    """The questions that staff tied to a sentence: all of them, and those much like the one that is asked."""

    every: Sequence[str] = ()
    alike: Sequence[str] = ()


def misfit(question: Question, folded: str, tied: TiedQuestions = TiedQuestions()) -> Misfit | None:
    """What a folded sentence says instead of filling the slot of a question; None where nothing speaks against that.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.text.lexicon import Lexicon
    >>> text = "受理复议80件,已办结62件,未发生逾期案件,热线办理量同比下降12.5%。"
    >>> asked = ("发生了几件逾期案件", "热线办理量增长了多少", "还有多少件复议没办结", "受理复议多少件")
    >>> found = [misfit(analyse(each, (), Lexicon(), None), text) for each in asked]
    >>> [text[slice(*each.span)] for each in found[:2]], str(found[2].reason.lack), found[3]
    (['未发生逾期案件', '同比下降12.5%'], 'complement', None)
    """
    slot, found = number_slot(question), number_statements(folded)
    of_the_rest = slot.remainder and bool(slot.negated) and question.kind is AnswerType.YES_NO
    quantity = (
        _all_but(question, slot, folded)
        or _total_without(slot, folded, found)
        or _of_all_or_the_rest(question, slot, folded, found, tied)
        or _only_the_others(slot, folded, found, tied)
        if asks_quantity(question) or of_the_rest
        else None
    )
    return (
        _denied(question, slot, folded)
        or quantity
        or _other_change(slot, folded, found, tied)
        or _something_else(question, slot, folded, tied)
    )


def _denied(question: Question, slot: Slot, folded: str) -> Misfit | None:
    """The denial of what the question takes for granted: 败诉了几件 and 未有败诉案件."""
    if slot.negated and question.kind in _MANNER:
        return None
    best, most = None, 0.0
    for denial in denials(folded):
        # 没有不执行的情况 denies a negative.
        twice = bool(negations(denial.denied))
        if twice != bool(slot.negated) and not negates_any(slot, (denial.denied,)):
            continue
        rest = folded[: denial.start] + " " + folded[denial.end :]
        mass, named = float(twice), float(twice)
        for word in words(denial.denied):
            weight = _ANY if word in _GENERAL else _ELSEWHERE if word in rest else 1.0
            mass += weight
            named += weight * max((asked.names(word) for asked in slot.words), default=0.0)
        if mass and named / mass >= max(_DENIED, most):
            best, most = denial, named / mass
    return Misfit((best.start, best.end), sure=True) if best else None


def _all_but(question: Question, slot: Slot, folded: str) -> Misfit | None:
    """The other parts of a whole, where the question leaves one out: 除了许可还有哪些."""
    lists = slot.kind is AnswerType.LIST or _EACH.search(question.text)
    rest = remaining_parts(folded, slot) if lists else None
    return Misfit(rest, sure=True) if rest else None


def _total_without(slot: Slot, folded: str, found: Sequence[Statement]) -> Misfit | None:
    """How many are left of a whole without one of its parts, where several others are counted: nothing is computed."""
    parts = [each for each in found if each.part]
    left = [each for each in parts if not is_excluded(slot, each)]
    if slot.kind not in NUMERIC or len(left) == len(parts) or len(left) == 1:
        return None
    return Misfit(reason=Reason(Lack.COMPLEMENT, f"除{slot.excluded[0]}外"))


def _of_all_or_the_rest(
    question: Question, slot: Slot, folded: str, found: Sequence[Statement], tied: TiedQuestions
) -> Misfit | None:
    """What is asked of those that are not: all are, or the sentence counts only those that are."""
    if not slot.negated or _ONLY.search(question.text) or any(asked_negations(each) for each in tied.alike):
        return None
    if _ASKS_SANCTION.search(question.text):
        return None
    if negates_any(slot, [each.scope for each in negations(folded)]):
        return None

    def linked(text: str) -> bool:
        return any(is_linked(predicate, slot, text) for predicate in slot.negated)

    counted = any(linked(each.own) for each in found)
    best, most = None, _OF_ALL
    for universal in universals(folded):
        item = folded[slice(*universal.item)]
        share = share_covered(slot.words, item) + linked(item)
        if share >= most and (linked(item) or not counted):
            best, most = universal, share
    if best:
        return Misfit(best.except_for or (best.start, best.end), sure=most >= _OF_ALL_SURELY)
    if counted or (found and (slot.remainder or linked(folded))):
        return Misfit(reason=Reason(Lack.COMPLEMENT, _last_negative(question.text)))
    return None


def _last_negative(text: str) -> str:
    """The last negative of a question, with its negating word."""
    last = asked_negations(text)[-1]
    return text[last.start : last.stop]


def _only_the_others(slot: Slot, folded: str, found: Sequence[Statement], tied: TiedQuestions) -> Misfit | None:
    """What is asked of those that are, while the sentence counts only those that are not: 26人未参加."""
    if slot.negated or tied.alike:
        return None
    of_unit = [each for each in found if has_unit(slot, each)]
    alone = bool(of_unit) and all(denied_words(slot, [each]) for each in of_unit)
    reach = negations(folded)
    for word in denied_words(slot, found):
        if alone or is_negated(word, folded, reach):
            return Misfit(reason=Reason(Lack.COMPLEMENT, word))
    return None


def _other_change(slot: Slot, folded: str, found: Sequence[Statement], tied: TiedQuestions) -> Misfit | None:
    """A change the other way round, or one of which the sentence states another end than the question asks for."""
    if slot.end is None:
        return None
    asked = slot.words
    about = [each for each in found if share_covered(asked, each.own) >= _MEASURED]
    changed = [each for each in about if each.direction]
    if changed:
        best = max(changed, key=lambda each: (share_covered(asked, each.own), each.direction == slot.direction))
        sure = share_covered(asked, best.own) >= _SURE
        if slot.direction and best.direction is not slot.direction:
            lack = Lack.WENT_UP if best.direction is Direction.UP else Lack.WENT_DOWN
            return Misfit(change_word(folded, best.span), Reason(lack), sure)
        return _asked_end(slot, about)
    for at in unchanged(folded):
        if share_covered(asked, folded[slice(*at.item)]) >= _MEASURED:
            return Misfit((at.start, at.end), Reason(Lack.UNCHANGED), sure=True)
    said_so = any(asked_change(each) == (slot.direction, slot.end) for each in tied.alike)
    if not about or said_so or any(_NEW.search(each.own) for each in about):
        return None
    return Misfit(reason=Reason(Lack.CHANGE)) if slot.end is ChangeEnd.BY else None


def _something_else(question: Question, slot: Slot, folded: str, tied: TiedQuestions) -> Misfit | None:
    """A follow-up for a figure of what the sentence does not speak of: it has the thing asked before it alone."""
    if not question.context or slot.kind not in NUMERIC:
        return None
    if (left := _LEFT.match(question.text)) and left[0] not in folded:
        return Misfit(reason=Reason(Lack.COMPLEMENT, left[0]))
    named = [word for word in slot.own_words if len(word.text) > 1]
    if not named:
        return None
    texts = (folded, *tied.every)
    if any(word.coverage(text) >= _NAMED for word in named for text in texts):
        return None
    return Misfit(reason=Reason(Lack.UNSURE))


def _asked_end(slot: Slot, about: Sequence[Statement]) -> Misfit | None:
    """The figure of the asked end of a change, where one alone is that of all that is asked; else what is lacking."""
    at_end = [each for each in about if each.end is slot.end and has_unit(slot, each) is not False]
    if len(at_end) == 1 and share_covered(slot.words, at_end[0].own) >= _SURE:
        return Misfit(at_end[0].span, sure=True)
    ends = {each.end for each in about}
    if slot.end in ends:
        return None
    if slot.end is ChangeEnd.BY:
        return Misfit(reason=Reason(Lack.DIFFERENCE))
    return Misfit(reason=Reason(Lack.LEVEL)) if ends <= {ChangeEnd.BY} else None
