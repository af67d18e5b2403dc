"""Messages of the reader process: what a reply consists of, and how a document goes into it.

A reply is a sequence of a status and a text. ``OK`` and ``ERROR`` carry a document, or why there is none, and end the
reply of a file that is no archive. For an archive, ``MEMBER`` names the next document before it is converted, ``OK`` or
``ERROR`` follows, and ``END`` comes last. ``PAGE`` may come before any other status: another page is about to be
recognised, which starts the time anew. Documents and errors are JSON: nothing that a process sends is unpickled.
"""

from __future__ import annotations

import json

from retrieval.conversion.converted import Converted
from retrieval.models import Refusal, ReportError, TextMark

OK, ERROR, MEMBER, END, PAGE = b"ok", b"error", b"member", b"end", b"page"
STATUSES = frozenset({OK, ERROR, MEMBER, END, PAGE})


def encode_content(content: Converted | ReportError) -> tuple[bytes, str]:
    """The status and the text of a document, or of the reason why it cannot be read.

    >>> encode_content(ReportError("a: empty", Refusal.EMPTY))
    (b'error', '["a: empty", "empty"]')
    """
    if isinstance(content, ReportError):
        return ERROR, json.dumps([str(content), content.refusal], ensure_ascii=False)
    return OK, json.dumps([content.text, sorted(content.marks), dict(content.tags)], ensure_ascii=False)


def decode_content(status: bytes, text: str) -> Converted | ReportError:
    """The inverse of `encode_content`. Raises ValueError for anything else."""
    try:
        told = json.loads(text)
        if status == ERROR:
            message, refusal = told
            return ReportError(str(message), Refusal(refusal))
        if status != OK:
            raise ValueError(f"wanted a document, found the status {status!r}")
        content, marks, tags = told
        if not isinstance(content, str):
            raise ValueError(f"wanted a text, found {type(content).__name__}")
        return Converted(content, frozenset(map(TextMark, marks)), {str(key): str(tags[key]) for key in tags})
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError(f"wanted a document, found {text[:40]!r}") from error
