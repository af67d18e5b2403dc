"""Document dates: when a document was adopted, revised, issued and brought into force, and so of when its version is.

A law is passed once and revised many times; each is noted below its title: ``1999年4月29日 第九届…第九次会议通过`` and
``2023年9月1日 第十四届…第五次会议修订``, or all in one pair of brackets. The last of them dates the version. Force
comes later and dates none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import Region, Report
from retrieval.parsing.identity.pattern_enum import PatternEnum
from retrieval.text.normalization import without_space
from retrieval.text.values.numerals import TENS, YEAR_DIGITS, whole_number, year_value

_DAY = lazy_pattern(
    rf"((?:19|20)\d{{2}}|[一二][九0〇○零Oo][{YEAR_DIGITS}]{{2}})年"
    rf"(\d{{1,2}}|[{TENS}]{{1,2}})月(\d{{1,2}}|[{TENS}]{{1,3}})日"
)
_WITHIN_DAY = lazy_pattern(r"(?<=\d)\s+(?=[年月日])|(?<=[年月])\s+(?=\d)")
_FORM_DAY = lazy_pattern(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
# Titles of other documents in a note, from the inside outwards.
_TITLES = (lazy_pattern(r"[〈<][^〈〉<>《》]{0,200}[〉>]"), lazy_pattern(r"《[^《》]{0,300}》"))
# A note is short lines above the text; a sentence is none unless it makes the document public.
_PUBLIC = lazy_pattern(r"现予?(?:以)?(?:公布|发布|公告)|予以(?:公布|发布)|现(?:公布|发布)|公布施行")
_PURPOSE = lazy_pattern(r"^(?:为了?|根据《|按照|依据|目\s*[录次]|第[一1]\s*[编章条节])")
_LONGEST_NOTES, _LONGEST_EVENT = 6_000, 220
# The number of a term, and how a note leads to the body; the body stands behind the day.
_TERM = lazy_pattern(r"第[一二三四五六七八九十百\d]{1,5}届|经|由")
_BODY = lazy_pattern(
    r"日[，,、]?([\u4e00-\u9fff]{2,30}?(?:人民代表大会常务委员会|人民代表大会|审判委员会|检察委员会|国务院|人民政府"
    r"|人民委员会|政务院|[部委局署院])(?=第|会议|令|[^\u4e00-\u9fff]|公[告布]|发布|批准|通过|颁布|常务|$)|国务院)"
)
_FILE_DAYS = (
    lazy_pattern(r"[（(]((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})[)）](?:_[\u4e00-\u9fff]{2,8})?$"),
    lazy_pattern(r"_((?:19|20)\d{2})(\d{2})(\d{2})(?:_[\u4e00-\u9fff]{2,8})?$"),
)


class EventKind(PatternEnum):
    """What happened to a document on a day; of a note that tells of several the first in this order is meant."""

    REVISED = "revised", r"修[订正改]"
    ADOPTED = "adopted", r"通过"
    APPROVED = "approved", r"批准"
    ISSUED = "issued", r"[公发颁][布告]|印发|令第"
    IN_FORCE = "in_force", r"施行|实施|生效|执行"


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """What happened on a day (ISO 8601), and the words that say so."""

    day: str
    kind: EventKind
    note: str


@dataclass(frozen=True, slots=True)
class DocumentDates:
    """Days (ISO 8601) of adoption, of the last revision, of issue and of coming into force; empty where not stated.

    ``version`` is the day that the version dates from; empty for documents that have no versions. ``version_guessed``:
    only the name of the file tells it.
    """

    adopted: str = ""
    revised: str = ""
    issued: str = ""
    in_force: str = ""
    version: str = ""
    version_guessed: bool = False


def document_events(text: str) -> list[DocumentEvent]:
    """What a note below a title tells of, in its order.

    >>> events = document_events("（2008年9月8日某会第1次会议通过，根据2020年12月23日《关于修改〈某某〉的决定》修正）")
    >>> [(event.day, event.kind.value) for event in events]
    [('2008-09-08', 'adopted'), ('2020-12-23', 'revised')]
    """
    bare = without_space(text)
    for titles in (*_TITLES, *_TITLES):
        bare = titles.sub("", bare)
    days = list(_DAY.finditer(bare))
    found = []
    for day, following in zip(days, [*days[1:], None], strict=False):
        end = following.start() if following else len(bare)
        note = bare[day.start() : min(end, day.end() + _LONGEST_EVENT)]
        written, after = iso_day(day), note[day.end() - day.start() :]
        kind = next((kind for kind in EventKind if kind.pattern.search(after)), None)
        if written and kind:
            found.append(DocumentEvent(written, kind, note))
    return found


def day_in(text: str) -> str:
    """The first day (ISO 8601) in a text, as forms and letters write it; empty where there is none.

    >>> day_in("2018年12月21日"), day_in("2018/1/2 09:30"), day_in("二〇二一年三月五日"), day_in("2018年")
    ('2018-12-21', '2018-01-02', '2021-03-05', '')
    """
    bare = _WITHIN_DAY.sub("", text[:_LONGEST_NOTES])
    found = min(filter(None, (pattern.search(bare) for pattern in (_DAY, _FORM_DAY))), key=re.Match.start, default=None)
    return iso_day(found) if found else ""


def iso_day(match: re.Match[str]) -> str:
    """The day of a match of year, month and day, in digits or Chinese numerals; empty where there is no such day."""
    year, month, day = match[1], *(whole_number(part) or 0 for part in match.groups()[1:3])
    written = year if year.isdecimal() else str(year_value(year))
    return f"{written}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def history_notes(report: Report) -> list[str]:
    """The notes around the titles of a document and of what makes it public, without white space.

    >>> from retrieval.parsing.report import parse_report
    >>> history_notes(parse_report("某法\\n2001年1月2日某会通过\\n第一条　好。\\n", "a.txt"))
    ['某法2001年1月2日某会通过']
    """
    found = []
    for clause in report.clauses:
        if clause.place not in (Region.TITLE, Region.INTRODUCTION, Region.SIGNATURE):
            continue
        lines = list(_note_lines(report.text[clause.start : min(clause.end, clause.start + _LONGEST_NOTES)]))
        if lines:
            found.append("".join(lines))
        if clause.place is Region.INTRODUCTION and len(found) > 3:
            break
    return found


def events_of(report: Report) -> list[DocumentEvent]:
    """What the notes around the titles of a document tell of, in their order.

    >>> from retrieval.parsing.report import parse_report
    >>> [event.day for event in events_of(parse_report("某法\\n2001年1月2日某会通过\\n第一条　好。\\n", "a.txt"))]
    ['2001-01-02']
    """
    return [event for note in history_notes(report) for event in document_events(note)]


def _note_lines(text: str) -> Iterator[str]:
    """The lines of a region that may tell of a document's history, up to where its text begins."""
    for line in text.splitlines():
        bare = without_space(line)
        if _PURPOSE.match(bare) and not _DAY.search(bare[:40]):
            return
        if "。" not in bare or _PUBLIC.search(bare):
            yield bare


