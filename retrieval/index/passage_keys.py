"""Passage keys: names of passages that last longer than an index, and the sorted index that finds a passage by its key.

Keys are part of shared links, and of buttons that stay in chats for years. A key is therefore made of a passage's file,
its clause, and its place among the passages of that clause, not of its id.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from retrieval.index.segments import Arrays, Segment
from retrieval.models import Passage

DIGESTS, ROWS = "passage_keys/digests", "passage_keys/rows"
_KEY_BYTES = 9  # 12 characters: among a million passages, one chance in ten billion of two alike
_INDEXED_BYTES = 8  # of those nine; among a million passages, one chance in forty million of two alike
_KEY = re.compile(r"[\w-]{12}", re.ASCII)


class ReportPassages(Protocol):
    """A report as keys are made of it."""

    @property
    def passages(self) -> Sequence[Passage]:
        """Its passages in document order."""


def passage_key(passage: Passage, which: int = 1) -> str:
    """The key of a passage that is the first, second … passage of its clause: twelve characters of base64url.

    >>> from retrieval.models import Clause
    >>> passage_key(Passage("p1", "a.txt", "报告", None, Clause("一/(一)", (), 0, 1, 0), 0, 1, "字"))
    'vSPEf6xQ-3p0'
    """
    place = "\0".join((passage.file, passage.clause.path, str(which)))
    digest = hashlib.sha256(place.encode("utf-8", "replace")).digest()
    return urlsafe_b64encode(digest[:_KEY_BYTES]).decode()


class PassageKeyPart:
    """Segment part: the digests of all keys in order, and the rows of their passages."""

    def __init__(self) -> None:
        self._digests: list[int] = []

    def add(self, report: ReportPassages) -> None:
        """Take in the next report of the segment."""
        seen: Counter[str] = Counter()
        for passage in report.passages:
            seen[passage.clause.path] += 1
            self._digests.append(_digest(passage_key(passage, seen[passage.clause.path])))

    def arrays(self) -> Arrays:
        """12 bytes a passage: uint64 digests, ascending, and int32 rows within the segment."""
        digests = np.array(self._digests, dtype=np.uint64)
        order = np.argsort(digests, kind="stable")
        return {DIGESTS: digests[order], ROWS: order.astype(np.int32)}


class PassageKeyIndex:
    """Finds passages by their keys in the segments of an index. Thread-safe: nothing changes after construction."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        """The segments, oldest first; each has the arrays of a `PassageKeyPart`."""
        self._segments = tuple(segments)

    def row(self, key: str) -> int | None:
        """The row in the whole index of the passage that has a key; None where none has, or the key is malformed."""
        if not _KEY.fullmatch(key):
            return None
        wanted = np.uint64(_digest(key))
        # A report that was replaced has the same keys in an older segment.
        for segment in reversed(self._segments):
            digests, rows, live = segment.arrays[DIGESTS], segment.arrays[ROWS], segment.live_passages
            at = int(np.searchsorted(digests, wanted))
            while at < len(digests) and digests[at] == wanted:
                row = int(rows[at])
                if live is None or live[row]:
                    return segment.first_passage + row
                at += 1
        return None


def _digest(key: str) -> int:
    return int.from_bytes(urlsafe_b64decode(key)[:_INDEXED_BYTES], "big")
