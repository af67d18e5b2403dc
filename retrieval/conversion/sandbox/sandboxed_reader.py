"""Sandboxed reader: converts all files but plain text in a process of its own, which may hang or crash.

The process is started for the first such file and converts the others too. One that takes too long over a document is
killed, one that crashes is gone; either costs that document, and the next gets a new process. Text files are decoded
here: that takes no library. Nothing that the process sends is unpickled, and nothing beyond the limits is read.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from signal import Signals
from typing import Self

import retrieval
from retrieval.conversion.converted import Converted, ConvertedMember
from retrieval.conversion.decoding import MOST_CHARACTERS
from retrieval.conversion.detection import is_plain_text
from retrieval.conversion.formats import LARGEST
from retrieval.conversion.members import members_of
from retrieval.conversion.sandbox.messages import END, ERROR, MEMBER, PAGE, STATUSES, decode_content
from retrieval.conversion.sandbox.sandbox_worker import serve
from retrieval.models import Refusal, ReportError

_LONGEST_STATUS = 16
# In JSON, where a line break takes two bytes; tags come on top.
_LONGEST_TEXT = 5 * MOST_CHARACTERS
# Documents of one archive that may end the process before the rest of it is given up.
_MOST_FAILURES = 5
# Recognised, of one document.
_MOST_PAGES = 1_000
_LONGEST_MESSAGE = 500
_LONGEST_PATH = 2_000
# The tokens and secrets of our environment are no business of a process that converts strangers' files.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME")
# The process imports from our own path, however we were started, and never from the working folder.
_START = (
    f"import sys; sys.path[:] = sys.argv[3:]; from {serve.__module__} import {serve.__name__}; "
    f"{serve.__name__}(int(sys.argv[1]), float(sys.argv[2]))"
)


class ReaderProcessError(ReportError):
    """The process that converted a file ended or took too long: nothing is known of the file itself.

    ``retryable`` says whether to try again later: not where time ran out, since that costs as much each time.
    """

    def __init__(self, message: str, retryable: bool) -> None:
        super().__init__(message, Refusal.CRASHED if retryable else Refusal.TOO_SLOW)
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Limits:
    """What converting one file may take: seconds, and bytes of address space; ``start`` is seconds for the process."""

    seconds: float = 60.0
    memory: int = 2 << 30
    start: float = 60.0


class SandboxedReader:
    """Reads files as `convert` does, those that need a library in another process. For use from any thread.

    Close it, or use it in a ``with``: the process lives until then, and ends by itself where this one dies.
    """

    def __init__(self, limits: Limits | None = None, command: Sequence[str] = ()) -> None:
        """``command`` starts another program than the worker of this folder; its stdin is the connection."""
        self._limits = limits or Limits()
        self._command = tuple(command) or _command(self._limits)
        self._process: _ReaderProcess | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The id of the process, while there is one."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process; another file would start a new one."""
        with self._lock:
            self._end()

    def read(self, data: bytes, name: str) -> Converted:
        """What a file that is no archive holds. Raises `ReportError`, whose message begins with the name."""
        content = self.members(data, name)[0].content
        if isinstance(content, ReportError):
            raise content
        return content

    def members(self, data: bytes, name: str) -> list[ConvertedMember]:
        """The documents of a file, each converted or with the reason why not; at least one."""
        if len(data) > LARGEST or is_plain_text(data):
            return list(members_of(data, name))
        found: list[ConvertedMember] = []
        with self._lock:
            for _ in range(_MOST_FAILURES):
                if self._receive(data, name, found):
                    return found
        wanted = f"wanted at most {_MOST_FAILURES} documents that end the process that reads them"
        return [*found, ConvertedMember("", ReaderProcessError(f"{name}: {wanted}, found more", False))]

    def _receive(self, data: bytes, name: str, found: list[ConvertedMember]) -> bool:
        """Add the documents of a file from where ``found`` ends; whether there are no more."""
        path = ""
        try:
            process, first = self._started(name), str(len(found)).encode()
            received = self._exchange(process, name, name.encode("utf-8", "surrogatepass"), first, data)
            while isinstance(received, str):
                path = received
                content = self._exchange(process, f"{name}/{path}")
                if not isinstance(content, Converted | ReportError):
                    raise ReaderProcessError(f"{name}/{path}: wanted a document, found no reply that makes sense", True)
                found.append(ConvertedMember(path, content))
                path = ""
                received = self._exchange(process, name)
            if received:
                found.append(ConvertedMember("", received))
            return True
        except ReaderProcessError as error:
            self._end()
            found.append(ConvertedMember(path, error))
            return not path
        except BaseException:
            # Also on an interrupt: the rest of this reply must not pass for the next file's.
            self._end()
            raise

    def _exchange(self, process: _ReaderProcess, name: str, *messages: bytes) -> Converted | ReportError | str | None:
        """Send the messages, if any, and receive what comes next: a document, the path of one, or None at the end."""
        try:
            status, text = process.exchange(self._limits.seconds, *messages)
            for _ in range(_MOST_PAGES):
                if status != PAGE:
                    break
                status, text = process.exchange(self._limits.seconds)
            if status in (MEMBER, END):
                return text[:_LONGEST_PATH].replace("\n", " ") if status == MEMBER else None
            content = decode_content(status, text)
        except TimeoutError as error:
            wanted = f"wanted a file that can be read within {self._limits.seconds:g} s"
            raise ReaderProcessError(f"{name}: {wanted}, found one that takes longer", False) from error
        except (EOFError, OSError, ValueError) as error:
            found = f"found that the process that read it {process.how_it_ended()}"
            raise ReaderProcessError(f"{name}: wanted a text, {found}", True) from error
        if isinstance(content, Converted):
            return content
        message = _one_line(str(content))
        return ReportError(message if message.startswith(f"{name}:") else f"{name}: {message}", content.refusal)

    def _started(self, name: str) -> _ReaderProcess:
        """The process; a new one where there is none or where it died between two files."""
        if self._process and self._process.alive:
            return self._process
        self._end()
        wanted = f"{name}: wanted a process to read it in"
        try:
            process = self._process = _ReaderProcess(self._command)
        except OSError as error:
            raise ReaderProcessError(f"{wanted}, found none: {error}", True) from error
        try:
            status, text = process.exchange(self._limits.start)
        except (EOFError, OSError, ValueError) as error:
            raise ReaderProcessError(f"{wanted}, found one that {process.how_it_ended()}", True) from error
        if status == ERROR:
            raise ReaderProcessError(f"{wanted}, found one without a reader: {_one_line(text)}", True)
        return process

    def _end(self) -> None:
        if self._process:
            self._process.end()
            self._process = None


