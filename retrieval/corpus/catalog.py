"""Report catalog: the metadata of each report of a library, its facets, and the listing for people."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from retrieval.corpus.filters import EVERY_REPORT, Condition
from retrieval.corpus.report_columns import ReportColumns
from retrieval.corpus.report_columns_part import ReportColumnsPart
from retrieval.index.segments import Arrays, Segment
from retrieval.index.text_column import TextColumn
from retrieval.parsing.identity.genre import Genre, GenreFamily
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.text.gazetteer import Gazetteer, Place

# How many records are kept decoded.
_CACHED = 1024
_GENRES = {genre.value: genre for genre in Genre}
_FAMILIES = {family.value: family for family in GenreFamily}


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A report in the listing: its metadata, how many passages it has, and when it was read (UTC, ISO 8601)."""

    metadata: DocumentMetadata
    passages: int
    read_at: str

    def to_json(self) -> dict[str, Any]:
        """The entry as ``wenda library --json`` prints it; days are ISO 8601, empty where they are not known."""
        metadata = self.metadata
        return {
            "file": metadata.file,
            "title": metadata.title,
            "number": metadata.number,
            "agency": metadata.agency,
            "place": next(iter(metadata.place_names), ""),
            "year": metadata.year,
            "genre": metadata.genre_name,
            "published": metadata.published,
            "url": metadata.url,
            "version": metadata.version,
            "adopted": metadata.adopted,
            "revised": metadata.revised,
            "in_force": metadata.in_force,
            "carried": list(metadata.carried),
            "guessed": list(metadata.guessed),
            "recognised": metadata.recognised,
            "passages": self.passages,
            "read": self.read_at,
        }


class CatalogMetadata(Mapping[str, DocumentMetadata]):
    """Metadata of a catalog's reports by file, read when it is asked for; iterated by the names of the files."""

    def __init__(self, catalog: ReportCatalog) -> None:
        """The catalog that is read."""
        self._catalog = catalog

    def __len__(self) -> int:
        """The number of reports."""
        return len(self._catalog)

    def __iter__(self) -> Iterator[str]:
        """The files, by name."""
        return (entry.metadata.file for entry in self._catalog)

    def __getitem__(self, file: str) -> DocumentMetadata:
        """The metadata of a report; KeyError where there is none."""
        return self._catalog.entry(file).metadata

    def get_many(self, files: Iterable[str]) -> list[DocumentMetadata]:
        """The metadata of some reports, in their order; KeyError where there is none."""
        return [entry.metadata for entry in self._catalog.entries(files)]


class ReportCatalog(Protocol):
    """What a library knows of its reports. Nothing that serves a person may iterate over all of them."""

    @property
    def metadata(self) -> CatalogMetadata:
        """The metadata of each report by file."""

    @property
    def newest_year(self) -> int | None:
        """The newest year that a report was written for."""

    @property
    def place_names(self) -> frozenset[str]:
        """The names of the places that reports are of, and of those above them."""

    def __len__(self) -> int:
        """The number of reports."""

    def __iter__(self) -> Iterator[CatalogEntry]:
        """The listing, lazily, by the names of the files."""

    def entry(self, file: str) -> CatalogEntry:
        """The entry of a report in the listing; KeyError where there is none."""

    def entries(self, files: Iterable[str]) -> list[CatalogEntry]:
        """The entries of some reports, in their order; KeyError where there is none."""

    def count(self, condition: Condition) -> int:
        """How many reports meet a condition."""

    def select(self, condition: Condition, limit: int) -> list[str]:
        """At most ``limit`` files of the reports that meet a condition, by name."""

    def titles(self, limit: int) -> list[str]:
        """The titles of at most ``limit`` reports, by the names of their files."""

    def resembling(self, pairs: Iterable[str], condition: Condition = EVERY_REPORT, k: int = 20) -> list[str]:
        """At most ``k`` files of reports whose titles and files' names hold most of some pairs of Han characters.

        Best first, ties by name; a report that holds none of them is not among them.
        """


