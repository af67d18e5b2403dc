"""Documents: passages and reports as the cluster keeps them, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from retrieval.cluster.conditions import letters, number_letters, title_letters
from retrieval.cluster.mappings import (
    ABOVE,
    ANNOTATED,
    CONTENT,
    KEY,
    LETTERS,
    POSITION,
    RANKED,
    SPLIT,
    STORED,
    TITLE_PAIRS,
    USED_FROM,
    USED_UNTIL,
    Json,
    joined,
)
from retrieval.corpus.catalog import CatalogEntry, to_record
from retrieval.corpus.filters import NOW, ReportField
from retrieval.corpus.report_columns_part import mentioned_years, title_pairs
from retrieval.corpus.sources.annotations import Gap, Phrasing
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.index.passage_keys import passage_keys
from retrieval.index.passage_postings import without_title
from retrieval.index.report_tokens import ReportTokens
from retrieval.models import Clause, ManifestFacts, MetadataField, Passage, PassageReading, Region, Report, TextMark
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.normalization import fold


@dataclass(frozen=True, slots=True)
class ReportDocuments:
    """What the cluster gets of a report: its own document, and one for each passage, without their positions."""

    report: Json
    passages: list[Json]


def report_fields(metadata: DocumentMetadata, folded: str, gazetteer: Gazetteer, in_use: tuple[int, int]) -> Json:
    """The fields for conditions; ``folded`` is the report's folded text, ``in_use`` its first and last year."""
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
        ReportField.MENTIONED_YEAR: sorted(map(int, mentioned_years(folded))),
        ReportField.MENTIONED_PLACE: sorted(gazetteer.mentioned_in(folded)),
        ReportField.TITLE: [title_letters(fold(title)) for title in metadata.titles],
        ReportField.AGENCY: [letters(name) for name in metadata.agencies],
        ReportField.PLACE_NAME: [letters(name) for name in metadata.place_names],
        ReportField.NUMBER: number_letters(metadata.number),
        ReportField.WORK: metadata.work if metadata.version else "",
        USED_FROM: in_use[0],
        USED_UNTIL: in_use[1],
    }


def report_documents(
    loaded: LoadedReport, entry: CatalogEntry, position: int, gazetteer: Gazetteer, in_use: tuple[int, int] = (0, NOW)
) -> ReportDocuments:
    """A report and its passages as documents; ``position`` is the report's in document order.

    ``in_use`` are the first and the last year in which no other version of it was in use.
    """
    tokens = ReportTokens(loaded.report, loaded.passages)
    fields = report_fields(entry.metadata, tokens.text, gazetteer, in_use)
    above = {title: _ranked(title) for title in tokens.titles}
    own = [_ranked(without_title(text, title)) for title, text in zip(tokens.titles, tokens.texts, strict=True)]
    passages = [
        fields
        | _together([above[title], text])
        | {LETTERS: letters(passage.text), ABOVE: letters(title), KEY: key, STORED: passage_to_json(passage)}
        for passage, title, text, key in zip(
            loaded.passages, tokens.titles, own, passage_keys(loaded.passages), strict=True
        )
    ]
    report = {
        POSITION: position,
        ANNOTATED: bool(loaded.phrasings or loaded.gaps),
        TITLE_PAIRS: joined(title_pairs(entry.metadata)),
        STORED: to_record(entry),
        CONTENT: content_to_json(loaded),
    }
    whole = _together([*(above[title] for title in tokens.titles[:1]), *own])
    return ReportDocuments(fields | whole | report, passages)


def _ranked(folded: str) -> dict[str, str]:
    """The fields that rank a text."""
    return {name: joined(SPLIT[kind](folded)) for kind, name in RANKED.items()}


def _together(parts: Sequence[dict[str, str]]) -> Json:
    """The fields that rank several texts as one."""
    return {name: " ".join(part[name] for part in parts) for name in RANKED.values()}


def passage_to_json(passage: Passage) -> Json:
    """A passage as JSON."""
    clause, reading = passage.clause, passage.reading
    return {
        "id": passage.id,
        "file": passage.file,
        "title": passage.title,
        "number": passage.number,
        "clause": _clause_to_json(clause),
        "span": [passage.start, passage.end],
        "text": passage.text,
        "reading": [reading.sentences, reading.time_frame] if reading else None,
        "marks": sorted(passage.marks),
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
        _reading_from_json(stored["reading"], stored["text"]) if stored["reading"] else None,
        frozenset(map(TextMark, stored["marks"])),
    )


def _reading_from_json(stored: list[Any], text: str) -> PassageReading:
    sentences, time_frame = stored
    # Folding takes less time than reading the folded text would.
    return PassageReading(fold(text), tuple((start, end) for start, end in sentences), time_frame)


def _clause_to_json(clause: Clause) -> list[Any]:
    return [clause.path, clause.headings, clause.start, clause.end, clause.body, clause.place.value, clause.document]


def _clause_from_json(stored: list[Any]) -> Clause:
    path, headings, start, end, body, region, document = stored
    return Clause(path, tuple(headings), start, end, body, Region(region), document)


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
        "tags": report.tags,
        "marks": sorted(report.marks),
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
        tuple((name, value) for name, value in stored.get("tags", ())),
        frozenset(map(TextMark, stored.get("marks", ()))),
    )
    phrasings = tuple(Phrasing(q, tuple(span), _span(short), own) for q, span, short, own in stored["phrasings"])
    gaps = tuple(Gap(q, _span(nearest), turn_to, block) for q, nearest, turn_to, block in stored["gaps"])
    return LoadedReport(report, tuple(passages), phrasings, gaps)


def _span(stored: list[int] | None) -> Any:
    return tuple(stored) if stored else None
