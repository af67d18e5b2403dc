"""Pooled readers: for tests that build many small libraries, a process that has read one reads the next one too.

They are the real processes, with the real limits; only their start, which takes a fifth of a second, is saved.
`SandboxedReader` here is the reader as it is.
"""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

from retrieval.sandbox import sandboxed_reader
from retrieval.sandbox.confinement import Confinement
from retrieval.sandbox.reader_process import ReaderProcess
from retrieval.sandbox.sandboxed_reader import Limits, SandboxedReader

__all__ = ["PooledReader", "SandboxedReader", "use"]
Key = tuple[Limits, bool]


class PooledReader(SandboxedReader):
    """Reader that leaves its process to the next one. What ended badly is ended, as in any reader."""

    _idle: ClassVar[dict[Key, list[tuple[ReaderProcess, Confinement]]]] = defaultdict(list)
    _confinement = Confinement(files=False, network=False)

    def close(self) -> None:
        """Leave the process to others."""
        with self._lock:
            if self._process and self._process.alive and not self._command:
                self._idle[self._limits, self._only_text].append((self._process, self._confinement))
                self._process = None
            self._end()

    def _start(self, name: str, only_text: bool) -> Confinement:
        idle = self._idle[self._limits, only_text]
        while idle and not self._command:
            process, self._confinement = idle.pop()
            if process.alive:
                self._process, self._only_text = process, only_text
                return self._confinement
        self._confinement = super()._start(name, only_text)
        return self._confinement


def use() -> None:
    """Let everything that reads files in this process use them."""
    sandboxed_reader.SandboxedReader = PooledReader  # type: ignore[misc]
