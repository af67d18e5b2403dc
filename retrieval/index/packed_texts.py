"""Packed texts: many strings as two arrays, the UTF-8 of them all and where each begins; read one at a time.

Halves of surrogate pairs, which a PDF can hold, survive.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from retrieval.index.segments import Arrays, NumberArray


class TextPacker:
    """Collects texts in order.

    >>> packer = TextPacker(["甲", "\\ud800"])
    >>> packer.add("")
    2
    >>> list(PackedTexts(packer.arrays("names"), "names"))
    ['甲', '\\ud800', '']
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Begin with ``texts``."""
        self._bytes = bytearray()
        self._offsets = array("q", [0])
        for text in texts:
            self.add(text)

    def __len__(self) -> int:
        """The number of texts."""
        return len(self._offsets) - 1

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self._bytes)

    def add(self, text: str) -> int:
        """Take in a text; its number."""
        self._bytes += encode_text(text)
        self._offsets.append(len(self._bytes))
        return len(self) - 1

    def arrays(self, name: str) -> Arrays:
        """The arrays, under names that begin with ``name``."""
        return {
            f"{name}/offsets": np.frombuffer(self._offsets, np.int64),
            f"{name}/bytes": np.frombuffer(self._bytes, np.uint8),
        }


class StringTable:
    """Strings of which each is kept once, by number."""

    def __init__(self) -> None:
        self._packer = TextPacker()
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a string, a new one where it is new."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = self._packer.add(text)
        return found

    def arrays(self, name: str) -> Arrays:
        """The arrays of `PackedTexts`."""
        return self._packer.arrays(name)


class PackedTexts(Sequence[str]):
    """Texts that are decoded when they are asked for. Thread-safe: nothing changes."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        """Read what a `TextPacker` gave under ``name``. Raises KeyError where the arrays are missing."""
        self._bytes: NumberArray = arrays[f"{name}/bytes"]
        self._offsets: NumberArray = arrays[f"{name}/offsets"]

    def __len__(self) -> int:
        """The number of texts."""
        return len(self._offsets) - 1

    @property
    def sizes(self) -> NumberArray:
        """The number of bytes of each text."""
        return np.diff(self._offsets)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        """The text of a number. Raises IndexError where there is none."""
        if not 0 <= at < len(self):
            raise IndexError(f"wanted the number of one of {len(self)} texts, found {at}")
        start, end = self._offsets[at : at + 2].tolist()
        return decode_text(self._bytes, start, end)

    def __iter__(self) -> Iterator[str]:
        """The texts in order."""
        return (self[at] for at in range(len(self)))


def encode_text(text: str) -> bytes:
    """The UTF-8 of any string, halves of surrogate pairs included."""
    return text.encode("utf-8", "surrogatepass")


def decode_text(octets: NumberArray, start: int, end: int) -> str:
    """The text of some bytes of an array."""
    return octets[start:end].tobytes().decode("utf-8", "surrogatepass")
