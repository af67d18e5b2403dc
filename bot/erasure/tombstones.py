"""Tombstones: a list of the erasures that people asked for, so that a restored backup is erased again.

A line of the file ``tombstones`` has a time and the digest of a pseudonym, which names nobody. The list is kept beside
the database and not in it: a damaged database is what a backup is restored for.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot import clock
from bot.storage import files

FILE = "tombstones"
HEADER = "wenda-tombstones 1"
KEPT_DAYS = 3650  # the longest retention that can be set: what a tombstone is about has passed by then
_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\S{8,30}) ([0-9a-f]{64})")

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An erasure: its time (UTC, ISO 8601), and whose exchanges until then were erased, as a digest."""

    time: str
    digest: str


def digest_of(alias: str) -> str:
    """The digest of a pseudonym.

    >>> digest_of("c914862581107511")[:16]
    '18fceaafef88d924'
    """
    return hashlib.sha256(f"wenda tombstone {alias}".encode()).hexdigest()


class Tombstones:
    """The file of tombstones, for callers on any thread of one process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def read(self) -> list[Tombstone]:
        """All tombstones. Raises OSError where the file cannot be read; a line that is none is logged and left out."""
        if not self._path.exists():
            return []
        header, *lines = self._path.read_text("utf-8", "replace").splitlines() or [""]
        if header != HEADER:
            _LOGGER.error("%s:1: wanted %r, found %r", self._path, HEADER, header[:40])
        found = []
        for number, line in enumerate(lines, 2):
            if match := _LINE.fullmatch(line):
                found.append(Tombstone(match[1], match[2]))
            else:
                _LOGGER.error("%s:%d: wanted a time and a digest, found %r", self._path, number, line[:40])
        return found

    def add(self, alias: str, time: str) -> None:
        """Note that everything of a person until this time was erased. Raises OSError."""
        digest = digest_of(alias)
        with self._lock:
            others = [each for each in self.read() if each.digest != digest]
            self._write([*others, Tombstone(time, digest)])

    def merge(self, added: Iterable[Tombstone]) -> list[Tombstone]:
        """Add tombstones of another file, and return them all. Raises OSError."""
        with self._lock:
            merged = newest([*self.read(), *added])
            if merged:
                self._write(merged)
        return merged

    def _write(self, tombstones: Iterable[Tombstone]) -> None:
        earliest = (clock.now() - timedelta(days=KEPT_DAYS)).isoformat()
        lines = [f"{each.time} {each.digest}\n" for each in tombstones if each.time >= earliest]
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.write_atomically(self._path, [f"{HEADER}\n", *lines])


def newest(tombstones: Iterable[Tombstone]) -> list[Tombstone]:
    """The newest tombstone of each person, oldest first."""
    by_person: dict[str, Tombstone] = {}
    for each in sorted(tombstones, key=lambda each: each.time):
        by_person[each.digest] = each
    return sorted(by_person.values(), key=lambda each: each.time)
