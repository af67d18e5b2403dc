"""Text fingerprint: what tells whether two documents are the same, estimated from their texts.

Two documents are the same where their letters and digits are, whatever stands between them. Two formats of one document
differ a little, in page heads, notes or the order of cells: they are taken for the same where they bear the same title,
state the same figures, and share nearly all of their text. Two versions of a law, or a year's report and the next, do
not: their dates differ. What each text consists of is estimated from one hash for each of 64 classes of its n-grams
(one-permutation MinHash, Li, Owen & Zhang 2012).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from retrieval.models import Report
from retrieval.text.normalization import fold

_NOT_WRITTEN = re.compile(r"[\W_]+")
_BLANK = re.compile(r"\s+")
# Figures that a document states, each with the letter behind it; dates are whole. Page numbers, marks of notes and
# numbers of lists are none.
_FIGURE = re.compile(
    r"\d{2,4}年\d{1,2}月\d{1,2}日|(?:\d{3,18}|\d{1,4}\.\d{1,6}|\d{1,2}(?=[^\W\d_a-z]|%))(?!页)[^\W\d_]?"
)
_CLASSES, _GRAM = 64, 8
# Of a shorter text too little is known: its copies are those that are equal.
_SHORTEST = 400
# Of 64 classes: two texts that share nine tenths of their n-grams agree in so many once in a thousand times.
_ALIKE = 62
_LONGEST_TITLE = 60
# The sketch of a longer text is that of so many characters; all of its figures count.
_LONGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class TextFingerprint:
    """What tells whether two documents are the same: checksums of all that is written and of the figures, a sketch."""

    written: str
    figures: str
    sketch: str
    title: str

    @classmethod
    def of(cls, report: Report) -> Self:
        """The fingerprint of a report."""
        folded = fold(report.text)
        written = _NOT_WRITTEN.sub("", folded)
        figures = "\n".join(sorted(set(_FIGURE.findall(_BLANK.sub("", folded)))))
        sketch = _sketch(written[:_LONGEST]) if len(written) >= _SHORTEST else ""
        title = _NOT_WRITTEN.sub("", fold(report.title))[:_LONGEST_TITLE]
        return cls(_checksum(written), _checksum(figures), sketch, title)

    def __str__(self) -> str:
        """The fingerprint as it is stored."""
        return " ".join((self.written, self.figures, self.sketch or "-", self.title))

    @classmethod
    def parse(cls, stored: str) -> Self:
        """The inverse of `str`. Raises ValueError for anything else."""
        written, figures, sketch, title = stored.split(" ")
        return cls(written, figures, "" if sketch == "-" else sketch, title)

    def resembles(self, other: Self) -> bool:
        """Whether two documents are the same, as far as estimates tell."""
        if self.written == other.written:
            return True
        if not (self.sketch and other.sketch and self.title and other.title and self.figures == other.figures):
            return False
        if self.title not in other.title and other.title not in self.title:
            return False
        return sum(self.sketch[at : at + 4] == other.sketch[at : at + 4] for at in range(0, 4 * _CLASSES, 4)) >= _ALIKE


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _sketch(written: str) -> str:
    """16 bits, as four hexadecimal digits, of the smallest hash in each class of n-grams."""
    points = np.frombuffer(written.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    hashes = np.zeros(len(points) - _GRAM + 1, np.uint64)
    for at in range(_GRAM):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + points[at : at + len(hashes)]
    # Finalizer of SplitMix64: spreads the n-grams over all bits.
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    smallest = np.full(_CLASSES, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(smallest, (hashes >> np.uint64(58)).astype(np.intp), hashes << np.uint64(6))
    return "".join(f"{value >> 48:04x}" for value in smallest.tolist())
