"""Reader process of `retrieval.conversion.sandbox`: converts one file after the other, within limits of its own.

Its stdin is a `multiprocessing.connection.Connection`. A request is two messages, the file's name and its bytes; a
reply is two, `OK` with the text or `ERROR` with the reason. The first reply comes unasked, when the process is ready.
The process ends when the other side hangs up, and when a file takes too long, even where nobody is left to stop it.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from multiprocessing.connection import Connection

from retrieval.conversion.formats import LARGEST, read_text
from retrieval.models import ReportError

OK, ERROR = b"ok", b"error"
_OPEN_FILES = 32
_GRACE = 2.0  # seconds: whoever waits for a reply stops the process first


def serve(memory: int, seconds: float) -> None:
    """Convert files within so many bytes of address space, each within so many seconds."""
    connection = _connection()
    try:
        # At once: below the limits Python could not write its compiled modules.
        from retrieval.conversion import docx, html, pdf  # noqa: F401
    except ImportError as error:
        _send(connection, ERROR, str(error))
        return
    _limit(memory)
    _send(connection, OK, "")
    while True:
        try:
            name, data = connection.recv_bytes().decode("utf-8", "surrogatepass"), connection.recv_bytes(LARGEST)
        except (EOFError, OSError):
            os._exit(0)  # nothing here needs tidying up
        # The default for this signal ends the process, whatever native code it is in.
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
        status, text = _read(data, name)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(connection, status, text)


def _read(data: bytes, name: str) -> tuple[bytes, str]:
    try:
        return OK, read_text(data, name)
    except ReportError as error:
        return ERROR, str(error)
    except MemoryError:
        return ERROR, f"{name}: wanted a file that fits in the memory for reading, found one that takes more"
    except Exception as error:  # whatever a library lets through, the next file may well be read
        return ERROR, f"{name}: wanted a file in order, found a broken one: {type(error).__name__}"


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
