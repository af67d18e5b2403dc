"""What a report says of itself, where nobody wrote it down: its year, its agency, its genre."""

from __future__ import annotations

import re

from retrieval.models import Region, Report
from retrieval.parsing.title import AGENCY, DATE, PERSON, is_title, reporter
from retrieval.text.numerals import TENS, YEAR, year_value

_YEAR = re.compile(YEAR)
# The year of an annual document stands in its title; 申办2009年运动会的复函 is not of 2009.
_ANNUAL = re.compile(
    r"年度|年.{0,40}(?:工作报告|情况报告|公报|预算|决算|说明|职位表|岗位表|计划|要点|总结|招聘|招录|遴选|名单|清单"
    r"|目录|白皮书|实事|草案[)）]?的报告|安排)"
)
_ISSUERS = (
    *("发文机关", "制发机关", "发文机构", "发文单位", "发布机构", "发布单位", "公开机构", "公开主体", "实施机关"),
    *("实施主体", "实施部门", "信息来源", "文件所属单位", "所属单位"),
)
_DATES = (
    *("成文日期", "文件成文日期", "成文时间", "发文日期", "印发日期", "公布日期", "发布日期", "文件公开发布日期"),
    *("发布时间", "公开日期", "生成日期", "日期", "时间", "更新时间"),
)
_ASSEMBLY = re.compile(
    rf"在([\u4e00-\u9fff]{{2,12}}?(?:省|自治区|市|州|盟|县|区|旗))第[{TENS}]{{1,3}}届\s*人民代表大会"
)
_PLACE = re.compile(
    r"(?:\d{4}年)?([\u4e00-\u9fff]{2,16}?(?:省|自治区|市|州|盟|县|区|旗)(?:[\u4e00-\u9fff]{2,6}?[市州县区旗])?)"
)
_ISSUED = re.compile(r"([\u4e00-\u9fff]{2,30}?)关于")
_NAMED = re.compile(
    r"(?:\d{4}年度?)?([\u4e00-\u9fff]{2,24}?(?:人民政府|委员会|办公室|办公厅|局|厅|院|署))(?=\d{4}|关于|部门|行政|[一二]〇)"
)
_ORGAN = re.compile(r"[\u4e00-\u9fff]{2,30}?(?:政府|局|厅|委员会|委|办公室|办|院|部|署|会|队|中心)(?![\u4e00-\u9fff])")
_GENRES = (
    ("法治政府建设报告", r"法治政府建设"),
    ("职位表", r"职位表|岗位表|招录.*计划表"),
    ("办事指南", r"办事指南|服务指南|办事指引"),
    ("统计公报", r"统计公报|普查.*公报"),
    ("复函", r"复函$"),
    ("批复", r"批复$"),
    ("通报", r"通报$"),
    ("预算", r"预算"),
    ("决算", r"决算"),
    ("工作报告", r"工作报告"),
    ("条例", r"条例$"),
    ("通知", r"通知$"),
    ("意见", r"意见$"),
    ("公告", r"(?:公|通)告$"),
    ("函", r"函$"),
    ("决定", r"决定$|决议$"),
    ("方案", r"方案$"),
    ("办法", r"办法$|规定$|细则$|规则$"),
    ("规划", r"规划$|纲要$|计划$|要点$"),
    ("预案", r"预案$"),
    ("法律", r"法$"),
    ("公报", r"公报$"),
    ("报告", r"报告$"),
    ("解读", r"解读$|问答$"),
    ("名单", r"名单$|目录$|清单$"),
    ("说明", r"说明$"),
)
_TRIAL = re.compile(r"[（(][^（）()]{1,16}[)）]$")


