"""The list of what a library holds, as rows for a table and as a message for a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.texts import replies

if TYPE_CHECKING:
    from retrieval import Library
    from retrieval.corpus.catalog import CatalogEntry

Row = tuple[str, ...]


def rows(library: Library) -> list[Row]:
    """One row a report, with the columns of ``replies.HOLDINGS_HEAD``."""
    return [_row(entry) for entry in library.catalog]


def _row(entry: CatalogEntry) -> Row:
    document = entry.metadata
    year = str(document.year or "")
    return document.title, document.agency, year, str(entry.passages), entry.read_at[:10], document.file


def message(library: Library, most: int = 40) -> str:
    """What ``/library`` answers: at most ``most`` reports by name."""
    every = list(library.catalog)
    lead = replies.HOLDINGS_COUNT.format(reports=len(every), passages=sum(entry.passages for entry in every))
    more = [replies.HOLDINGS_MORE.format(count=len(every) - most)] if len(every) > most else []
    return "\n".join([lead, *map(_line, every[:most]), *more])


def _line(entry: CatalogEntry) -> str:
    document = entry.metadata
    passages = replies.HOLDINGS_PASSAGES.format(count=entry.passages)
    year = replies.HOLDINGS_YEAR.format(year=document.year) if document.year else ""
    read = replies.HOLDINGS_READ.format(date=entry.read_at[:10]) if entry.read_at else ""
    about = "，".join(part for part in (document.agency, year, passages, read) if part)
    return replies.HOLDINGS_LINE.format(title=document.title, about=about)
