"""Document metadata: one record of what a report is, from the manifest, the header, the title and the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.models import ManifestFacts, Region, Report, TextMark
from retrieval.parsing.identity.attribution import agency_of, issuers_of, passing_bodies, report_year
from retrieval.parsing.identity.document_dates import DocumentDates, dates_of, day_in, file_day
from retrieval.parsing.identity.genre import Genre, GenreFamily, family_of, genre_of
from retrieval.parsing.identity.place_of_issue import is_national, place_in
from retrieval.parsing.identity.version import has_versions, work_of
from retrieval.text.gazetteer import Gazetteer, Place
from retrieval.text.normalization import fold, without_space

_TITLE_MATTER = 300
_OURS = re.compile(r"[我本全](?:省|市|区|县|州)(?![\u4e00-\u9fff]{0,3}(?:人民代表大会|政府令))")


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """What a document is: the manifest first, then what the document says of itself; empty where neither tells.

    ``agency`` issued it, ``agencies`` are all that it names as its own. ``place`` is None for national documents and
    those that name none; ``manifest_place`` and ``genre_name`` are as staff wrote them, the latter else the genre's
    own name; ``family`` is the group of documents that it is asked about with. ``year`` is the one that it was written
    for, ``years`` are all that it speaks of. ``work`` names the law of which this is a version, in a form that all its
    versions share, ``version`` is the day (ISO 8601) that the version dates from; both are empty for other documents.
    ``carried`` are the titles of the documents that it carries.
    ``guessed`` names the fields that the document does not state: they were taken from the name of its file.
    ``recognised``: characters of it were recognised in pictures, and some may be wrong.
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
    work: str = ""
    version: str = ""
    adopted: str = ""
    revised: str = ""
    in_force: str = ""
    carried: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    recognised: bool = False

    @property
    def annual(self) -> bool:
        """Whether such a document appears each year."""
        return self.family.traits.annual

    @property
    def titles(self) -> tuple[str, ...]:
        """Its own title, and those of the documents that it carries."""
        return (self.title, *self.carried)

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
    ('某市财政局', <Genre.NOTICE: '通知'>, 2021)
    """
    facts, agency, dates = report.facts, agency_of(report) or "", dates_of(report)
    genre = genre_of(report)
    dates = dates if has_versions(genre, report.title) else replace(dates, version="", version_guessed=False)
    year = facts.year or report_year(report, dates)
    stem = report.file.rsplit(".", 1)[0]
    # The header names the issuer best; an agency in the title may be one of many.
    issuers = issuers_of(report)
    issuer = facts.agency or next(iter(issuers), agency)
    family = family_of(facts.genre, report.title, f"{stem} {issuer}")
    passed_by = passing_bodies(report)
    national = is_national(report.title, (issuer, *passed_by[:1]), gazetteer)
    # Who passed a law names its place best, then the title; an agency's field may hold a publisher's.
    own = _first_place((*passed_by, report.title, issuer, _title_matter(report), _our_place(report)), gazetteer)
    place = _first_place((facts.place,), gazetteer) or (None if national else own or place_in(stem, gazetteer))
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
        place=place,
        manifest_place=facts.place,
        national=national,
        published=facts.published or _published(report, dates),
        url=facts.url,
        work=work_of(report.title, place) if dates.version else "",
        version=dates.version,
        adopted=dates.adopted,
        revised=dates.revised,
        in_force=dates.in_force,
        carried=tuple(dict.fromkeys(clause.document for clause in report.clauses if clause.document)),
        guessed=_guessed(report, dates, year, place if place and place != own else None),
        recognised=TextMark.RECOGNISED in report.marks,
    )


def _published(report: Report, dates: DocumentDates) -> str:
    """The day of publication, else that of writing (ISO 8601, or as the header has it where that is no day)."""
    tags = dict(report.tags)
    stated = report.date or tags.get("PubDate", "")
    if stated:
        return day_in(stated) or stated
    around = (
        report.text[c.start : c.end]
        for region in (Region.SIGNATURE, Region.TITLE)
        for c in report.clauses
        if c.place is region
    )
    return max(dates.issued, dates.version) or next(filter(None, map(day_in, around)), "")


def _first_place(sources: Iterable[str], gazetteer: Gazetteer) -> Place | None:
    """The place in the first source that names any."""
    return next((found for source in sources if source and (found := place_in(source, gazetteer))), None)


def _title_matter(report: Report) -> str:
    """The lines around the title and the signature."""
    regions = (Region.TITLE, Region.SIGNATURE)
    return "\n".join(report.text[c.start : c.end] for c in report.clauses if c.place in regions)[:_TITLE_MATTER]


def _our_place(report: Report) -> str:
    """The first sentence of a document that speaks of 我市 and the like; empty where it does not."""
    text = report.text[:_TITLE_MATTER]
    ours = _OURS.search(text)
    # A plan that it carries out bears the name of the place: 《数字某省发展规划》.
    return re.sub("[《》]", "", text[: max(text.find("。") + 1, ours.end())]) if ours else ""


def _guessed(report: Report, dates: DocumentDates, year: int | None, by_file: Place | None) -> tuple[str, ...]:
    """The fields that only the name of the file tells."""
    facts: ManifestFacts = report.facts
    stem = report.file.rsplit(".", 1)[0]
    plain = without_space(report.text[: 4 * _TITLE_MATTER])
    found: Sequence[tuple[str, bool]] = (
        ("title", not facts.title and fold(report.title) in fold(stem) and report.title not in plain),
        ("year", not facts.year and year is not None and _is_year_guessed(report, dates, year)),
        ("version", dates.version_guessed),
        ("place", not facts.place and by_file is not None),
    )
    return tuple(name for name, guessed in found if guessed)


def _is_year_guessed(report: Report, dates: DocumentDates, year: int) -> bool:
    """Whether a year stands in the name of the file, and not around the title, in the header or the number."""
    if dates.version:
        return dates.version_guessed
    stated = [report.title, report.number or "", _title_matter(report), *(f.value for f in report.metadata)]
    in_name = str(year) in report.file or str(year) in file_day(report.file)
    return in_name and not any(str(year) in text for text in stated)
