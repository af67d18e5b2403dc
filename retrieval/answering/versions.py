"""Versions: says of each quote from a law which version it is quoted from, and which others the library holds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import Is, ReportField
from retrieval.models import HeldVersions, Quote, Reply

# More versions of one law are not told one by one.
_MOST = 12


@dataclass(frozen=True, slots=True)
class VersionNotes:
    """Adds to the quotes of a reply the version of the law that they stand in."""

    catalog: ReportCatalog

    def noted(self, reply: Reply) -> Reply:
        """The reply with the version of each quote that is from a law; the same where none is."""
        held = {file: self.held(file) for file in {quote.passage.file for quote in reply.quotes}}
        if not any(held.values()):
            return reply
        return replace(reply, quotes=tuple(_with(quote, held[quote.passage.file]) for quote in reply.quotes))

    def held(self, file: str) -> HeldVersions | None:
        """The version of the law in a file, and the days of the others that are held, newest first; else None."""
        own = self.catalog.metadata[file]
        if not own.version:
            return None
        files = self.catalog.select(Is(ReportField.WORK, own.work), _MOST)
        days = {metadata.version for metadata in self.catalog.metadata.get_many(files)}
        others = days - {own.version}
        return HeldVersions(own.version, tuple(sorted(others, reverse=True)))


def _with(quote: Quote, held: HeldVersions | None) -> Quote:
    return replace(quote, versions=held) if held else quote
