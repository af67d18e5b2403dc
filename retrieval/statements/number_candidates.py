"""Number candidates: the figures of a quote that may be the short answer to a question, each with features.

Every feature is a float from 0 to 1 by name; the more speaks for a candidate, the higher, but for those whose name says
the opposite. Whoever weighs them decides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.statements.fit import (
    direction_agrees,
    end_agrees,
    has_unit,
    is_allowed,
    is_excluded,
    noun_stands_beside,
    polarity_agrees,
    share_covered,
)
from retrieval.statements.number_slots import number_slot
from retrieval.statements.number_statements import number_statements
from retrieval.statements.statement import ChangeEnd, Slot, Statement
from retrieval.text.answer_type import NUMERIC

_NEUTRAL = 0.5


@dataclass(frozen=True, slots=True)
class NumberCandidate:
    """A figure by its span in the folded quote, and what speaks for and against it."""

    span: Span
    statement: Statement
    features: Mapping[str, float]


def number_candidates(
    folded: str, question: Question, facts: Sequence[tuple[Span, float]] = ()
) -> tuple[NumberCandidate, ...]:
    """The figures of a folded quote that can answer a question of its kind, in order.

    ``facts`` are spans of the quote that staff marked as short answers, with how well the question fits each.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.text.lexicon import Lexicon
    >>> asked = analyse("减轻处罚案件有几件", (), Lexicon(), None)
    >>> found = number_candidates("不予处罚案件126件;减轻处罚案件164件", asked)
    >>> [(each.features["own coverage"] > 0.9, each.features["polarity agrees"]) for each in found]
    [(False, 0.0), (True, 1.0)]
    """
    slot, found = number_slot(question), number_statements(folded)
    # How much something changed may be told in any unit.
    any_kind = slot.kind not in NUMERIC or slot.end is ChangeEnd.BY
    fitting = [each for each in found if any_kind or slot.kind in each.kinds]
    most = max((fit for _, fit in facts), default=0.0) or 1.0
    own = [share_covered(slot.words, each.own) for each in fitting]
    told = [_fact(each.span, facts) / most for each in fitting]
    rival, better_told, whole = _best_other(own), _best_other(told), share_covered(slot.words, folded)
    made = []
    for at, statement in enumerate(fitting):
        features = _features(slot, statement) | {
            "own coverage": own[at],
            "head coverage": share_covered(slot.words, statement.head),
            "sentence coverage": whole,
            "margin": min(max(own[at] - rival[at] + _NEUTRAL, 0.0), 1.0),
            "staff": told[at],
            "staff elsewhere": better_told[at],
            "only one": 1.0 / len(fitting),
        }
        made.append(NumberCandidate(statement.span, statement, features))
    return tuple(made)


def _features(slot: Slot, statement: Statement) -> dict[str, float]:
    unit = has_unit(slot, statement)
    whose = f"{statement.own} {statement.around}"
    unasked = statement.qualifiers - slot.qualifiers
    return {
        "context coverage": share_covered(slot.words, whose),
        "own words coverage": share_covered(slot.own_words, statement.own),
        "least covered word": min((word.coverage(whose) for word in slot.own_words), default=0.0),
        "unit": _NEUTRAL if unit is None else float(unit),
        "asked noun adjacent": float(noun_stands_beside(slot, statement)) if slot.noun else _NEUTRAL,
        "polarity agrees": float(polarity_agrees(slot, statement)),
        "direction agrees": float(direction_agrees(slot, statement)),
        "direction unasked": float(statement.direction is not None and slot.direction is None),
        "end agrees": float(end_agrees(slot, statement)),
        "qualifier unasked": float(bool(unasked)),
        "qualifier absent": float(any(each not in whose for each in slot.qualifiers)),
        "excluded": float(is_excluded(slot, statement)),
        "part of a whole": float(statement.part),
        "plan agrees": float(statement.planned == slot.planned),
        "fits": float(is_allowed(slot, statement)),
    }


def _best_other(shares: Sequence[float]) -> list[float]:
    """For each of some shares the greatest of the others.

    >>> _best_other([0.2, 0.9, 0.5]), _best_other([0.4])
    ([0.9, 0.5, 0.9], [0.0])
    """
    first, second, *_ = [*sorted(shares, reverse=True), 0.0, 0.0]
    return [second if share == first else first for share in shares]


def _fact(span: Span, facts: Sequence[tuple[Span, float]]) -> float:
    """How well the question fits the best fact whose short answer holds the figure or stands in it."""
    return max(
        (fit for (a, b), fit in facts if (a <= span[0] and span[1] <= b) or (span[0] <= a and b <= span[1])),
        default=0.0,
    )


def is_stated(candidate: NumberCandidate) -> bool:
    """Whether a figure may answer by its features alone: nothing speaks against it, and its words are those asked."""
    told = candidate.features
    return bool(told["fits"]) and (told["unit"] > 0 or told["staff"] > 0)


def stated(scores: Mapping[Span, float], numbers: Sequence[NumberCandidate]) -> dict[Span, float]:
    """The scored spans without those that hold a figure which may not answer."""
    starts = [each.span[0] for each in numbers if not is_stated(each)]
    return {
        span: score for span, score in scores.items() if bisect_left(starts, span[1]) == bisect_left(starts, span[0])
    }


def best_fit(folded: str, question: Question) -> float:
    """How far the figure of a folded sentence that fits best measures what a question asks for, 0 to 1.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.text.lexicon import Lexicon
    >>> asked = analyse("信息归集了多少", (), Lexicon(), None)
    >>> best_fit("归集信息21条", asked) > best_fit("明确2219项信息的归集规范", asked)
    True
    """
    fitting = (each for each in number_candidates(folded, question) if is_stated(each))
    return max((each.features["head coverage"] for each in fitting), default=0.0)


def remaining_parts(folded: str, slot: Slot) -> Span | None:
    """The parts of a whole but for those that a question leaves out, where they stand together; else None.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.text.lexicon import Lexicon
    >>> text = "保留事项189项,其中许可144项,确认4项,征收1项。"
    >>> text[slice(*remaining_parts(text, number_slot(analyse("除了许可还有哪些", (), Lexicon(), None))))]
    '确认4项,征收1项'
    """
    parts = [each for each in number_statements(folded) if each.part]
    kept = [at for at, each in enumerate(parts) if not is_excluded(slot, each)]
    if not slot.excluded or not kept or len(kept) == len(parts) or kept[-1] - kept[0] + 1 != len(kept):
        return None
    start = parts[kept[0]].item[0]
    return start + folded[start:].startswith("其中") * 2, parts[kept[-1]].span[1]
