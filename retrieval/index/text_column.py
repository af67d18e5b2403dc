"""Text column: a text for each row, of which those that contain a value are found by scanning its bytes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from retrieval.index.postings import Ids
from retrieval.index.segments import Arrays

# No byte of UTF-8: nothing that is looked for can span two texts.
_END = b"\xff"


class TextColumn:
    """A text for each row, as UTF-8 bytes one after the other.

    >>> column = TextColumn(TextColumn.pack("titles", ["甲报告", "", "乙通报"]), "titles")
    >>> column[2], column.containing("报").tolist()
    ('乙通报', [0, 2])
    """

    def __init__(self, arrays: Arrays, name: str) -> None:
        """Read the column ``name``."""
        self._bytes, self._starts = arrays[f"{name}/bytes"], arrays[f"{name}/starts"]

    @staticmethod
    def pack(name: str, texts: Iterable[str]) -> Arrays:
        """The arrays of a column."""
        encoded = [text.encode("utf-8", "surrogatepass") + _END for text in texts]
        starts = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        return {f"{name}/bytes": np.frombuffer(b"".join(encoded), np.uint8), f"{name}/starts": starts}

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._starts) - 1

    def __getitem__(self, row: int) -> str:
        """The text of a row."""
        start, end = self._starts[row : row + 2].tolist()
        return bytes(self._bytes[start : end - 1]).decode("utf-8", "surrogatepass")

    def containing(self, value: str) -> Ids:
        """The rows whose text contains a value; for an empty one those that have any text."""
        if not value:
            return np.flatnonzero(np.diff(self._starts) > 1)
        text, wanted = self._bytes.tobytes(), value.encode("utf-8", "surrogatepass")
        found, at = list[int](), text.find(wanted)
        while at >= 0:
            found.append(at)
            at = text.find(wanted, text.find(_END, at))
        return np.searchsorted(self._starts, found, side="right") - 1
