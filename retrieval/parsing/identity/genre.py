"""Genre of a document: its kind as lists name it, and the family of documents that it is asked about with."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.models import Report
from retrieval.parsing.identity.kinds import bare_title
from retrieval.parsing.identity.pattern_enum import PatternEnum
from retrieval.parsing.identity.title import reporter
from retrieval.text.normalization import fold


class Genre(PatternEnum):
    """Genre: what lists call the document; the first pattern that a title holds decides.

    Most are ends of titles: a notice of a scheme is a notice.
    """

    LAW_REPORT = "法治政府建设报告", r"法治政府建设(?!.*(?:规划|纲要|方案|意见|通知|办法|条例|要点|决定)$)"
    POSITIONS = "职位表", r"职位表|岗位表|招录.*计划表"
    GUIDE = "办事指南", r"办事指南|服务指南|办事指引"
    STATISTICS = "统计公报", r"统计公报|普查.*公报"
    REPLY_LETTER = "复函", r"复函$"
    ANSWER = "答复", r"答复$"
    CLARIFICATION = "解答", r"解答$"
    APPROVAL = "批复", r"批复$"
    CIRCULAR = "通报", r"通报$"
    NOTICE = "通知", r"通知$"
    OPINION = "意见", r"意见$"
    DECISION = "决定", r"决定$"
    RESOLUTION = "决议", r"决议$"
    JUDICIAL_INTERPRETATION = "解释", r"(?<!政策)(?<!名词)解释$"
    ARRANGEMENT = "安排", r"(?<!工作)安排$"
    BUDGET = "预算", r"预算(?!.*(?:办法|规定|条例|细则|规则|规程|法|制度|标准)$)"
    ACCOUNTS = "决算", r"决算(?!.*(?:办法|规定|条例|细则|规则|规程|法|制度|标准)$)"
    WORK_REPORT = "工作报告", r"工作报告(?!.*(?:办法|规定|条例|细则|规则|规程|法|制度)$)"
    REGULATION = "条例", r"条例$"
    ANNOUNCEMENT = "公告", r"公告$"
    PUBLIC_NOTICE = "通告", r"通告$"
    DISCLOSURE = "公示", r"公示$"
    REQUEST = "请示", r"请示$"
    SUGGESTION = "建议", r"建议$"
    MOTION = "议案", r"议案$|提案$"
    MINUTES = "纪要", r"纪要$"
    ORDER = "命令", r"[命指]令$|令$"
    LETTER = "函", r"函$"
    SCHEME = "方案", r"方案$"
    MEASURES = "办法", r"办法$"
    PROVISIONS = "规定", r"规定$"
    DETAILED_RULES = "细则", r"细则$"
    RULES = "规则", r"规则$"
    NORMS = "规范", r"规范$"
    PROCEDURES = "规程", r"规程$"
    CHARTER = "章程", r"章程$"
    CODE_OF_CONDUCT = "准则", r"准则$|守则$"
    SYSTEM = "制度", r"制度$"
    STANDARD = "标准", r"标准$|导则$|技术要求$"
    POLICY_MEASURES = "措施", r"措施$|政策$|[一二三四五六七八九十\d]条$"
    GUIDANCE = "指引", r"指引$|指南$|指导原则$"
    EMERGENCY_PLAN = "预案", r"预案$"
    PLAN = "规划", r"规划$|纲要$|计划$|要点$"
    LAW = "法律", r"(?<![办方做])法$|法典$|宪法$|修正案$"
    BULLETIN = "公报", r"公报$"
    REPORT = "报告", r"报告$|白皮书$|总结$"
    INTERPRETATION = "解读", r"解读$|问答$|政策解释$|名词解释$"
    LIST = "名单", r"名单$"
    DIRECTORY = "目录", r"目录$|名录$"
    CHECKLIST = "清单", r"清单$"
    EXPLANATION = "说明", r"说明$"
    AGREEMENT = "协定", r"协[定议]$|公约$|议定书$|备忘录$"
    OTHER = "", r""


@dataclass(frozen=True, slots=True)
class GenreTraits:
    """Peculiarities of a family of documents.

    ``annual``: one appears each year. ``other_year``: the year that it speaks of besides its own, counted from that.
    ``has_time_frames``: its parts tell results from targets. ``one_agency``: it speaks of the agency that issued it
    alone.
    """

    annual: bool = False
    other_year: int = 0
    has_time_frames: bool = False
    one_agency: bool = False


class GenreFamily(PatternEnum):
    """Family of documents that answer the same questions, wherever the title names it: a notice of measures is a rule.

    Within a family two reports can answer equally well. What is peculiar to a family stands in its row.
    """

    # A work report reviews the year before; a law report's last part plans the year to come.
    WORK_REPORT = "政府工作报告", r"工作报告", GenreTraits(annual=True, other_year=-1, has_time_frames=True)
    STATISTICS = "统计公报", r"统计公报|发展公报", GenreTraits(annual=True)
    LAW_REPORT = (
        "法治政府建设",
        r"法治政府(?:建设)?(?:年度)?(?:情况)?(?:的)?报告|法治政府建设",
        GenreTraits(annual=True, other_year=1),
    )
    BUDGET = "预算", r"部门预算|预算情况|预算公开|预算说明|决算", GenreTraits(annual=True, one_agency=True)
    GUIDE = "办事指南", r"办事指南|服务指南|办理指南"
    REGULATION = "条例", r"条例|规定|办法|细则"
    OPINION = "意见", r"指导意见|实施意见|意见"
    PLAN = "方案", r"实施方案|工作方案|方案"
    NOTICE = "通知", r"通知|通报|复函|批复|公告"
    OTHER = "", r""

    def __init__(self, _value: str, _pattern: str, traits: GenreTraits = GenreTraits()) -> None:
        """The traits are an attribute of the plain string."""
        self.traits = traits


def genre_of(report: Report) -> Genre:
    """The genre that the title names; a speech to an assembly is a work report.

    >>> from retrieval.parsing.report import parse_report
    >>> genre_of(parse_report("2021年度某某区法治政府建设情况报告\\n一、成效。好。\\n", "a.txt"))
    <Genre.LAW_REPORT: '法治政府建设报告'>
    """
    title = bare_title(fold(report.title))
    if genre := next(genre for genre in Genre if genre.pattern.search(title)):
        return genre
    return Genre.WORK_REPORT if reporter(report.text) else Genre.OTHER


def family_of(*names: str) -> GenreFamily:
    """The family that the first of some names tells: the manifest's genre, the title, the name of the file.

    >>> family_of("", "某市关于印发某某管理办法的通知"), family_of("随笔")
    (<GenreFamily.REGULATION: '条例'>, <GenreFamily.OTHER: ''>)
    """
    folded = map(fold, names)
    found = (family for name in folded for family in GenreFamily if family and family.pattern.search(name))
    return next(found, GenreFamily.OTHER)


def annual_family_in(folded: str) -> GenreFamily:
    """The annual family that a folded question names; `GenreFamily.OTHER` where it names none.

    >>> annual_family_in("统计公报里粮食产量多少"), annual_family_in("专利代理条例")
    (<GenreFamily.STATISTICS: '统计公报'>, <GenreFamily.OTHER: ''>)
    """
    found = (family for family in GenreFamily if family.traits.annual and family.pattern.search(folded))
    return next(found, GenreFamily.OTHER)
