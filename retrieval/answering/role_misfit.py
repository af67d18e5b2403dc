"""Role misfit: where the best sentence speaks of what was asked and does not say who, where, why or which ones.

A question whose words are much like a phrasing of the sentence is left alone: staff have said that it is answered there.
"""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.answering.role_answers import RoleAnswers
from retrieval.models import Lack, Quote, Reason
from retrieval.scoring.evidence import Evidence
from retrieval.statements.roles.role_candidates import RoleCandidate
from retrieval.statements.roles.role_slots import AskedRole, RoleSlot, role_slot

# A phrasing this much like the question speaks for the sentence.
_MUCH_ALIKE = 0.6
# Fewer of the question's words than this beside a filler make it that of another act.
_OF_THIS_ACT = 0.35
_STATED = frozenset({AskedRole.PERSON, AskedRole.NAMES, AskedRole.REASON, AskedRole.PROCEDURE})
_OF_AN_ACT = frozenset({AskedRole.WHO, AskedRole.WHERE, AskedRole.COUNTERPART})


@dataclass(frozen=True, slots=True)
class RoleCheck:
    """Says which role of the asked act the best sentence leaves open."""

    answers: RoleAnswers

    def misfit(self, quote: Quote, evidence: Evidence) -> Reason | None:
        """The asked role as a lack, None where the sentence states it or no role is asked for."""
        slot = role_slot(evidence.question)
        if slot is None or self._is_known(evidence):
            return None
        found = self.answers.candidates(quote, evidence, slot)
        return Reason(Lack.ROLE, slot.asked.value) if _is_open(slot, found) else None

    def _is_known(self, evidence: Evidence) -> bool:
        similar, known = evidence.candidates.hits.similarity, self.answers.known
        return any(similar[at] >= _MUCH_ALIKE for at in known.phrasings_of(evidence.best.sentence.key))


def _is_open(slot: RoleSlot, found: list[RoleCandidate]) -> bool:
    """Whether none of some candidates is the filler of the asked act."""
    if slot.asked in _STATED:
        return not found
    if slot.asked in _OF_AN_ACT:
        return not any(each.features["clause covered"] >= _OF_THIS_ACT for each in found)
    return False
