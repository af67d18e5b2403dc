"""Meaning: how near candidate sentences are to a question in a table of word vectors, whatever words they use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.postings import Scores
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.text.word_vectors import ReadText, Vectors, WordVectors, unit_vectors

_Rows = NDArray[np.int32]
_NONE: _Rows = np.empty(0, np.int32)
# From this cosine on a word is the one that was asked for, up to the rounding of the table.
_SAME = 0.98
# Words of a question that are held against those of sentences; a question has a dozen.
_MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class WordMatch:
    """How far each of some texts says the words of a question, arrays by text.

    A word is said as far as the likest word of the text is like it, by their cosine. ``share`` is the mean by the
    weights of the words, ``verbatim`` the share of their weight, 0 to 1, that stands there itself; ``worst`` and
    ``second`` are the cosines of the two words of two characters and more that are said the least, ``unsaid`` is the
    greatest weight times what its cosine lacks of 1.
    """

    share: Scores
    verbatim: Scores
    worst: Scores
    second: Scores
    unsaid: Scores


@dataclass(frozen=True, slots=True)
class MeaningMatch:
    """How near some sentences are to a question, arrays by sentence.

    ``own``, ``above`` and ``around`` are cosines of the question and the sentence, the headings over it, the passage.
    ``said`` holds the words of the question against the sentence and its headings, ``said_around`` against the whole
    passage too.
    """

    own: Scores
    above: Scores
    around: Scores
    said: WordMatch
    said_around: WordMatch


@dataclass(frozen=True, slots=True)
class QuestionMeaning:
    """The meaning of a question beside those of the sentences of a batch.

    ``whole`` is its vector, ``asked`` are the rows of its different words, ``texts`` the sentences and ``headings``
    those over each passage. ``own`` and ``above`` are its cosines with each sentence and the headings over it.
    """

    batch: SentenceBatch
    vectors: WordVectors
    whole: Vectors
    asked: Sequence[int]
    texts: Sequence[ReadText]
    headings: Sequence[ReadText]
    own: Scores
    above: Scores

    @classmethod
    def of(cls, vectors: WordVectors, question: str, batch: SentenceBatch) -> QuestionMeaning:
        """The meaning of a folded question beside a batch."""
        asked, whole = list(dict.fromkeys(vectors.rows_of(question)))[:_MOST_WORDS], vectors.encode([question])[0]
        texts, headings = ([vectors.read(text) for text in each] for each in (batch.folded, batch.headings))
        own, above = (unit_vectors(vectors.totals(each)) @ whole for each in (texts, headings))
        return cls(batch, vectors, whole, asked, texts, headings, own, above[batch.passage_of])

    @property
    def words(self) -> int:
        """How many different words of the table the question has, at most 60."""
        return len(self.asked)

    def match(self, positions: Sequence[int]) -> MeaningMatch:
        """How near the sentences at some positions are, in their order."""
        at = np.array(positions, np.int64)
        passages = self.batch.passage_of[at].tolist()
        different = sorted(set(passages))
        of = np.searchsorted(different, passages)
        own, over = [self.texts[each].rows for each in positions], [self.headings[each].rows for each in different]
        around = [self._sentences_of(passage) for passage in different]
        passage_rows = [np.concatenate([_NONE, *(text.rows for text in texts)]) for texts in around]
        words = _AskedWords.of(self.vectors, self.asked, [*over, *passage_rows])
        said = np.maximum(words.said(own), words.said(over)[of])
        wide = np.maximum(said, words.said(passage_rows)[of])
        sums = [self.vectors.totals(texts).sum(axis=0) for texts in around]
        near = unit_vectors(np.array(sums).reshape(len(around), len(self.whole))) @ self.whole
        return MeaningMatch(self.own[at], self.above[at], near[of], words.match(said), words.match(wide))

    def _sentences_of(self, passage: int) -> Sequence[ReadText]:
        first, end = np.searchsorted(self.batch.passage_of, [passage, passage + 1]).tolist()
        return self.texts[first:end]


@dataclass(frozen=True, slots=True)
class _AskedWords:
    """The words of a question: their weights, which have two characters and more, and the cosines of each with others.

    ``cosines`` has the shape (words of the question, words of the texts), ``rows`` are those of the latter, ascending.
    """

    weights: Vectors
    long: NDArray[np.bool_]
    rows: _Rows
    cosines: Vectors

    @classmethod
    def of(cls, vectors: WordVectors, asked: Sequence[int], texts: Sequence[_Rows]) -> _AskedWords:
        rows = np.unique(np.concatenate([_NONE, *texts]))
        cosines, own = vectors.cosines(list(asked), rows), vectors.vectors(list(asked))
        long = np.array([len(vectors.words[row]) > 1 for row in asked], bool)
        return cls(np.linalg.norm(own, axis=1), long, rows, cosines)

    def said(self, texts: Sequence[_Rows]) -> Vectors:
        """How far each word is said in each of some texts by their rows, shape (texts, words)."""
        found = np.zeros((len(texts), len(self.weights)), np.float32)
        for at, rows in enumerate(texts):
            if len(rows):
                found[at] = self.cosines[:, np.searchsorted(self.rows, rows)].max(axis=1)
        return found

    def match(self, said: Vectors) -> WordMatch:
        """What comes of it for each text; zeros where no word is known."""
        mass = float(self.weights.sum()) or 1.0
        values: Scores = said.astype(np.float64)
        ordered: Scores = np.sort(values[:, self.long], axis=1) if self.long.any() else np.zeros((len(said), 1))
        verbatim: Scores = (values > _SAME).astype(np.float64) @ self.weights / mass
        unsaid: Scores = ((1 - values) * self.weights).max(axis=1, initial=0.0)
        worst, second = ordered[:, 0], ordered[:, min(1, ordered.shape[1] - 1)]
        return WordMatch(values @ self.weights / mass, verbatim, worst, second, unsaid)
