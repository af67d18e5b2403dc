"""Reader process of `retrieval.sandbox`: reads one file after the other, within limits of its own.

Its stdin is a `multiprocessing.connection.Connection`; for requests and replies see `retrieval.sandbox.messages`. The
first reply comes unasked, when the process is ready, and tells what it has given up. The process ends when the other
side hangs up, and when a document takes too long, even where nobody is left to stop it.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import retrieval
from retrieval.conversion.converted import Converted
from retrieval.conversion.detection import FileKind
from retrieval.conversion.formats import LARGEST, converter_of
from retrieval.conversion.members import members_of
from retrieval.models import ManifestFacts
from retrieval.resources import read_gazetteer
from retrieval.sandbox.confinement import confine, program_files
from retrieval.sandbox.messages import END, ERROR, MEMBER, OK, STEP, decode_facts, encode_content
from retrieval.sandbox.parsed_report import parse_converted
from retrieval.text.tokenization import plain_words

_OPEN_FILES = 32
_GRACE = 2.0  # seconds: whoever waits for a reply stops the process first
_FIRST = "某市报告\n一、审批\n云南通过審批189项。\n"


def serve(memory: int, seconds: float, kinds: str) -> None:
    """Read files within so many bytes of address space, each within so many seconds.

    ``kinds`` is ``all``, or ``text`` for a process without the libraries that the other formats need.
    """
    connection = _connection()
    try:
        # At once: below the limits Python could not write its compiled modules.
        for kind in FileKind if kinds == "all" else (FileKind.TEXT,):
            converter_of(kind)
    except ImportError as error:
        _send(connection, ERROR, str(error).encode())
        return
    _go_first()
    _open_tables()
    confinement = confine(program_files(Path(retrieval.__file__).parent))
    _limit(memory)
    _send(connection, OK, json.dumps(asdict(confinement)).encode())
    while True:
        try:
            name, first = connection.recv_bytes().decode("utf-8", "surrogatepass"), int(connection.recv_bytes())
            facts, data = decode_facts(connection.recv_bytes()), connection.recv_bytes(LARGEST)
        except (EOFError, OSError):
            os._exit(0)  # nothing here needs tidying up
        _reply(connection, data, name, first, facts, seconds + _GRACE)


def _reply(
    connection: Connection, data: bytes, name: str, first: int, facts: Mapping[str, ManifestFacts], seconds: float
) -> None:
    """Send the documents of a file. Each step of each may take so many seconds, and sending does not count."""

    def tell(status: bytes, text: bytes = b"") -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(connection, status, text)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    # The default for this signal ends the process, whatever native code it is in.
    signal.setitimer(signal.ITIMER_REAL, seconds)
    is_archive = True
    for member in members_of(data, name, first, lambda path: tell(MEMBER, _encoded(path)), partial(tell, STEP)):
        own = f"{name}/{member.path}" if member.path else name
        if isinstance(member.content, Converted):
            own_facts = facts.get(own, ManifestFacts())
            parsed = parse_converted(member.content, own, own_facts, read_gazetteer(), partial(tell, STEP))
            tell(*encode_content(parsed, own))
        else:
            tell(*encode_content(member.content, own))
        is_archive = bool(member.path)
    signal.setitimer(signal.ITIMER_REAL, 0)
    if is_archive:
        _send(connection, END, b"")


def _send(connection: Connection, status: bytes, text: bytes) -> None:
    connection.send_bytes(status)
    connection.send_bytes(text)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _connection() -> Connection:
    """The connection to the parent, taken off stdin so that no library reads from it."""
    connection = Connection(os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return connection


def _open_tables() -> None:
    """Open what parsing reads besides files: the gazetteer, and tables that stand among the user's other files."""
    plain_words(_FIRST)
    parse_converted(Converted(_FIRST), "", ManifestFacts(), read_gazetteer())


def _go_first() -> None:
    """Be the one that the kernel ends where memory runs out: the service that has started us goes on."""
    with suppress(OSError):  # there is no /proc
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


def _limit(memory: int) -> None:
    import resource  # here, because Windows has none

    bounds = ((resource.RLIMIT_NOFILE, _OPEN_FILES), (resource.RLIMIT_AS, memory))
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), *bounds):
        # macOS refuses RLIMIT_AS; there the limits of time and size hold alone.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
