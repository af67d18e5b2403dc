"""Which documents a question is about: the years, places and genres that it names select them.

The same sentence stands in every province's report; the place and the year that tell them apart stand in the title.
So what a question names selects documents and leaves the words that rank sentences. A work report of year Y speaks of
Y (its targets) and of Y-1 (its results), other annual documents of Y alone; documents that are not annual, such as
regulations and guides, are never excluded by a year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from retrieval.places import PlaceName, Places
from retrieval.text import fold
from retrieval.types import Field, Report

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_AGENCY_FIELDS = ("发文机关", "发布机构", "制发机关", "发文单位", "发布单位", "实施机关", "机构", "单位")
_NATIONAL = re.compile(r"国务院|中共中央|中华人民共和国|全国|国家|中央|国办")
_ASKS_NATIONAL = re.compile(r"国家(?!级|标准|机关|公务)|全国|国务院|中央|国办|我国|总理")
_PARENT = {"全省": "省", "省里": "省", "省内": "省", "全市": "市", "市里": "市"}


class Genre(StrEnum):
    """Kinds of documents; the value is what titles and questions call them."""

    WORK_REPORT = "政府工作报告"
    STATISTICS = "统计公报"
    LAW_REPORT = "法治政府建设"
    BUDGET = "预算"
    GUIDE = "办事指南"
    REGULATION = "条例"
    OPINION = "意见"
    PLAN = "方案"
    NOTICE = "通知"
    OTHER = ""


_ANNUAL = frozenset({Genre.WORK_REPORT, Genre.STATISTICS, Genre.LAW_REPORT, Genre.BUDGET})
_CUES = (
    (Genre.WORK_REPORT, re.compile(r"政府工作报告|工作报告")),
    (Genre.STATISTICS, re.compile(r"统计公报|发展公报")),
    (Genre.LAW_REPORT, re.compile(r"法治政府(?:建设)?(?:年度)?(?:情况)?(?:的)?报告|法治政府建设")),
    (Genre.BUDGET, re.compile(r"部门预算|预算情况|预算公开|预算说明|决算")),
    (Genre.GUIDE, re.compile(r"办事指南|服务指南|办理指南")),
    (Genre.REGULATION, re.compile(r"条例|规定|办法|细则")),
    (Genre.OPINION, re.compile(r"指导意见|实施意见|意见")),
    (Genre.PLAN, re.compile(r"实施方案|工作方案|方案")),
    (Genre.NOTICE, re.compile(r"通知|通报|复函|批复|公告")),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a document is about. ``place`` is None for national documents and those that name none."""

    file: str
    title: str
    genre: Genre
    year: int | None
    years: frozenset[int]
    place: PlaceName | None
    national: bool

    @property
    def annual(self) -> bool:
        """Whether such a document appears each year."""
        return self.genre in _ANNUAL


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that a question can be answered from, and the year or place that the library lacks."""

    files: frozenset[str]
    named: bool
    missing_year: int | None = None
    missing_place: str = ""


def profile_of(report: Report, places: Places) -> Profile:
    """What a report is about, from its header, its title, and last the name of its file."""
    stem = report.file.rsplit(".", 1)[0]
    agency = next((field.value for name in _AGENCY_FIELDS if (field := _field(report, name)) and field.value), "")
    # The title names the place best; an agency's field may hold a publisher's.
    sources = [fold(source) for source in (report.title, agency, stem, report.text[:300])]
    named = next((found for source in sources if (found := places.named(source, everywhere=True))), [])
    head = fold(f"{report.title} {stem} {agency}")
    local = [place for place in named if place.name not in ("中华人民共和国",)]
    national = bool(_NATIONAL.search(fold(f"{agency} {stem}")) or _NATIONAL.match(fold(report.title)))
    genre = next((genre for genre, cue in _CUES if cue.search(fold(report.title))), Genre.OTHER)
    genre = genre or next((genre for genre, cue in _CUES if cue.search(head)), Genre.OTHER)
    year = next((int(m[1]) for source in (report.title, stem, report.date or "") if (m := _YEAR.search(source))), None)
    years = {year} if year else set()
    if year and genre is Genre.WORK_REPORT:
        years.add(year - 1)
    if year and genre is Genre.LAW_REPORT:
        # Its last part plans the year to come.
        years.add(year + 1)
    place = None if national or not local else local[-1] if len(local) > 1 and local[0].name in local[-1].above else local[0]
    return Profile(report.file, report.title, genre, year, frozenset(years), place, national)


def _field(report: Report, name: str) -> Field | None:
    return report.field(name)


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names: years, places, whether the nation, and a genre."""

    years: tuple[int, ...]
    places: tuple[PlaceName, ...]
    national: bool
    genre: Genre

    def each(self) -> list[Named]:
        """One for each place (and the nation), else one for each year."""
        if len(self.places) + self.national > 1:
            nation = [replace(self, places=())] if self.national else []
            return [replace(self, places=(place,), national=False) for place in self.places] + nation
        return [replace(self, years=(year,)) for year in self.years]

    @property
    def any(self) -> bool:
        """Whether it names a place, a year or the nation."""
        return bool(self.years or self.places or self.national)


