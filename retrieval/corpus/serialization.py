"""Serialization: source files and their loaded reports as JSON and back, without the long texts of the reports.

The keys of the JSON are those of the index format; they do not follow the names in the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from retrieval.corpus.annotations import Gap, Phrasing
from retrieval.corpus.loader import LoadedReport, SourceFile
from retrieval.models import Clause, ManifestFacts, MetadataField, Passage, Region, Report, Skipped

# A call of the enum for each clause would take several times as long.
_REGIONS = {region.value: region for region in Region}


def file_to_json(file: SourceFile) -> dict[str, Any]:
    """A source file without its report's text."""
    skipped = file.skipped
    return {
        "file": file.name,
        "stamps": file.stamps,
        "digest": file.digest,
        "read": file.read_at,
        "facts": asdict(file.facts),
        "skipped": [skipped.file, skipped.line, skipped.reason] if skipped else None,
        "shelf": _report_to_json(file.loaded_report) if file.loaded_report else None,
    }


def file_from_json(stored: dict[str, Any], texts: Iterator[str]) -> SourceFile:
    """The inverse of `file_to_json`; ``texts`` yields the text of each file that has a report, in order."""
    facts = ManifestFacts(**stored["facts"] | {"more": tuple((key, value) for key, value in stored["facts"]["more"])})
    stamps = tuple((name, size, time) for name, size, time in stored["stamps"])
    loaded = _report_from_json(stored["shelf"], stored["file"], next(texts), facts) if stored["shelf"] else None
    skipped = Skipped(*stored["skipped"]) if stored["skipped"] else None
    return SourceFile(stored["file"], stamps, stored["digest"], stored["read"], facts, loaded, skipped)


def _report_to_json(loaded: LoadedReport) -> dict[str, Any]:
    report = loaded.report
    number_of = {id(clause): number for number, clause in enumerate(report.clauses)}
    return {
        "title": report.title,
        "number": report.number,
        "metadata": [[f.name, f.value, f.start, f.end] for f in report.metadata],
        "clauses": [[c.path, c.headings, c.start, c.end, c.body, c.place.value] for c in report.clauses],
        "passages": [[p.id, number_of[id(p.clause)], p.start, p.end] for p in loaded.passages],
        "phrasings": [[p.question, p.span, p.short, p.own_words] for p in loaded.phrasings],
        "gaps": [[g.question, g.nearest, g.turn_to, g.block] for g in loaded.gaps],
    }


def _report_from_json(stored: dict[str, Any], file: str, text: str, facts: ManifestFacts) -> LoadedReport:
    title, number = stored["title"], stored["number"]
    clauses = tuple(
        Clause(path, tuple(headings), start, end, body, _REGIONS[region])
        for path, headings, start, end, body, region in stored["clauses"]
    )
    fields = tuple(MetadataField(*field) for field in stored["metadata"])
    report = Report(file, text, title, number, fields, clauses, facts)
    passages = tuple(
        Passage(passage_id, file, title, number, clauses[clause], start, end, text[start:end])
        for passage_id, clause, start, end in stored["passages"]
    )
    phrasings = tuple(
        Phrasing(question, _span(span), _span(short), own_words)
        for question, span, short, own_words in stored["phrasings"]
    )
    gaps = tuple(Gap(question, _span(nearest), turn_to, block) for question, nearest, turn_to, block in stored["gaps"])
    return LoadedReport(report, passages, phrasings, gaps)


def _span(stored: list[int] | None) -> Any:
    """A `Span`, or None where there is none."""
    return tuple(stored) if stored else None
