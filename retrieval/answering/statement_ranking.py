"""Statement ranking: of the best sentences for a question the one that states the figure which it asks for."""

from __future__ import annotations

from dataclasses import replace

from retrieval.scoring.evidence import Evidence
from retrieval.statements.number_candidates import best_fit
from retrieval.statements.number_slots import number_slot
from retrieval.text.answer_type import NUMERIC

# The best sentence gives way where its figures measure less of what is asked than this, and another's all of it.
_MEASURES_LITTLE, _MEASURES_ALL = 0.67, 0.99
# How near the other's score must come to the best.
_NEAR = 0.5


def by_statement(evidence: Evidence) -> Evidence:
    """The evidence with the sentence first whose figure measures all that is asked, where the best one's does not.

    A follow-up and a question for those that are not stay as they are: for them the words of the measure tell little.
    """
    question, ranking = evidence.question, evidence.ranking
    if question.kind not in NUMERIC or question.context or number_slot(question).negated:
        return evidence
    fits = [best_fit(scored.folded, question) for scored in evidence.nearest]
    at = fits.index(max(fits))
    gives_way = fits[0] < _MEASURES_LITTLE and fits[at] >= _MEASURES_ALL
    if not gives_way or ranking[at].score < _NEAR * ranking[0].score:
        return evidence
    return replace(evidence, ranking=(ranking[at], *ranking[:at], *ranking[at + 1 :]))
