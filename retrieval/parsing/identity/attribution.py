"""Attribution: the year and the agency of a report as the document itself states them."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import Region, Report
from retrieval.parsing.identity.document_dates import DocumentDates, adopting_bodies, events_of
from retrieval.parsing.identity.kinds import is_title
from retrieval.parsing.identity.title import reporter
from retrieval.parsing.identity.title_lines import AGENCY, DATE, PERSON, is_issuer, joined_issuers
from retrieval.text.normalization import without_space
from retrieval.text.values.numerals import TENS, YEAR, year_value

_YEAR = lazy_pattern(YEAR)
# The year of an annual document stands in its title; 申办2009年运动会的复函 is not of 2009.
_ANNUAL = lazy_pattern(
    r"年度|年.{0,40}(?:工作报告|情况报告|公报|预算|决算|说明|职位表|岗位表|计划|要点|总结|招聘|招录|遴选|名单|清单"
    r"|目录|白皮书|实事|草案[)）]?的报告|安排)"
)
# Header fields that name an agency as the document's own: issuer, publisher, keeper; the most telling first.
ISSUER_FIELDS = (
    *("发文机关", "制发机关", "发文机构", "发文单位", "发布机构", "发布单位", "公开机构", "公开主体", "实施机关"),
    *("实施主体", "实施部门", "信息来源", "文件所属单位", "所属单位"),
)
_DATES = (
    *("成文日期", "文件成文日期", "成文时间", "发文日期", "印发日期", "公布日期", "发布日期", "文件公开发布日期"),
    *("发布时间", "公开日期", "生成日期", "日期", "时间", "更新时间"),
)
_MONTH = lazy_pattern(r"[（(]?(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月[)）]?")
_ASSEMBLY = lazy_pattern(
    rf"在([\u4e00-\u9fff]{{2,12}}?(?:省|自治区|市|州|盟|县|区|旗))第[{TENS}]{{1,3}}届\s*人民代表大会"
)
_PLACE = lazy_pattern(
    r"(?:\d{4}年)?([\u4e00-\u9fff]{2,16}?(?:省|自治区|市|州|盟|县|区|旗)(?:[\u4e00-\u9fff]{2,6}?[市州县区旗])?)"
)
# The issuers in front of what a title is about; 国务院办公厅对…的答复 has no 关于.
_ISSUED = lazy_pattern(r"([\u4e00-\u9fff、]{2,80}?)(?:关于|印发|转发|批转|对(?=[^关]{2,80}(?:答复|批复|复函)))")
_NAMED = lazy_pattern(
    r"(?:\d{4}年度?)?([\u4e00-\u9fff]{2,24}?(?:人民政府|委员会|办公室|办公厅|局|厅|院|署))"
    r"(?=\d{4}|关于|部门|行政|[一二]〇)"
)
_ORGAN = lazy_pattern(
    r"[\u4e00-\u9fff]{2,30}?(?:政府|局|厅|委员会|委|办公室|办|院|部|署|会|队|中心)(?![\u4e00-\u9fff])"
)
# The plan for a year, as the heading of a part of a report names it.
_PLANNED = lazy_pattern(r"年.{0,6}(?:工作|部署|安排|重点)")
_BETWEEN_NAMES = lazy_pattern(r"[\s\u3000、]+")
# Within a body the committee that votes; the body as a whole issues.
_COMMITTEE = lazy_pattern(r"(?:审判|检察)委员会$")


def report_year(report: Report, dates: DocumentDates | None = None) -> int | None:
    """The year that a report covers, else that its version dates from or that it was issued in; None where not stated.

    It is looked for in an annual title, the notes on when it was passed, the document number, the signature, the lines
    around the title, the header, the headings and the file name, in this order.

    >>> from retrieval.parsing.report import parse_report
    >>> report_year(parse_report("某市关于申办2009年运动会的复函\\n某函〔2004〕3号\\n同意申办。\\n", "a.txt"))
    2004
    """
    title = report.title
    annual = _ANNUAL.search(title)
    values = {field.name: field.value for field in report.metadata}
    sources = [
        title[: annual.end()] if annual else "",
        dates.version if dates else "",
        report.number or "",
        *reversed(_texts(report, Region.SIGNATURE)),
        *(date for line in _lines(report, Region.TITLE) for date in DATE.findall(line)),
        *filter(_MONTH.fullmatch, _lines(report, Region.TITLE)),
        *(values.get(name, "") for name in _DATES),
    ]
    if stated := next(filter(None, map(_first_year, sources)), None):
        return stated
    heads = {clause.headings[0] for clause in report.clauses if clause.headings}
    planned = [year for head in heads if (year := _first_year(head)) and _PLANNED.search(head)]
    return max(planned, default=None) or _first_year(report.file) or _first_year(title)


def agency_of(report: Report) -> str | None:
    """The agency that issued a report: 国务院办公厅, 某市统计局; None where the document does not state it.

    It is looked for in the title before 关于, the opening of a work report, the line under the title, the signature,
    the header, the notes on who passed it and the rest of the title, in this order. Several are joined by 、.

    >>> from retrieval.parsing.report import parse_report
    >>> agency_of(parse_report("某市财政局关于某某的通知\\n各局：\\n请执行。\\n", "a.txt"))
    '某市财政局'
    """
    issued = _ISSUED.match(report.title)
    if issued and is_issuer(issued[1]):
        return issued[1]
    signature, named = reversed(_lines(report, Region.SIGNATURE)), _NAMED.match(report.title)
    return (
        _reporting_agency(report)
        or _byline_agency(report)
        or next((joined_issuers(line) for line in signature if is_issuer(line)), None)
        or next((organ[0] for issuer in issuers_of(report) if (organ := _ORGAN.match(issuer))), None)
        or next(iter(passing_bodies(report)), None)
        or (named[1] if named else None)
    )


def passing_bodies(report: Report) -> list[str]:
    """The bodies that the notes around the title name as those that passed or issued the document, the first first."""
    bodies = (_COMMITTEE.sub("", body).removeprefix("中华人民共和国") for body in adopting_bodies(events_of(report)))
    return list(dict.fromkeys(bodies))


def issuers_of(report: Report) -> tuple[str, ...]:
    """The agencies that the header names as the document's own, as they stand there: issuer, publisher, keeper.

    >>> from retrieval.parsing.report import parse_report
    >>> issuers_of(parse_report("发文机关:某市人民政府\\n文件所属单位:某市司法局\\n\\n某某报告\\n\\n好。\\n", "a.txt"))
    ('某市人民政府', '某市司法局')
    """
    values = {field.name: field.value.strip() for field in report.metadata}
    return tuple(values[name] for name in ISSUER_FIELDS if values.get(name))


def _texts(report: Report, region: Region) -> list[str]:
    return [report.text[c.start : c.end].strip() for c in report.clauses if c.place is region]


def _lines(report: Report, region: Region) -> Sequence[str]:
    return [line.strip() for text in _texts(report, region) for line in text.splitlines() if line.strip()]


def _first_year(text: str) -> int | None:
    found = _YEAR.search(text)
    return year_value(found[0]) if found else None


def _reporting_agency(report: Report) -> str | None:
    """The government of a work report: 省人民政府 with the place that the title or the assembly names."""
    whom = reporter(report.text)
    if not whom or whom.startswith("国务院"):
        return whom or None
    for pattern, text in ((_ASSEMBLY, report.text[:3000]), (_PLACE, report.title)):
        if place := pattern.search(without_space(text)):
            return f"{place[1]}人民政府"
    return whom if AGENCY.fullmatch(whom) and not whom.startswith(("省", "市", "县", "区", "自治")) else None


def _byline_agency(report: Report) -> str | None:
    for line in _lines(report, Region.TITLE):
        first = _BETWEEN_NAMES.split(line)[0]
        if AGENCY.fullmatch(first) and not is_title(line) and not PERSON.fullmatch(line):
            return joined_issuers(line) if is_issuer(line) else first
        if line == "中华人民共和国国务院令":
            return "国务院"
    return None
