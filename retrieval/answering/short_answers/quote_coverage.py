"""Coverage: how much of what a question is about the parts of a quote hold around a candidate."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answering.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.question.concepts import Concept
from retrieval.statements.staff_fact import EXPLAINED
from retrieval.text.tokenization import bigrams
from retrieval.text.values.grammar import separators

_ITEM, _CLAUSE, _SEGMENT = (re.compile(pattern) for pattern in ("[,;:。、?!]", "[,;:。?!]", "[;。?!]"))
# A clause matters where it holds so much of what was asked.
_MUCH = 0.4


@dataclass(frozen=True, slots=True)
class PartCoverage:
    """Shares of a question's content, 0 to 1, that the parts around a candidate hold, the candidate itself left out.

    ``least`` is the share of the concept that the segment holds least of.
    """

    item: float
    clause: float
    segment: float
    sentence: float
    least: float


@dataclass(frozen=True, slots=True)
class QuoteCoverage:
    """Finds the parts of a quote and how far each holds the concepts of a question."""

    reading: QuoteReading
    concepts: Sequence[Concept]
    _bounds: tuple[list[int], ...]
    _explained: tuple[tuple[Span, ...], ...]

    @classmethod
    def of(cls, reading: QuoteReading, concepts: Sequence[Concept]) -> QuoteCoverage:
        """The coverage of a quote for the concepts of its question."""
        bounds = tuple(separators(reading.text, pattern) for pattern in (_ITEM, _CLAUSE, _SEGMENT))
        narrow = [fact for fact in reading.facts if fact.is_narrow]
        explained = (tuple(fact.span for fact in narrow if fact.is_asked_by(each.form)) for each in concepts)
        return cls(reading, concepts, bounds, tuple(explained))

    def around(self, span: Span) -> PartCoverage:
        """The coverage of the parts around a candidate."""
        parts = [self._part(bounds, span) for bounds in self._bounds]
        held = [self._held_by(part, span) for part in (*parts, (0, len(self.reading.text)))]
        item, clause, segment, sentence = map(self._share, held)
        return PartCoverage(item, clause, segment, sentence, min(held[2], default=0.0))

    def best_clause(self) -> Span | None:
        """The clause that holds most of the question's content, of equals that of most pairs of its characters.

        None where the quote is one clause, or none holds much.
        """
        ends = [*self._bounds[1], len(self.reading.text)]
        starts = [0, *(at + 1 for at in self._bounds[1])]
        clauses = [span for span in zip(starts, ends, strict=True) if self.reading.text[slice(*span)].strip()]
        if len(clauses) < 2:
            return None
        shares = [self._share(self._held_by(clause, (clause[1], clause[1]))) for clause in clauses]
        asked = set(bigrams(self.reading.question.text))
        pairs = [len(asked.intersection(bigrams(self.reading.text[slice(*clause)]))) for clause in clauses]
        best = max(range(len(clauses)), key=lambda at: (shares[at], pairs[at]))
        return clauses[best] if shares[best] >= _MUCH else None

    def _part(self, bounds: list[int], span: Span) -> Span:
        before, behind = bisect_left(bounds, span[0]), bisect_left(bounds, span[1])
        start = bounds[before - 1] + 1 if before else 0
        return start, bounds[behind] if behind < len(bounds) else len(self.reading.text)

    def _held_by(self, part: Span, without: Span) -> list[float]:
        """How far a part holds each concept outside of a candidate."""
        folded = self.reading.text
        before, behind = folded[part[0] : without[0]], folded[without[1] : part[1]]
        found = []
        for concept, told in zip(self.concepts, self._explained, strict=True):
            best = max(concept.coverage(before), concept.coverage(behind))
            if best < EXPLAINED and any(part[0] < end and start < part[1] for start, end in told):
                best = EXPLAINED
            found.append(best)
        return found

    def _share(self, held: Sequence[float]) -> float:
        mass = sum(concept.weight for concept in self.concepts)
        weighed = sum(concept.weight * share for concept, share in zip(self.concepts, held, strict=True))
        return weighed / mass if mass else 0.0
