"""Role answers: the short answer to who, where, when, why and how, and whole lists, from the roles of a quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.models import Quote, Span
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.evidence import Evidence
from retrieval.statements.roles.role_candidates import RoleCandidate, RoleReader, ToldFact
from retrieval.statements.roles.role_slots import RoleSlot
from retrieval.text.normalization import FoldedText


@dataclass(frozen=True, slots=True)
class RoleAnswers:
    """Reads the best sentence for the role that a question asks for. Thread-safe: nothing changes."""

    known: KnownQuestionIndex
    statistics: CollectionStatistics

    def candidates(self, quote: Quote, evidence: Evidence, slot: RoleSlot) -> list[RoleCandidate]:
        """The fillers of the slot in a quote of the best sentence; spans are those of the folded quote."""
        reader = RoleReader(evidence.question, slot, self.statistics.rarity)
        folded = FoldedText.of(quote.text)
        return reader.candidates(folded.text, self.told(folded, quote.start, evidence))

    def told(self, folded: FoldedText, start: int, evidence: Evidence) -> list[ToldFact]:
        """What staff say that the best sentence states; spans are those of its folded text, which begins at ``start``."""
        known, best, mask = self.known, evidence.best.sentence.key, evidence.candidates.filter.without_questions
        facts = known.facts_of(best)
        scores, telling = evidence.candidates.fact_scores[facts], known.telling(evidence.question.text, facts)
        most, most_telling = float(scores.max(initial=0.0)) or 1.0, max(telling, default=0.0) or 1.0
        asked = {int(known.fact_of[at]): at for at in known.phrasings_of(best) if mask is None or not mask[at]}
        found = []
        for fact, score, tells in zip(facts, scores.tolist(), telling, strict=True):
            if fact in asked:
                stated = known.facts[fact]
                found.append(
                    ToldFact(
                        _folded_span(folded, stated.span, start),
                        _folded_span(folded, stated.short, start) if stated.short else None,
                        known.fact_tokens(asked[fact], mask),
                        (score / most + tells / most_telling) / 2,
                        known.closeness(fact, evidence.candidates.hits.similarity),
                    )
                )
        return found

    def best(self, quote: Quote, evidence: Evidence, slot: RoleSlot) -> str | None:
        """The filler of the slot that surely answers, a slice of the quote; None where none does."""
        chosen = choose(self.candidates(quote, evidence, slot))
        if chosen is None:
            return None
        start, end = FoldedText.of(quote.text).raw_span(*chosen.span)
        return quote.text[start:end]


def _folded_span(folded: FoldedText, span: Span, start: int) -> Span:
    """The span of the folded quote that a span of the report is; empty where it stands outside."""
    first, last = span[0] - start, span[1] - start
    inside = [at for at, raw in enumerate(folded.offsets) if first <= raw < last]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def choose(candidates: Sequence[RoleCandidate]) -> RoleCandidate | None:
    """The candidate whose features speak most clearly for it; None where they do not speak clearly enough."""
    return max(candidates, key=lambda each: each.features["act covered"], default=None)
