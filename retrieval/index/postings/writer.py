"""Postings writer: has rank-bm25 count the tokens of texts, and turns the counts into the arrays of a segment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from retrieval.index.fingerprints import fingerprints
from retrieval.text.tokenization import TokenKind

_Ids = NDArray[np.intp]
PostingsArrays = dict[str, NDArray[Any]]

# Tokens that rank-bm25 counts at once: its dicts take up to 100 bytes for each.
_BATCH = 200_000


class BatchCounts(BM25Okapi):  # type: ignore[misc]
    """Term counts of a few texts, by rank-bm25; statistics of all texts come from all segments (`smoothed_idf`)."""

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.terms = nd


@dataclass(frozen=True, slots=True)
class Members:
    """Texts that consist of parts: for each pair the number of a part and that of the text, of ``size`` texts."""

    parts: NDArray[np.integer[Any]]
    texts: NDArray[np.integer[Any]]
    size: int


class PostingsWriter:
    """Counts the tokens of the texts of a segment, and gives their postings as arrays.

    Texts may share parts, such as a heading, which are counted once.

    >>> writer = PostingsWriter(TokenKind.WORD)
    >>> for text in (["复议", "申请", "复议"], ["调解"]):
    ...     writer.add(text)
    >>> writer.arrays("words")["words/lengths"].tolist()
    [3, 1]
    """

    def __init__(self, kind: TokenKind) -> None:
        self._kind = kind
        self._numbers: dict[str, int] = {}
        self._batch: list[Collection[str]] = []
        self._waiting = 0
        self._lengths: list[NDArray[np.uint32]] = []
        self._terms: list[NDArray[np.uint32]] = []
        self._counts: list[NDArray[np.uint32]] = []
        self._sizes: list[NDArray[np.uint32]] = []

    def add(self, tokens: Collection[str]) -> None:
        """Take in the tokens of the next part. Raises TypeError for a string."""
        if isinstance(tokens, str):
            raise TypeError(f"wanted a list of tokens, found the string {tokens[:20]!r}")
        self._batch.append(tokens)
        self._waiting += 1 + len(tokens)
        if self._waiting >= _BATCH:
            self._count()

    def _count(self) -> None:
        """Have rank-bm25 count the parts that wait for it, and keep what it counted as arrays."""
        if not self._batch:
            return
        model, numbers = BatchCounts(self._batch), self._numbers
        for term in model.terms:
            numbers.setdefault(term, len(numbers))
        sizes = np.fromiter(map(len, model.doc_freqs), np.uint32, len(self._batch))
        total = int(sizes.sum())
        held = chain.from_iterable(model.doc_freqs)
        self._terms.append(np.fromiter(map(numbers.__getitem__, held), np.uint32, total))
        counts = chain.from_iterable(map(dict.values, model.doc_freqs))
        self._counts.append(np.fromiter(counts, np.uint32, total))
        self._sizes.append(sizes)
        self._lengths.append(np.array(model.doc_len, np.uint32))
        self._batch, self._waiting = [], 0

    def arrays(self, name: str) -> PostingsArrays:
        """The arrays of texts of one part each, under names that begin with ``name``."""
        self._count()
        every = np.arange(sum(map(len, self._sizes)))
        return self.arrays_of(name, {name: Members(every, every, len(every))})

    def arrays_of(self, vocabulary: str, fields: Mapping[str, Members]) -> PostingsArrays:
        """The arrays of the texts of each field under its name, and the terms of all of them under ``vocabulary``."""
        self._count()
        table = fingerprints(self._kind, self._numbers)
        order = np.argsort(table)
        arrays = {f"{vocabulary}/terms": table[order]}
        rows = np.argsort(order)[_joined(self._terms)]
        for name, members in fields.items():
            arrays |= self._field(name, members, rows, len(order))
        return arrays

    def _field(self, name: str, members: Members, rows: _Ids, terms: int) -> PostingsArrays:
        """The postings of a field; ``rows`` are those of all terms of all parts in the table of ``terms`` rows."""
        sizes = _joined(self._sizes).astype(np.intp)
        begins = np.cumsum(sizes) - sizes
        held = sizes[members.parts]
        # Where each posting of each part of each text stands among those of all parts.
        at = np.arange(held.sum()) + np.repeat(begins[members.parts] - (np.cumsum(held) - held), held)
        keys = rows[at] * members.size + np.repeat(members.texts, held)
        order = np.argsort(keys)
        keys, counts = keys[order], _joined(self._counts)[at[order]]
        if len(keys):
            firsts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
            keys, counts = keys[firsts], np.add.reduceat(counts, firsts)
        lengths = np.bincount(members.texts, _joined(self._lengths)[members.parts], members.size)
        bounds, slots = _slots(keys // max(members.size, 1), keys % max(members.size, 1), counts, terms, members.size)
        return {
            f"{name}/bounds": bounds.astype(np.uint32 if len(slots) < 1 << 32 else np.uint64),
            f"{name}/slots": slots,
            f"{name}/lengths": smallest_unsigned(lengths.astype(np.uint64)),
        }


def _slots(
    terms: _Ids, texts: _Ids, counts: NDArray[np.uint32], rows: int, size: int
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Where the slots of each of ``rows`` terms begin, and the slots, of postings in order of terms and texts."""
    several = counts > 1
    held = np.bincount(terms, minlength=rows)
    repeated = np.bincount(terms[several], minlength=rows)
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(1 + held + repeated)])
    kind = np.uint16 if max(size - 1, int(counts.max(initial=0))) < 1 << 16 else np.uint32
    slots = np.zeros(int(bounds[-1]), kind)
    slots[bounds[:-1]] = repeated
    once = ~several
    slots[bounds[terms[once]] + 1 + _ranks(terms[once], held - repeated)] = texts[once]
    # Behind those that hold it once.
    at = bounds[terms[several]] + 1 + (held - repeated)[terms[several]] + _ranks(terms[several], repeated)
    slots[at] = texts[several]
    slots[at + repeated[terms[several]]] = counts[several]
    return bounds, slots


def _ranks(terms: _Ids, held: _Ids) -> _Ids:
    """The place of each of sorted postings among those of its term, of which each has ``held``."""
    return np.arange(len(terms)) - (np.cumsum(held) - held)[terms]


def smallest_unsigned(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers in the smallest unsigned type that holds them all, of two bytes at least.

    >>> smallest_unsigned(np.array([3, 256])).dtype
    dtype('uint16')
    """
    return numbers.astype(np.result_type(np.uint16, np.min_scalar_type(int(numbers.max(initial=0)))))


def _joined(parts: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    return np.concatenate([np.zeros(0, np.uint32), *parts])
