"""Passage keys: names of passages that last longer than an index, and the sorted index that finds a passage by its key.

Keys are part of shared links, and of buttons that stay in chats for years. A key is therefore made of a passage's file,
its clause, and its place among the passages of that clause, not of its id.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from retrieval.index.report_tokens import TokenizedReport
from retrieval.index.segments import Arrays, Segment
from retrieval.models import Passage

DIGESTS, ROWS = "passage_keys/digests", "passage_keys/rows"
_KEY_BYTES = 9  # 12 characters: among a million passages, one chance in ten billion of two alike
_INDEXED_BYTES = 8  # of those nine; among a million passages, one chance in forty million of two alike
_KEY = re.compile(r"[\w-]{12}", re.ASCII)


def passage_key(passage: Passage, which: int = 1) -> str:
    """The key of a passage that is the first, second … passage of its clause: twelve characters of base64url.

    >>> from retrieval.models import Clause
    >>> passage_key(Passage("p1", "a.txt", "报告", None, Clause("一/(一)", (), 0, 1, 0), 0, 1, "字"))
    'vSPEf6xQ-3p0'
    """
    place = "\0".join((passage.file, passage.clause.path, str(which)))
    digest = hashlib.sha256(place.encode("utf-8", "replace")).digest()
    return urlsafe_b64encode(digest[:_KEY_BYTES]).decode()


def passage_keys(passages: Sequence[Passage]) -> Iterator[str]:
    """The keys of all passages of a report, in document order."""
    seen: Counter[str] = Counter()
    for passage in passages:
        seen[passage.clause.path] += 1
        yield passage_key(passage, seen[passage.clause.path])


class PassageKeyWriter:
    """Writes what a segment keeps of keys: their digests in order, and the rows of their passages."""

    def __init__(self) -> None:
        self._digests = array("Q")

    def add(self, report: TokenizedReport) -> None:
        """Take in the next report of the segment."""
        self.add_passages(report.tokens.passages)

    def add_passages(self, passages: Sequence[Passage]) -> None:
        """Take in the passages of the next report of the segment."""
        self._digests.extend(map(_digest, passage_keys(passages)))

    def arrays(self) -> Arrays:
        """12 bytes a passage: uint64 digests, ascending, and int32 rows within the segment."""
        digests = np.frombuffer(self._digests, np.uint64)
        order = np.argsort(digests, kind="stable")
        return {DIGESTS: digests[order], ROWS: order.astype(np.int32)}


class PassageKeyIndex:
    """Finds passages by their keys in the segments of an index. Thread-safe: nothing changes after construction.

    >>> from retrieval.models import Clause
    >>> clauses = [Clause(path, (), 0, 1, 0) for path in ("一", "一", "二")]
    >>> report = [Passage(f"p{at}", "a.txt", "报告", None, clause, 0, 1, "字") for at, clause in enumerate(clauses)]
    >>> writer = PassageKeyWriter()
    >>> writer.add_passages(report)
    >>> index = PassageKeyIndex([Segment(writer.arrays(), reports=1, passages=3)])
    >>> [list(index.rows(key)) for key in passage_keys(report)]
    [[0], [1], [2]]
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        """The segments, oldest first; each has the arrays of a `PassageKeyWriter`."""
        self._segments = tuple(segments)

    def rows(self, key: str) -> Iterator[int]:
        """The rows in the whole index of the passages that have a key; none where it is malformed.

        A report that was replaced has the same keys in an older segment: the newest row comes first.
        """
        if not _KEY.fullmatch(key):
            return
        wanted = np.uint64(_digest(key))
        for segment in reversed(self._segments):
            digests, rows = segment.arrays[DIGESTS], segment.arrays[ROWS]
            for at in range(int(np.searchsorted(digests, wanted)), len(digests)):
                if digests[at] != wanted:
                    break
                yield segment.first_passage + int(rows[at])


def _digest(key: str) -> int:
    return int.from_bytes(urlsafe_b64decode(key)[:_INDEXED_BYTES], "big")
