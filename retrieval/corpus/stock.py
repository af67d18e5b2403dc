"""What is derived from a library's texts: folded texts, arrays, postings, each under a name.

Whoever derives something asks the library's stock for it and says how to make it. A library that was read from files
makes everything once; an index keeps what was made, and a library that is loaded from it makes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from itertools import accumulate, pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.index.postings import Postings, PostingsParts

Array = NDArray[Any]
Arrays = dict[str, Array]
_T = TypeVar("_T")


class DerivedArrays:
    """Derived things by name, each made at most once.

    >>> stock = DerivedArrays()
    >>> stock.texts("folded", lambda: ["甲", "乙"])
    ['甲', '乙']
    >>> DerivedArrays.of(stock.arrays()).texts("folded", lambda: 1 / 0)
    ['甲', '乙']
    """

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = {}
        self._numbers: dict[str, Array] = {}
        self._postings: dict[str, Postings] = {}

    def __bool__(self) -> bool:
        """Whether it holds anything."""
        return bool(self._texts or self._numbers or self._postings)

    def texts(self, name: str, make: Callable[[], Iterable[str]]) -> list[str]:
        """Texts, in order."""
        return _held(self._texts, name, lambda: list(make()))

    def numbers(self, name: str, make: Callable[[], Array]) -> Array:
        """An array of numbers."""
        return _held(self._numbers, name, make)

    def postings(self, name: str, make: Callable[[], Postings]) -> Postings:
        """Postings."""
        return _held(self._postings, name, make)

    def take(self, other: DerivedArrays) -> None:
        """Hold what another stock holds; only for a stock of the same texts."""
        self._texts |= other._texts
        self._numbers |= other._numbers
        self._postings |= other._postings

    def arrays(self) -> Arrays:
        """All of it as arrays of numbers by name, for a file."""
        found: Arrays = {}
        for name, texts in self._texts.items():
            found |= packed(f"texts/{name}", texts)
        found |= {f"numbers/{name}": numbers for name, numbers in self._numbers.items()}
        for name, postings in self._postings.items():
            parts = postings.to_parts()
            found |= packed(f"postings/{name}/terms", parts.terms)
            found[f"postings/{name}/size"] = np.array(parts.size)
            found |= {f"postings/{name}/{part}": getattr(parts, part) for part in _PARTS}
        return found

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> DerivedArrays:
        """The opposite of `arrays`. Raises KeyError or ValueError for arrays that are no stock."""
        stock = cls()
        for key in arrays:
            kind, _, name = key.partition("/")
            owner, _, part = name.rpartition("/")
            if kind == "numbers":
                stock._numbers[name] = arrays[key]
            elif kind == "texts" and part == "sizes":
                stock._texts[owner] = unpacked(arrays, f"texts/{owner}")
            elif kind == "postings" and part == "size":
                stock._postings[owner] = _postings(arrays, f"postings/{owner}")
        return stock


_PARTS = tuple(field.name for field in fields(PostingsParts) if field.name not in ("size", "terms"))


def _postings(arrays: Mapping[str, Array], name: str) -> Postings:
    rest = {part: arrays[f"{name}/{part}"] for part in _PARTS}
    return Postings.from_parts(PostingsParts(int(arrays[f"{name}/size"]), unpacked(arrays, f"{name}/terms"), **rest))


def packed(name: str, texts: Iterable[str]) -> Arrays:
    """Texts as two arrays: how many characters each has, and the UTF-8 of them all."""
    texts = list(texts)
    sizes = np.fromiter(map(len, texts), np.int32, len(texts))
    # A PDF can hold half of a surrogate pair, which plain UTF-8 refuses.
    joined = "".join(texts).encode("utf-8", "surrogatepass")
    return {f"{name}/sizes": sizes, f"{name}/text": np.frombuffer(joined, np.uint8)}


def unpacked(arrays: Mapping[str, Array], name: str) -> list[str]:
    """The opposite of `packed`."""
    text = arrays[f"{name}/text"].tobytes().decode("utf-8", "surrogatepass")
    bounds = accumulate(arrays[f"{name}/sizes"].tolist(), initial=0)
    return [text[start:end] for start, end in pairwise(bounds)]


def _held(held: dict[str, _T], name: str, make: Callable[[], _T]) -> _T:
    if name not in held:
        held[name] = make()
    return held[name]
