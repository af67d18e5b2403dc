"""Role drafts: questions for who, where, when, why, by what means, and for whole lists of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from retrieval.drafting.draft import DraftedFact
from retrieval.drafting.measured_things import is_balanced
from retrieval.models import Span
from retrieval.statements.roles.clauses import clauses_of
from retrieval.statements.roles.lists import lists_of
from retrieval.statements.roles.role_reading import Role, RoleKind, read_roles

_FORMS: Mapping[RoleKind, tuple[str, ...]] = {
    RoleKind.AGENT: ("谁{}", "哪个部门{}", "{}是哪个单位负责的"),
    RoleKind.PLACE: ("在哪{}", "在什么地方{}"),
    RoleKind.TIME: ("什么时候{}", "{}是哪天"),
    RoleKind.REASON: ("为什么{}", "{}是什么原因"),
    RoleKind.PURPOSE: ("为什么要{}", "{}的目的是什么"),
    RoleKind.MEANS: ("怎么{}", "用什么方式{}"),
}
_SHORTEST, _LONGEST, _LONGEST_FILLER = 4, 18, 30
_MOST_OF_SENTENCE = 8
# What a clause begins with that says nothing of the act.
_LEADING = re.compile(r"^(?:并|同时|还|也|已|先后|率先|积极|进一步|由|被|在|于|通过|为|对|共)+")
_FIGURE = re.compile(r"(?:共|约|近|达)?(?<![\d.,])\d[\d.,]*[万亿余多]*(?:[\u4e00-\u9fff]{1,2})?$")
_ACT = re.compile(r"[\u4e00-\u9fffA-Za-z·“”《》()-]+")


def role_drafts(folded: str) -> Iterator[DraftedFact]:
    """The drafts for the roles and lists of a folded sentence.

    >>> [(each.questions[0], each.short) for each in role_drafts("由区司法局牵头开展专项检查")]
    [('谁牵头开展专项检查', (1, 5))]
    """
    yielded = 0
    for role in read_roles(folded):
        act = _act_of(folded, role) if role.kind in _FORMS and not role.carried else ""
        if act and yielded < _MOST_OF_SENTENCE:
            yielded += 1
            asked = tuple(form.format(act) for form in _FORMS[role.kind])
            yield DraftedFact(_whole(role.act, role.span), role.span, asked, act)
    for listing in lists_of(folded):
        head = listing.head
        if listing.sure and _SHORTEST // 2 <= len(head) <= _LONGEST // 2:
            clause = clauses_of(folded)[listing.clause]
            asked = (f"{head}有哪些", f"都有什么{head}")
            yield DraftedFact(_whole((clause.start, clause.end), listing.span), listing.span, asked, head)


def _act_of(folded: str, role: Role) -> str:
    """The act of a role without what fills it and without its figure; empty where that makes no question."""
    start, end = role.act
    a, b = role.span
    if role.marker and folded[max(a - len(role.marker), 0) : a] == role.marker:
        a -= len(role.marker)
    act = folded[start:a] + folded[b:end] if start <= a and b <= end else folded[start:end]
    act = _FIGURE.sub("", _LEADING.sub("", act.strip()))
    fits = _SHORTEST <= len(act) <= _LONGEST and b - a <= _LONGEST_FILLER
    return act if fits and _ACT.fullmatch(act) and is_balanced(act) else ""


def _whole(one: Span, other: Span) -> Span:
    return min(one[0], other[0]), max(one[1], other[1])
