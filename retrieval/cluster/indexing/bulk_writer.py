"""Bulk writer: documents in batches, as an interrupted build can take them up again."""

from __future__ import annotations

import time
from collections.abc import Sequence

from retrieval.cluster.connection import ClusterConnection, to_json
from retrieval.cluster.indexing.build_lock import BuildLock
from retrieval.cluster.mappings import Json
from retrieval.models import LibraryError

_BATCH_BYTES, _BATCH_DOCUMENTS = 4 << 20, 2_000
_TRIES, _FIRST_PAUSE = 8, 0.25  # seconds, then twice as long each time


class BulkWriter:
    """Writes documents in batches; those that are there already are left as they are."""

    def __init__(self, connection: ClusterConnection, lock: BuildLock) -> None:
        """The lock is renewed with each batch."""
        self._connection, self._lock = connection, lock
        self._batch: list[str] = []
        self._after: list[str] = []
        self._bytes = 0
        self.written = 0

    def create(self, index: str, name: str, document: Json) -> None:
        """Add a document to the batch."""
        self._add(self._batch, index, name, document)

    def create_after(self, index: str, name: str, document: Json) -> None:
        """Add a document that is written when all that were added before it are."""
        self._add(self._after, index, name, document)

    def flush(self) -> None:
        """Write what was added. Raises `LibraryError` where a document is refused."""
        for lines in (self._batch, self._after):
            if lines:
                self._lock.renew()
                self._write(lines)
        self._batch, self._after, self._bytes = [], [], 0

    def _add(self, lines: list[str], index: str, name: str, document: Json) -> None:
        line = to_json(document)
        lines += [to_json({"create": {"_index": index, "_id": name}}), line]
        self._bytes += len(line.encode())
        if self._bytes > _BATCH_BYTES or len(lines) > 2 * _BATCH_DOCUMENTS:
            self.flush()

    def _write(self, lines: Sequence[str]) -> None:
        left = list(lines)
        pause = _FIRST_PAUSE
        for _ in range(_TRIES):
            results = self._connection.bulk(left)
            self.written += sum(each["status"] == 201 for each in results)
            for each in results:
                if each["status"] not in (200, 201, 409, 429, 503):
                    raise LibraryError(f"{each['_index']}: {each['_id']!r} was refused: {each['error']}"[:500])
            # An overloaded node refuses some documents of a batch.
            again = [at for at, each in enumerate(results) if each["status"] in (429, 503)]
            left = [line for at in again for line in left[2 * at : 2 * at + 2]]
            if not left:
                return
            time.sleep(pause)
            pause *= 2
        raise LibraryError(f"{len(left) // 2} documents were refused {_TRIES} times: the cluster is overloaded")
