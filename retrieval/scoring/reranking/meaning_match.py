"""Meaning: how near candidate sentences are to a question in a table of word vectors, whatever words they use.

For whether a sentence answers it is no use: a near miss means nearly the same. It only helps to choose among sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.index.postings import Scores
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.text.word_vectors import Vectors, WordVectors, unit_vectors

_Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MeaningMatch:
    """How near each sentence of a batch is to a question, arrays by position; all values from -1 to 1.

    ``own``, ``above`` and ``around`` are cosines of the question and the sentence, the headings over it, the passage.
    ``said`` tells how far each word of the question has one like it in the sentence or its headings, by the weight of
    the words, ``said_around`` the same with the whole passage.
    """

    own: Scores
    above: Scores
    around: Scores
    said: Scores
    said_around: Scores


def match_meaning(vectors: WordVectors, question: str, batch: SentenceBatch) -> MeaningMatch:
    """How near the sentences of a batch are to a folded question."""
    of = batch.passage_of
    own = [np.array(vectors.rows_of(text), np.int64) for text in batch.folded]
    above = [np.array(vectors.rows_of(text), np.int64) for text in batch.headings]
    around = [np.concatenate([np.empty(0, np.int64), *own[a:b]]) for a, b in _passages(of, len(batch.passages))]
    asked = vectors.vectors(list(dict.fromkeys(vectors.rows_of(question))))
    words = _Similarities.of(vectors, asked, [*own, *above])
    here, over, passage = words.most(own), words.most(above)[of], words.most(around)[of]
    whole = vectors.encode([question])[0]
    texts = [vectors.encode_rows(rows) @ whole for rows in (own, above, around)]
    said = np.maximum(here, over)
    return MeaningMatch(texts[0], texts[1][of], texts[2][of], words.share(said), words.share(np.maximum(said, passage)))


def _passages(passage_of: NDArray[np.int64], count: int) -> list[tuple[int, int]]:
    """Where the sentences of each passage begin and end."""
    bounds = np.searchsorted(passage_of, np.arange(count + 1)).tolist()
    return list(pairwise(bounds))


@dataclass(frozen=True, slots=True)
class _Similarities:
    """The cosines of each word of a question, shape (words of the question, words), with some words by their rows."""

    weights: Vectors
    rows: _Rows
    cosines: Vectors

    @classmethod
    def of(cls, vectors: WordVectors, asked: Vectors, texts: Sequence[_Rows]) -> _Similarities:
        rows = np.unique(np.concatenate(texts)) if texts else np.empty(0, np.int64)
        cosines = unit_vectors(asked) @ unit_vectors(vectors.components[rows].astype(np.float32)).T
        return cls(np.linalg.norm(asked, axis=1), rows, cosines)

    def most(self, texts: Sequence[_Rows]) -> Vectors:
        """For each text and each word of the question the cosine of the likest word, shape (texts, words asked)."""
        found = np.zeros((len(texts), len(self.weights)), np.float32)
        for at, rows in enumerate(texts):
            if len(rows):
                found[at] = self.cosines[:, np.searchsorted(self.rows, rows)].max(axis=1)
        return found

    def share(self, most: Vectors) -> Scores:
        """The mean over the words of the question, by their weights; zeros where none is known."""
        shares: Scores = most @ self.weights / (self.weights.sum() or 1.0)
        return shares
