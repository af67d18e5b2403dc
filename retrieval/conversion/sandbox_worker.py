"""The process that reads files for `retrieval.conversion.sandbox`: one after the other, within limits of its own.

A request is ``{"name", "seconds"}`` with the file's bytes; a reply is ``{}`` with the text in UTF-8, or ``{"error"}``.
The process ends when its stdin does, and when a file takes longer than it may, even where nobody is left to stop it.
"""

from __future__ import annotations

import os
import resource
import signal
from contextlib import suppress
from importlib import import_module
from typing import IO, Any

from retrieval.conversion.formats import LARGEST, read_text
from retrieval.conversion.frames import receive, send
from retrieval.models import ReportError

# All that reading takes, at once: below the limits Python could not write its cache of compiled modules.
_READERS = (
    "docx", "lxml.html", "pypdfium2", "trafilatura",
    "retrieval.parsing.header", "retrieval.conversion.pdf", "retrieval.conversion.html", "retrieval.conversion.docx",
)  # fmt: skip
_OPEN_FILES = 32
_LONGEST_HEAD = 1 << 16
_GRACE = 2.0  # seconds: whoever waits for a reply stops the process first


def serve(memory: int) -> None:
    """Be the worker, within so many bytes of address space."""
    requests, replies = _pipes()
    try:
        for name in _READERS:
            import_module(name)
    except ImportError as error:
        send(replies, {"error": str(error)})
        return
    _limit(memory)
    send(replies, {"ready": True})
    while True:
        try:
            head, data = receive(requests, _LONGEST_HEAD, LARGEST)
        except EOFError:
            os._exit(0)  # nothing here needs tidying up
        # The default for this signal ends the process, whatever native code it is in.
        signal.setitimer(signal.ITIMER_REAL, float(head["seconds"]) + _GRACE)
        reply = _read(data, str(head["name"]))
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(replies, *reply)


def _read(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    try:
        return {}, read_text(data, name).encode("utf-8", "surrogatepass")
    except ReportError as error:
        return {"error": str(error)}, b""
    except MemoryError:
        return {"error": f"{name}: wanted a file that fits in the memory for reading, found one that takes more"}, b""
    except Exception as error:  # whatever a library lets through, the next file may well be read
        return {"error": f"{name}: wanted a file in order, found a broken one: {type(error).__name__}"}, b""


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Our ends, out of the reach of libraries: what those print goes where stderr goes, and they read nothing."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, replies


def _limit(memory: int) -> None:
    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_AS: memory,
    }
    for kind, most in bounds.items():
        # macOS refuses RLIMIT_AS; there the limits of time and size hold alone.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