def dates_of(report: Report) -> DocumentDates:
    """When a report was adopted, revised, issued and brought into force, as the notes around its title tell.

    >>> from retrieval.parsing.report import parse_report
    >>> text = "某某条例\\n1999年4月29日 某会通过\\n2023年9月1日 某会修订\\n2024年1月1日 施行\\n第一条　好。\\n"
    >>> dates_of(parse_report(text, "a.txt"))
    DocumentDates(adopted='1999-04-29', revised='2023-09-01', issued='', in_force='2024-01-01', version='2023-09-01',
    version_guessed=False)
    """
    events = events_of(report)
    days = {kind: sorted(event.day for event in events if event.kind is kind) for kind in EventKind}
    passed = sorted({*days[EventKind.ADOPTED], *days[EventKind.APPROVED]})
    adopted = min(days[EventKind.ADOPTED] or passed, default="")
    revised = max(days[EventKind.REVISED], default="")
    # A later adoption is of a revision too: each 修订 is passed by a meeting.
    if passed and passed[-1][:4] > adopted[:4] and passed[-1] > revised and _is_later(passed[-1], adopted):
        revised = passed[-1]
    issued = max(days[EventKind.ISSUED], default="")
    in_force = max(days[EventKind.IN_FORCE], default="")
    version = max(adopted, revised, issued, max(passed, default=""))
    of_file = file_day(report.file)
    guessed = bool(version) and of_file[:4] > version[:4]
    return DocumentDates(adopted, revised, issued, in_force, of_file if guessed else version, guessed)


def _is_later(day: str, adopted: str) -> bool:
    """Whether a day is more than a year after the adoption: a city's law is approved months after it was adopted."""
    return int(day[:4]) * 12 + int(day[5:7]) - int(adopted[:4]) * 12 - int(adopted[5:7]) > 12


def file_day(file: str) -> str:
    """The day at the end of a file's name; empty where there is none.

    >>> file_day("某法(2017-09-01).txt"), file_day("某解释_20201229.docx"), file_day("2021年某报告.txt")
    ('2017-09-01', '2020-12-29', '')
    """
    stem = file.rsplit(".", 1)[0]
    found = next(filter(None, (pattern.search(stem) for pattern in _FILE_DAYS)), None)
    return iso_day(found) if found else ""


def adopting_bodies(events: Iterable[DocumentEvent]) -> list[str]:
    """The bodies that adopted or issued a document, the first adoption first, without the number of their term.

    >>> adopting_bodies(document_events("2021年1月1日 某市第四届人民代表大会常务委员会第十次会议通过"))
    ['某市人民代表大会常务委员会']
    """
    found = []
    for event in events:
        if event.kind is not EventKind.IN_FORCE and (body := _BODY.search(_TERM.sub("", event.note))):
            found.append(body[1])
    return found