class CatalogPart:
    """What a segment keeps of its reports for the catalog: columns, and records to show."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Places that reports mention are those of the gazetteer."""
        self._columns = ReportColumnsPart(gazetteer)
        self._records: list[str] = []

    def add(self, entry: CatalogEntry, folded: str) -> None:
        """Take in a report, in the order of the files' names; ``folded`` is its folded text."""
        self._columns.add(entry.metadata, folded)
        self._records.append(to_record(entry))

    def arrays(self) -> Arrays:
        """The arrays, under names that begin with ``reports/``."""
        return {**self._columns.arrays(), **TextColumn.pack("reports/records", self._records)}


class SegmentCatalog:
    """Catalog over the segments of an index. Thread-safe."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Read the columns and records of segments, in their order."""
        self.columns = ReportColumns(segments)
        self._records = [TextColumn(segment.arrays, "reports/records") for segment in segments]
        self._firsts = [segment.first_report for segment in segments]
        self._entry = lru_cache(_CACHED)(self._found)
        self.metadata = CatalogMetadata(self)
        """By file, in document order."""

    def __iter__(self) -> Iterator[CatalogEntry]:
        """The listing, lazily, by the names of the files."""
        return map(self._read_entry, self.columns.in_order(self.columns.mask(EVERY_REPORT)))

    def __len__(self) -> int:
        """The number of reports."""
        return len(self.columns)

    @property
    def newest_year(self) -> int | None:
        """The newest year that a report was written for."""
        return self.columns.newest_year

    @property
    def place_names(self) -> frozenset[str]:
        """The names of the places that reports are of, and of those above them."""
        return self.columns.place_names

    def entry(self, file: str) -> CatalogEntry:
        """The entry of a report; KeyError where there is none."""
        return self._entry(file)

    def _found(self, file: str) -> CatalogEntry:
        row = self.columns.row(file)
        if row is None:
            raise KeyError(file)
        return self._read_entry(row)

    def entries(self, files: Iterable[str]) -> list[CatalogEntry]:
        """The entries of some reports, in their order; KeyError where there is none."""
        return [self.entry(file) for file in files]

    def count(self, condition: Condition) -> int:
        """How many reports meet a condition."""
        return self.columns.count(condition)

    def select(self, condition: Condition, limit: int) -> list[str]:
        """At most ``limit`` files of the reports that meet a condition, by name."""
        return [self.columns.file(row) for row in islice(self.columns.in_order(self.columns.mask(condition)), limit)]

    def titles(self, limit: int) -> list[str]:
        """The titles of at most ``limit`` reports, by the names of their files."""
        return [entry.metadata.title for entry in islice(self, limit)]

    def resembling(self, pairs: Iterable[str], condition: Condition = EVERY_REPORT, k: int = 20) -> list[str]:
        """At most ``k`` files of reports whose titles and files' names hold most of some pairs of Han characters.

        Best first, ties by name; a report that holds none of them is not among them.
        """
        return [self.columns.file(row) for row in self.columns.with_title_pairs(pairs, condition, k)]

    def _read_entry(self, row: int) -> CatalogEntry:
        at = bisect_right(self._firsts, row) - 1
        return from_record(self._records[at][row - self._firsts[at]])


def to_record(entry: CatalogEntry) -> str:
    """An entry as JSON."""
    metadata = entry.metadata
    record = {field.name: getattr(metadata, field.name) for field in fields(metadata)}
    place = [metadata.place.name, *metadata.place.above] if metadata.place else None
    record |= {"years": sorted(metadata.years), "place": place}
    return json.dumps([record, entry.passages, entry.read_at], ensure_ascii=False)


def from_record(text: str) -> CatalogEntry:
    """The inverse of `to_record`."""
    record, passages, read_at = json.loads(text)
    place = record["place"]
    record |= {
        "agencies": tuple(record["agencies"]),
        "carried": tuple(record["carried"]),
        "guessed": tuple(record["guessed"]),
        "genre": _GENRES[record["genre"]],
        "family": _FAMILIES[record["family"]],
        "years": frozenset(record["years"]),
        "place": Place(place[0], tuple(place[1:])) if place else None,
    }
    return CatalogEntry(DocumentMetadata(**record), passages, read_at)
