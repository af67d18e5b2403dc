"""What a library holds, for people to look through: each report with its agency, place, year and genre."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.corpus.library import Library
from retrieval.parsing.attribution import agency_of, genre_of, year_of


@dataclass(frozen=True, slots=True)
class Holding:
    """One report; empty where neither manifest nor document tells. ``read`` is the day and time of reading, in UTC."""

    file: str
    title: str
    number: str
    agency: str
    place: str
    year: int | None
    genre: str
    published: str
    url: str
    passages: int
    read: str


def holdings(library: Library) -> Iterator[Holding]:
    """The reports in order; what the manifest says comes before what the document says."""
    read = {entry.file: entry.read for entry in library.entries}
    for shelf in library.shelves:
        report, facts = shelf.report, shelf.report.facts
        yield Holding(
            file=report.file,
            title=report.title,
            number=report.number or "",
            agency=facts.agency or agency_of(report) or "",
            place=facts.place,
            year=facts.year or year_of(report),
            genre=facts.genre or genre_of(report) or "",
            published=facts.published or report.date or "",
            url=facts.url,
            passages=len(shelf.passages),
            read=read.get(report.file, ""),
        )
