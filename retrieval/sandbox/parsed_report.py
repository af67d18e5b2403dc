"""Parsed report: what the reader process makes of the text of a document, and its form on the way to us.

Everything that is worked out of a document's own text is worked out there, within the limits of that process. A report
is sent as JSON and checked when it comes in: what is out of range is refused, so that nothing which a damaged or
hijacked process sends can fail later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unicodedata import combining

from retrieval.conversion.converted import Converted, no_progress
from retrieval.models import (
    Clause,
    ManifestFacts,
    MetadataField,
    Passage,
    PassageReading,
    Refusal,
    Region,
    Report,
    ReportError,
    TextMark,
)
from retrieval.parsing.fingerprint import TextFingerprint
from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.report import parse_report, passages
from retrieval.parsing.sentences import with_readings
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.timeframe import TimeFrame

# Characters of a line, and of a passage, which is shown whole and which each question looks at whole. The longest line
# that was found in an official document has two thousand.
LONGEST_LINE = 100_000
# Passages of a document: the process that indexes it takes about 2 KB for each.
MOST_PASSAGES = 200_000
_LINE = re.compile(r"[^\n\r\x0b\x0c\u2028\u2029]+")
# Marks above and below a character, one after the other: normalization sorts them, which is quadratic.
_MOST_MARKS = 100
_UNWRITTEN = re.compile(r"[^\w\s]+")


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """A report, its passages with their readings, numbered from ``p1``, and the fingerprint of its text."""

    report: Report
    passages: tuple[Passage, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ReadMember:
    """One document of a file, with its path as in `ConvertedMember`: parsed, or the reason why it is not."""

    path: str
    content: ParsedReport | ReportError


def parse_converted(
    converted: Converted,
    name: str,
    facts: ManifestFacts,
    gazetteer: Gazetteer,
    on_step: Callable[[], None] = no_progress,
) -> ParsedReport | ReportError:
    """The report of a text, or why there is none: whatever is raised is that document's reason.

    ``on_step`` is called before each of the steps, of which one may take as long as a file.
    """
    try:
        return _parsed(converted, name, facts, gazetteer, on_step)
    except ReportError as error:
        return error
    except MemoryError:
        found = "wanted a document that fits in the memory for reading, found one that takes more"
        return ReportError(f"{name}: {found}", Refusal.TOO_MUCH_MEMORY)
    except Exception as error:  # whatever is wrong with one document, the others are read
        found = f"found one that fails with {type(error).__name__} at {_place(error)}"
        return ReportError(f"{name}: wanted a document that can be taken apart, {found}", Refusal.FAULT)


def _parsed(
    converted: Converted, name: str, facts: ManifestFacts, gazetteer: Gazetteer, on_step: Callable[[], None]
) -> ParsedReport:
    on_step()
    _check_length(name, "lines", (match.end() - match.start() for match in _LINE.finditer(converted.text)))
    if any(map(_is_heap_of_marks, _UNWRITTEN.finditer(converted.text))):
        raise ReportError(f"{name}: wanted at most {_MOST_MARKS} marks on a character, found more", Refusal.BINARY)
    report = parse_report(converted.text, name, converted.tags)
    title, number = facts.title or report.title, facts.number or report.number
    report = replace(report, title=title, number=number, facts=facts, marks=converted.marks)
    cut = passages(report)
    if len(cut) > MOST_PASSAGES:
        found = f"wanted at most {MOST_PASSAGES} paragraphs and rows, found {len(cut)}"
        raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
    # A row of a table may go on over many lines, and is not cut.
    _check_length(name, "paragraphs", (passage.end - passage.start for passage in cut))
    on_step()
    read = with_readings(cut, read_metadata(report, gazetteer))
    on_step()
    return ParsedReport(report, read, str(TextFingerprint.of(report)))


def _check_length(name: str, what: str, lengths: Iterable[int]) -> None:
    """Raise `ReportError` where one of these lengths, in characters, is more than can be served."""
    if (longest := max(lengths, default=0)) > LONGEST_LINE:
        found = f"wanted {what} of at most {LONGEST_LINE} characters, found one of {longest}"
        raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)


def _is_heap_of_marks(run: re.Match[str]) -> bool:
    """Whether characters that are no letters, digits or blanks are marks on a letter, and more than anybody writes."""
    return run.end() - run.start() > _MOST_MARKS and sum(map(bool, map(combining, run[0]))) > _MOST_MARKS


def _place(error: Exception) -> str:
    """The file and line where an exception was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"


def report_to_json(parsed: ParsedReport) -> str:
    """A parsed report as it is sent. What both sides know, its name and the manifest's facts, is left out."""
    report, number = parsed.report, {id(clause): at for at, clause in enumerate(parsed.report.clauses)}
    readings = [(each, each.reading) for each in parsed.passages]
    return json.dumps(
        {
            "text": report.text,
            "marks": sorted(report.marks),
            "tags": report.tags,
            "title": report.title,
            "number": report.number,
            "fields": [[each.name, each.value, each.start, each.end] for each in report.metadata],
            "clauses": [[c.path, c.headings, c.start, c.end, c.body, c.place, c.document] for c in report.clauses],
            "passages": [
                [number[id(each.clause)], each.start, each.end, reading.folded, reading.sentences, reading.time_frame]
                for each, reading in readings
                if reading
            ],
            "fingerprint": parsed.fingerprint,
        },
        ensure_ascii=False,
    )


def report_from_json(text: str, name: str, facts: ManifestFacts) -> ParsedReport:
    """The inverse of `report_to_json`. Raises ValueError for anything else."""
    try:
        return _report(json.loads(text), name, facts)
    except (TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"wanted a report, found {text[:40]!r}") from error


def _report(told: dict[str, Any], name: str, facts: ManifestFacts) -> ParsedReport:
    text = _text(told["text"])
    fields = tuple(
        MetadataField(_text(field), _text(value), *_span((start, end), 0, len(text)))
        for field, value, start, end in told["fields"]
    )
    clauses = tuple(
        Clause(
            _text(path),
            tuple(map(_text, headings)),
            *_span((start, end), 0, len(text)),
            _span((body, body), 0, len(text))[0],
            Region(place),
            _text(document),
        )
        for path, headings, start, end, body, place, document in told["clauses"]
    )
    number = None if told["number"] is None else _text(told["number"])
    tags = tuple((_text(key), _text(value)) for key, value in told["tags"])
    marks = frozenset(map(TextMark, told["marks"]))
    report = Report(name, text, _text(told["title"]), number, fields, clauses, facts, tags, marks)
    TextFingerprint.parse(_text(told["fingerprint"]))
    return ParsedReport(report, tuple(_passages(told["passages"], report)), told["fingerprint"])


def _passages(rows: Sequence[Any], report: Report) -> list[Passage]:
    found: list[Passage] = []
    at = 0
    for clause, first, last, folded, sentences, frame in rows:
        start, end = _span((first, last), at, len(report.text))
        spans = tuple(_span((a, b), start, end) for a, b in sentences)
        reading = PassageReading(_text(folded), spans, TimeFrame(frame).value)
        about = f"p{len(found) + 1}", report.file, report.title, report.number, report.clauses[clause]
        found.append(Passage(*about, start, end, report.text[start:end], reading, report.marks))
        at = end
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"wanted a text, found {type(value).__name__}")
    return value


def _span(value: tuple[Any, Any], least: int, most: int) -> tuple[int, int]:
    """A span of whole numbers from ``least`` to ``most``."""
    start, end = value
    if not (type(start) is type(end) is int and least <= start <= end <= most):
        raise ValueError(f"wanted a span within {least} to {most}, found {value}")
    return start, end
