"""Text to report: header, title, clauses, signature; every character belongs to exactly one of them.

Handled: metadata headers of ``name:value`` lines, a title over several lines, document numbers, the numbering of
`retrieval.numbering`. A text without any of these is one introduction. Tables, attachments and contents lists are
read as paragraphs.
"""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from pathlib import PurePath

from retrieval.numbering import Mark, marks
from retrieval.types import Clause, Field, Passage, Place, Report, ReportError, Span

_FIELD = re.compile(r"[•·●*\-\s]*(?P<name>[\u4e00-\u9fff]{2,12})[:：][ \t\u3000]*(?P<value>.{0,60})")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[(（]\d{4}[〕\])）]\s?第?\d+号")
_DATE = re.compile(
    r"(?:\d{4}|[〇零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_AGENCY = re.compile(r"[\u4e00-\u9fff]{2,30}(?:政府|局|厅|委员会|委|办公室|办|院|部|署|会)")
_SENTENCE_END = "。！？；：，、,;:!?"
# A lead sentence that asserts a state is a finding, not a heading: 机制还需进一步完善.
_FINDING = re.compile(r"还需|需要|仍需|有待|不够|不足|不强|不高|不到位|尚未|仍然|存在")
_LONGEST_HEADING = 30


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8 or GB18030.

    Raises `ReportError` with the file's name, the line and the reason where there is no text to read.

    >>> decode("报告".encode("gb18030"), "a.txt")
    '报告'
    """
    if not data.strip():
        raise ReportError(f"{name}: wanted a text, found an empty file")
    if b"\0" in data:
        raise ReportError(f"{name}:{_line_of(data, data.index(0))}: wanted text, found a NUL byte: a binary file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as utf8:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            at = max(utf8.start, error.start)
            raise ReportError(
                f"{name}:{_line_of(data, at)}: wanted UTF-8 or GB18030, found the byte 0x{data[at]:02x}"
            ) from error
    controls = re.search(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\ue000-\uf8ff]{2}", text)
    if controls:
        line = text.count("\n", 0, controls.start()) + 1
        raise ReportError(f"{name}:{line}: wanted text, found control characters: a binary file")
    if not re.search(r"[^\W_]", text):
        raise ReportError(f"{name}: wanted a text, found no letter and no digit")
    return text


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def parse_report(text: str, file: str) -> Report:
    """A report from its decoded text; ``file`` is the name that citations carry.

    >>> report = parse_report("某局报告\\n一、成效\\n(一)公开。做得好。\\n", "a.txt")
    >>> [clause.path for clause in report.clauses]
    ['标题', '一', '一/(一)']
    """
    paragraphs = [_strip(text, m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    fields = _header(text, paragraphs)
    body = paragraphs[len(fields) :]
    first = _strip_front(text, body)
    front, rest = body[:first], body[first:]
    title, number = _title(text, front, fields, file)
    rest, signature, footer = _split_tail(text, rest)
    clauses = _clauses(text, fields, front, rest, signature, footer)
    return Report(file, text, title, number, tuple(fields), tuple(_close_gaps(clauses, len(text))))


def passages(report: Report, first_number: int = 1) -> list[Passage]:
    """The passages of a report in document order, numbered ``p1``, ``p2``, … from ``first_number``."""
    found = []
    for clause in report.clauses:
        start, end = _strip(report.text, clause.start, clause.end)
        if start < end:
            found.append(
                Passage(f"p{first_number + len(found)}", report.file, report.title, report.number, clause,
                        start, end, report.text[start:end])
            )  # fmt: skip
    return found


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _header(text: str, paragraphs: list[Span]) -> list[Field]:
    """The ``name:value`` lines at the top; a single such line is prose, not a header."""
    matches = [_FIELD.fullmatch(text, start, end) for start, end in paragraphs[:40]]
    head = list(takewhile(lambda match: match is not None, matches))
    if len(head) < 2:
        return []
    return [Field(m["name"], m["value"].strip(), m.start(), m.end()) for m in head if m is not None]


def _strip_front(text: str, body: list[Span]) -> int:
    """How many paragraphs of the body are title matter: short, unnumbered, not ending as a sentence does."""
    numbered = {mark.start for mark in marks(text, body)}
    count = 0
    for start, end in body[:8]:
        if start in numbered or end - start > 60 or text[end - 1] in _SENTENCE_END:
            break
        count += 1
    return count


def _title(text: str, front: list[Span], fields: list[Field], file: str) -> tuple[str, str | None]:
    values = {field.name: field.value for field in fields}
    lines = [text[start:end] for start, end in front]
    number = next((line for line in lines if _NUMBER.fullmatch(line)), None)
    number = number or next((value for value in values.values() if _NUMBER.fullmatch(value)), None)
    words = [line for line in lines if not _NUMBER.fullmatch(line) and not _DATE.fullmatch(line)]
    if len(words) > 1:
        words = [line for line in words if line != values.get("发文机关") and not _AGENCY.fullmatch(line)] or words
    return "".join(words) or PurePath(file).stem, number


def _split_tail(text: str, rest: list[Span]) -> tuple[list[Span], list[Span], list[Span]]:
    """Body, signature and footer: the signature is a date on its own line among the last, with the agency above it."""
    for at in range(len(rest) - 1, max(len(rest) - 8, 0), -1):
        if not _DATE.fullmatch(text, *rest[at]):
            continue
        first = at
        while first > 1 and _AGENCY.fullmatch(text, *rest[first - 1]):
            first -= 1
        return rest[:first], rest[first : at + 1], rest[at + 1 :]
    return rest, [], []


def _clauses(text: str, fields: list[Field], front: list[Span], rest: list[Span],
             signature: list[Span], footer: list[Span]) -> list[Clause]:  # fmt: skip
    clauses = []
    if fields:
        clauses.append(_plain("元数据", Place.HEADER, [(field.start, field.end) for field in fields]))
    if front:
        clauses.append(_plain("标题", Place.TITLE, front))
    found = marks(text, rest)
    end = rest[-1][1] if rest else 0
    if rest and (not found or rest[0][0] < found[0].start):
        clauses.append(_plain("前言", Place.INTRODUCTION, [(rest[0][0], found[0].start if found else end)]))
    headings: dict[tuple[str, ...], str] = {}
    for mark, following in pairwise([*found, None]):
        if mark is not None:
            clauses.append(_numbered(text, mark, following, end, headings))
    if signature:
        clauses.append(_plain("落款", Place.SIGNATURE, signature))
    if footer:
        clauses.append(_plain("页脚", Place.FOOTER, footer))
    return clauses


def _plain(path: str, place: Place, spans: list[Span]) -> Clause:
    start = spans[0][0]
    return Clause(path, (), start, spans[-1][1], start, place)


def _numbered(text: str, mark: Mark, following: Mark | None, end: int,
              headings: dict[tuple[str, ...], str]) -> Clause:  # fmt: skip
    stop = following.start if following else end
    body = _heading_end(text, mark.end, stop)
    headings[mark.path] = text[mark.end : body].strip().rstrip("。")
    parent = (
        following is not None and following.path[: len(mark.path)] == mark.path and len(following.path) > len(mark.path)
    )
    chain = tuple(headings.get(mark.path[:depth], "") for depth in range(1, len(mark.path) + 1))
    return Clause("/".join(mark.path), chain, mark.start, stop, body, Place.PARENT if parent else Place.LEAF)


def _heading_end(text: str, start: int, stop: int) -> int:
    """Where the heading after a mark ends: a short first line, or a short first sentence with more behind it."""
    line = text.find("\n", start, stop)
    sentence = text.find("。", start, stop)
    ends = [at + 1 for at in (line, sentence) if at >= 0]
    end = min(ends, default=stop)
    heading = text[start:end].strip()
    is_title = len(heading) <= _LONGEST_HEADING or (line >= 0 and end == line + 1 and len(heading) <= 60)
    if not is_title or _FINDING.search(heading) and heading.endswith("。"):
        return start
    return end


def _close_gaps(clauses: list[Clause], length: int) -> list[Clause]:
    """The same clauses, each reaching to the next one's start, the first from 0 and the last to the end."""
    if not clauses:
        return []
    starts = [0, *(clause.start for clause in clauses[1:]), length]
    return [
        Clause(c.path, c.headings, start, end, c.body, c.place)
        for c, (start, end) in zip(clauses, pairwise(starts), strict=True)
    ]