class Resolver:
    """Selects documents of one library."""

    def __init__(self, profiles: Sequence[Profile], places: Places, texts: dict[str, str]) -> None:
        """``texts`` gives each file's folded text."""
        self.profiles = tuple(profiles)
        self._places = places
        self._texts = texts
        self._home = frozenset(name for p in profiles if p.place for name in (p.place.name, *p.place.above))

    def named(self, folded: str, years: tuple[int, ...], context: Sequence[PlaceName] = ()) -> Named:
        """What a folded question names; 全省 is the province of the place in ``context`` or of the question's own."""
        found = self._places.named(folded, self._home)
        for word, suffix in _PARENT.items():
            if word in folded:
                above = [name for place in (*found, *context) for name in place.above if name.endswith(suffix)]
                found += [self._places.by_name(name) for name in above[:1]]
        found = [place for place in found if not any(place.name in other.above for other in found)] or found
        if any(word in folded for word in _PARENT) and len(found) == 1 and not context:
            found = self._places.named(folded, self._home) + [p for p in found if p.name in self._parents(folded)]
        national = bool(_ASKS_NATIONAL.search(folded)) and any(profile.national for profile in self.profiles)
        genre = next((genre for genre, cue in _CUES if genre in _ANNUAL and cue.search(folded)), Genre.OTHER)
        return Named(years, tuple(dict.fromkeys(found)), national, genre)

    def _parents(self, folded: str) -> set[str]:
        return {name for place in self._places.named(folded, self._home) for name in place.above}

    def resolve(self, named: Named) -> Scope:
        """The documents that fit what is named."""
        chosen = list(self.profiles)
        if named.genre:
            chosen = [p for p in chosen if p.genre is named.genre] or chosen
        missing_place = ""
        if named.places:
            place = named.places[-1]
            own = [p for p in chosen if p.place and p.place.name == place.name]
            titled = [p for p in chosen if p.national and _stem_in(place, fold(p.title))]
            mention = [p for p in chosen if p.place is None and _stem_in(place, self._texts[p.file])]
            below = [p for p in chosen if p.place and place.name in p.place.above]
            above = [p for p in chosen if p.place and p.place.name in place.above and _stem_in(place, self._texts[p.file])]
            chosen = own + titled or below or above or mention
            if not own and not titled:
                missing_place = place.name
        elif named.national:
            chosen = [p for p in chosen if p.national] or chosen
        if not chosen:
            return Scope(frozenset(), True, missing_place=missing_place)
        if not named.years:
            return Scope(frozenset(p.file for p in chosen), named.any, missing_place=missing_place)
        year = named.years[-1]
        annual = [p for p in chosen if p.annual and year in p.years]
        other = [p for p in chosen if not p.annual and (year == p.year or str(year) in self._texts[p.file])]
        fitting = annual + other
        missing_year = None if annual or any(year == p.year for p in other) else year
        if not fitting:
            return Scope(frozenset(p.file for p in chosen), True, missing_year or year, missing_place)
        return Scope(frozenset(p.file for p in fitting), True, missing_year, missing_place)


def _stem_in(place: PlaceName, folded: str) -> bool:
    return place.name in folded or (len(place.name) > 2 and place.name[:-1] in folded)
