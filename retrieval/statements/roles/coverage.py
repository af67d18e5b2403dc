"""Coverage: how far parts of a sentence hold what a question asks about, by its words, lexicon terms and phrasings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept, concepts_of
from retrieval.statements.roles.role_slots import RoleSlot
from retrieval.statements.staff_fact import EXPLAINED, StaffFact
from retrieval.text.tokenization import bigrams

# Of a longer sentence a part is read: reading grows with the square of the number of clauses.
LONGEST_READ, _ANCHORS = 600, 20
_LEADING_COUNT = re.compile(r"^[各共近约]?\d+[余多]?[个家名位项条件]")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far parts of a sentence cover the content of a question."""

    concepts: Sequence[Concept]
    told: Sequence[StaffFact]

    @classmethod
    def of(
        cls, question: Question, slot: RoleSlot, rarity: Callable[[str], float], told: Sequence[StaffFact]
    ) -> Coverage:
        """The coverage of a question without the words that ask for the role."""
        return cls(concepts_of(replace(question, query=slot.content), rarity), told)

    def window(self, folded: str) -> Span:
        """The part of a long sentence around the words of the question, which alone is read; a shorter one whole."""
        if len(folded) <= LONGEST_READ:
            return 0, len(folded)
        names = [name for each in self.concepts for name in (each.form, *(term.text for term in each.terms))]
        places = [at for name in names for at in (folded.find(name), folded.rfind(name)) if at >= 0][:_ANCHORS]
        windows = [
            (start, start + LONGEST_READ) for at in places or [0] if (start := max(at - LONGEST_READ // 2, 0)) >= 0
        ]
        first, last = max(windows, key=lambda span: (self.of_parts(folded, [span]), -span[0]))
        return first, min(last, len(folded))

    def of_parts(self, folded: str, spans: Iterable[Span]) -> float:
        """The weighted share of the question's concepts that some spans hold; 1 for a question without any."""
        parts = [folded[a:b] for a, b in spans if a < b]
        places = [span for span in spans if span[0] < span[1]]
        mass = sum(concept.weight for concept in self.concepts)
        if not mass:
            return 1.0
        return sum(concept.weight * self._of(concept, parts, places) for concept in self.concepts) / mass

    def most(self, concepts: Sequence[Concept], folded: str, does: Span, facts: Sequence[StaffFact]) -> float:
        """How far a part of a sentence, or phrasings of some facts, hold one of some concepts: the one held most."""
        part = folded[slice(*does)]
        held = (max(each.coverage(part), _is_told(each, facts) * EXPLAINED) for each in concepts)
        return max(held, default=1.0)

    def _of(self, concept: Concept, parts: Sequence[str], places: Sequence[Span]) -> float:
        best = max((concept.coverage(part) for part in parts), default=0.0)
        return max(best, EXPLAINED) if best < EXPLAINED and self._is_explained(concept, places) else best

    def _is_explained(self, concept: Concept, places: Sequence[Span]) -> bool:
        """Whether phrasings of a fact that lies in one of some places use the words of a concept."""
        near = (fact for fact in self.told if any(a < fact.span[1] and fact.span[0] < b for a, b in places))
        return _is_told(concept, [fact for fact in near if fact.is_narrow])


def _is_told(concept: Concept, facts: Iterable[StaffFact]) -> bool:
    """Whether phrasings of some facts use the words of a concept."""
    return any(fact.is_asked_by(concept.form) for fact in facts)


def echo(filler: str, question: str) -> float:
    """The share of a filler's pairs of characters that the question itself has.

    A number at its head does not count: it tells how many, not which.

    >>> echo("30余个区市", "跟哪些区市签的"), echo("政府网站", "在哪公示")
    (1.0, 0.0)
    """
    pairs = bigrams(_LEADING_COUNT.sub("", filler))
    return sum(pair in question for pair in pairs) / len(pairs) if pairs else 0.0
