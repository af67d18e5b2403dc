"""Report list: the reports of a library as rows for a table and as a message for a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.texts import talk

if TYPE_CHECKING:
    from retrieval import Library
    from retrieval.corpus.catalog import Holding

Row = tuple[str, ...]


def rows(library: Library) -> list[Row]:
    """One row for each report, with the columns of ``talk.HOLDINGS_HEAD``."""
    from retrieval.corpus.catalog import holdings  # here, because it loads the whole engine

    return [
        (held.title, held.agency, str(held.year or ""), str(held.passages), held.read[:10], held.file)
        for held in holdings(library)
    ]


def message(library: Library, limit: int = 40) -> str:
    """The reply to ``/library``: at most ``limit`` reports by name."""
    from retrieval.corpus.catalog import holdings

    every = list(holdings(library))
    lead = talk.HOLDINGS_COUNT.format(reports=len(every), passages=sum(held.passages for held in every))
    more = [talk.HOLDINGS_MORE.format(count=len(every) - limit)] if len(every) > limit else []
    return "\n".join([lead, *map(_line, every[:limit]), *more])


def _line(held: Holding) -> str:
    passages = talk.HOLDINGS_PASSAGES.format(count=held.passages)
    year = talk.HOLDINGS_YEAR.format(year=held.year) if held.year else ""
    read = talk.HOLDINGS_READ.format(date=held.read[:10]) if held.read else ""
    about = "，".join(part for part in (held.agency, year, passages, read) if part)
    return talk.HOLDINGS_LINE.format(title=held.title, about=about)
