"""Word vectors: a table that tells how near the meanings of two texts are, whatever words they are written in.

A text is the sum of the vectors of its words, rare words weighing more; the cosine of two texts is their nearness.
The table is made by ``python -m retrieval.evaluation.vectors.vector_table`` and learnt anew by ``vector_training``. It
never decides what is said: it only helps to choose among sentences.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.models import ReportError
from retrieval.text.tokenization import sizes_by_pair

FORMAT = "wenda-vectors 1"
# Of a long text the beginning tells what it is about.
_LONGEST_TEXT = 500
# Texts of a library that are kept as read, of half a kilobyte each and more: what is asked comes back to the same ones.
_KEPT = 8192
# Cosines that differ by less are those of equal texts.
_ALIKE = 1e-6

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as the rows of its words, in order, and the sum of their vectors, shape (dimensions,)."""

    rows: NDArray[np.int32]
    total: Vectors


@dataclass(frozen=True)
class WordVectors:
    """Vectors of words, of 8 bits a component with a scale each. Thread-safe: it only remembers texts that it has read.

    ``components`` has the shape (words, dimensions); the vector of a word is its row times its scale, and is as long as
    the word is weighty.
    """

    words: Sequence[str]
    components: NDArray[np.int8]
    scales: Vectors

    @classmethod
    def open(cls, path: Path) -> WordVectors:
        """Map a table. Raises `ReportError` where the file is none."""
        if not path.stat().st_size:  # nothing that could be mapped
            raise ReportError(f"{path.name}: wanted a table of word vectors ({FORMAT!r}), found an empty file")
        with path.open("rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        head, start = _head(content, path.name)
        count, dimensions, size = head["words"], head["dimensions"], head["bytes"]
        words = str(content[start : start + size], "utf-8").split("\n")
        scales = np.frombuffer(bytes(content[start + size :][: 4 * count]), "<f4")
        components = np.frombuffer(content, np.int8, count * dimensions, start + size + 4 * count)
        return cls(words, components.reshape(count, dimensions), scales)

    def save(self, path: Path) -> None:
        """Write the table: a line that tells its sizes, the words, their scales, their components."""
        words = "\n".join(self.words).encode()
        head = {"words": len(self.words), "dimensions": self.components.shape[1], "bytes": len(words)}
        line = f"{FORMAT} {json.dumps(head)}\n".encode()
        path.write_bytes(line + words + self.scales.astype("<f4").tobytes() + self.components.tobytes())

    @cached_property
    def _lengths(self) -> Vectors:
        """The lengths of all rows as they are stored; 1 for zeros."""
        squares = [np.square(part.astype(np.float32)).sum(axis=1) for part in np.array_split(self.components, 16)]
        lengths: Vectors = np.sqrt(np.concatenate(squares)).astype(np.float32)
        lengths[lengths == 0] = 1
        return lengths

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def _sizes(self) -> Mapping[str, tuple[int, ...]]:
        return sizes_by_pair(self.words)

    def words_of(self, folded: str) -> list[str]:
        """The words of the table in a folded text: the longest at each place, one after the other.

        >>> table = WordVectors(["信用", "信用修复", "复"], np.zeros((3, 2), np.int8), np.zeros(3, np.float32))
        >>> table.words_of("申请信用修复")
        ['信用修复']
        """
        return [self.words[row] for row in self.rows_of(folded)]

    def rows_of(self, folded: str) -> list[int]:
        """The rows of the words that `words_of` gives."""
        rows, sizes, found, at = self._rows, self._sizes, list[int](), 0
        end = min(len(folded), _LONGEST_TEXT)
        while at < end:
            for size in sizes.get(folded[at : at + 2], ()):
                if (row := rows.get(folded[at : at + size])) is not None:
                    found.append(row)
                    at += size
                    break
            else:
                if (row := rows.get(folded[at])) is not None:
                    found.append(row)
                at += 1
        return found

    def encode(self, folded: Sequence[str]) -> Vectors:
        """The vectors of folded texts, shape (texts, dimensions), of length 1; zeros where no word is known.

        They are not kept: what people ask is as long, and as private, as they like.

        >>> table = WordVectors(["狗", "犬"], np.array([[3, 4], [4, 3]], np.int8), np.ones(2, np.float32))
        >>> one, other = table.encode(["狗", "犬"])
        >>> round(float(one @ other), 2)
        0.96
        """
        return unit_vectors(self.totals([self._read(text) for text in folded]))

    def read(self, folded: str) -> ReadText:
        """A folded text of a library as its words and their sum; read once where it comes back soon."""
        return self._remembered(folded)

    def totals(self, texts: Sequence[ReadText]) -> Vectors:
        """The sums of some texts, shape (texts, dimensions)."""
        found: Vectors = np.zeros((len(texts), self.components.shape[1]), np.float32)
        for at, text in enumerate(texts):
            found[at] = text.total
        return found

    @cached_property
    def _remembered(self) -> Callable[[str], ReadText]:
        return lru_cache(_KEPT)(self._read)

    def _read(self, folded: str) -> ReadText:
        rows = np.array(self.rows_of(folded), np.int32)
        return ReadText(rows, self.scales[rows] @ self.components[rows])

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """The vectors of some words, shape (rows, dimensions), each as long as its word is weighty."""
        found: Vectors = self.components[rows] * self.scales[rows, None]
        return found

    def cosines(self, rows: Sequence[int], others: NDArray[np.int32]) -> Vectors:
        """The cosines of some words and others, shape (rows, others)."""
        own: Vectors = self.components[rows].astype(np.float32) / self._lengths[rows, None]
        found: Vectors = own @ self.components[others].astype(np.float32).T / self._lengths[others]
        return found


def unit_vectors(vectors: Vectors) -> Vectors:
    """Vectors of length 1 in the same directions; zeros stay.

    >>> unit_vectors(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32)).round(1).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    encoded: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return encoded


def standard_scores(cosines: NDArray[Any]) -> NDArray[Any]:
    """Cosines in standard deviations from their mean; zeros where they tell no text from another.

    >>> standard_scores(np.array([0.25, 0.75])).tolist(), standard_scores(np.array([0.5, 0.5])).tolist()
    ([-1.0, 1.0], [0.0, 0.0])
    """
    spread = float(cosines.std()) if len(cosines) else 0.0
    return (cosines - cosines.mean()) / spread if spread > _ALIKE else np.zeros(len(cosines))


def _head(content: memoryview, name: str) -> tuple[dict[str, int], int]:
    """The sizes that a table tells, and where its words begin."""
    line = bytes(content[:200]).partition(b"\n")[0].decode("utf-8", "replace")
    if not line.startswith(f"{FORMAT} "):
        raise ReportError(f"{name}: wanted a table of word vectors ({FORMAT!r}), found {line[:40]!r}")
    try:
        head = json.loads(line.removeprefix(FORMAT))
        wanted = len(line) + 1 + head["bytes"] + head["words"] * (4 + head["dimensions"])
    except (ValueError, KeyError, TypeError) as error:
        raise ReportError(f"{name}: wanted the sizes of a table of word vectors, found a broken head") from error
    if len(content) != wanted:
        raise ReportError(f"{name}: wanted {wanted} bytes, found {len(content)}")
    return head, len(line) + 1
