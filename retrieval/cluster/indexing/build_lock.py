"""Build lock: a document that one builder holds and renews, so that two never write the same indices.

No clocks are compared: a lock counts as left behind when it was not renewed while somebody watched it for a while.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from opensearchpy.exceptions import ConflictError

from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.mappings import Json
from retrieval.models import LibraryError, SearchUnavailableError

# A builder renews with each batch, which takes a few seconds at most.
PATIENCE = 30.0
_LOOK = 0.5


@dataclass(slots=True)
class BuildLock:
    """The lock as its holder has it: ``sequence`` and ``term`` tell whether anybody else wrote it since."""

    connection: ClusterConnection
    owner: str
    sequence: int
    term: int

    def renew(self) -> None:
        """Say that the build goes on. Raises `LibraryError` where another builder has taken over."""
        self.sequence, self.term = _write(self.connection, self.owner, self.sequence, self.term)


@contextmanager
def locked(connection: ClusterConnection, patience: float = PATIENCE) -> Iterator[BuildLock]:
    """Hold the lock of a cluster's indices.

    Raises `LibraryError` where another builder holds it. A lock that was not renewed for ``patience`` seconds is taken
    over: its builder was ended.
    """
    owner = uuid.uuid4().hex
    found = _read(connection)
    if found is None:
        lock = BuildLock(connection, owner, *_write(connection, owner))
    else:
        _watch(connection, found, patience)
        lock = BuildLock(connection, owner, *_write(connection, owner, found["_seq_no"], found["_primary_term"]))
    try:
        yield lock
    finally:
        _release(lock)


def _index(connection: ClusterConnection) -> str:
    return f"{connection.settings.prefix}-lock"


def _read(connection: ClusterConnection) -> Json | None:
    return connection.find(lambda client: client.get(index=_index(connection), id="build"))


def _watch(connection: ClusterConnection, found: Json, patience: float) -> None:
    """Return when a lock stayed as it is for a while, or is gone."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        now = _read(connection)
        if now is None or now["_seq_no"] != found["_seq_no"]:
            raise _held(connection)
        time.sleep(min(_LOOK, patience))


def _write(
    connection: ClusterConnection, owner: str, sequence: int | None = None, term: int | None = None
) -> tuple[int, int]:
    unchanged = {"op_type": "create"} if sequence is None else {"if_seq_no": sequence, "if_primary_term": term}
    try:
        written = connection.call(
            lambda client: client.index(index=_index(connection), id="build", body={"owner": owner}, params=unchanged)
        )
    except SearchUnavailableError as error:
        if isinstance(error.__cause__, ConflictError):
            raise _held(connection) from error
        raise
    return written["_seq_no"], written["_primary_term"]


def _release(lock: BuildLock) -> None:
    """Delete the lock, unless it was taken over or the cluster is away; then it is left behind and taken over later."""
    unchanged = {"if_seq_no": lock.sequence, "if_primary_term": lock.term}
    try:
        lock.connection.call(lambda client: client.delete(index=_index(lock.connection), id="build", params=unchanged))
    except SearchUnavailableError:
        return


def _held(connection: ClusterConnection) -> LibraryError:
    return LibraryError(f"{_index(connection)}: the index is being built by another process; wait until it is done")
