"""Questions about a document that a library holds: its number, who gave it and when, its dates, its issuer.

The document is the one whose title and file name hold what the question says besides; the answer is the line of the
document that states it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.about import agency_of
from retrieval.evidence import Sentence
from retrieval.text import bigrams, fold
from retrieval.types import Place, Report, Span

_WHEN = r"(?:是|在|于)?(?:什么时候|啥时候|何时|哪一?天|哪一?年|几号|几月几号|几月|多久前|日期|时间)"
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}"
_READ = r"[念作做讲读]"
_IN_FORCE = r"(?:施行|实施|生效|执行)"
_ISSUED = r"(?:发布|印发|公布|公开|发文|成文|出台|更新)"
_HEADS = r"(?:总理|省长|市长|区长|县长|州长|主席|主任|局长|厅长|院长|检察长)"
_NAME = r"[\u4e00-\u9fff·]{2,8}"
# What asks for a line, and what states it where a pattern can tell; the first that asks is meant.
_ASKS = {
    name: re.compile(asks)
    for name, asks in (
        ("number", r"(?:发文|文件)?(?:文号|字号|编号)(?:是?多少|是什么|是啥)?|第?几号文件?|(?:哪个|什么)文号"),
        ("person", rf"(?:是)?由?谁来?(?:{_READ}|宣读|报告|签发|签署)的?(?:报告)?|报告人(?:是谁)?|作报告的人?是谁"),
        ("given", rf"{_WHEN}(?:开会)?{_READ}的?(?:报告)?|{_READ}(?:报告)?的?{_WHEN}"),
        ("force", rf"{_WHEN}(?:起|开始|正式)*(?:{_IN_FORCE}|管用)的?|{_IN_FORCE}的?{_WHEN}"),
        ("date", rf"{_WHEN}(?:正式)?(?:对外)?(?:{_ISSUED}|发出?来?|挂网)的?|{_ISSUED}的?{_WHEN}"),
        ("issuer", r"(?:是)?(?:谁|哪个?(?:单位|机关|部门|政府|机构|家|级))(?:印发|发布|公布|发出?|制定|出台)(?:来)?的"
                   r"|发文(?:机关|单位|机构)(?:是谁|是哪个?)?"),
    )
}  # fmt: skip
_STATES = {
    "person": re.compile(rf"{_HEADS}[\s\u3000]*(?P<short>{_NAME})\s*$|^(?P<other>[\u4e00-\u9fff]{{2,4}})同志作"),
    "given": re.compile(rf"(?P<short>{_DAY}).*(?:会议|大会)(?P<other>)"),
    "force": re.compile(rf"自(?P<short>(?:{_DAY})|[公发印][布发]之日)起(?:正式)?{_IN_FORCE}(?P<other>)"),
}
_DATE_FIELDS = re.compile(r"(?:发文|发布|印发|成文|公布|公开|更新)(?:日期|时间)")
_WORDS = re.compile(r"那[个份篇条]|这[个份篇条]|的|是|文件|今年|关于|请问|里|上|到底")
_AROUND = frozenset({Place.HEADER, Place.TITLE, Place.SIGNATURE, Place.INTRODUCTION, Place.FOOTER})
_LEAST = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document that answers, with the span of its short answer within it."""

    sentence: Sentence
    short: Span


def asked_line(folded: str) -> tuple[str, str] | None:
    """What line a folded question asks for, and what it says besides; None where it asks for none.

    >>> asked_line("某某管理条例啥时候起施行"), asked_line("受理多少件")
    (('force', '某某管理条例'), None)
    """
    for name, asks in _ASKS.items():
        match = asks.search(folded)
        if match:
            return name, _WORDS.sub("", folded[: match.start()] + folded[match.end() :])
    return None


def described(rest: str, reports: Iterable[Report]) -> Report | None:
    """The report whose title and file name hold most of what a question says; None where none does or several do.

    >>> from retrieval.reports import parse_report
    >>> held = [parse_report(f"某市{name}管理办法\\n第一条 好。\\n", "a.txt") for name in ("燃气", "停车")]
    >>> described("停车管理办法", held).title
    '某市停车管理办法'
    """
    wanted = set(bigrams(rest))
    shares = []
    for report in reports:
        held = set(bigrams(fold(f"{report.title} {report.file}")))
        shares.append((len(wanted & held) / len(wanted) if wanted else 1.0, report))
    best = max((share for share, _ in shares), default=0.0)
    found = [report for share, report in shares if share == best]
    return found[0] if len(found) == 1 and best >= _LEAST else None


def line_of(name: str, report: Report, sentences: Sequence[Sentence]) -> Line | None:
    """The line of a report that states what was asked, or None."""
    if name == "number":
        return _holding(report.number or "", sentences)
    if name == "issuer":
        return _holding(agency_of(report) or "", [s for s in sentences if s.passage.clause.place in _AROUND])
    if name == "date":
        return _dated(report, sentences)
    for sentence in sentences:
        match = _STATES[name].search(sentence.text)
        if match and (name == "force" or sentence.passage.clause.place in _AROUND):
            return Line(sentence, match.span("short" if match["short"] else "other"))
    return None


def _holding(value: str, sentences: Sequence[Sentence]) -> Line | None:
    for sentence in sentences if value else ():
        at = sentence.text.find(value)
        if at >= 0:
            return Line(sentence, (at, at + len(value)))
    return None


def _dated(report: Report, sentences: Sequence[Sentence]) -> Line | None:
    field = next((f for f in report.metadata if _DATE_FIELDS.search(f.name) and f.value), None)
    around = [s for s in sentences if s.passage.clause.place in _AROUND]
    for sentence in around if field else ():
        at = sentence.text.find(field.value) if field else -1
        if field and at >= 0 and sentence.start + at >= field.start:
            return Line(sentence, (at, at + len(field.value)))
    for sentence in reversed(around):
        match = re.search(rf"{_DAY}|[一二][〇零○O]\S{{2}}年\S{{1,3}}月\S{{1,3}}日", sentence.text)
        if match:
            return Line(sentence, match.span())
    return None
