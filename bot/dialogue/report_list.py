"""Report list: the reports of a library as rows for a table and as a message for a chat."""

from __future__ import annotations

from bot.texts import replies
from retrieval import Library
from retrieval.corpus.catalog import CatalogEntry

TableRow = tuple[str, ...]


def rows(library: Library) -> list[TableRow]:
    """One row for each report, with the columns of ``replies.HOLDINGS_HEAD``."""
    return [_row(entry) for entry in library.catalog]


def message(library: Library, limit: int = 40) -> str:
    """The reply to ``/library``: at most ``limit`` reports by name."""
    entries = list(library.catalog)
    lead = replies.HOLDINGS_COUNT.format(reports=len(entries), passages=sum(entry.passages for entry in entries))
    more = [replies.HOLDINGS_MORE.format(count=len(entries) - limit)] if len(entries) > limit else []
    return "\n".join([lead, *map(_line, entries[:limit]), *more])


def _row(entry: CatalogEntry) -> TableRow:
    document = entry.metadata
    year = str(document.year or "")
    return document.title, document.agency, year, str(entry.passages), entry.read_at[:10], document.file


def _line(entry: CatalogEntry) -> str:
    document = entry.metadata
    passages = replies.HOLDINGS_PASSAGES.format(count=entry.passages)
    year = replies.HOLDINGS_YEAR.format(year=document.year) if document.year else ""
    read = replies.HOLDINGS_READ.format(date=entry.read_at[:10]) if entry.read_at else ""
    about = "，".join(part for part in (document.agency, year, passages, read) if part)
    return replies.HOLDINGS_LINE.format(title=document.title, about=about)
