"""Until when updates were handled that no disk would take: after a kill they come again, and this alone tells of it."""

from __future__ import annotations

import os
from pathlib import Path

_WIDTH = 20


class OutageMarker:
    """A file of one number that is overwritten in place, for which a full disk has room."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.until = self._read()  # when this program was started

    def record(self, moment: float) -> bool:
        """Write that what was sent until this moment (POSIX time) may be answered; whether that was possible."""
        try:
            at = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(at, f"{moment:0{_WIDTH}.3f}".encode("ascii"), 0)
                os.fsync(at)
            finally:
                os.close(at)
        except OSError:
            return False
        return True

    def reserve(self) -> bool:
        """Take the room on the disk while there is some."""
        return self._path.exists() or self.record(0.0)

    def _read(self) -> float:
        try:
            return float(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return 0.0  # never needed, or not written whole
