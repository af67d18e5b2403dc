"""Role candidates: the phrases of a sentence that fill the role which a question asks for, each with its features.

A filler counts by how far the part of its clause that it belongs to covers the question: by its words, by lexicon terms,
and by the phrasings that staff wrote of that part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept, concepts_of
from retrieval.statements.roles.clauses import clauses_of
from retrieval.statements.roles.lists import Listing, lists_of
from retrieval.statements.roles.role_fit import fills, nearly_same, noun_fits
from retrieval.statements.roles.role_reading import Role, RoleKind, read_roles
from retrieval.statements.roles.role_slots import AskedRole, RoleSlot
from retrieval.text.question_text import Token
from retrieval.text.tokenization import bigrams

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
_EXPLAINED, _POSITIONAL, _CARRIED = 0.9, 0.7, 0.4
_LEADING_COUNT = re.compile(r"^[各共近约]?\d+[余多]?[个家名位项条件]")
# Phrasings of a passage of this many characters tell little of a part of it.
_WIDE = 60


@dataclass(frozen=True, slots=True)
class ToldFact:
    """What staff say that a sentence states: its span, the short answer within it, the tokens of their phrasings.

    ``fit`` is how well a question fits the fact among those of the sentence, ``closeness`` how much it resembles the
    closest phrasing, both 0 to 1.
    """

    span: Span
    short: Span | None
    tokens: Set[Token]
    fit: float
    closeness: float


@dataclass(frozen=True, slots=True)
class RoleCandidate:
    """A span of a folded sentence that may be the short answer, with features from 0 to 1 by name."""

    span: Span
    features: Mapping[str, float]


@dataclass(frozen=True)
class RoleReader:
    """Reads sentences for one question and the role that it asks for; ``rarity`` weighs its concepts."""

    question: Question
    slot: RoleSlot
    rarity: Callable[[str], float]

    def candidates(self, folded: str, told: Sequence[ToldFact] = ()) -> list[RoleCandidate]:
        """The fillers of the asked role in a folded sentence, in order; those that merely repeat the question too."""
        cover = Coverage.of(self.question, self.slot, self.rarity, told)
        found = dict[Span, dict[str, float]]()
        for span, act, marker in self._fillers(folded):
            features = self._features(folded, span, act, marker, cover, told)
            if span not in found or features["act covered"] > found[span]["act covered"]:
                found[span] = features
        for fact in told:
            if fact.short and fills(self.slot, folded, fact.short) and not _is_half_a_list(folded, fact.short):
                features = self._features(folded, fact.short, fact.span, _POSITIONAL, cover, told, False)
                found.setdefault(fact.short, features)
        return [RoleCandidate(span, found[span]) for span in sorted(found)]

    def _fillers(self, folded: str) -> Iterator[tuple[Span, Span, float]]:
        """Spans that fill the role, the part of the sentence that each belongs to, and how clearly it is marked."""
        slot = self.slot
        for kind, weight in _KINDS.get(slot.asked, ()):
            for role in read_roles(folded):
                if role.kind is kind and _marker_fits(role, slot):
                    yield role.span, role.act, weight * _clearness(role)
        if slot.asked in (AskedRole.LIST, AskedRole.NAME, AskedRole.NAMES, AskedRole.WHAT):
            for each in lists_of(folded):
                if each.sure:
                    yield each.span, _clause_span(folded, each), 1.0

    @cached_property
    def _act(self) -> list[Concept]:
        """The concepts of the act behind the words that ask: 谁得了第一 asks who became first."""
        return (
            concepts_of(replace(self.question, query=self.slot.act, context=""), self.rarity) if self.slot.act else []
        )

    def _features(
        self, folded: str, span: Span, act: Span, marker: float, cover: Coverage, told: Sequence[ToldFact],
        by_role: bool = True,
    ) -> dict[str, float]:  # fmt: skip
        slot, filler = self.slot, folded[slice(*span)]
        listing = next((each for each in lists_of(folded) if each.span == span), None)
        whole = cover.of_parts(folded, [(0, len(folded))])
        around = _around(folded, span)
        facts = [fact for fact in told if fact.short and tells_of(fact.short, span, listing)]
        return {
            "act covered": cover.of_parts(folded, _without(act, span)),
            "clause covered": cover.of_parts(folded, [_around(folded, span, 0)]),
            "around covered": cover.of_parts(folded, [around]),
            "sentence covered": whole,
            "marker": marker,
            "noun fits": noun_fits(slot, filler, listing.head if listing else ""),
            "echo": echo(filler, self.question.text),
            "count fits": 0.5 if not (listing and slot.count) else float(len(listing.items) == slot.count),
            "listed": float(listing is not None),
            "whole": 0.0 if listing is not None and (listing.open or not listing.sure) else 1.0,
            "asked act covered": cover.least(self._act, folded, [_around(folded, span, 0)]),
            "told": max((fact.fit for fact in facts), default=0.0),
            "told closely": max((fact.closeness for fact in facts), default=0.0),
            "by role": float(by_role),
            "length": min(len(filler) / 40, 1.0),
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far parts of a sentence cover the content of a question."""

    concepts: Sequence[Concept]
    told: Sequence[ToldFact]

    @classmethod
    def of(
        cls, question: Question, slot: RoleSlot, rarity: Callable[[str], float], told: Sequence[ToldFact]
    ) -> Coverage:
        """The coverage of a question without the words that ask for the role."""
        return cls(concepts_of(replace(question, query=slot.content), rarity), told)

    def of_parts(self, folded: str, spans: Iterable[Span]) -> float:
        """The weighted share of the question's concepts that some spans hold; 1 for a question without any."""
        parts = [folded[a:b] for a, b in spans if a < b]
        places = [span for span in spans if span[0] < span[1]]
        mass = sum(concept.weight for concept in self.concepts)
        if not mass:
            return 1.0
        return sum(concept.weight * self._of(concept, parts, places) for concept in self.concepts) / mass

    def least(self, concepts: Sequence[Concept], folded: str, spans: Sequence[Span]) -> float:
        """How far some spans hold that one of some concepts which they hold least; 1 for no concepts."""
        parts = [folded[a:b] for a, b in spans]
        return min((self._of(concept, parts, spans) for concept in concepts), default=1.0)

    def _of(self, concept: Concept, parts: Sequence[str], places: Sequence[Span]) -> float:
        best = max((concept.coverage(part) for part in parts), default=0.0)
        return max(best, _EXPLAINED) if best < _EXPLAINED and self._is_explained(concept, places) else best

    def _is_explained(self, concept: Concept, places: Sequence[Span]) -> bool:
        """Whether phrasings of a fact that lies in one of some places use the words of a concept."""
        wanted = {f"b{pair}" for pair in bigrams(concept.form)} or {f"u{concept.form}"}
        return any(
            wanted <= fact.tokens
            for fact in self.told
            if any(a < fact.span[1] and fact.span[0] < b for a, b in places) and fact.span[1] - fact.span[0] <= _WIDE
        )


