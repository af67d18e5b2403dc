"""Sandboxed reader: reads every file in a process of its own, which may hang or crash.

The process is started for the first file and reads the others too. One that takes too long over a document is killed,
one that crashes is gone; either costs that document, and the next gets a new process. As long as all files are plain
text it does without the libraries that other formats need, which take a second to load. Nothing that the process sends
is unpickled, and nothing beyond the limits is read.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Self

import retrieval
from retrieval.conversion.detection import is_plain_text
from retrieval.conversion.formats import LARGEST, convert, size_message
from retrieval.conversion.members import attempted
from retrieval.models import ManifestFacts, Refusal, ReportError
from retrieval.resources import read_gazetteer
from retrieval.sandbox.confinement import Confinement
from retrieval.sandbox.messages import END, ERROR, MEMBER, STEP, decode_content, encode_facts
from retrieval.sandbox.parsed_report import ParsedReport, ReadMember, parse_converted
from retrieval.sandbox.reader_process import ReaderProcess

_LOGGER = logging.getLogger(__name__)
# Documents of one archive that may end the process before the rest of it is given up.
_MOST_FAILURES = 5
# Of one document: pages that are recognised, and those of its parsing.
_MOST_STEPS = 1_000
_LONGEST_MESSAGE = 500
_LONGEST_PATH = 2_000
# The process imports from our own path, however we were started, and never from the working folder.
_START = (
    "import sys; sys.path[:] = sys.argv[4:]; from retrieval.sandbox.sandbox_worker import serve; "
    "serve(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3])"
)
# Windows, which can ask, has no limits to give a process: text is read without one there, and nothing else is.
_HAS_PROCESSES = os.name == "posix"
_NO_FACTS: Mapping[str, ManifestFacts] = MappingProxyType({})


class ReaderProcessError(ReportError):
    """The process that read a file ended or took too long: nothing is known of the file itself.

    ``retryable`` says whether to try again later: not where time ran out, since that costs as much each time.
    """

    def __init__(self, message: str, retryable: bool) -> None:
        super().__init__(message, Refusal.CRASHED if retryable else Refusal.TOO_SLOW)
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: seconds for each step, and bytes of address space.

    A step is the conversion of a document, one page of it that is recognised, or one of three of its parsing;
    ``start`` is seconds for the process.
    """

    seconds: float = 60.0
    memory: int = 2 << 30
    start: float = 60.0


