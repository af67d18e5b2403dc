"""Document metadata: one record of what a report is, from the manifest, the header, the title and the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.models import Report
from retrieval.parsing.attribution import agency_of, issuers_of, report_year
from retrieval.parsing.genre import Genre, GenreFamily, family_of, genre_of
from retrieval.text.gazetteer import Gazetteer, Place
from retrieval.text.normalization import fold

_NATIONAL = re.compile(r"国务院|中共中央|中华人民共和国|全国|国家|中央|国办")


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """What a document is: the manifest first, then what the document says of itself; empty where neither tells.

    ``agency`` issued it, ``agencies`` are all that it names as its own. ``place`` is None for national documents and
    those that name none; ``manifest_place`` and ``genre_name`` are as staff wrote them, the latter else the genre's
    own name; ``family`` is the group of documents that it is asked about with. ``year`` is the one that it was written
    for, ``years`` are all that it speaks of.
    """

    file: str
    title: str
    number: str = ""
    agency: str = ""
    agencies: tuple[str, ...] = ()
    genre: Genre = Genre.OTHER
    family: GenreFamily = GenreFamily.OTHER
    genre_name: str = ""
    year: int | None = None
    years: frozenset[int] = frozenset()
    place: Place | None = None
    manifest_place: str = ""
    national: bool = False
    published: str = ""
    url: str = ""

    @property
    def annual(self) -> bool:
        """Whether such a document appears each year."""
        return self.family.traits.annual

    @property
    def place_names(self) -> tuple[str, ...]:
        """The manifest's place, the document's own, and those above it."""
        names = (self.manifest_place, *((self.place.name, *self.place.above) if self.place else ()))
        return tuple(name for name in names if name)


def read_metadata(report: Report, gazetteer: Gazetteer) -> DocumentMetadata:
    """The metadata of a report; places are those of the gazetteer.

    >>> from retrieval.parsing.report import parse_report
    >>> report = parse_report("某市财政局关于2021年度工作报告的通知\\n各局：\\n请执行。\\n", "a.txt")
    >>> metadata = read_metadata(report, Gazetteer([], {}))
    >>> metadata.agency, metadata.genre, metadata.year
    ('某市财政局', <Genre.WORK_REPORT: '工作报告'>, 2021)
    """
    facts, agency = report.facts, agency_of(report) or ""
    genre, year = genre_of(report), facts.year or report_year(report)
    stem = report.file.rsplit(".", 1)[0]
    # The header names the issuer best; an agency in the title may be one of many.
    issuers = issuers_of(report)
    issuer = facts.agency or next(iter(issuers), agency)
    family = family_of(facts.genre, report.title, f"{stem} {issuer}")
    national = bool(_NATIONAL.search(fold(f"{issuer} {stem}")) or _NATIONAL.match(fold(report.title)))
    # The title names the place best; an agency's field may hold a publisher's.
    sources = (facts.place, report.title, issuer, stem, report.text[:300])
    return DocumentMetadata(
        file=report.file,
        title=report.title,
        number=report.number or "",
        agency=facts.agency or agency,
        agencies=tuple(dict.fromkeys(name for name in (facts.agency, agency, *issuers) if name)),
        genre=genre,
        family=family,
        genre_name=facts.genre or genre.value,
        year=year,
        years=frozenset({year, year + family.traits.other_year} if year else ()),
        place=None if national and not facts.place else _place(sources, gazetteer),
        manifest_place=facts.place,
        national=national,
        published=facts.published or report.date or "",
        url=facts.url,
    )


def _place(sources: Sequence[str], gazetteer: Gazetteer) -> Place | None:
    """The place in the first source that names any: of 威海市文登区 the district, of places side by side the first."""
    named = next((found for source in sources if (found := gazetteer.find(fold(source), gazetteer.names))), [])
    if len(named) > 1 and named[0].name in named[-1].above:
        return named[-1]
    return named[0] if named else None
