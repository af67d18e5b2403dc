"""Role answers: the short answer to who, where, when, why and how, and whole lists, from the roles of a quote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from retrieval.answering.quote_reading import QuoteReading
from retrieval.statements.roles.coverage import Coverage
from retrieval.statements.roles.role_candidates import RoleCandidate
from retrieval.statements.roles.role_fit import nearly_same
from retrieval.statements.roles.role_slots import AskedRole, RoleSlot

# Fewer of the question's words than this in the clause of a filler make it that of another act.
_OF_THIS_ACT = 0.4
# The least weight of a short answer; how much of the act behind 谁 its clause must hold.
_LEAST = {
    AskedRole.DEED: 1.18,
    AskedRole.LIST: 0.95,
    AskedRole.NAMES: 0.95,
    AskedRole.NAME: 1.0,
    AskedRole.WHAT: 1.0,
}
_LEAST_OF_A_ROLE, _LEAST_OF_A_LIST, _MARGIN, _OF_THE_KIND = 0.55, 0.65, 0.1, 0.9
_LISTS = frozenset({AskedRole.LIST, AskedRole.NAMES, AskedRole.WHAT})
_ACT_COVERED, _SURELY_TOLD, _HARDLY_TOLD, _OF_THE_QUESTION = 0.3, 0.55, 0.3, 0.3
_ECHO, _HALF_ECHO = 0.95, 0.45
_DATE = re.compile(r"\d[年月日]|\d-\d")
_THINGS = frozenset({AskedRole.DEED, AskedRole.LIST, AskedRole.NAMES, AskedRole.NAME, AskedRole.WHAT})


def role_part(reading: QuoteReading, slot: RoleSlot) -> str:
    """The folded part of a quote that is read for a role."""
    return reading.text[slice(*Coverage.of(reading.question, slot, reading.rarity, ()).window(reading.text))]


def role_answer(reading: QuoteReading, slot: RoleSlot) -> str | None:
    """The filler of the asked role that surely answers, a slice of the quote; None where none does."""
    chosen = choose(reading.fillers, slot)
    return reading.raw[slice(*reading.folded.raw_span(*chosen.span))] if chosen else None


def date_answer(reading: QuoteReading, by_form: str | None) -> str | None:
    """The date of the asked act: one that its clause states or takes over, else the one found ``by_form``.

    None where the one found by its form belongs to the clause of another act.
    """
    found = [each for each in reading.fillers if _DATE.search(reading.text[slice(*each.span)])]
    best = max(found, key=lambda each: (each.features["act covered"], -each.span[0]), default=None)
    if best is None:
        return by_form
    held = max(best.features["clause covered"], best.features["act covered"])
    if held < _OF_THIS_ACT * best.features["sentence covered"]:
        return None
    return reading.raw[slice(*reading.folded.raw_span(*best.span))]


def choose(candidates: Sequence[RoleCandidate], slot: RoleSlot) -> RoleCandidate | None:
    """The candidate whose features speak most clearly for it; None where they do not speak clearly enough."""
    ranked = sorted(candidates, key=lambda each: (-weight_of(each, slot), each.span))
    if not ranked or weight_of(ranked[0], slot) < _least(ranked[0], slot):
        return None
    rivals = (weight_of(each, slot) for each in ranked[1:] if not nearly_same(each.span, ranked[0].span))
    if slot.asked is AskedRole.DEED and weight_of(ranked[0], slot) - max(rivals, default=0.0) < _MARGIN:
        return None
    return ranked[0]


def _least(candidate: RoleCandidate, slot: RoleSlot) -> float:
    """The least weight with which a candidate is given."""
    told = candidate.features
    asked_for = told["noun fits"] >= _OF_THE_KIND or told["count fits"] == 1
    if told["listed"] and told["by role"] and asked_for and slot.asked in _LISTS:
        return _LEAST_OF_A_LIST
    return _LEAST.get(slot.asked, _LEAST_OF_A_ROLE)


def weight_of(candidate: RoleCandidate, slot: RoleSlot) -> float:
    """How clearly the features of a candidate speak for it; 0 where one of them speaks against it."""
    told = candidate.features
    if _is_ruled_out(told, slot):
        return 0.0
    whole = told["sentence covered"] or 1.0
    act, clause = told["act covered"] / whole, told["clause covered"] / whole
    weight = 0.5 * told["told"] + 0.6 * min(told["told closely"], 0.6)
    if slot.asked is AskedRole.DEED:
        return weight + 0.2 * act + 0.3 * clause + 0.15 * told["predicate"]
    weight += 0.4 * (told["noun fits"] - 0.5) - 1.2 * max(told["echo"] - 0.5, 0.0)
    if slot.asked in _THINGS:
        return weight + 0.2 * act + 0.3 * clause + 0.5 * (told["count fits"] - 0.5)
    named = slot.act.strip() and told["asked act covered"] >= _OF_THE_KIND
    return weight + 0.5 * act + 0.2 * told["marker"] + (0.1 if named else 0.0)


def _is_ruled_out(told: Mapping[str, float], slot: RoleSlot) -> bool:
    """Whether a filler is of another act or kind than is asked for, or says only what the question says."""
    if told["asked act covered"] < _ACT_COVERED or not told["noun fits"]:
        return True
    if slot.asked in _THINGS and told["sentence covered"] < _OF_THE_QUESTION:
        return True
    if slot.asked is AskedRole.DEED:
        return False
    if told["echo"] > (_HALF_ECHO if slot.asked is AskedRole.MEANS else _ECHO):
        return True
    if slot.asked is AskedRole.MEANS and not told["by role"]:
        return told["told closely"] < _SURELY_TOLD
    return told["told"] < _HARDLY_TOLD and max(told["clause covered"], told["act covered"]) < _OF_THIS_ACT
