"""Statement ranking: of the best sentences for a question the one that settles it, or states the figure asked for."""

from __future__ import annotations

from dataclasses import replace

from retrieval.answering.misfit import misfit
from retrieval.question.analysis import Question
from retrieval.scoring.evidence import Evidence, ScoredSentence
from retrieval.statements.fit import share_covered
from retrieval.statements.number_candidates import best_fit
from retrieval.statements.number_slots import number_slot
from retrieval.text.answer_type import NUMERIC

# The best sentence gives way where its figures measure less of what is asked than this, and another's all of it.
_MEASURES_LITTLE, _MEASURES_ALL = 0.67, 0.99
# How near the other's score must come to the best.
_NEAR = 0.5
# How much of the question a sentence must have that settles it.
_SPEAKS_OF_IT = 0.6


def by_statement(evidence: Evidence) -> Evidence:
    """The evidence with another sentence first, where that alone denies, contradicts or measures what is asked."""
    near = [scored for scored in evidence.nearest if scored.score >= _NEAR * evidence.best.score]
    settling = (each for each in near if settles(each, evidence) and speaks_of(evidence.question, each))
    first = next(settling, None) or _measuring(near, evidence)
    if first is None or first is evidence.best:
        return evidence
    return replace(evidence, ranking=(first, *(scored for scored in evidence.ranking if scored is not first)))


def settles(scored: ScoredSentence, evidence: Evidence) -> bool:
    """Whether the words of a sentence settle the question of some evidence: a denial, the contrary, the asked end."""
    found = misfit(evidence.question, scored.folded)
    return found is not None and found.sure


def speaks_of(question: Question, scored: ScoredSentence) -> bool:
    """Whether a sentence has so much of a question that what it denies or measures is what was asked."""
    return share_covered(number_slot(question).words, scored.folded) >= _SPEAKS_OF_IT


def _measuring(near: list[ScoredSentence], evidence: Evidence) -> ScoredSentence | None:
    """The sentence whose figure measures all that is asked, where the best one's measures little of it.

    A follow-up and a question for those that are not stay as they are: for them the words of the measure tell little.
    """
    question = evidence.question
    if question.kind not in NUMERIC or question.context or number_slot(question).negated:
        return None
    fits = [best_fit(scored.folded, question) for scored in near]
    at = fits.index(max(fits))
    return near[at] if fits[0] < _MEASURES_LITTLE and fits[at] >= _MEASURES_ALL else None
