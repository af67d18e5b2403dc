"""Reader process of `retrieval.conversion.sandbox`: converts one file after the other, within limits of its own.

Its stdin is a `multiprocessing.connection.Connection`. A request is three messages: the file's name, the position of
the first document that is wanted of it, and its bytes; for a reply see `retrieval.conversion.sandbox.messages`. The
first reply comes unasked, when the process is ready. The process ends when the other side hangs up, and when a
document takes too long, even where nobody is left to stop it.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection

from retrieval.conversion.detection import FileKind
from retrieval.conversion.formats import LARGEST, converter_of
from retrieval.conversion.members import members_of
from retrieval.conversion.sandbox.messages import END, ERROR, MEMBER, OK, PAGE, encode_content

_OPEN_FILES = 32
_GRACE = 2.0  # seconds: whoever waits for a reply stops the process first


def serve(memory: int, seconds: float) -> None:
    """Convert files within so many bytes of address space, each within so many seconds."""
    connection = _connection()
    try:
        # At once: below the limits Python could not write its compiled modules.
        for kind in FileKind:
            converter_of(kind)
    except ImportError as error:
        _send(connection, ERROR, str(error))
        return
    _limit(memory)
    _send(connection, OK, "")
    while True:
        try:
            name, first = connection.recv_bytes().decode("utf-8", "surrogatepass"), int(connection.recv_bytes())
            data = connection.recv_bytes(LARGEST)
        except (EOFError, OSError):
            os._exit(0)  # nothing here needs tidying up
        _reply(connection, data, name, first, seconds + _GRACE)


def _reply(connection: Connection, data: bytes, name: str, first: int, seconds: float) -> None:
    """Send the documents of a file. Each may take so many seconds, as may each page that is recognised, and sending
    does not count.
    """

    def tell(status: bytes, text: str) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(connection, status, text)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    # The default for this signal ends the process, whatever native code it is in.
    signal.setitimer(signal.ITIMER_REAL, seconds)
    is_archive = True
    for member in members_of(data, name, first, partial(tell, MEMBER), partial(tell, PAGE, "")):
        tell(*encode_content(member.content))
        is_archive = bool(member.path)
    signal.setitimer(signal.ITIMER_REAL, 0)
    if is_archive:
        _send(connection, END, "")


def _send(connection: Connection, status: bytes, text: str) -> None:
    connection.send_bytes(status)
    connection.send_bytes(text.encode("utf-8", "surrogatepass"))


def _connection() -> Connection:
    """The connection to the parent, taken off stdin so that no library reads from it."""
    connection = Connection(os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return connection


def _limit(memory: int) -> None:
    import resource  # here, because Windows, where text files can be read, has none

    bounds = ((resource.RLIMIT_NOFILE, _OPEN_FILES), (resource.RLIMIT_AS, memory))
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), *bounds):
        # macOS refuses RLIMIT_AS; there the limits of time and size hold alone.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
