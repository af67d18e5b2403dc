"""Engine process: one engine in a process of its own, so that its memory can be told from the others'.

``python -m benchmarks.engine_process NAME PASSAGES FOLDER`` reads requests from stdin and writes replies to stdout,
one JSON object a line each: ``{"do": "build"}``, ``{"do": "open"}``, ``{"do": "search", "queries": [[word, ...]]}``.
"""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.hidden_module import hiding
from benchmarks.memory import own_memory
from benchmarks.peers import PEERS, OpenIndex, Peer
from benchmarks.synthetic import PassageFile

_WARM_UP = [["行政", "复议", "申请"], ["行政", "处罚", "决定"]] * 10


class EngineFailedError(Exception):
    """An engine that is not installed, or whose process has ended; the message says why."""


class EngineProcess:
    """The caller's side of an engine process. Use it as a context; leaving it ends the process."""

    def __init__(self, name: str, passages: PassageFile, folder: Path) -> None:
        """Start the process; its index is in ``folder``."""
        hidden = PEERS[name].hidden
        environment = hiding(hidden, folder.with_name(f"without-{hidden}")) if hidden else {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.engine_process", name, str(passages.path), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | environment,
        )

    def __enter__(self) -> EngineProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def ask(self, do: str, **more: object) -> dict[str, Any]:
        """The reply to a request. Raises EngineFailedError where there is none."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("wanted pipes to the engine, found none")
        try:
            print(json.dumps({"do": do, **more}), file=stdin, flush=True)
        except BrokenPipeError:
            raise EngineFailedError(f"ended with exit code {self._process.wait()}") from None
        line = stdout.readline()
        if not line:
            raise EngineFailedError(f"ended with exit code {self._process.wait()}")
        reply: dict[str, Any] = json.loads(line)
        if "failed" in reply:
            raise EngineFailedError(reply["failed"])
        return reply


class EngineServer:
    """The engine's side: builds, opens and searches."""

    def __init__(self, peer: Peer, passages: PassageFile, folder: Path) -> None:
        """Use the engine once, so that imports and compilation are not counted."""
        self._peer, self._passages, self._folder = peer, passages, folder
        with tempfile.TemporaryDirectory() as small:
            index = peer.build(_WARM_UP, Path(small))
            index = peer.open(Path(small)) if peer.open else index
            for query in _WARM_UP:
                _read(index).search(query)
        self._index: OpenIndex | None = None
        del index
        gc.collect()
        self._before = own_memory()

    def reply(self, do: str, **more: Any) -> dict[str, Any]:
        """The reply to a request."""
        match do:
            case "build":
                return self.build()
            case "open":
                return self.open()
            case "search":
                return self.search(**more)
        raise ValueError(f"wanted build, open or search, found {do!r}")

    def build(self) -> dict[str, Any]:
        """Make the index: seconds, and its size in bytes, of memory where it has no form on disk."""
        started = perf_counter()
        self._index = self._peer.build(self._passages, self._folder)
        seconds = perf_counter() - started
        gc.collect()
        size = _bytes(self._folder) if self._peer.open else int(max(self._grown("own_mb"), 0) * 1e6)
        return {"index_s": round(seconds, 3), "index_bytes": size, "on_disk": self._peer.open is not None}

    def open(self) -> dict[str, Any]:
        """Open the stored index: milliseconds; None for an index that was built in this process."""
        if self._peer.open is None:
            return {"open_ms": None}
        started = perf_counter()
        self._index = self._peer.open(self._folder)
        return {"open_ms": round((perf_counter() - started) * 1000, 2)}

    def search(self, queries: Sequence[Sequence[str]]) -> dict[str, Any]:
        """Seconds and hits of each query, and the memory in MB that has been added since before the index was."""
        index, seconds, hits = _read(self._index), [], []
        for query in queries:
            started = perf_counter()
            found = index.search(query)
            seconds.append(perf_counter() - started)
            hits.append(index.hits(found))
        return {"seconds": seconds, "hits": hits, "memory_mb": self._grown("resident_mb")}

    def _grown(self, kind: str) -> float:
        return round(float(getattr(own_memory(), kind) - getattr(self._before, kind)), 1)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _read(index: OpenIndex | None) -> OpenIndex:
    if index is None:
        raise RuntimeError("wanted an index that was built or opened, found none")
    return index


def main() -> None:
    """Answer requests until stdin ends."""
    name, passages, folder = sys.argv[1:]
    server: EngineServer | None = None
    # What an engine itself prints must not get between the replies.
    replies, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        do = request.pop("do")
        try:
            server = server or EngineServer(PEERS[name], PassageFile(Path(passages)), Path(folder))
            reply = server.reply(do, **request)
        except ImportError as error:
            reply = {"failed": f"not installed: {error.name}"}
        except sqlite3.OperationalError as error:
            reply = {"failed": str(error)}
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main()
