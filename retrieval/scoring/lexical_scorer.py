"""Lexical scorer: how well each candidate sentence covers a question, by its words and by what stands around it.

How much of the question's content a sentence and its context cover weighs its BM25 scores
(`retrieval.scoring.lexical_scores`), and so do the place where it stands and what known questions say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from retrieval.index.postings import Scores, top_positions
from retrieval.models import Region
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.analysis import Question
from retrieval.question.attributes import Attributes
from retrieval.scoring.candidates import is_plan
from retrieval.scoring.evidence import Evidence, Nearness, ScoredSentence
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.scoring.sentence_source import Candidates
from retrieval.text.question_text import plain
from retrieval.text.tokenization import bigrams

# What a lesson of the very question adds to the score of its sentence, as a share of the best.
_TAUGHT = 1.0
# How many sentences of a ranking are kept.
_RANKED = 30
# A question this long that stands in a sentence is a copy of it.
_COPY, _COPIES = 12, 50
_PLAN_ASKED, _PLAN_UNASKED = 1.5, 0.85
TEXT_PROPER = frozenset({Region.INTRODUCTION, Region.LEAF, Region.PARENT, Region.ROW})
"""Where the text proper stands: in no title, header line or signature."""
_NEVER = frozenset({Region.FOOTER, Region.NOISE})
# Of the gaps beside the shipped report 95% of those about something that it speaks of are near by this, and 10% of the
# others.
_NEARNESS = Nearness(coverage=0.4, score=45.0)


@dataclass(frozen=True, slots=True)
class FirstStageScorer:
    """First stage: text scores by where a sentence stands, known questions, plans.

    ``outside`` is the weight of header lines, titles and signatures; the text proper has 1.
    """

    outside: float

    def score(self, question: Question, text_scores: Scores, found: Candidates) -> Scores:
        """The scores of the candidate sentences."""
        scores = text_scores * self._weight(found.batch) + found.batch.spread(found.sentence_scores)
        scores *= self._plan_factor(question, found)
        scores[[at for at, each in enumerate(found.batch.sentences) if each.key in found.filter.without_sentences]] = (
            0.0
        )
        return scores

    def with_copies(self, question: Question, scores: Scores, text_scores: Scores, batch: SentenceBatch) -> Scores:
        """Scores with those sentences lifted that the question is a copy of: who copies a sentence wants that one."""
        asked = question.text
        if len(asked) < _COPY:
            return scores
        copied, pairs = np.zeros(len(batch)), set(bigrams(asked))
        for at in top_positions(text_scores, _COPIES):
            # What holds the question to the letter has its pairs of characters, but for those that a mark parts.
            if 2 * sum(pair in batch.folded[at] for pair in pairs) >= len(pairs):
                text = plain(batch.folded[at])
                copied[at] = len(asked) / len(text) if asked in text else 0.0
        lifted: Scores = scores + copied * (self._weight(batch) > 0) * scores.max(initial=0.0)
        return lifted

    def with_lessons(self, scores: Scores, found: Candidates) -> Scores:
        """Scores with those sentences raised that lessons speak for, and those lowered that they speak against."""
        if not found.lessons:
            return scores
        told = found.batch.spread({key: hit.rank for key, hit in found.lessons.items()})
        told = told * (self._weight(found.batch) > 0)
        best = scores.max(initial=0.0) or 1.0  # no sentence may have a word of the question
        raised: Scores = scores * (1 + np.minimum(told, 0.0)) + _TAUGHT * np.maximum(told, 0.0) * best
        return raised

    def _weight(self, batch: SentenceBatch) -> Scores:
        of_place = {
            place: 1.0 if place in TEXT_PROPER else 0.0 if place in _NEVER else self.outside for place in Region
        }
        weights = np.array([of_place[passage.clause.place] for passage in batch.passages])
        return weights[batch.passage_of]

    def _plan_factor(self, question: Question, found: Candidates) -> Scores:
        """What comes next is planned for the year after the report's own."""
        factors = [
            (
                _PLAN_ASKED
                if question.plan or _planned(found.metadata[passage.file]) in question.years
                else _PLAN_UNASKED
            )
            if is_plan(passage)
            else 1.0
            for passage in found.batch.passages
        ]
        return np.array(factors)[found.batch.passage_of]


def _planned(metadata: DocumentMetadata) -> int:
    return (metadata.year or -1) + 1


def sentence_ranking(
    batch: SentenceBatch,
    ranks: Scores,
    scores: Scores,
    text_scores: Scores,
    judge: Callable[[int], tuple[float, float | None]],
) -> tuple[ScoredSentence, ...]:
    """The best sentences by ``ranks``: ``scores`` with what lessons add, which says nothing of how well they fit.

    ``judge`` gives the coverage and the trust of the one at a position.
    """
    return tuple(
        ScoredSentence(batch.sentences[at], batch.folded[at], float(scores[at]), float(text_scores[at]), *judge(at))
        for at in top_positions(ranks, _RANKED)
    )


class SingleReportScorer:
    """Sentence scorer over one report: BM25 by coverage. Thread-safe: nothing changes after construction."""

    def __init__(self, first: FirstStageScorer, attributes: Attributes) -> None:
        """``first`` weighs the scores of the text."""
        self._first, self._attributes = first, attributes

    def score(self, question: Question, found: Candidates) -> Evidence:
        """The evidence of the candidates: every sentence counts by how much of the question it covers."""
        coverage = found.lexical.coverage(question)
        text = found.lexical.of_question(question) * (1 + coverage)
        scores = self._first.with_copies(question, self._first.score(question, text, found), text, found.batch)
        ranks = self._first.with_lessons(scores, found)
        ranking = sentence_ranking(found.batch, ranks, scores, text, lambda at: (float(coverage[at]), None))
        wanted = self._attributes.find(question.asking)
        return Evidence(question, found, wanted, ranking, _NEARNESS)
