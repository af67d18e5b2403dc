"""Manifest (``manifest.jsonl``): what staff know of the reports in a folder, one JSON object a line.

It overrides what the documents say. A line that cannot be used is reported and skipped: one mistake must not take away
the facts of the other reports.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any

from retrieval.models import ManifestFacts, Refusal, ReportError, Skipped
from retrieval.text.values.numerals import ARABIC_YEAR

MANIFEST = "manifest.jsonl"
# Characters of a line and of a file's name; lines that are reported as wrong.
_LONGEST_LINE, _LONGEST_NAME, _MOST_WRONG = 1 << 16, 4096, 1000
_TEXTS = ("title", "agency", "place", "genre", "number", "published", "url")
_YEAR = re.compile(ARABIC_YEAR)


def parse_manifest(
    text: str, files: Collection[str], name: str = MANIFEST
) -> tuple[dict[str, ManifestFacts], list[Skipped]]:
    """The facts of each document, and the lines that cannot be used; ``files`` are the names of the existing files.

    A document in an archive is named by the archive and its path there: ``a.zip/通知.docx``.

    >>> facts, skipped = parse_manifest('{"file": "a.txt", "year": 2021}\\n{"file": "b.txt"}', ["a.txt"])
    >>> facts["a.txt"].year
    2021
    >>> print(*skipped)
    manifest.jsonl:2: wanted a file of this folder, found 'b.txt', which is not there
    """
    facts: dict[str, ManifestFacts] = {}
    skipped: list[Skipped] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            file, found = _parse_line(line, files)
            if file in facts:
                raise ReportError(f"wanted one line a file, found a second one for {file!r}")
            facts[file] = found
        except ReportError as error:
            if len(skipped) == _MOST_WRONG:
                skipped.append(
                    Skipped(name, number, "wanted fewer wrong lines, found more from here", Refusal.MANIFEST)
                )
                break
            skipped.append(Skipped(name, number, str(error), Refusal.MANIFEST))
    return facts, skipped


def _parse_line(line: str, files: Collection[str]) -> tuple[str, ManifestFacts]:
    """One line. Raises `ReportError`, which says what was wanted and what was found."""
    if len(line) > _LONGEST_LINE:
        raise ReportError(f"wanted a line of at most {_LONGEST_LINE} characters, found {len(line)}")
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"wanted a JSON object, found {line[:200].strip()[:40]!r}: {error}") from error
    if not isinstance(entry, dict):
        raise ReportError(f"wanted a JSON object, found {line.strip()[:40]!r}")
    file = entry.pop("file", None)
    if not isinstance(file, str) or not 0 < len(file) <= _LONGEST_NAME:
        raise ReportError(f"wanted the name of a file under 'file', found {_shown(file)}")
    if file not in files and not any(str(above) in files for above in PurePosixPath(file).parents):
        raise ReportError(f"wanted a file of this folder, found {file!r}, which is not there")
    year = _year(entry.pop("year", None))
    texts = {key: _text(key, entry.pop(key, None)) for key in _TEXTS}
    more = tuple((key, json.dumps(value, ensure_ascii=False)) for key, value in entry.items())
    return file, ManifestFacts(year=year, more=more, **texts)


def _text(key: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ReportError(f"wanted a text under {key!r}, found {_shown(value)}")
    return " ".join(value.split())


def _year(value: Any) -> int | None:
    """The year written as 2021 or "2021"; None where nothing is written."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | str) or not _YEAR.fullmatch(str(value)):
        raise ReportError(f"wanted a year such as 2021 under 'year', found {_shown(value)}")
    return int(value)


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)[:40]
