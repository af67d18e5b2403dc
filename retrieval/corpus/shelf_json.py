"""Corpus as JSON and back; the texts of reports, which are long, travel beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from retrieval.corpus.annotations import Gap, Phrasing
from retrieval.corpus.loader import LoadedReport, SourceFile
from retrieval.models import Clause, ManifestFacts, MetadataField, Passage, Region, Report, Skipped, Span

_PLACES = {place.value: place for place in Region}


def entry_to_json(entry: SourceFile) -> dict[str, Any]:
    """An entry without its report's text."""
    skipped = entry.skipped
    return {
        "file": entry.file,
        "stamps": entry.stamps,
        "digest": entry.digest,
        "read": entry.read,
        "facts": asdict(entry.facts),
        "skipped": [skipped.file, skipped.line, skipped.reason] if skipped else None,
        "shelf": _shelf_to_json(entry.shelf) if entry.shelf else None,
    }


def entry_from_json(stored: dict[str, Any], texts: Iterator[str]) -> SourceFile:
    """The opposite; ``texts`` gives the text of each entry that has a shelf, in order."""
    known = ManifestFacts(**stored["facts"] | {"more": tuple((key, value) for key, value in stored["facts"]["more"])})
    stamps = tuple((name, size, time) for name, size, time in stored["stamps"])
    shelf = _shelf_from_json(stored["shelf"], stored["file"], next(texts), known) if stored["shelf"] else None
    skipped = Skipped(*stored["skipped"]) if stored["skipped"] else None
    return SourceFile(stored["file"], stamps, stored["digest"], stored["read"], known, shelf, skipped)


def _shelf_to_json(shelf: LoadedReport) -> dict[str, Any]:
    report = shelf.report
    number = {id(clause): at for at, clause in enumerate(report.clauses)}
    return {
        "title": report.title,
        "number": report.number,
        "metadata": [[f.name, f.value, f.start, f.end] for f in report.metadata],
        "clauses": [[c.path, c.headings, c.start, c.end, c.body, c.place.value] for c in report.clauses],
        "passages": [[p.id, number[id(p.clause)], p.start, p.end] for p in shelf.passages],
        "phrasings": [[p.question, p.span, p.short, p.own_words] for p in shelf.phrasings],
        "gaps": [[g.question, g.nearest, g.turn_to, g.block] for g in shelf.gaps],
    }


def _shelf_from_json(stored: dict[str, Any], file: str, text: str, facts: ManifestFacts) -> LoadedReport:
    title, number = stored["title"], stored["number"]
    clauses = tuple(
        Clause(path, tuple(headings), start, end, body, _PLACES[place])
        for path, headings, start, end, body, place in stored["clauses"]
    )
    fields = tuple(MetadataField(*field) for field in stored["metadata"])
    report = Report(file, text, title, number, fields, clauses, facts)
    passages = tuple(
        Passage(name, file, title, number, clauses[at], start, end, text[start:end])
        for name, at, start, end in stored["passages"]
    )
    asked = tuple(
        Phrasing(question, _span(span), _some(short), own) for question, span, short, own in stored["phrasings"]
    )
    lacking = tuple(Gap(question, _some(near), turn_to, block) for question, near, turn_to, block in stored["gaps"])
    return LoadedReport(report, passages, asked, lacking)


def _span(stored: list[int]) -> Span:
    start, end = stored
    return start, end


def _some(stored: list[int] | None) -> Span | None:
    return _span(stored) if stored else None
