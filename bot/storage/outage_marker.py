"""Outage marker: the time until which updates were handled that the disk did not take.

After a kill such updates are delivered again, and the marker is the only trace of them.
"""

from __future__ import annotations

import os
from pathlib import Path

from bot.storage.state_folder import open_private

_WIDTH = 20


class OutageMarker:
    """File of one number that is overwritten in place, for which a full disk has room."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.until = self._read()  # as of the start of the program

    def record(self, moment: float) -> bool:
        """Write that updates sent until this moment (POSIX time) may be answered already; whether that was possible."""
        try:
            at = open_private(self._path, os.O_WRONLY)
            try:
                os.pwrite(at, f"{moment:0{_WIDTH}.3f}".encode("ascii"), 0)
                os.fsync(at)
            finally:
                os.close(at)
        except OSError:
            return False
        return True

    def reserve(self) -> bool:
        """Create the file while the disk has room for it."""
        return self._path.exists() or self.record(0.0)

    def _read(self) -> float:
        try:
            return float(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return 0.0  # the file is missing or incomplete