class _ReaderProcess:
    """A process and the connection to it; in a session of its own, so that Ctrl-C is ours to handle."""

    def __init__(self, command: Sequence[str]) -> None:
        self._expired = False
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                start_new_session=True,
            )
        self._socket = socket.fromfd(self._connection.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)
        # Runs when this object is collected, at the latest when the interpreter ends.
        self.end = weakref.finalize(self, _end, self._process, self._connection, self._socket)

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._expired and self._process.poll() is None

    def exchange(self, seconds: float, *messages: bytes) -> tuple[bytes, str]:
        """Send the messages and receive a reply: its status and its text.

        Raises TimeoutError where there is no whole reply within so many seconds; EOFError, OSError or ValueError where
        the process has ended or its reply makes no sense.
        """
        # The connection itself waits without end for a message that has begun, and for a process that takes no data.
        watchdog = threading.Timer(seconds, self._expire)
        watchdog.daemon = True
        watchdog.start()
        try:
            for message in messages:
                self._connection.send_bytes(message)
            status = self._connection.recv_bytes(_LONGEST_STATUS)
            text = self._connection.recv_bytes(_LONGEST_TEXT)
        except (EOFError, OSError) as error:
            if self._expired:
                raise TimeoutError(f"no reply within {seconds:g} s") from error
            raise
        finally:
            watchdog.cancel()
            watchdog.join()  # from here on it is certain whether time ran out
        if status not in STATUSES:
            raise ValueError(f"wanted the status of a reply, found {status!r}")
        return status, text.decode("utf-8", "surrogatepass")

    def _expire(self) -> None:
        """Kill the process, and make a blocked read or write fail even if another process holds the other end."""
        self._expired = True
        self._process.kill()
        with suppress(OSError):  # nothing is left to shut down
            self._socket.shutdown(socket.SHUT_RDWR)

    def how_it_ended(self) -> str:
        """How the process ended, for a message; call it where no reply came, or none that makes sense."""
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "gave no reply that makes sense"
        return f"was ended by {Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _end(process: subprocess.Popen[bytes], connection: Connection, ours: socket.socket) -> None:
    """Kill the process, whatever it is at: there is nothing that it would have to finish."""
    process.kill()
    process.wait()
    connection.close()
    ours.close()


def _one_line(message: str) -> str:
    """What another process says, as one line of bounded length."""
    return " ".join(message[:_LONGEST_MESSAGE].split())


def _command(limits: Limits) -> tuple[str, ...]:
    root = str(Path(retrieval.__file__).parent.parent)
    paths = dict.fromkeys([*(path or root for path in sys.path), root])
    return sys.executable, "-c", _START, str(limits.memory), str(limits.seconds), *paths
