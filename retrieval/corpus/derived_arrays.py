"""Derived arrays: what is computed from a library's texts (folded texts, numbers, postings), each under a name.

Whoever needs a derived value asks for it by name and passes the function that computes it. A library that was read from
files computes everything once; an index stores the values, and a library that is loaded from it computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from itertools import accumulate, pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.index.dense_postings import DensePostings as Postings
from retrieval.index.dense_postings import PostingsParts

Array = NDArray[Any]
Arrays = dict[str, Array]
_T = TypeVar("_T")


class DerivedArrays:
    """Cache of derived values by name; each is computed at most once.

    >>> derived = DerivedArrays()
    >>> derived.texts("folded", lambda: ["甲", "乙"])
    ['甲', '乙']
    >>> DerivedArrays.from_arrays(derived.to_arrays()).texts("folded", lambda: 1 / 0)
    ['甲', '乙']
    """

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = {}
        self._numbers: dict[str, Array] = {}
        self._postings: dict[str, Postings] = {}

    def __bool__(self) -> bool:
        """Whether it holds anything."""
        return bool(self._texts or self._numbers or self._postings)

    def texts(self, name: str, compute: Callable[[], Iterable[str]]) -> list[str]:
        """Texts, in order."""
        return _cached(self._texts, name, lambda: list(compute()))

    def numbers(self, name: str, compute: Callable[[], Array]) -> Array:
        """An array of numbers."""
        return _cached(self._numbers, name, compute)

    def postings(self, name: str, compute: Callable[[], Postings]) -> Postings:
        """Postings."""
        return _cached(self._postings, name, compute)

    def update(self, other: DerivedArrays) -> None:
        """Take over the values of another cache; valid only where both belong to the same texts."""
        self._texts |= other._texts
        self._numbers |= other._numbers
        self._postings |= other._postings

    def to_arrays(self) -> Arrays:
        """All values as arrays of numbers by name, for a file."""
        arrays: Arrays = {}
        for name, texts in self._texts.items():
            arrays |= pack_texts(f"texts/{name}", texts)
        arrays |= {f"numbers/{name}": numbers for name, numbers in self._numbers.items()}
        for name, postings in self._postings.items():
            parts = postings.to_parts()
            arrays |= pack_texts(f"postings/{name}/terms", parts.terms)
            arrays[f"postings/{name}/size"] = np.array(parts.size)
            arrays |= {f"postings/{name}/{part}": getattr(parts, part) for part in _PARTS}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> DerivedArrays:
        """The inverse of `to_arrays`; ignores other arrays. Raises KeyError or ValueError where a part is missing."""
        derived = cls()
        for key in arrays:
            kind, _, name = key.partition("/")
            owner, _, part = name.rpartition("/")
            if kind == "numbers":
                derived._numbers[name] = arrays[key]
            elif kind == "texts" and part == "sizes":
                derived._texts[owner] = unpack_texts(arrays, f"texts/{owner}")
            elif kind == "postings" and part == "size":
                derived._postings[owner] = _unpack_postings(arrays, f"postings/{owner}")
        return derived


_PARTS = tuple(field.name for field in fields(PostingsParts) if field.name not in ("size", "terms"))


def _unpack_postings(arrays: Mapping[str, Array], name: str) -> Postings:
    rest = {part: arrays[f"{name}/{part}"] for part in _PARTS}
    return Postings.from_parts(
        PostingsParts(int(arrays[f"{name}/size"]), unpack_texts(arrays, f"{name}/terms"), **rest)
    )


def pack_texts(name: str, texts: Iterable[str]) -> Arrays:
    """Texts as two arrays: the number of characters of each, and the UTF-8 of them all."""
    texts = list(texts)
    sizes = np.fromiter(map(len, texts), np.int32, len(texts))
    # A PDF can hold half of a surrogate pair, which plain UTF-8 refuses.
    joined = "".join(texts).encode("utf-8", "surrogatepass")
    return {f"{name}/sizes": sizes, f"{name}/text": np.frombuffer(joined, np.uint8)}


def unpack_texts(arrays: Mapping[str, Array], name: str) -> list[str]:
    """The inverse of `pack_texts`."""
    text = arrays[f"{name}/text"].tobytes().decode("utf-8", "surrogatepass")
    bounds = accumulate(arrays[f"{name}/sizes"].tolist(), initial=0)
    return [text[start:end] for start, end in pairwise(bounds)]


def _cached(values: dict[str, _T], name: str, compute: Callable[[], _T]) -> _T:
    if name not in values:
        values[name] = compute()
    return values[name]
