"""Report catalog: the metadata of each report of a library, its facets, and the listing for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.corpus.filters import AllOf, AnyOf, Condition, Is, ReportField
from retrieval.corpus.loader import LoadedReport, SourceFile
from retrieval.parsing.metadata import DocumentMetadata, read_metadata
from retrieval.text.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A report in the listing: its metadata, how many passages it has, and when it was read (UTC, ISO 8601)."""

    metadata: DocumentMetadata
    passages: int
    read_at: str

    def to_json(self) -> dict[str, Any]:
        """The entry as ``wenda library --json`` prints it; the place is the manifest's."""
        metadata = self.metadata
        return {
            "file": metadata.file,
            "title": metadata.title,
            "number": metadata.number,
            "agency": metadata.agency,
            "place": metadata.manifest_place,
            "year": metadata.year,
            "genre": metadata.genre_name,
            "published": metadata.published,
            "url": metadata.url,
            "passages": self.passages,
            "read": self.read_at,
        }


class ReportCatalog:
    """Catalog of a library's reports. Thread-safe: nothing changes after construction."""

    def __init__(self, reports: Sequence[LoadedReport], files: Sequence[SourceFile], gazetteer: Gazetteer) -> None:
        """Read the metadata of each report; ``files`` tell when each was read."""
        read_at = {file.name: file.read_at for file in files}
        self._entries = [
            CatalogEntry(read_metadata(each.report, gazetteer), len(each.passages), read_at.get(each.report.file, ""))
            for each in reports
        ]
        self.metadata = {entry.metadata.file: entry.metadata for entry in self._entries}
        """By file, in document order."""

    def __iter__(self) -> Iterator[CatalogEntry]:
        """The listing, in document order."""
        return iter(self._entries)

    def __len__(self) -> int:
        """The number of reports."""
        return len(self._entries)

    def select(self, condition: Condition, limit: int) -> list[str]:
        """The files of at most ``limit`` reports that meet a condition, in document order."""
        return [file for file in self.metadata if _meets(condition, file)][:limit]

    @property
    def newest_year(self) -> int | None:
        """The newest year that a report was written for."""
        return max((metadata.year for metadata in self.metadata.values() if metadata.year), default=None)


def _meets(condition: Condition, file: str) -> bool:
    match condition:
        case Is(ReportField.FILE, value):
            return file == value
        case AllOf(conditions):
            return all(_meets(each, file) for each in conditions)
        case AnyOf(conditions):
            return any(_meets(each, file) for each in conditions)
    raise NotImplementedError