class SandboxedReader:
    """Reads files in another process. For use from any thread.

    Close it, or use it in a ``with``: the process lives until then, and ends by itself where this one dies.
    """

    def __init__(self, limits: Limits | None = None, command: Sequence[str] = ()) -> None:
        """``command`` starts another program than the worker of this folder; its stdin is the connection."""
        self._limits = limits or Limits()
        self._command = tuple(command)
        self._process: ReaderProcess | None = None
        self._only_text = False  # whether the process can read nothing else
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

    def confinement(self) -> Confinement:
        """What the process gives up on this machine, which starts one. Raises `ReaderProcessError`."""
        if not _HAS_PROCESSES:
            return Confinement(files=False, network=False)
        with self._lock:
            try:
                self._end()
                return self._start("", only_text=True)
            finally:
                self._end()

    def read(self, data: bytes, name: str, facts: Mapping[str, ManifestFacts] = _NO_FACTS) -> ParsedReport:
        """What a file that is no archive holds. Raises `ReportError`, whose message begins with the name."""
        content = self.members(data, name, facts)[0].content
        if isinstance(content, ReportError):
            raise content
        return content

    def members(self, data: bytes, name: str, facts: Mapping[str, ManifestFacts] = _NO_FACTS) -> list[ReadMember]:
        """The documents of a file, each parsed or with the reason why not; at least one.

        ``facts`` is what the manifest tells of them, by their names.
        """
        if len(data) > LARGEST:
            return [ReadMember("", ReportError(size_message(name, len(data)), Refusal.TOO_LARGE))]
        if not _HAS_PROCESSES and is_plain_text(data):
            return [ReadMember("", _read_here(data, name, facts))]
        found: list[ReadMember] = []
        with self._lock:
            for _ in range(_MOST_FAILURES):
                if self._receive(data, name, facts, found):
                    return found
        wanted = f"wanted at most {_MOST_FAILURES} documents that end the process that reads them"
        return [*found, ReadMember("", ReaderProcessError(f"{name}: {wanted}, found more", False))]

    def _receive(self, data: bytes, name: str, facts: Mapping[str, ManifestFacts], found: list[ReadMember]) -> bool:
        """Add the documents of a file from where ``found`` ends; whether there are no more."""
        path = ""
        try:
            process, first = self._started(name, is_plain_text(data)), str(len(found)).encode()
            request = (name.encode("utf-8", "surrogatepass"), first, encode_facts(facts), data)
            received = self._exchange(process, name, facts, *request)
            while isinstance(received, str):
                path = received
                content = self._exchange(process, f"{name}/{path}", facts)
                if not isinstance(content, ParsedReport | ReportError):
                    raise ReaderProcessError(f"{name}/{path}: wanted a document, found no reply that makes sense", True)
                found.append(ReadMember(path, content))
                path = ""
                received = self._exchange(process, name, facts)
            if received:
                found.append(ReadMember("", received))
            return True
        except ReaderProcessError as error:
            self._end()
            found.append(ReadMember(path, error))
            return not path
        except BaseException:
            # Also on an interrupt: the rest of this reply must not pass for the next file's.
            self._end()
            raise

    def _exchange(
        self, process: ReaderProcess, name: str, facts: Mapping[str, ManifestFacts], *messages: bytes
    ) -> ParsedReport | ReportError | str | None:
        """Send the messages, if any, and receive what comes next: a document, the path of one, or None at the end."""
        try:
            status, text = process.exchange(self._limits.seconds, *messages)
            for _ in range(_MOST_STEPS):
                if status != STEP:
                    break
                status, text = process.exchange(self._limits.seconds)
            if status in (MEMBER, END):
                return text[:_LONGEST_PATH].replace("\n", " ") if status == MEMBER else None
            content = decode_content(status, text, name, facts.get(name, ManifestFacts()))
        except TimeoutError as error:
            wanted = f"wanted a file that can be read within {self._limits.seconds:g} s"
            raise ReaderProcessError(f"{name}: {wanted}, found one that takes longer", False) from error
        except (EOFError, OSError, ValueError) as error:
            found = f"found that the process that read it {process.how_it_ended()}"
            raise ReaderProcessError(f"{name}: wanted a text, {found}", True) from error
        if isinstance(content, ParsedReport):
            return content
        message = _one_line(str(content))
        return ReportError(message if message.startswith(f"{name}:") else f"{name}: {message}", content.refusal)

    def _started(self, name: str, only_text: bool) -> ReaderProcess:
        """The process; a new one where there is none, where it died between two files, or cannot read this one."""
        if self._process and self._process.alive and (only_text or not self._only_text):
            return self._process
        self._end()
        confinement = self._start(name, only_text)
        if not (confinement.files and confinement.network):
            _tell_what_is_kept(confinement)
        if self._process is None:
            raise ReaderProcessError(f"{name}: wanted a process to read it in, found none", True)
        return self._process

    def _start(self, name: str, only_text: bool) -> Confinement:
        """Start the process; what it has given up."""
        wanted = f"{name}: wanted a process to read it in"
        try:
            process = self._process = ReaderProcess(self._command or _command(self._limits, only_text))
        except OSError as error:
            raise ReaderProcessError(f"{wanted}, found none: {error}", True) from error
        self._only_text = only_text and not self._command
        try:
            status, text = process.exchange(self._limits.start)
            if status == ERROR:
                raise ReaderProcessError(f"{wanted}, found one without a reader: {_one_line(text)}", True)
            return Confinement(**json.loads(text))
        except (EOFError, OSError, ValueError, TypeError) as error:
            raise ReaderProcessError(f"{wanted}, found one that {process.how_it_ended()}", True) from error

    def _end(self) -> None:
        if self._process:
            self._process.end()
            self._process = None


def _read_here(data: bytes, name: str, facts: Mapping[str, ManifestFacts]) -> ParsedReport | ReportError:
    """A text file, read in this process."""
    converted = attempted(convert, data, name)
    if isinstance(converted, ReportError):
        return converted
    return parse_converted(converted, name, facts.get(name, ManifestFacts()), read_gazetteer())


@cache
def _tell_what_is_kept(confinement: Confinement) -> None:
    """Log, once, what this system does not let the process give up."""
    kept = [
        what for what, given in (("other files", confinement.files), ("the network", confinement.network)) if not given
    ]
    found = "wanted a kernel with Landlock and seccomp, found none, or none that lets us use them"
    _LOGGER.warning("the process that reads files could not give up %s: %s", " and ".join(kept), found)


def _one_line(message: str) -> str:
    """What another process says, as one line of bounded length."""
    return " ".join(message[:_LONGEST_MESSAGE].split())


def _command(limits: Limits, only_text: bool) -> tuple[str, ...]:
    root = str(Path(retrieval.__file__).parent.parent)
    paths = dict.fromkeys([*(path or root for path in sys.path), root])
    kinds = "text" if only_text else "all"
    return sys.executable, "-c", _START, str(limits.memory), str(limits.seconds), kinds, *paths
