"""Role candidates: the phrases of a sentence that fill the role which a question asks for, each with its features.

A filler counts by how far the part of its clause that it belongs to covers the question: by its words, by lexicon
terms, and by the phrasings that staff wrote of that part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept, concepts_of
from retrieval.statements.respectively import share_of
from retrieval.statements.roles.clauses import clauses_around, clauses_of
from retrieval.statements.roles.coverage import Coverage, echo
from retrieval.statements.roles.lists import Listing, lists_of
from retrieval.statements.roles.role_fit import fills, is_predicate, nearly_same, noun_fits
from retrieval.statements.roles.role_reading import Role, RoleKind, read_roles
from retrieval.statements.roles.role_slots import AskedRole, RoleSlot
from retrieval.statements.staff_fact import StaffFact

_KINDS: Mapping[AskedRole, tuple[tuple[RoleKind, float], ...]] = {
    AskedRole.WHO: ((RoleKind.AGENT, 1.0),),
    AskedRole.COUNTERPART: ((RoleKind.COUNTERPART, 1.0),),
    AskedRole.WHERE: ((RoleKind.PLACE, 1.0),),
    AskedRole.WHEN: ((RoleKind.TIME, 1.0),),
    AskedRole.REASON: ((RoleKind.REASON, 1.0),),
    AskedRole.PURPOSE: ((RoleKind.PURPOSE, 1.0), (RoleKind.RESULT, 0.6)),
    AskedRole.RESULT: ((RoleKind.RESULT, 1.0), (RoleKind.PURPOSE, 0.5)),
    AskedRole.MEANS: ((RoleKind.MEANS, 1.0), (RoleKind.PLACE, 0.4)),
}
_POSITIONAL, _CARRIED = 0.7, 0.4
_AGENCY = r"(?:部门|机关|机构|单位|委员会|政府|局|委|厅|部)"
_TOGETHER = re.compile(rf"(?:会同|联合|商)[\u4e00-\u9fff]{{0,24}}?{_AGENCY}(?:、[\u4e00-\u9fff]{{1,12}}?{_AGENCY})*")
_LISTED = frozenset({AskedRole.LIST, AskedRole.NAME, AskedRole.NAMES, AskedRole.WHAT})


@dataclass(frozen=True, slots=True)
class RoleCandidate:
    """A span of a folded sentence that may be the short answer, with features from 0 to 1 by name."""

    span: Span
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Filler:
    """A span that fills the asked role: the part of the sentence that it belongs to, and how clear its mark is.

    ``does`` is what an agent does. ``by_role``: the grammar found it; else staff marked it, and nothing speaks
    against it.
    """

    span: Span
    act: Span
    marker: float
    does: Span | None = None
    by_role: bool = True


@dataclass(frozen=True)
class RoleReader:
    """Reads sentences for one question and the role that it asks for; ``rarity`` weighs its concepts."""

    question: Question
    slot: RoleSlot
    rarity: Callable[[str], float]

    def candidates(self, folded: str, told: Sequence[StaffFact] = ()) -> list[RoleCandidate]:
        """The fillers of the asked role in a folded sentence, in order; those that merely repeat the question too.

        >>> from retrieval.text.lexicon import Lexicon
        >>> from retrieval.question.analysis import analyse
        >>> asked = analyse("宣讲是谁组织的", (), Lexicon(), None)
        >>> text = "县司法局组织宣讲9场,由县财政局保障经费"
        >>> found = RoleReader(asked, RoleSlot(AskedRole.WHO, "宣讲"), lambda text: 1.0).candidates(text)
        >>> [(text[slice(*each.span)], each.features["act covered"]) for each in found]
        [('县司法局', 1.0), ('县财政局', 0.0)]
        """
        start, end = Coverage.of(self.question, self.slot, self.rarity, told).window(folded)
        inside = [each for each in (_moved(fact, -start) for fact in told) if each.span[0] >= 0]
        found = self._read(folded[start:end], inside if start else told)
        return [RoleCandidate((a + start, b + start), found[a, b]) for a, b in sorted(found)]

    def _read(self, folded: str, told: Sequence[StaffFact]) -> dict[Span, dict[str, float]]:
        """The features of the fillers of a sentence, or of a part of one, by their spans."""
        cover = Coverage.of(self.question, self.slot, self.rarity, told)
        found = dict[Span, dict[str, float]]()
        for filler in self._by_role(folded):
            features = self._features(folded, filler, cover, told)
            if filler.span not in found or _of_act(features) > _of_act(found[filler.span]):
                found[filler.span] = features
        for filler in self._by_staff(folded, told):
            found.setdefault(filler.span, self._features(folded, filler, cover, told))
        return found

    def _by_role(self, folded: str) -> Iterator[Filler]:
        """The fillers that the grammar finds."""
        for kind, weight in _KINDS.get(self.slot.asked, ()):
            for role in read_roles(folded):
                if role.kind is kind and _marker_fits(role, self.slot) and not folded.endswith("的", *role.span):
                    whole = _whole_list(folded, _with_partners(folded, role))
                    span = share_of(folded, whole, self.question.text)
                    yield Filler(span, role.act, weight * _clearness(role), role.does)
        for each in lists_of(folded) if self.slot.asked in _LISTED else ():
            if each.sure:
                yield Filler(each.span, _clause_span(folded, each), 1.0)

    def _by_staff(self, folded: str, told: Sequence[StaffFact]) -> Iterator[Filler]:
        """The short answers that staff marked, where they fill the role and are no half of a list."""
        for fact in told:
            if fact.short and fills(self.slot, folded, fact.short) and not _is_half_a_list(folded, fact.short):
                span = share_of(folded, fact.short, self.question.text)
                yield Filler(span, fact.span, _POSITIONAL, by_role=False)

    @cached_property
    def _act(self) -> list[Concept]:
        """The concepts of the act behind the words that ask: 谁得了第一 asks who became first."""
        act = self.slot.act
        return concepts_of(replace(self.question, query=act, context=""), self.rarity) if act else []

    def _features(self, folded: str, filler: Filler, cover: Coverage, told: Sequence[StaffFact]) -> dict[str, float]:
        slot, span, text = self.slot, filler.span, folded[slice(*filler.span)]
        listing = next((each for each in lists_of(folded) if each.span == span), None)
        asked = self.question.text
        facts = [each for each in told if each.short and _tells_of(share_of(folded, each.short, asked), span, listing)]
        clause = clauses_around(folded, span)
        return {
            "act covered": cover.of_parts(folded, _without(filler.act, span)),
            "clause covered": cover.of_parts(folded, [clause]),
            "around covered": cover.of_parts(folded, [clauses_around(folded, span, 1, 1)]),
            "sentence covered": cover.of_parts(folded, [(0, len(folded))]),
            "asked act covered": cover.most(self._act, folded, filler.does or clause, facts),
            "marker": filler.marker,
            "noun fits": noun_fits(slot, text, listing.head if listing else ""),
            "echo": echo(text, self.question.text),
            "count fits": 0.5 if not (listing and slot.count) else float(len(listing.items) == slot.count),
            "listed": float(listing is not None),
            "whole": float(listing is None or (listing.sure and not listing.open)),
            "told": max((fact.fit for fact in facts), default=0.0),
            "told closely": max((fact.closeness for fact in facts), default=0.0),
            "by role": float(filler.by_role),
            "predicate": float(is_predicate(text)),
            "length": min(len(text) / 40, 1.0),
        }


def _moved(fact: StaffFact, by: int) -> StaffFact:
    """A fact with its spans moved."""
    short = (fact.short[0] + by, fact.short[1] + by) if fact.short else None
    return replace(fact, span=(fact.span[0] + by, fact.span[1] + by), short=short)


def _of_act(features: Mapping[str, float]) -> tuple[float, float]:
    """How far one reading of a filler is of the asked act."""
    return features["asked act covered"], features["act covered"]


def _marker_fits(role: Role, slot: RoleSlot) -> bool:
    """Whether a counterpart is one of the kind that is asked: 向谁 asks for whom something is told."""
    if slot.asked is AskedRole.MEANS and role.kind is RoleKind.PLACE:
        return role.marker in _MEANS_TOO
    if slot.asked is not AskedRole.COUNTERPART or not slot.marker:
        return True
    return any({slot.marker, role.marker} <= alike for alike in _ALIKE)


# Where something was put may be how it was brought about: 纳入考核.
_MEANS_TOO = frozenset("纳入 列入 嵌入 依托 通过".split())
_ALIKE = (
    frozenset("向 给 对 为".split()),
    frozenset("跟 和 与 同 会同".split()),
    frozenset("请 邀请 聘请 选聘 组织".split()),
    frozenset("问 听 听取 征求 接受 受".split()),
    frozenset("帮 帮助 指导 为 给".split()),
    frozenset("找 邀请 向".split()),
)


def _whole_list(folded: str, span: Span) -> Span:
    """A list with the word before its first item that all others begin with: 进|农村、进园区、进企业."""
    items = folded[slice(*span)].split("、")
    alike = len(items) > 2 and span[0] > 0 and all(item[:1] == folded[span[0] - 1] for item in items[1:])
    return (span[0] - 1, span[1]) if alike else span


def _with_partners(folded: str, role: Role) -> Span:
    """The span of an agent with those whom it does it together with: 公安机关|会同农业农村部门."""
    partner = _TOGETHER.match(folded, role.span[1]) if role.kind is RoleKind.AGENT else None
    return (role.span[0], partner.end()) if partner else role.span


def _clearness(role: Role) -> float:
    return _CARRIED if role.carried else 1.0 if role.marker else _POSITIONAL


def _clause_span(folded: str, listing: Listing) -> Span:
    clause = clauses_of(folded)[listing.clause]
    return clause.start, max(clause.end, listing.span[1])


def _without(act: Span, filler: Span) -> list[Span]:
    """The act without the filler in it."""
    if filler[1] <= act[0] or act[1] <= filler[0]:
        return [act]
    return [(act[0], max(filler[0], act[0])), (min(filler[1], act[1]), act[1])]


def _tells_of(short: Span, span: Span, listing: Listing | None) -> bool:
    """Whether a short answer that staff marked is a span, or the beginning of the list that it is."""
    begins = listing is not None and short[0] == span[0] and short[1] in [end for _, end in listing.items[1:]]
    return begins or nearly_same(short, span)


def _is_half_a_list(folded: str, short: Span) -> bool:
    """Whether a short answer has some items of a list and not all."""
    for each in lists_of(folded):
        inside = [item for item in each.items if short[0] <= item[0] and item[1] <= short[1]]
        if each.sure and 1 < len(inside) < len(each.items):
            return True
    return False
