"""Meaning: the best sentences put in order once more by how near they are to the question in a table of word vectors.

Words that the question does not share with its sentence, and no lexicon knows, count this way. A cosine alone tells
little; beside the score of the words it brings more right sentences to the top than it costs. For whether a sentence
answers it is no use: a near miss means nearly the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from retrieval.scoring.candidates import headings_above
from retrieval.scoring.evidence import Evidence
from retrieval.text.normalization import fold
from retrieval.text.word_vectors import WordVectors

# Chosen on questions over libraries that choices are made by, from 0 to 1.2: .3 and .4 brought the most right sentences
# among the first three; more costs questions for figures.
_WEIGHT, _HEADINGS = 0.3, 0.3


@dataclass(frozen=True, slots=True)
class MeaningReranker:
    """Puts the ranking of some evidence in order once more. Thread-safe: nothing changes."""

    vectors: WordVectors

    def rerank(self, evidence: Evidence) -> Evidence:
        """The evidence, its sentences raised or lowered by how near they are to the question, in standard deviations.

        What the headings above a sentence mean counts for a part. Each sentence's own nearness is kept with it.
        """
        ranking = evidence.ranking
        question, *texts = self.vectors.encode([evidence.question.text, *(each.folded for each in ranking)])
        passages = [each.sentence.passage for each in ranking]
        above = self.vectors.encode([fold(headings_above(passage, titled=True)) for passage in passages])
        own = np.array(texts) @ question
        near = own + _HEADINGS * (above @ question)
        spread = float(near.std())
        raised = [each.score for each in ranking] + (_WEIGHT * (near - near.mean()) / spread if spread else 0 * near)
        order = np.argsort(-raised, kind="stable").tolist()
        return replace(evidence, ranking=tuple(replace(ranking[at], meaning=float(own[at])) for at in order))
