"""What `retrieval.conversion.sandbox` and its worker say to each other: JSON with bytes, each with its length before it.

Nothing is unpickled, and nothing is read beyond the lengths that the reader allows: it need not trust the writer.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_LENGTHS = struct.Struct(">II")


def send(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame: the lengths of head and body in bytes (each below 4 GiB), then both."""
    start = json.dumps(head).encode("ascii")
    stream.write(_LENGTHS.pack(len(start), len(body)) + start)
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes], longest_head: int, longest_body: int) -> tuple[dict[str, Any], bytes]:
    """Read one frame of at most so many bytes.

    Raises EOFError where the stream ends, ValueError for what is no such frame.

    >>> import io
    >>> pipe = io.BytesIO()
    >>> send(pipe, {"name": "a.pdf"}, b"%PDF")
    >>> pipe.seek(0), receive(pipe, 100, 100)
    (0, ({'name': 'a.pdf'}, b'%PDF'))
    """
    head, body = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if head > longest_head or body > longest_body:
        raise ValueError(f"wanted at most {longest_head} and {longest_body} bytes, found {head} and {body}")
    found = json.loads(_exactly(stream, head))
    if not isinstance(found, dict):
        raise ValueError(f"wanted a JSON object, found {type(found).__name__}")
    return found, _exactly(stream, body)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError(f"wanted {size} bytes, found {len(data)}")
    return data
