"""Coverage: how far parts of a sentence hold what a question asks about, by its words, lexicon terms and phrasings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace

from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept, concepts_of
from retrieval.statements.roles.role_slots import RoleSlot
from retrieval.text.question_text import Token
from retrieval.text.tokenization import bigrams

_EXPLAINED = 0.9
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

    def most(self, concepts: Sequence[Concept], folded: str, does: Span, facts: Sequence[ToldFact]) -> float:
        """How far a part of a sentence, or phrasings of some facts, hold that one of some concepts which they hold most."""
        part = folded[slice(*does)]
        held = (max(each.coverage(part), self._is_told(each, facts) * _EXPLAINED) for each in concepts)
        return max(held, default=1.0)

    def _of(self, concept: Concept, parts: Sequence[str], places: Sequence[Span]) -> float:
        best = max((concept.coverage(part) for part in parts), default=0.0)
        return max(best, _EXPLAINED) if best < _EXPLAINED and self._is_explained(concept, places) else best

    def _is_explained(self, concept: Concept, places: Sequence[Span]) -> bool:
        """Whether phrasings of a fact that lies in one of some places use the words of a concept."""
        near = (fact for fact in self.told if any(a < fact.span[1] and fact.span[0] < b for a, b in places))
        return self._is_told(concept, [fact for fact in near if fact.span[1] - fact.span[0] <= _WIDE])

    def _is_told(self, concept: Concept, facts: Iterable[ToldFact]) -> bool:
        """Whether phrasings of some facts use the words of a concept."""
        wanted = {f"b{pair}" for pair in bigrams(concept.form)} or {f"u{concept.form}"}
        return any(wanted <= fact.tokens for fact in facts)


def echo(filler: str, question: str) -> float:
    """The share of a filler's pairs of characters that the question itself has.

    A number at its head does not count: it tells how many, not which.

    >>> echo("30余个区市", "跟哪些区市签的"), echo("政府网站", "在哪公示")
    (1.0, 0.0)
    """
    pairs = bigrams(_LEADING_COUNT.sub("", filler))
    return sum(pair in question for pair in pairs) / len(pairs) if pairs else 0.0
