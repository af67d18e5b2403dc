"""Text to report: header, title, clauses, signature; every character belongs to exactly one of them.

Handled: metadata headers, titles over several lines, document numbers, the numbering of `retrieval.parsing.numbering`, tables
of ``|``, a document that carries another behind its signature, contents lists, and what a web page adds. A text
without any of these is one introduction. Two columns set side by side are not told apart.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from retrieval.models import Clause, Passage, Region, Report
from retrieval.parsing.attribution import year_of
from retrieval.parsing.boilerplate import noise
from retrieval.parsing.header import DocumentHeader, header
from retrieval.parsing.numbering import marks
from retrieval.parsing.outline import outline
from retrieval.parsing.tables import cells
from retrieval.parsing.title import AGENCY, DATE, PERSON, is_title, made_title, number_of, tidy, title_of
from retrieval.text.segmentation import TextBlock, blocks, strip

_SENTENCE_END = "。！？；：，、,;:!?"
_ANNEX = re.compile(r"附\s?件\s?[\d一二三四五六七八九十]{0,2}\s?[:：]?(?:\s|$)")
_LONGEST_FRONT, _LONGEST_ASIDE, _LONGEST_FOOTER = 60, 200, 7
_LEADER = re.compile(r"\.{5}|…{2}|·{5}")
_MOST_DOCUMENTS = 40
_CONTENTS = re.compile(r"目\s*[录次]")
_AROUND = frozenset({Region.HEADER, Region.TITLE, Region.SIGNATURE, Region.FOOTER, Region.NOISE})
_PAGE = re.compile(r".{1,60}?[.·…\t ]{2,}+\s*+[-—]?\d{1,3}[-—]?")


@dataclass(slots=True)
class _DocumentSpan:
    """A document of the file: the positions of its blocks, by what they are."""

    front: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    signature: list[int] = field(default_factory=list)
    footer: list[int] = field(default_factory=list)


def parse_report(text: str, file: str) -> Report:
    """A report from its decoded text; ``file`` is the name that citations carry. Raises nothing.

    >>> report = parse_report("某局报告\\n一、成效\\n(一)公开。做得好。\\n", "a.txt")
    >>> [clause.path for clause in report.clauses]
    ['标题', '一', '一/(一)']
    """
    every = blocks(text)
    aside = noise(text, every)
    aside |= _contents(text, every)
    head = header(text, every, aside)
    rest = [at for at in range(len(every)) if at not in aside and at not in head.blocks]
    documents = _documents(text, every, rest)
    fronts = [[_line(text, every[at]) for at in document.front] for document in documents]
    title, number = _title(fronts, head), number_of(fronts[0] if fronts else [], head.fields)
    report = Report(file, text, title, number, head.fields, tuple(_clauses(text, every, aside, head, documents)))
    return report if title else replace(report, title=made_title(text, head.fields, year_of(report), file))


def passages(report: Report, first_number: int = 1) -> list[Passage]:
    """The passages of a report in document order, numbered ``p1``, ``p2``, … from ``first_number``."""
    found: list[Passage] = []
    for clause in report.clauses:
        start, end = strip(report.text, clause.start, clause.end)
        if start < end:
            found.append(
                Passage(f"p{first_number + len(found)}", report.file, report.title, report.number, clause,
                        start, end, report.text[start:end])
            )  # fmt: skip
    return found


def _title(fronts: Sequence[Sequence[str]], head: DocumentHeader) -> str:
    """The first document's title; a decree's is the one that it carries."""
    titles = [title_of(front, head.fields if at == 0 and not head.guide else []) for at, front in enumerate(fronts)]
    if len(titles) > 1 and titles[1] and (not titles[0] or titles[0].endswith("令")):
        return titles[1]
    return titles[0] if titles else ""


def _line(text: str, block: TextBlock) -> str:
    """A block as a line of the front; a row of merged cells is what its one cell says."""
    merged = cells(text, block) if block.row else []
    return merged[0] if len(merged) == 1 else text[block.start : block.end]


def _contents(text: str, every: Sequence[TextBlock]) -> set[int]:
    """The contents list: lines that end in page numbers, or that come again further down."""
    lines = [re.sub(r"\s", "", text[b.start : min(b.end, b.start + 80)]) for b in every]
    found: set[int] = set()
    for first, line in enumerate(lines[:60]):
        if not _CONTENTS.fullmatch(line):
            continue
        later: dict[str, int] = {words: at for at, words in enumerate(lines)}
        at = first + 1
        while at < len(every) and (_is_entry(text, every[at]) or later[lines[at]] > at) and at - first < 300:
            at += 1
        found.update(range(first, at) if at > first + 1 else ())
    dotted = [at for at, block in enumerate(every) if _is_entry(text, block) and _LEADER.search(lines[at])]
    return found | set(dotted if len(dotted) > 2 else ())


def _is_entry(text: str, block: TextBlock) -> bool:
    return not block.row and block.end - block.start <= 90 and bool(_PAGE.fullmatch(text, block.start, block.end))


def _documents(text: str, every: Sequence[TextBlock], rest: Sequence[int]) -> list[_DocumentSpan]:
    """The document, and those that it carries behind its signature."""
    documents: list[_DocumentSpan] = []
    while rest:
        document, rest = _document(text, every, rest, last=len(documents) + 1 == _MOST_DOCUMENTS)
        documents.append(document)
    return documents


def _document(text: str, every: Sequence[TextBlock], rest: Sequence[int],
              last: bool) -> tuple[_DocumentSpan, Sequence[int]]:  # fmt: skip
    count = _front(text, every, rest)
    front, body = list(rest[:count]), list(rest[count:])
    signed = _signature(text, every, body)
    if signed is None:
        return _DocumentSpan(front, body), []
    after = body[signed[1] :]
    asides = next((n for n, at in enumerate(after) if text[every[at].start] not in "（("), len(after))
    document = _DocumentSpan(front, body[: signed[0]], body[slice(*signed)])
    if not last and len(after) > asides + 1 and _carries(text, every, after[asides : asides + 2]):
        document.footer = after[:asides]
        return document, after[asides:]
    annex = next((n for n, at in enumerate(after) if _ANNEX.match(text, every[at].start, every[at].end)), None)
    if annex is not None:
        document.footer, document.body = after[:annex], document.body + after[annex:]
    elif len(after) <= _LONGEST_FOOTER:
        document.footer = after
    else:
        document.body += after
    return document, []


def _carries(text: str, every: Sequence[TextBlock], lines: Sequence[int]) -> bool:
    """Whether a title begins here, on one line or two."""
    words = [tidy(_line(text, every[at])) for at in lines]
    return is_title(words[0]) or (
        words[0][-1:] not in _SENTENCE_END and len(words[0]) <= 40 and is_title("".join(words))
    )


def _front(text: str, every: Sequence[TextBlock], rest: Sequence[int]) -> int:
    """How many blocks are title matter: short, unnumbered, not ending as a sentence does."""
    top = [every[at] for at in rest[:8]]
    numbered = {
        mark.start for mark in marks(text, [(b.start, b.end) for b in (every[at] for at in rest[:40]) if not b.row])
    }
    count = 0
    for block in top:
        line = _line(text, block)
        aside = len(line) <= _LONGEST_ASIDE and line[0] in "（(" and line[-1] in ")）"
        attached = not count and bool(_ANNEX.match(line)) and len(rest) > 2
        plain = len(line) <= _LONGEST_FRONT and line[-1] not in _SENTENCE_END and block.start not in numbered
        table = block.row and line == text[block.start : block.end]
        if table or not (plain or aside or attached):
            break
        count += 1
    return count


def _signature(text: str, every: Sequence[TextBlock], body: Sequence[int]) -> tuple[int, int] | None:
    """The first date on its own line with an agency or person above it, else the last one near the end."""
    dates = [n for n, at in enumerate(body) if n and DATE.fullmatch(text, every[at].start, every[at].end)]
    for date in dates:
        first = date
        while first > 0 and _signs(text, every[body[first - 1]]):
            first -= 1
        if first < date:
            return first, date + 1
    return (dates[-1], dates[-1] + 1) if dates and dates[-1] >= len(body) - 7 else None


def _signs(text: str, block: TextBlock) -> bool:
    line = tidy(text[block.start : min(block.end, block.start + 80)])
    return block.end - block.start <= 60 and bool(AGENCY.fullmatch(line) or PERSON.fullmatch(line))


def _clauses(
    text: str, every: Sequence[TextBlock], aside: set[int], head: DocumentHeader, documents: Sequence[_DocumentSpan]
) -> list[Clause]:
    """All clauses in order, each reaching to the next one's start, the first from 0 and the last to the end."""
    found = [*_runs(every, aside, "网页", Region.NOISE), *_fields(every, head)]
    for document in documents:
        found += _runs(every, document.front, "标题", Region.TITLE)
        found += outline(text, [every[at] for at in document.body])
        found += _runs(every, document.signature, "落款", Region.SIGNATURE)
        found += _runs(every, document.footer, "页脚", Region.FOOTER)
    found = _resumed(sorted(found, key=lambda clause: clause.start), every, documents)
    if not found and text:
        return [Clause("前言", (), 0, len(text), 0, Region.INTRODUCTION)]
    starts = [0, *(clause.start for clause in found[1:]), len(text)]
    spans = zip(found, pairwise(starts), strict=bool(found))
    # A heading that noise interrupts reaches beyond its clause; what it heads goes on after the noise.
    return [replace(c, start=a, end=b, body=min(c.body, b)) for c, (a, b) in spans]


