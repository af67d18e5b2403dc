"""Documents: passages and reports as the cluster keeps them, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from retrieval.cluster.mappings import ABOVE, ANNOTATED, CONTENT, LETTERS, POSITION, RANKED, STORED, Json
from retrieval.cluster.tokens import SPLIT, joined, letters, number_letters, title_letters
from retrieval.corpus.annotations import Gap, Phrasing
from retrieval.corpus.catalog import CatalogEntry
from retrieval.corpus.filters import ReportField
from retrieval.corpus.loader import LoadedReport
from retrieval.models import Clause, ManifestFacts, MetadataField, Passage, Region, Report
from retrieval.parsing.genre import Genre, GenreFamily
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.search.bm25 import without_title
from retrieval.text.gazetteer import Gazetteer, Place
from retrieval.text.normalization import fold

_GENRES = {genre.value: genre for genre in Genre}
_FAMILIES = {family.value: family for family in GenreFamily}
_MENTIONED_YEAR = re.compile(r"(?=((?:19|20)[0-9]{2}))")


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A report to be indexed, with its entry in the listing."""

    loaded: LoadedReport
    entry: CatalogEntry


def report_fields(metadata: DocumentMetadata, folded: str, gazetteer: Gazetteer) -> Json:
    """The fields that conditions ask for; ``folded`` is the report's folded text."""
    place = metadata.place
    return {
        ReportField.FILE: metadata.file,
        ReportField.FAMILY: metadata.family.value,
        ReportField.PLACE: place.name if place else "",
        ReportField.PLACE_ABOVE: list(place.above) if place else [],
        ReportField.NATIONAL: metadata.national,
        ReportField.ANNUAL: metadata.annual,
        ReportField.YEAR: metadata.year,
        ReportField.COVERED_YEAR: sorted(metadata.years),
        ReportField.MENTIONED_YEAR: sorted({int(year) for year in _MENTIONED_YEAR.findall(folded)}),
        ReportField.MENTIONED_PLACE: _mentioned_places(folded, gazetteer),
        ReportField.TITLE: title_letters(fold(metadata.title)),
        ReportField.AGENCY: [letters(name) for name in metadata.agencies],
        ReportField.PLACE_NAME: [letters(name) for name in metadata.place_names],
        ReportField.NUMBER: number_letters(metadata.number),
    }


def _mentioned_places(folded: str, gazetteer: Gazetteer) -> list[str]:
    return sorted(name for name in gazetteer.names if (name[:-1] if len(name) > 2 else name) in folded)


def passage_document(passage: Passage, position: int, fields: Json) -> Json:
    """A passage as a document; ``fields`` are those of its report."""
    above = " ".join((passage.title, *passage.clause.headings))
    return (
        fields
        | _ranked([(above, passage.text)])
        | {
            POSITION: position,
            LETTERS: letters(passage.text),
            ABOVE: letters(above),
            STORED: passage_to_json(passage),
        }
    )


def report_document(source: SourceReport, position: int, fields: Json) -> Json:
    """A report as a document: its entry in the listing, its content, and its terms as one text."""
    loaded = source.loaded
    texts = [(" ".join((p.title, *p.clause.headings)), p.text) for p in loaded.passages]
    return (
        fields
        | _ranked(texts)
        | {
            POSITION: position,
            ANNOTATED: bool(loaded.phrasings or loaded.gaps),
            STORED: entry_to_json(source.entry),
            CONTENT: content_to_json(loaded),
        }
    )


def _ranked(texts: Sequence[tuple[str, str]]) -> Json:
    """The fields that rank some passages, each with what stands above it, as one text under the first's headings."""
    title = fold(texts[0][0]) if texts else ""
    bodies = [without_title(fold(text), fold(above)) for above, text in texts]
    return {
        name: joined(token for text in (title, *bodies) for token in SPLIT[kind](text)) for kind, name in RANKED.items()
    }


def passage_to_json(passage: Passage) -> Json:
    """A passage as JSON."""
    clause = passage.clause
    return {
        "id": passage.id,
        "file": passage.file,
        "title": passage.title,
        "number": passage.number,
        "clause": _clause_to_json(clause),
        "span": [passage.start, passage.end],
        "text": passage.text,
    }


def passage_from_json(stored: Json) -> Passage:
    """The inverse of `passage_to_json`."""
    return Passage(
        stored["id"],
        stored["file"],
        stored["title"],
        stored["number"],
        _clause_from_json(stored["clause"]),
        stored["span"][0],
        stored["span"][1],
        stored["text"],
    )


def _clause_to_json(clause: Clause) -> list[Any]:
    return [clause.path, clause.headings, clause.start, clause.end, clause.body, clause.place.value]


def _clause_from_json(stored: list[Any]) -> Clause:
    path, headings, start, end, body, region = stored
    return Clause(path, tuple(headings), start, end, body, Region(region))


def content_to_json(loaded: LoadedReport) -> Json:
    """A report and its annotations as JSON, without its passages."""
    report = loaded.report
    return {
        "file": report.file,
        "text": report.text,
        "title": report.title,
        "number": report.number,
        "metadata": [[f.name, f.value, f.start, f.end] for f in report.metadata],
        "clauses": [_clause_to_json(clause) for clause in report.clauses],
        "facts": asdict(report.facts),
        "phrasings": [[p.question, p.span, p.short, p.own_words] for p in loaded.phrasings],
        "gaps": [[g.question, g.nearest, g.turn_to, g.block] for g in loaded.gaps],
    }


def content_from_json(stored: Json, passages: Iterable[Passage] = ()) -> LoadedReport:
    """The inverse of `content_to_json`, with the report's passages."""
    facts = ManifestFacts(**stored["facts"] | {"more": tuple((key, value) for key, value in stored["facts"]["more"])})
    report = Report(
        stored["file"],
        stored["text"],
        stored["title"],
        stored["number"],
        tuple(MetadataField(*each) for each in stored["metadata"]),
        tuple(map(_clause_from_json, stored["clauses"])),
        facts,
    )
    phrasings = tuple(Phrasing(q, tuple(span), _span(short), own) for q, span, short, own in stored["phrasings"])
    gaps = tuple(Gap(q, _span(nearest), turn_to, block) for q, nearest, turn_to, block in stored["gaps"])
    return LoadedReport(report, tuple(passages), phrasings, gaps)


def _span(stored: list[int] | None) -> Any:
    return tuple(stored) if stored else None


def entry_to_json(entry: CatalogEntry) -> Json:
    """A report's entry in the listing as JSON."""
    record = asdict(entry.metadata)
    place = entry.metadata.place
    record |= {"years": sorted(entry.metadata.years), "place": [place.name, *place.above] if place else None}
    return {"metadata": record, "passages": entry.passages, "read": entry.read_at}


def entry_from_json(stored: Json) -> CatalogEntry:
    """The inverse of `entry_to_json`."""
    record, place = stored["metadata"], stored["metadata"]["place"]
    metadata = DocumentMetadata(
        **record
        | {
            "agencies": tuple(record["agencies"]),
            "genre": _GENRES[record["genre"]],
            "family": _FAMILIES[record["family"]],
            "years": frozenset(record["years"]),
            "place": Place(place[0], tuple(place[1:])) if place else None,
        }
    )
    return CatalogEntry(metadata, stored["passages"], stored["read"])
