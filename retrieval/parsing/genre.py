"""Genre classifier: the kind of a document, as staff, its title or the name of its file call it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.models import Report
from retrieval.parsing.title import reporter
from retrieval.text.normalization import fold


class Genre(StrEnum):
    """Kind of a document: what lists call it, and the pattern of the folded titles that name it.

    The first pattern that a title holds decides: a notice of a scheme is a notice.
    """

    LAW_REPORT = "法治政府建设报告", r"法治政府(?:建设|(?:年度)?(?:情况)?的?报告)"
    POSITIONS = "职位表", r"职位表|岗位表|招录.*计划表"
    GUIDE = "办事指南", r"(?:办事|服务|办理)指南|办事指引"
    STATISTICS = "统计公报", r"统计公报|发展公报"
    CENSUS = "普查公报", r"普查.*公报"
    REPLY_LETTER = "复函", r"复函$"
    APPROVAL = "批复", r"批复$"
    CIRCULAR = "通报", r"通报$"
    BUDGET = "预算", r"部门预算|预算(?:情况|公开|说明)"
    ACCOUNTS = "决算", r"决算"
    WORK_REPORT = "工作报告", r"工作报告"
    REGULATION = "条例", r"条例$"
    NOTICE = "通知", r"通知$"
    OPINION = "意见", r"意见$"
    ANNOUNCEMENT = "公告", r"(?:公|通)告$"
    LETTER = "函", r"函$"
    DECISION = "决定", r"决定$|决议$"
    SCHEME = "方案", r"方案$"
    MEASURES = "办法", r"办法$|规定$|细则$|规则$"
    PLAN = "规划", r"规划$|纲要$|计划$|要点$"
    EMERGENCY_PLAN = "预案", r"预案$"
    LAW = "法律", r"法$"
    BUDGET_REPORT = "预算报告", r"预算"
    BULLETIN = "公报", r"公报$"
    REPORT = "报告", r"报告$"
    INTERPRETATION = "解读", r"解读$|问答$"
    LIST = "名单", r"名单$|目录$|清单$"
    EXPLANATION = "说明", r"说明$"
    OTHER = "", r""

    pattern: re.Pattern[str]

    def __new__(cls, value: str, pattern: str) -> Genre:
        """The value is a plain string; the pattern is an attribute of it."""
        genre = str.__new__(cls, value)
        genre._value_, genre.pattern = value, re.compile(pattern)
        return genre

    @property
    def traits(self) -> GenreTraits:
        """What is peculiar to such documents."""
        return _TRAITS.get(self, _NONE)


@dataclass(frozen=True, slots=True)
class GenreTraits:
    """Peculiarities of the documents of a genre.

    ``annual``: one appears each year. ``other_year``: the year that it speaks of besides its own, counted from that.
    ``has_time_frames``: its parts tell results from targets. ``one_agency``: it speaks of the agency that issued it alone.
    """

    annual: bool = False
    other_year: int = 0
    has_time_frames: bool = False
    one_agency: bool = False


_NONE = GenreTraits()
_TRAITS = {
    # A work report reviews the year before; a law report's last part plans the year to come.
    Genre.WORK_REPORT: GenreTraits(annual=True, other_year=-1, has_time_frames=True),
    Genre.LAW_REPORT: GenreTraits(annual=True, other_year=1),
    Genre.STATISTICS: GenreTraits(annual=True),
    Genre.BUDGET: GenreTraits(annual=True, one_agency=True),
    Genre.ACCOUNTS: GenreTraits(annual=True, one_agency=True),
}
_REMARK = re.compile(r"\([^()]{1,16}\)$")  # (试行)


def genre_of(report: Report) -> Genre:
    """The genre that the manifest names, else the title, else the file; a speech to an assembly is a work report.

    >>> from retrieval.parsing.report import parse_report
    >>> genre_of(parse_report("2021年度某某区法治政府建设情况报告\\n一、成效。好。\\n", "a.txt"))
    <Genre.LAW_REPORT: '法治政府建设报告'>
    """
    for name in (report.facts.genre, report.title, report.file.rsplit(".", 1)[0]):
        title = _REMARK.sub("", fold(name))
        if genre := next(genre for genre in Genre if genre.pattern.search(title)):
            return genre
    return Genre.WORK_REPORT if reporter(report.text) else Genre.OTHER


def annual_genre_in(folded: str) -> Genre:
    """The annual genre that a folded question names; `Genre.OTHER` where it names none.

    >>> annual_genre_in("统计公报里粮食产量多少"), annual_genre_in("专利代理条例")
    (<Genre.STATISTICS: '统计公报'>, <Genre.OTHER: ''>)
    """
    return next((genre for genre in Genre if genre.traits.annual and genre.pattern.search(folded)), Genre.OTHER)
