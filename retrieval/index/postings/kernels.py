"""Kernels: the inner loop of BM25, which adds the impacts of terms to the scores of a segment's texts.

An impact is computed from a count and a length when it is added; the operations and their order are rank-bm25's, so
that the sums equal its own to the last bit. Both kernels add float64: in a segment's range of texts the sums stay
within the processor's cache, and single precision was no faster.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Slots = NDArray[Any]

# Compiled loops pay for the 0.3 s in which numba is imported from about this many texts on.
_COMPILED_FROM = 5_000
# Lengths from which on each text has a row of its own.
_LONGEST = 1 << 16


class Kernel(Protocol):
    """Adds terms to scores."""

    def add(self, total: Scores, slots: Slots, bounds: NDArray[np.int64], idf: Scores, norms: Norms) -> None:
        """Add to ``total`` the impacts of the terms whose slots begin and end at ``bounds``, in their order.

        A term whose slots begin where they end is in no text.
        """

    def add_shared(self, total: Scores, owner: NDArray[Any], shared: Scores) -> None:
        """Add to each score above 0 what its ``owner`` has in ``shared``."""


class Norms:
    """What BM25 makes of the lengths of a segment's texts, in tables by length, which crowd the cache less than arrays.

    ``of`` is k1 (1 - b + b length / mean length), ``single`` the share of the idf that one occurrence of a term has;
    ``codes`` gives the row of each text in both.
    """

    __slots__ = ("codes", "of", "single", "top")

    def __init__(self, lengths: NDArray[Any], mean: float, k1: float, b: float) -> None:
        """``mean`` is the mean length of all texts that are searched."""
        longest = int(lengths.max(initial=0))
        self.codes: NDArray[Any] = lengths.astype(np.uint16, copy=False)
        rows = np.arange(longest + 1, dtype=np.float64)
        if longest >= _LONGEST:
            self.codes, rows = np.arange(len(lengths), dtype=np.uint32), lengths.astype(np.float64)
        # Texts without any token have a mean length of 0 and no postings.
        self.of: Scores = k1 * (1 - b + b * rows / (mean or 1.0))
        self.top = k1 + 1
        self.single: Scores = 1 * self.top / (1 + self.of)


class NumpyKernel:
    """Kernel of array operations, one term at a time."""

    def add(self, total: Scores, slots: Slots, bounds: NDArray[np.int64], idf: Scores, norms: Norms) -> None:
        """Add to ``total`` the impacts of the terms whose slots begin and end at ``bounds``, in their order."""
        for (start, end), weight in zip(bounds.tolist(), idf.tolist(), strict=True):
            if start == end:
                continue
            repeated = int(slots[start])
            first = end - 2 * repeated
            once = slots[start + 1 : first].astype(np.intp)
            total[once] += weight * norms.single[norms.codes[once]]
            if repeated:
                several, counts = slots[first : first + repeated].astype(np.intp), slots[first + repeated : end]
                counts = counts.astype(np.float64)
                total[several] += weight * (counts * norms.top / (counts + norms.of[norms.codes[several]]))

    def add_shared(self, total: Scores, owner: NDArray[Any], shared: Scores) -> None:
        """Add to each score above 0 what its ``owner`` has in ``shared``."""
        held = np.flatnonzero(total > 0)
        total[held] += shared[owner[held]]


class NumbaKernel:
    """Kernel of compiled loops, several times faster; compiled when it is made, or read from numba's cache."""

    def __init__(self) -> None:
        """Raises ImportError where numba is not installed."""
        numba = importlib.import_module("numba")
        numbers, bounds = numba.float64[::1], numba.int64[:, ::1]
        short, long = (numba.types.Array(kind, 1, "C", readonly=True) for kind in (numba.uint16, numba.uint32))
        both = list(product((short, long), repeat=2))
        rest = (*3 * [numbers], numba.float64)
        self._add = _compiled(numba, _add_terms, [numba.void(numbers, a, bounds, b, *rest) for a, b in both])
        shared = [numba.void(numbers, owner, numbers) for owner in (short, long)]
        self._add_shared = _compiled(numba, _add_shared, shared)

    def add(self, total: Scores, slots: Slots, bounds: NDArray[np.int64], idf: Scores, norms: Norms) -> None:
        """Add to ``total`` the impacts of the terms whose slots begin and end at ``bounds``, in their order."""
        self._add(total, slots, bounds, norms.codes, idf, norms.of, norms.single, norms.top)

    def add_shared(self, total: Scores, owner: NDArray[Any], shared: Scores) -> None:
        """Add to each score above 0 what its ``owner`` has in ``shared``."""
        self._add_shared(total, owner, shared)


def _compiled(numba: Any, function: Callable[..., None], signatures: Sequence[Any]) -> Any:
    try:
        return numba.njit(signatures, nogil=True, cache=True)(function)
    except RuntimeError:
        # No folder that numba could keep compiled code in can be written.
        return numba.njit(signatures, nogil=True)(function)


def _add_terms(
    total: Scores,
    slots: Slots,
    bounds: NDArray[np.int64],
    codes: NDArray[Any],
    idf: Scores,
    of: Scores,
    single: Scores,
    top: float,
) -> None:
    for term in range(len(idf)):
        start, end, weight = bounds[term, 0], bounds[term, 1], idf[term]
        if start == end:
            continue
        repeated = np.int64(slots[start])
        first = end - 2 * repeated
        for at in range(start + 1, first):
            total[slots[at]] += weight * single[codes[slots[at]]]
        for at in range(first, first + repeated):
            text, count = slots[at], np.float64(slots[at + repeated])
            total[text] += weight * (count * top / (count + of[codes[text]]))


def _add_shared(total: Scores, owner: NDArray[Any], shared: Scores) -> None:
    for text in range(len(total)):
        if total[text] > 0:
            total[text] += shared[owner[text]]


NUMPY = NumpyKernel()


@cache
def _numba() -> Kernel:
    try:
        return NumbaKernel()
    except (ImportError, OSError):  # OSError: this process may not make code, as a hardened service may not
        return NUMPY


def kernel_for(texts: int) -> Kernel:
    """The kernel for this many texts: compiled where they are many and the extra ``fast`` is installed."""
    return _numba() if texts >= _COMPILED_FROM and importlib.util.find_spec("numba") else NUMPY
