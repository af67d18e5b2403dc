"""Reading strangers' files: pages, PDFs and Word files are read in a process of its own, which may hang or crash.

The process is started for the first such file and reads the others too. One that takes too long over a file is ended,
one that crashes is gone; either costs that file, and the next file gets a new process. Text files are read here:
decoding takes no library.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from types import TracebackType
from typing import IO, Any, Self

from retrieval.conversion.formats import LARGEST, MOST_CHARACTERS, FileKind, kind_of, read_text
from retrieval.conversion.frames import receive, send
from retrieval.models import ReportError

_LONGEST_HEAD = 1 << 16
_LONGEST_TEXT = 4 * MOST_CHARACTERS
_LONGEST_REASON = 500
# The tokens and secrets of whoever started us are no business of a process that reads strangers' files.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME")
# It finds the modules that we have, however we were started, and none that lie about in the working folder.
_START = "import sys; sys.path[:] = sys.argv[2:]; from retrieval.conversion.sandbox_worker import serve; serve(int(sys.argv[1]))"


class ReadingStopped(ReportError):
    """A file that ended the process which read it, or took too long: nothing is known of the file itself.

    ``again`` says whether to try at the next occasion: not where time ran out, since that costs as much each time.
    """

    def __init__(self, message: str, again: bool) -> None:
        super().__init__(message)
        self.again = again


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: seconds, and bytes of address space; ``start`` is seconds for the process."""

    seconds: float = 60.0
    memory: int = 2 << 30
    start: float = 60.0


class IsolatedReader:
    """Reads files as `read_text` does, those that need a library in another process. For use from any thread.

    Close it, or use it in a ``with``: the process lives until then, and ends by itself where this one dies.
    """

    def __init__(self, limits: Limits | None = None, command: Sequence[str] = ()) -> None:
        """``command`` starts another worker than `retrieval.conversion.sandbox_worker`."""
        self._limits = limits or Limits()
        self._command = tuple(command) or _command(self._limits.memory)
        self._worker: _Worker | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process that reads, while there is one."""
        return self._worker.process.pid if self._worker else None

    def close(self) -> None:
        """End the process; another file would start a new one."""
        with self._lock:
            self._end()

    def read(self, data: bytes, name: str) -> str:
        """The text of a file.

        Raises `ReportError` that begins with the name: what was wanted, and what was found instead.
        """
        if len(data) > LARGEST or kind_of(data) is FileKind.TEXT:
            return read_text(data, name)
        with self._lock:
            try:
                head, text = self._reply(data, name)
            except BaseException:
                # Also where somebody interrupts us: what is left of this reply must not pass for the next file's.
                self._end()
                raise
        if "error" in head:
            message = _reason(str(head["error"]))
            raise ReportError(message if message.startswith(f"{name}:") else f"{name}: {message}")
        return text

    def _reply(self, data: bytes, name: str) -> tuple[dict[str, Any], str]:
        worker = self._ready(name)
        try:
            head, body = worker.exchange(self._limits.seconds, {"name": name}, data)
            return head, body.decode("utf-8", "surrogatepass")
        except TimeoutError as error:
            wanted = f"wanted a file that can be read within {self._limits.seconds:g} s"
            raise ReadingStopped(f"{name}: {wanted}, found one that takes longer", False) from error
        except (EOFError, OSError, ValueError) as error:
            found = f"found that the process that read it {worker.how_it_ended()}"
            raise ReadingStopped(f"{name}: wanted a text, {found}", True) from error

    def _ready(self, name: str) -> _Worker:
        """The process, started where there is none or where it died of nothing that it was reading."""
        if self._worker and self._worker.alive:
            return self._worker
        self._end()
        wanted = f"{name}: wanted a process to read it in"
        try:
            worker = self._worker = _Worker(self._command)
        except OSError as error:
            raise ReadingStopped(f"{wanted}, found none: {error}", True) from error
        try:
            hello, _ = worker.exchange(self._limits.start)
        except (EOFError, OSError, ValueError) as error:
            raise ReadingStopped(f"{wanted}, found one that {worker.how_it_ended()}", True) from error
        if "error" in hello:
            raise ReadingStopped(f"{wanted}, found one without a reader: {_reason(str(hello['error']))}", True)
        return worker

    def _end(self) -> None:
        if self._worker:
            self._worker.end()
            self._worker = None


class _Worker:
    """A process with the pipes to it and from it; a session of its own, so that Ctrl-C is ours to handle."""

    def __init__(self, command: Sequence[str]) -> None:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, start_new_session=True,
        )  # fmt: skip
        self._late = threading.Event()
        # However we are let go of, at the latest when the interpreter ends.
        self._ending = weakref.finalize(self, _kill, self.process)

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._late.is_set() and self.process.poll() is None

    def exchange(self, seconds: float, request: dict[str, Any] | None = None,
                 data: bytes = b"") -> tuple[dict[str, Any], bytes]:  # fmt: skip
        """Send a request, if there is one, and take the next reply.

        Raises TimeoutError where there is none within so many seconds; EOFError, OSError or ValueError where the
        process has ended or talks nonsense.
        """
        timer = threading.Timer(seconds, self._stop)
        timer.daemon = True
        timer.start()
        try:
            if request is not None:
                send(_pipe(self.process.stdin), request | {"seconds": seconds}, data)
            return receive(_pipe(self.process.stdout), _LONGEST_HEAD, _LONGEST_TEXT)
        except (EOFError, OSError, ValueError) as error:
            if self._late.is_set():
                raise TimeoutError(f"no reply within {seconds:g} s") from error
            raise
        finally:
            timer.cancel()
            timer.join()  # from here on it is certain whether it went off

    def _stop(self) -> None:
        # A blocked read or write ends when the other end does: no polling, and nothing that only some systems have.
        self._late.set()
        self.process.kill()

    def how_it_ended(self) -> str:
        """Once its pipe is at its end, or what comes out of it is no reply."""
        try:
            code = self.process.wait(1)
        except subprocess.TimeoutExpired:
            return "gave no reply that makes sense"
        return f"was ended by {Signals(-code).name}" if code < 0 else f"ended with code {code}"

    def end(self) -> None:
        """End it, whatever it is at: there is nothing that it would have to finish."""
        self._ending()


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        # A request that was being written stays in the buffer, and there is nobody to write it to.
        with suppress(BrokenPipeError):
            _pipe(pipe).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process has no pipe")
    return stream


def _reason(message: str) -> str:
    """What another process says, as one line of bounded length."""
    return " ".join(message.split())[:_LONGEST_REASON]


def _command(memory: int) -> tuple[str, ...]:
    root = str(Path(__file__).parent.parent.parent)
    paths = [path or root for path in sys.path]
    return sys.executable, "-c", _START, str(memory), *paths, *([] if root in paths else [root])