def year_of(report: Report) -> int | None:
    """The year that a report speaks of or was issued in; None where nothing tells.

    An annual title's year, else the document number's, the signature's, the lines' around the title, the header's,
    the headings', the file name's.

    >>> from retrieval.parsing.report import parse_report
    >>> year_of(parse_report("某市关于申办2009年运动会的复函\\n某函〔2004〕3号\\n同意申办。\\n", "a.txt"))
    2004
    """
    title = report.title
    annual = _ANNUAL.search(title)
    values = {field.name: field.value for field in report.metadata}
    places = [
        title[: annual.end()] if annual else "",
        report.number or "",
        *reversed(_texts(report, Region.SIGNATURE)),
        *(date for line in _lines(report, Region.TITLE) for date in DATE.findall(line)),
        *(values.get(name, "") for name in _DATES),
    ]
    for place in places:
        if year := _first_year(place):
            return year
    heads = {clause.headings[0] for clause in report.clauses if clause.headings}
    planned = [
        year for head in heads if (year := _first_year(head)) and re.search(r"年.{0,6}(?:工作|部署|安排|重点)", head)
    ]
    return max(planned, default=None) or _first_year(report.file) or _first_year(title)


def agency_of(report: Report) -> str | None:
    """The agency that issued a report: 国务院办公厅, 某市统计局; None where nothing tells.

    The title's before 关于, else who is reported for, the line under the title, the signature, the header.

    >>> from retrieval.parsing.report import parse_report
    >>> agency_of(parse_report("某市财政局关于某某的通知\\n各局：\\n请执行。\\n", "a.txt"))
    '某市财政局'
    """
    issued = _ISSUED.match(report.title)
    if issued and AGENCY.fullmatch(issued[1]):
        return issued[1]
    return _reporter(report) or _byline(report) or _signed(report) or _named(report)


def issuers_of(report: Report) -> tuple[str, ...]:
    """The agencies that a report's header names as its own, as they stand there: issuer, publisher, keeper.

    >>> from retrieval.parsing.report import parse_report
    >>> issuers_of(parse_report("发文机关:某市人民政府\\n文件所属单位:某市司法局\\n\\n某某报告\\n\\n好。\\n", "a.txt"))
    ('某市人民政府', '某市司法局')
    """
    values = {field.name: field.value.strip() for field in report.metadata}
    return tuple(values[name] for name in _ISSUERS if values.get(name))


def genre_of(report: Report) -> str | None:
    """The kind of document, as its title says: 工作报告, 统计公报, 办事指南, 条例, 通知…; None where it does not.

    >>> from retrieval.parsing.report import parse_report
    >>> genre_of(parse_report("2021年度某某区法治政府建设情况报告\\n一、成效。好。\\n", "a.txt"))
    '法治政府建设报告'
    """
    title = _TRIAL.sub("", report.title)
    found = next((genre for genre, pattern in _GENRES if re.search(pattern, title)), None)
    return found or ("工作报告" if reporter(report.text) else None)


def _texts(report: Report, place: Region) -> list[str]:
    return [report.text[c.start : c.end].strip() for c in report.clauses if c.place is place]


def _lines(report: Report, place: Region) -> list[str]:
    return [line.strip() for text in _texts(report, place) for line in text.splitlines() if line.strip()]


def _first_year(text: str) -> int | None:
    found = _YEAR.search(text)
    return year_value(found[0]) if found else None


def _reporter(report: Report) -> str | None:
    """A work report's government: 省人民政府 with the place that the title or the assembly names."""
    whom = reporter(report.text)
    if not whom or whom.startswith("国务院"):
        return whom or None
    for pattern, text in ((_ASSEMBLY, report.text[:3000]), (_PLACE, report.title)):
        place = pattern.search(re.sub(r"\s", "", text))
        if place:
            return f"{place[1]}人民政府"
    return whom if AGENCY.fullmatch(whom) and not whom.startswith(("省", "市", "县", "区", "自治")) else None


def _byline(report: Report) -> str | None:
    for line in _lines(report, Region.TITLE):
        first = re.split(r"[\s\u3000、]+", line)[0]
        if AGENCY.fullmatch(first) and not is_title(line) and not PERSON.fullmatch(line):
            return first
        if re.fullmatch(r"中华人民共和国国务院令", line):
            return "国务院"
    return None


def _signed(report: Report) -> str | None:
    for line in reversed(_lines(report, Region.SIGNATURE)):
        if AGENCY.fullmatch(line):
            return line
    return None


def _named(report: Report) -> str | None:
    values = {field.name: field.value for field in report.metadata}
    for name in _ISSUERS:
        found = _ORGAN.match(values.get(name, "").strip())
        if found:
            return found[0]
    named = _NAMED.match(report.title)
    return named[1] if named else None
