"""Messages of the reader process: what a request and a reply consist of, and how a document goes into it.

A request is four messages: the file's name, the position of the first document that is wanted of it, what the manifest
tells of the documents in it, and its bytes.

A reply is a sequence of a status and a text. ``OK`` and ``ERROR`` carry a document, or why there is none, and end the
reply of a file that is no archive. For an archive, ``MEMBER`` names the next document before it is converted, ``OK`` or
``ERROR`` follows, and ``END`` comes last. ``STEP`` may come before any other status: another step begins, a page that
is recognised or a part of the parsing, which starts the time anew. Documents and errors are JSON: nothing that a
process sends is unpickled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from retrieval.conversion.decoding import MOST_CHARACTERS
from retrieval.models import ManifestFacts, Refusal, ReportError
from retrieval.sandbox.parsed_report import ParsedReport, report_from_json, report_to_json

OK, ERROR, MEMBER, END, STEP = b"ok", b"error", b"member", b"end", b"step"
STATUSES = frozenset({OK, ERROR, MEMBER, END, STEP})
# Bytes. The text of a report is there twice, as it is and folded; short paragraphs take about as much again.
LONGEST_TEXT = 15 * MOST_CHARACTERS


def encode_content(content: ParsedReport | ReportError, name: str) -> tuple[bytes, bytes]:
    """The status and the text of a document, or of the reason why it cannot be read; ``name`` is its own.

    >>> encode_content(ReportError("a: empty", Refusal.EMPTY), "a")
    (b'error', b'["a: empty", "empty"]')
    """
    if isinstance(content, ParsedReport):
        encoded = report_to_json(content).encode("utf-8", "surrogatepass")
        if len(encoded) <= LONGEST_TEXT:
            return OK, encoded
        found = f"wanted a report of at most {LONGEST_TEXT >> 20} MiB, found {len(encoded) >> 20}"
        content = ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
    told = json.dumps([str(content), content.refusal], ensure_ascii=False)
    return ERROR, told.encode("utf-8", "surrogatepass")


def decode_content(status: bytes, text: str, name: str, facts: ManifestFacts) -> ParsedReport | ReportError:
    """The inverse of `encode_content`. Raises ValueError for anything else."""
    if status == OK:
        return report_from_json(text, name, facts)
    if status != ERROR:
        raise ValueError(f"wanted a document, found the status {status!r}")
    try:
        message, refusal = json.loads(text)
        return ReportError(str(message), Refusal(refusal))
    except (TypeError, RecursionError) as error:
        raise ValueError(f"wanted a reason, found {text[:40]!r}") from error


def encode_facts(facts: Mapping[str, ManifestFacts]) -> bytes:
    """What the manifest tells of documents, by their names."""
    told = {name: asdict(each) for name, each in facts.items()}
    return json.dumps(told).encode("ascii")


def decode_facts(data: bytes) -> dict[str, ManifestFacts]:
    """The inverse of `encode_facts`.

    >>> decode_facts(encode_facts({"a": ManifestFacts(year=2021, more=(("k", "1"),))}))["a"].more
    (('k', '1'),)
    """
    told = json.loads(data)
    return {
        name: ManifestFacts(**each | {"more": tuple((key, value) for key, value in each["more"])})
        for name, each in told.items()
    }
