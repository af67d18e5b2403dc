"""Vectors of words that are learnt: the sum of the words of a text is drawn to what a sentence encoder makes of it.

``python -m retrieval.evaluation.vectors.vector_training QUESTIONS.txt SENTENCES.txt [VECTORS.bin]``, a text a line,
learns the vectors of a table anew, by default those of the shipped one; the encoder is that of `vector_table`. Nothing
of the texts is kept in the table. Some 30,000 texts take an hour of one processor, nearly all of it the encoder's.

A word by itself says little of what it adds to a sentence. So the vectors of words, each encoded as a text of its own,
are a beginning only; from there they go where the sums of many texts are nearest to the encoded texts, as in the
distillation of static embeddings (Tulkens and van Dongen 2024, Model2Vec).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.vectors.vector_table import load_encoder, principal_axes, quantized
from retrieval.models import WendaError
from retrieval.resources import VECTORS
from retrieval.text.normalization import fold
from retrieval.text.word_vectors import Vectors, WordVectors, unit_vectors

_EPOCHS, _BATCH, _RATE = 16, 256, 0.005
_DROPOUT = 0.35  # of the words of a text, so that none relies on its neighbours
_DECAY = 1e-4  # how strongly a word is drawn back to where it began
_RIDGE = 10.0

Rows = NDArray[np.int64]


def targets(encoded: Sequence[Vectors], dimensions: int) -> Vectors:
    """What the vectors of texts are to be: their encodings, a group each, without the mean of their group, in few axes.

    Questions and sentences are groups of their own, since encoders tell them apart. The vectors are of length 1.
    """
    centred = np.concatenate([group - group.mean(axis=0) for group in encoded])
    wanted: Vectors = unit_vectors((centred @ principal_axes(centred, dimensions)).astype(np.float32))
    return wanted


def train(start: Vectors, texts: Sequence[Rows], encoded: Vectors, seed: int = 0) -> Vectors:
    """The vectors of words with which the sums of texts are nearest to their encodings.

    ``start`` has the shape (words, dimensions), ``texts`` hold rows of it, ``encoded`` the wanted vectors of these,
    shape (texts, dimensions), of length 1. Words of no text are turned as the others are on the whole.
    """
    kept = [at for at, rows in enumerate(texts) if len(rows)]
    texts, wanted = [texts[at] for at in kept], encoded[kept]
    sums = unit_vectors(_sums(start, texts))
    rotation = np.linalg.solve(sums.T @ sums + _RIDGE * np.eye(sums.shape[1]), sums.T @ wanted)
    base: Vectors = (start @ rotation).astype(np.float32)
    vectors, squares, random = base.copy(), np.full(len(base), 1e-6), np.random.default_rng(seed)
    for _ in range(_EPOCHS):
        order = random.permutation(len(texts))
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            some = [_with_dropout(texts[each], random) for each in batch]
            touched, gradient = _gradient(vectors, some, wanted[batch])
            gradient += _DECAY * (vectors[touched] - base[touched])
            # Adagrad with one rate a word: frequent words take smaller steps.
            squares[touched] += (gradient**2).mean(axis=1)
            vectors[touched] -= _RATE * gradient / np.sqrt(squares[touched])[:, None]
    return vectors


def _with_dropout(rows: Rows, random: np.random.Generator) -> Rows:
    """Most words of a text, one at least."""
    left = rows[random.random(len(rows)) > _DROPOUT]
    return left if len(left) else rows


def _sums(vectors: Vectors, texts: Sequence[Rows]) -> Vectors:
    """The sums of the words of texts that have some, shape (texts, dimensions)."""
    starts = np.cumsum([0, *map(len, texts[:-1])])
    summed: Vectors = np.add.reduceat(vectors[np.concatenate(texts)], starts)
    return summed


def _gradient(vectors: Vectors, texts: Sequence[Rows], wanted: Vectors) -> tuple[Rows, Vectors]:
    """The rows of the words of some texts, and the gradient of what their cosines with the wanted vectors lack of 1.

    The gradient has the shape (rows, dimensions).
    """
    sums = _sums(vectors, texts)
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    units = sums / lengths
    cosines = (units * wanted).sum(axis=1, keepdims=True)
    of_text = np.repeat((units * cosines - wanted) / lengths, list(map(len, texts)), axis=0)
    touched, places = np.unique(np.concatenate(texts), return_inverse=True)
    gradient = np.zeros((len(touched), vectors.shape[1]), np.float32)
    np.add.at(gradient, places, of_text)
    return touched, gradient


def trained_table(
    table: WordVectors, questions: Sequence[str], sentences: Sequence[str], encoded: Sequence[Vectors]
) -> WordVectors:
    """A table with the vectors that are learnt from questions and sentences, and their encodings in the same order."""
    start = table.components * table.scales[:, None]
    texts = [np.array(table.rows_of(fold(text)), np.int64) for text in (*questions, *sentences)]
    vectors = train(start.astype(np.float32), texts, targets(encoded, start.shape[1]))
    return quantized(table.words, vectors)


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the vectors of a table and write it. Raises `WendaError` where the encoder's package is missing."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.evaluation.vectors.vector_training", description=__doc__)
    parser.add_argument("questions", type=Path, help="file of questions, one a line")
    parser.add_argument("sentences", type=Path, help="file of sentences, one a line")
    parser.add_argument("vectors", nargs="?", type=Path, default=VECTORS, help="default: data/word-vectors.bin")
    options = parser.parse_args(arguments)
    questions, sentences = (each.read_text("utf-8").splitlines() for each in (options.questions, options.sentences))
    encoder, path = load_encoder(), options.vectors
    encoded = [
        unit_vectors(np.asarray(way(texts)))
        for way, texts in ((encoder.query, questions), (encoder.passage, sentences))
    ]
    trained_table(WordVectors.open(path), questions, sentences, encoded).save(path)
    print(f"{path}: learnt from {len(questions)} questions and {len(sentences)} sentences")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except WendaError as error:
        sys.exit(f"{error}")
