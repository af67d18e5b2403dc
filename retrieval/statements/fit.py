"""Fit: whether a statement can fill a slot, in polarity, change, qualifiers and unit, and how far its words agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from retrieval.statements.statement import AskedWord, ChangeEnd, Slot, Statement
from retrieval.text.answer_type import AnswerType
from retrieval.text.tokenization import dictionary_words, words

# 审完 and 审结, 考过 and 通过 share the verb alone.
_RESULT = re.compile(r"(?<=[\u4e00-\u9fff])(?:完|好|掉|成|上|到|过|了|着)(?:了|的)?\Z")
_SETTLED = re.compile(r"办结|结案|审结|结掉|了结|办完|审完|办理完毕|处理完|办好|完结|\A结了?\Z")
_LINKED, _LONGEST_WORD = 0.5, 6
SHARES = frozenset({"%", "‰", "百分点"})
"""The units of shares."""


def share_covered(asked: Sequence[AskedWord], folded: str) -> float:
    """How far a text has some words of a question, 0 to 1; 0 where there are none."""
    return sum(word.coverage(folded) for word in asked) / len(asked) if asked else 0.0


def is_linked(predicate: str, slot: Slot, folded: str) -> bool:
    """Whether a text speaks of a predicate of the question, in these or in other words.

    >>> from retrieval.text.answer_type import AnswerType
    >>> slot = Slot(AnswerType.COUNT, (), (), (), "")
    >>> is_linked("审完", slot, "已审结24件"), is_linked("办结", slot, "结案39件"), is_linked("退出", slot, "结案39件")
    (True, True, False)
    """
    core = _RESULT.sub("", predicate) or predicate
    if core in folded or (_SETTLED.search(predicate) and _SETTLED.search(folded)):
        return True
    inside = [word for word in slot.words if word.text in predicate]
    return share_covered(inside, folded) >= _LINKED


def settles(predicate: str) -> bool:
    """Whether a predicate says that a case came to its end, in one of many words.

    >>> settles("审完"), settles("受理")
    (True, False)
    """
    return bool(_SETTLED.search(predicate))


def negates(predicate: str, slot: Slot, scopes: Iterable[str]) -> bool:
    """Whether one of some negated scopes is about a predicate of the question."""
    return any(scope.startswith(predicate[:2]) or is_linked(predicate, slot, scope) for scope in scopes)


def negates_any(slot: Slot, scopes: Iterable[str]) -> bool:
    """Whether some negated scopes are about one of the predicates that a question negates."""
    reached = list(scopes)
    return any(negates(predicate, slot, reached) for predicate in slot.negated)


def polarity_agrees(slot: Slot, statement: Statement) -> bool:
    """Whether a figure counts what the question asks for, and not the others: 没办结 against 已办结62件."""
    own = statement.own
    for predicate in slot.negated:
        if is_linked(predicate, slot, own) and not negates(predicate, slot, statement.negated):
            return False
    if slot.negated:
        return True
    # What is negated right at the figure, and nowhere else beside it.
    return not any(
        sum(scope.count(word) for scope in statement.negated) >= own.count(word)
        for word in denied_words(slot, [statement])
    )


def denied_words(slot: Slot, found: Iterable[Statement]) -> list[str]:
    """The words of a question that asks for no negative which some figures have behind a negation.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.statements.number_slots import number_slot
    >>> from retrieval.statements.number_statements import number_statements
    >>> from retrieval.text.lexicon import Lexicon
    >>> slot = number_slot(analyse("参加培训的有多少人", (), Lexicon(), None))
    >>> denied_words(slot, number_statements("26人因病未参加"))
    ['参加']
    """
    if _meant_negative(slot):
        return []
    scopes = [scope for each in found for scope in each.negated]
    return [word.text for word in slot.words if any(_begins_with(scope, word.text) for scope in scopes)]


def _begins_with(scope: str, word: str) -> bool:
    """Whether what is negated begins with a word or with its second half: 不予|处罚 denies 行政处罚."""
    return scope.startswith(word) or (len(word) > 3 and scope.startswith(word[2:]))


def _meant_negative(slot: Slot) -> bool:
    """Whether a lay word of the question stands for a term with a negation: 免罚 for 不予处罚."""
    return any(term.text[0] in "不未无非没" for word in slot.words for term in word.terms)


def end_agrees(slot: Slot, statement: Statement) -> bool:
    """Whether a figure is the end of a change that is asked for; where none is asked for, any but its beginning."""
    match slot.end:
        case None:
            return statement.end is not ChangeEnd.FROM
        case ChangeEnd.BY:
            return statement.end is ChangeEnd.BY
        case ChangeEnd.TO:
            return statement.end in (ChangeEnd.TO, None)
        case ChangeEnd.FROM:
            return statement.end is ChangeEnd.FROM


def direction_agrees(slot: Slot, statement: Statement) -> bool:
    """Whether a figure does not move against the direction that is asked for."""
    return slot.direction is None or statement.direction in (None, slot.direction)


def is_excluded(slot: Slot, statement: Statement) -> bool:
    """Whether a figure counts what the question leaves out: 除了行政许可."""
    return any(is_linked(name, slot, statement.own) for name in slot.excluded)


def qualifiers_agree(slot: Slot, statement: Statement) -> bool:
    """Whether a figure is a mean or a part of what is measured just where the question asks for such: 人均, 首批."""
    named = f"{statement.own} {statement.around}"
    return statement.qualifiers <= slot.qualifiers and all(each in named for each in slot.qualifiers)


def is_allowed(slot: Slot, statement: Statement) -> bool:
    """Whether nothing speaks against that a statement fills a slot."""
    return (
        polarity_agrees(slot, statement)
        and direction_agrees(slot, statement)
        and end_agrees(slot, statement)
        and qualifiers_agree(slot, statement)
        and not is_excluded(slot, statement)
    )


def has_unit(slot: Slot, statement: Statement) -> bool | None:
    """Whether a figure has the unit asked for; None where none is, that of a date, or 个, which counts anything."""
    asked = [each for unit in slot.units if unit != ("个",) for each in unit]
    if slot.kind is AnswerType.DATE:
        return None
    if not asked:
        return False if slot.units and statement.unit in SHARES else None
    behind = dictionary_words(statement.noun[:_LONGEST_WORD])[:1]
    return any(each in statement.unit or each in behind for each in asked)


def noun_stands_beside(slot: Slot, statement: Statement) -> bool:
    """Whether the noun that a question counts stands at the figure: 几个部门 and 19个行政执法部门."""
    if not slot.noun:
        return False
    near = words(statement.noun[:12])[:3] + words(statement.measured[-12:])[-2:]
    return any(word in near for word in words(slot.noun))
