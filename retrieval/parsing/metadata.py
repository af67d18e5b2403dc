"""TODO docstring."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from retrieval.models import Report
from retrieval.parsing.attribution import agency_of, year_of
from retrieval.text.gazetteer import Gazetteer, Place
from retrieval.text.normalization import fold

_AGENCY_FIELDS = ("发文机关", "发布机构", "制发机关", "发文单位", "发布单位", "实施机关", "机构", "单位")
_NATIONAL = re.compile(r"国务院|中共中央|中华人民共和国|全国|国家|中央|国办")


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
    place: Place | None
    national: bool

    @property
    def annual(self) -> bool:
        """Whether such a document appears each year."""
        return self.genre in _ANNUAL


def profile_of(report: Report, places: Gazetteer) -> Profile:
    """What a report is about: from the manifest, its header, its title, and last the name of its file."""
    stem = report.file.rsplit(".", 1)[0]
    agency = report.facts.agency or _issuer(report) or agency_of(report) or ""
    title = fold(report.title)
    national = bool(_NATIONAL.search(fold(f"{agency} {stem}")) or _NATIONAL.match(title))
    genre = next(
        (g for text in (fold(report.facts.genre), title, fold(f"{stem} {agency}")) if (g := _genre(text))), _NONE
    )
    year = report.facts.year or year_of(report)
    # The title names the place best; an agency's field may hold a publisher's.
    sources = (report.facts.place, report.title, agency, stem, report.text[:300])
    named = next((found for source in sources if (found := places.find(fold(source), places.names))), [])
    place = None if national and not report.facts.place else _innermost(named)
    return Profile(report.file, report.title, genre, year, _years(year, genre), place, national)


_NONE = Genre.OTHER


def _genre(folded: str) -> Genre:
    return next((genre for genre, cue in _CUES if cue.search(folded)), _NONE)


def _issuer(report: Report) -> str:
    return next((field.value for name in _AGENCY_FIELDS if (field := report.field(name)) and field.value), "")


def _years(year: int | None, genre: Genre) -> frozenset[int]:
    """The years that a report of one year speaks of."""
    if not year:
        return frozenset()
    # A work report reviews the year before; a law report's last part plans the year to come.
    other = {Genre.WORK_REPORT: year - 1, Genre.LAW_REPORT: year + 1}.get(genre, year)
    return frozenset({year, other})


def _innermost(named: Sequence[Place]) -> Place | None:
    """Of 威海市文登区 the district; of places beside each other the first."""
    if len(named) > 1 and named[0].name in named[-1].above:
        return named[-1]
    return named[0] if named else None