def echo(filler: str, question: str) -> float:
    """The share of a filler's pairs of characters that the question itself has.

    A number at its head does not count: it tells how many, not which.

    >>> echo("30余个区市", "跟哪些区市签的"), echo("政府网站", "在哪公示")
    (1.0, 0.0)
    """
    pairs = bigrams(_LEADING_COUNT.sub("", filler))
    return sum(pair in question for pair in pairs) / len(pairs) if pairs else 0.0


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


def _clearness(role: Role) -> float:
    return _CARRIED if role.carried else 1.0 if role.marker else _POSITIONAL


def _clause_span(folded: str, listing: Listing) -> Span:
    clause = clauses_of(folded)[listing.clause]
    return clause.start, max(clause.end, listing.span[1])


def _around(folded: str, span: Span, beside: int = 1) -> Span:
    """The clauses that hold a span, with ``beside`` more on each side."""
    clauses = clauses_of(folded)
    holding = [n for n, clause in enumerate(clauses) if clause.start < span[1] and span[0] < clause.end]
    if not holding:
        return span
    first, last = max(holding[0] - beside, 0), min(holding[-1] + beside, len(clauses) - 1)
    return clauses[first].start, clauses[last].end


def _without(act: Span, filler: Span) -> list[Span]:
    """The act without the filler in it."""
    if filler[1] <= act[0] or act[1] <= filler[0]:
        return [act]
    return [(act[0], max(filler[0], act[0])), (min(filler[1], act[1]), act[1])]


def tells_of(short: Span, span: Span, listing: Listing | None) -> bool:
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
