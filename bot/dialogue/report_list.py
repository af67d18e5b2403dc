"""The list of what a library holds, as rows for a table and as a message for a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.texts import replies

if TYPE_CHECKING:
    from retrieval import Library
    from retrieval.corpus.catalog import Holding

Row = tuple[str, ...]


def rows(library: Library) -> list[Row]:
    """One row a report, with the columns of ``talk.HOLDINGS_HEAD``."""
    from retrieval.corpus.catalog import holdings  # here, because it brings the whole engine

    return [
        (held.title, held.agency, str(held.year or ""), str(held.passages), held.read[:10], held.file)
        for held in holdings(library)
    ]


def message(library: Library, most: int = 40) -> str:
    """What ``/library`` answers: at most ``most`` reports by name."""
    from retrieval.corpus.catalog import holdings

    every = list(holdings(library))
    lead = replies.HOLDINGS_COUNT.format(reports=len(every), passages=sum(held.passages for held in every))
    more = [replies.HOLDINGS_MORE.format(count=len(every) - most)] if len(every) > most else []
    return "\n".join([lead, *map(_line, every[:most]), *more])


def _line(held: Holding) -> str:
    passages = replies.HOLDINGS_PASSAGES.format(count=held.passages)
    year = replies.HOLDINGS_YEAR.format(year=held.year) if held.year else ""
    read = replies.HOLDINGS_READ.format(date=held.read[:10]) if held.read else ""
    about = "，".join(part for part in (held.agency, year, passages, read) if part)
    return replies.HOLDINGS_LINE.format(title=held.title, about=about)
