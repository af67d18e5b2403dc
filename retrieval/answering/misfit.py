"""Misfit: where the best sentence speaks of what was asked and cannot fill the slot that the question wants.

What the sentence denies is answered with the denial, what it says the other way round with that, what holds of all with
the words that say so. The rest of a whole, or a change, that it does not state is not stated: nothing is computed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.models import Lack, Quote, Reason, Span
from retrieval.question.analysis import Question
from retrieval.statements.change import asked_change, change_word
from retrieval.statements.fit import denied_words, has_unit, is_linked, negates, share_covered
from retrieval.statements.number_slots import asks_quantity, number_slot
from retrieval.statements.number_statements import number_statements
from retrieval.statements.polarity import asked_negations, denials, negations, universals
from retrieval.statements.statement import ChangeEnd, Direction, Slot, Statement
from retrieval.text.answer_type import AnswerType
from retrieval.text.normalization import FoldedText
from retrieval.text.tokenization import words

# How far the words of a denial must be those of the question, and those of a question those of a statement.
_DENIED, _OF_ALL, _MEASURED = 0.5, 0.3, 0.3
_ELSEWHERE = 0.5
# 新增岗位300个 states how many were added.
_NEW = re.compile(r"新增|新建|新设|增设|增补|新招")
_MANNER = frozenset({AnswerType.WHY, AnswerType.HOW})


@dataclass(frozen=True, slots=True)
class Misfit:
    """What takes the place of a short answer: words of the folded sentence (``span``), or a reason for none."""

    span: Span | None = None
    reason: Reason | None = None

    @property
    def lacks(self) -> bool:
        """Whether the sentence does not state what was asked, nor the contrary."""
        return self.reason is not None and self.span is None

    def words(self, quote: Quote) -> str | None:
        """The words of the quote that take the place of a short answer."""
        if not self.span:
            return None
        start, end = FoldedText.of(quote.text).raw_span(*self.span)
        return quote.text[start:end]


FITS = Misfit()


def misfit(question: Question, folded: str, known: Sequence[str] = ()) -> Misfit | None:
    """What a folded sentence says instead of filling the slot of a question; None where nothing speaks against that.

    ``known`` are the questions much like this one that staff have tied to the sentence.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.text.lexicon import Lexicon
    >>> text = "受理复议80件,已办结62件,未发生逾期案件,热线办理量同比下降12.5%。"
    >>> asked = ("发生了几件逾期案件", "热线办理量增长了多少", "还有多少件复议没办结", "受理复议多少件")
    >>> found = [misfit(analyse(each, (), Lexicon(), None), text) for each in asked]
    >>> [text[slice(*each.span)] for each in found[:2]], str(found[2].reason.lack), found[3]
    (['未发生逾期案件', '同比下降12.5%'], 'complement', None)
    """
    slot = number_slot(question)
    found = number_statements(folded)
    return (
        _denied(question, slot, folded)
        or (_of_all_or_the_rest(slot, folded, found, known) if asks_quantity(question) else None)
        or (_only_the_others(slot, found) if asks_quantity(question) else None)
        or _other_change(slot, folded, found, known)
    )


def _denied(question: Question, slot: Slot, folded: str) -> Misfit | None:
    """The denial of what the question takes for granted: 败诉了几件 and 未有败诉案件."""
    if slot.negated and question.kind in _MANNER:
        return None
    best, most = None, 0.0
    for denial in denials(folded):
        rest = folded[: denial.start] + " " + folded[denial.end :]
        inner = bool(negations(denial.denied))
        if bool(slot.negated) != inner and not any(negates(each, slot, (denial.denied,)) for each in slot.negated):
            if slot.negated or inner:
                continue
        content = words(denial.denied)
        weights = [_ELSEWHERE if word in rest else 1.0 for word in content]
        covered = [max((asked.coverage(word) for asked in slot.words), default=0.0) for word in content]
        named = [
            max(each, *(asked.coverage(denial.denied) * (word in t.text) for asked in slot.words for t in asked.terms), 0.0)
            for each, word in zip(covered, content, strict=True)
        ]
        mass = sum(weights) + inner
        share = (sum(w * c for w, c in zip(weights, named, strict=True)) + inner) / mass if mass else 0.0
        if share >= _DENIED and share > most:
            best, most = denial, share
    return Misfit((best.start, best.end)) if best else None


def _of_all_or_the_rest(
    slot: Slot, folded: str, found: Sequence[Statement], known: Sequence[str]
) -> Misfit | None:
    """What is asked of those that are not: all are, or the sentence counts only those that are."""
    if not slot.negated or any(asked_negations(each) for each in known):
        return None
    asked = slot.negated[-1]
    scopes = [each.scope for each in negations(folded)]
    if any(negates(each, slot, scopes) for each in slot.negated):
        return None
    counted = [each for each in found if any(is_linked(predicate, slot, each.own) for predicate in slot.negated)]
    partial = max((share_covered(slot.words, each.own) for each in counted), default=0.0)
    best, most = None, max(partial, _OF_ALL)
    for universal in universals(folded):
        share = share_covered(slot.words, folded[slice(*universal.item)])
        if share >= most:
            best, most = universal, share
    if best:
        return Misfit((best.start, best.end))
    if counted or (slot.remainder and found):
        return Misfit(reason=Reason(Lack.COMPLEMENT, asked))
    return None


def _only_the_others(slot: Slot, found: Sequence[Statement]) -> Misfit | None:
    """What is asked of those that are, while the sentence counts only those that are not: 26人未参加."""
    if slot.negated:
        return None
    fitting = [each for each in found if has_unit(slot, each) is not False and slot.kind in each.kinds]
    denied = [each for each in fitting if denied_words(slot, each)]
    if slot.units and denied and len(denied) == len(fitting):
        return Misfit(reason=Reason(Lack.COMPLEMENT, denied_words(slot, denied[0])[0]))
    return None


def _other_change(slot: Slot, folded: str, found: Sequence[Statement], known: Sequence[str]) -> Misfit | None:
    """A change the other way round, or one of which the sentence states another end than the question asks for."""
    if slot.end is None:
        return None
    asked = slot.words
    about = [each for each in found if share_covered(asked, each.own) >= _MEASURED]
    changed = [each for each in about if each.direction]
    if changed:
        best = max(changed, key=lambda each: (share_covered(asked, each.own), each.direction == slot.direction))
        if slot.direction and best.direction is not slot.direction:
            lack = Lack.WENT_UP if best.direction is Direction.UP else Lack.WENT_DOWN
            return Misfit(change_word(folded, best.span), Reason(lack))
        return _other_end(slot, about)
    if not about or any(_NEW.search(each.own) for each in about) or any(asked_change(each) == (slot.direction, slot.end) for each in known):
        return None
    return Misfit(reason=Reason(Lack.CHANGE)) if slot.end is ChangeEnd.BY else None


def _other_end(slot: Slot, about: Sequence[Statement]) -> Misfit | None:
    ends = {each.end for each in about}
    if slot.end in ends:
        return None
    if slot.end is ChangeEnd.BY:
        return Misfit(reason=Reason(Lack.DIFFERENCE))
    return Misfit(reason=Reason(Lack.LEVEL)) if ends <= {ChangeEnd.BY} else None
