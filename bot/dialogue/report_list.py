"""Report list: the reports of a library as rows for a table and as a message for a chat."""

from __future__ import annotations

from collections.abc import Iterator

from bot.clock import local_day
from bot.texts import holdings
from retrieval import Library
from retrieval.corpus.catalog import CatalogEntry
from retrieval.corpus.filters import EVERY_REPORT

TableRow = tuple[str, ...]


def rows(library: Library) -> Iterator[TableRow]:
    """One row for each report, with the columns of ``holdings.HOLDINGS_HEAD``."""
    return map(_row, library.catalog)


def recognised_files(library: Library) -> list[str]:
    """The files whose characters were recognised in pictures, by name."""
    return [entry.metadata.file for entry in library.catalog if entry.metadata.recognised]


def message(library: Library, limit: int = 40) -> str:
    """The reply to ``/library``: at most ``limit`` reports by name."""
    count = len(library.catalog)
    lead = holdings.HOLDINGS_COUNT.format(reports=count, passages=len(library.passages))
    entries = map(library.catalog.entry, library.catalog.select(EVERY_REPORT, limit))
    more = [holdings.HOLDINGS_MORE.format(count=count - limit)] if count > limit else []
    return "\n".join([lead, *map(_line, entries), *more])


def _row(entry: CatalogEntry) -> TableRow:
    document = entry.metadata
    guessed = "、".join(holdings.HOLDINGS_GUESSED[name] for name in document.guessed)
    place = next(iter(document.place_names), "")
    about = (document.agency, place, str(document.year or ""), document.genre_name, document.number, document.version)
    recognised = holdings.HOLDINGS_RECOGNISED if document.recognised else ""
    return document.title, *about, guessed, str(entry.passages), _read_on(entry), document.file, recognised


def _line(entry: CatalogEntry) -> str:
    document = entry.metadata
    passages = holdings.HOLDINGS_PASSAGES.format(count=entry.passages)
    year = holdings.HOLDINGS_YEAR.format(year=document.year) if document.year else ""
    read = holdings.HOLDINGS_READ.format(date=_read_on(entry)) if entry.read_at else ""
    about = "，".join(part for part in (document.agency, year, passages, read) if part)
    return holdings.HOLDINGS_LINE.format(title=document.title, about=about)


def _read_on(entry: CatalogEntry) -> str:
    return local_day(entry.read_at) if entry.read_at else ""
