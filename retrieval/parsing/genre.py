"""Genre classifier: the kind of a document, as staff, its title or the name of its file call it."""

from __future__ import annotations

import re
from enum import StrEnum

from retrieval.models import Report
from retrieval.parsing.title import reporter
from retrieval.text.normalization import fold


class Genre(StrEnum):
    """Kind of a document; the value is what lists call it."""

    LAW_REPORT = "法治政府建设报告"
    POSITIONS = "职位表"
    GUIDE = "办事指南"
    STATISTICS = "统计公报"
    CENSUS = "普查公报"
    REPLY_LETTER = "复函"
    APPROVAL = "批复"
    CIRCULAR = "通报"
    BUDGET = "预算"
    ACCOUNTS = "决算"
    WORK_REPORT = "工作报告"
    REGULATION = "条例"
    NOTICE = "通知"
    OPINION = "意见"
    ANNOUNCEMENT = "公告"
    LETTER = "函"
    DECISION = "决定"
    SCHEME = "方案"
    MEASURES = "办法"
    PLAN = "规划"
    EMERGENCY_PLAN = "预案"
    LAW = "法律"
    BUDGET_REPORT = "预算报告"
    BULLETIN = "公报"
    REPORT = "报告"
    INTERPRETATION = "解读"
    LIST = "名单"
    EXPLANATION = "说明"
    OTHER = ""

    @property
    def is_annual(self) -> bool:
        """Whether such a document appears each year."""
        return self in _ANNUAL


_ANNUAL = frozenset({Genre.WORK_REPORT, Genre.STATISTICS, Genre.LAW_REPORT, Genre.BUDGET, Genre.ACCOUNTS})
# The first pattern that a folded title holds decides: a notice of a scheme is a notice.
_PATTERNS = tuple(
    (genre, re.compile(pattern))
    for genre, pattern in (
        (Genre.LAW_REPORT, r"法治政府(?:建设|(?:年度)?(?:情况)?的?报告)"),
        (Genre.POSITIONS, r"职位表|岗位表|招录.*计划表"),
        (Genre.GUIDE, r"(?:办事|服务|办理)指南|办事指引"),
        (Genre.STATISTICS, r"统计公报|发展公报"),
        (Genre.CENSUS, r"普查.*公报"),
        (Genre.REPLY_LETTER, r"复函$"),
        (Genre.APPROVAL, r"批复$"),
        (Genre.CIRCULAR, r"通报$"),
        (Genre.BUDGET, r"部门预算|预算(?:情况|公开|说明)"),
        (Genre.ACCOUNTS, r"决算"),
        (Genre.WORK_REPORT, r"工作报告"),
        (Genre.REGULATION, r"条例$"),
        (Genre.NOTICE, r"通知$"),
        (Genre.OPINION, r"意见$"),
        (Genre.ANNOUNCEMENT, r"(?:公|通)告$"),
        (Genre.LETTER, r"函$"),
        (Genre.DECISION, r"决定$|决议$"),
        (Genre.SCHEME, r"方案$"),
        (Genre.MEASURES, r"办法$|规定$|细则$|规则$"),
        (Genre.PLAN, r"规划$|纲要$|计划$|要点$"),
        (Genre.EMERGENCY_PLAN, r"预案$"),
        (Genre.LAW, r"法$"),
        # Not annual: a budget report speaks of two years.
        (Genre.BUDGET_REPORT, r"预算"),
        (Genre.BULLETIN, r"公报$"),
        (Genre.REPORT, r"报告$"),
        (Genre.INTERPRETATION, r"解读$|问答$"),
        (Genre.LIST, r"名单$|目录$|清单$"),
        (Genre.EXPLANATION, r"说明$"),
    )
)
_REMARK = re.compile(r"\([^()]{1,16}\)$")  # (试行)


def genre_of(report: Report) -> Genre:
    """The genre that the manifest names, else the title, else the file; a speech to an assembly is a work report.

    >>> from retrieval.parsing.report import parse_report
    >>> genre_of(parse_report("2021年度某某区法治政府建设情况报告\\n一、成效。好。\\n", "a.txt"))
    <Genre.LAW_REPORT: '法治政府建设报告'>
    """
    for name in (report.facts.genre, report.title, report.file.rsplit(".", 1)[0]):
        if genre := _first(fold(name)):
            return genre
    return Genre.WORK_REPORT if reporter(report.text) else Genre.OTHER


def annual_genre_in(folded: str) -> Genre:
    """The annual genre that a folded question names; `Genre.OTHER` where it names none.

    >>> annual_genre_in("统计公报里粮食产量多少"), annual_genre_in("专利代理条例")
    (<Genre.STATISTICS: '统计公报'>, <Genre.OTHER: ''>)
    """
    return next((genre for genre, pattern in _PATTERNS if genre.is_annual and pattern.search(folded)), Genre.OTHER)


def _first(folded: str) -> Genre:
    name = _REMARK.sub("", folded)
    return next((genre for genre, pattern in _PATTERNS if pattern.search(name)), Genre.OTHER)