def _fields(every: Sequence[TextBlock], head: DocumentHeader) -> list[Clause]:
    if not head.guide:
        return _runs(every, head.blocks, "元数据", Region.HEADER)
    return [Clause(f.name, (f.name,), f.start, f.end, f.start, Region.LEAF) for f in head.fields]


def _runs(
    every: Sequence[TextBlock], places: Sequence[int] | set[int] | frozenset[int], path: str, place: Region
) -> list[Clause]:
    """A clause for each run of neighbouring blocks."""
    order = sorted(places)
    firsts = [at for n, at in enumerate(order) if n == 0 or order[n - 1] != at - 1]
    return [Clause(path, (), every[at].start, every[at].end, every[at].start, place) for at in firsts]


def _resumed(found: list[Clause], every: Sequence[TextBlock], documents: Sequence[_DocumentSpan]) -> list[Clause]:
    """The clauses, with one more where the text goes on after something that interrupted it."""
    body = {every[at].start for document in documents for at in document.body}
    starts = {clause.start for clause in found}
    done: list[Clause] = []
    current: Clause | None = None
    waiting = deque(found)
    for block in every:
        while waiting and waiting[0].start <= block.start:
            done.append(waiting.popleft())
            if done[-1].place not in _AROUND:
                current = done[-1]
        if (
            block.start in body
            and block.start not in starts
            and done
            and done[-1] is not current
            and current is not None
        ):
            place = Region.LEAF if current.place in (Region.PARENT, Region.ROW) else current.place
            done.append(replace(current, start=block.start, body=block.start, place=place))
            current = done[-1]
    return [*done, *waiting]
