"""Report parser: cuts a document's text into header, title, clauses, signature and footer.

Every character belongs to exactly one clause. Handled: metadata headers, titles over several lines, document numbers,
the list marks of `retrieval.parsing.numbering`, tables with ``|``, tables of contents, boilerplate of web pages, and
documents that another one in the same file carries. A text without any of these is one introduction. Columns side by
side are not separated.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from retrieval.models import Clause, MetadataField, Passage, Region, Report, Span
from retrieval.parsing.boilerplate import find_boilerplate
from retrieval.parsing.document_spans import DocumentSpan, makes_public, split_documents, title_line
from retrieval.parsing.header import DocumentHeader, find_header
from retrieval.parsing.identity.attribution import report_year
from retrieval.parsing.identity.document_dates import events_of
from retrieval.parsing.identity.document_number import NUMBER, number_of
from retrieval.parsing.identity.kinds import bare_title
from retrieval.parsing.identity.title import derived_title, title_of
from retrieval.parsing.identity.title_lines import clean_line, is_issuer, joined_issuers
from retrieval.parsing.outline import build_outline
from retrieval.text.normalization import without_space
from retrieval.text.segmentation import TextBlock, split_blocks, strip_span

_DOT_LEADER = re.compile(r"\.{5}|…{2}|·{5}")
_CHANGES = re.compile(r"关于修改《(.{4,120})》的决定\Z")
_NOTES = 4_000
_LONGEST_PASSAGE = 20_000
_TITLE_TAGS = ("ArticleTitle",)
# What opens a heading in Markdown: it stands in front of a mark, at the end of the clause above.
_OPENING_SIGNS = re.compile(r"\s*(?:#{1,6}\s*)?(?:\*\*|__)?")
_CONTENTS = re.compile(r"目\s*[录次]")
_OUTSIDE_BODY = frozenset({Region.HEADER, Region.TITLE, Region.SIGNATURE, Region.FOOTER, Region.NOISE})
_CONTENTS_ENTRY = re.compile(r".{1,60}?[.·…\t ]{2,}+\s*+[-—]?\d{1,3}[-—]?")


def parse_report(text: str, file: str, tags: Mapping[str, str] = MappingProxyType({})) -> Report:
    """Parse a report from its decoded text; ``file`` is the name that citations carry. Raises nothing.

    ``tags`` are what the file says of itself besides, such as ``ArticleTitle`` of a page.

    >>> report = parse_report("某局报告\\n一、成效\\n(一)公开。做得好。\\n", "a.txt")
    >>> [clause.path for clause in report.clauses]
    ['标题', '一', '一/(一)']
    """
    blocks = split_blocks(text)
    boilerplate = find_boilerplate(text, blocks) | _table_of_contents(text, blocks)
    header = find_header(text, blocks, boilerplate)
    rest = [at for at in range(len(blocks)) if at not in boilerplate and at not in header.blocks]
    documents = split_documents(text, blocks, rest)
    fronts = [[title_line(text, blocks[at]) for at in document.front] for document in documents]
    titles = _titles(fronts, header, tags)
    main = _main_document(text, blocks, documents, titles)
    title = _with_issuer(text, blocks, documents[main - 1], titles[main]) if main else "".join(titles[:1])
    carried = _own_titles(text, blocks, documents, titles, titles[main] if titles else "")
    clauses = _clauses(text, blocks, boilerplate, header, documents, carried)
    report = Report(file, text, title, None, header.fields, tuple(clauses), tags=tuple(tags.items()))
    front = [line for own in reversed(fronts[: main + 1]) for line in own]
    report = replace(report, number=_number(report, front))
    return report if title else replace(report, title=derived_title(text, header.fields, report_year(report), file))


def passages(report: Report, first_number: int = 1) -> list[Passage]:
    """The passages of a report in document order, numbered ``p1``, ``p2``, … from ``first_number``.

    One a clause; a clause that nobody would read at once, such as a text of many pages without any number, has several.
    """
    found: list[Passage] = []
    for clause in report.clauses:
        for start, end in _pieces(report.text, clause):
            number, words = f"p{first_number + len(found)}", report.text[start:end]
            about = number, report.file, report.title, report.number, clause
            found.append(Passage(*about, start, end, words, marks=report.marks))
    return found


def _pieces(text: str, clause: Clause) -> Iterator[Span]:
    """The spans of a clause's passages, cut at ends of paragraphs; a row of a table is one, whatever its length."""
    start = clause.start
    while clause.end - start > _LONGEST_PASSAGE and clause.place is not Region.ROW:
        most = start + _LONGEST_PASSAGE
        ends = (text.rfind(mark, start, most) + 1 for mark in ("。\n", "\n", "。"))
        end = next((end for end in ends if end > start), most)
        yield from _stripped(text, start, end)
        start = end
    yield from _stripped(text, start, clause.end)


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without white space at its ends and the signs of a heading below it; none where that is all."""
    start, end = strip_span(text, start, end)
    line = text.rfind("\n", start, end)
    if line >= 0 and _OPENING_SIGNS.fullmatch(text, line, end):
        start, end = strip_span(text, start, line)
    if start < end:
        yield start, end


def _titles(fronts: Sequence[Sequence[str]], header: DocumentHeader, tags: Mapping[str, str]) -> list[str]:
    """The title of each document in the file; empty where one prints none."""
    named = [MetadataField("标题", " ".join(tags[name].split()), 0, 0) for name in _TITLE_TAGS if tags.get(name)]
    fields = [*([] if header.guide else header.fields), *named]
    return [title_of(front, fields if at == 0 else []) for at, front in enumerate(fronts)]


def _main_document(
    text: str, blocks: Sequence[TextBlock], documents: Sequence[DocumentSpan], titles: Sequence[str]
) -> int:
    """The position of the document that the file is named after.

    Below a decree or an announcement that is what it makes public, below a decision on changes the law as changed.
    """
    at = 0
    while at + 1 < len(documents) and titles[at + 1]:
        changed = _CHANGES.search(titles[at])
        # Its title may be changed as well; what kind of document it is stays.
        republished = changed is not None and bare_title(changed[1])[-2:] == bare_title(titles[at + 1])[-2:]
        if not republished and not makes_public(text, blocks, documents[at]):
            break
        at += 1
    return at


def _own_titles(
    text: str, blocks: Sequence[TextBlock], documents: Sequence[DocumentSpan], titles: Sequence[str], title: str
) -> list[str]:
    """The title that each document is cited by where that is not the file's; an announcement is cited by the latter."""
    public = (makes_public(text, blocks, document) for document in documents)
    return ["" if own == title or is_public else own for own, is_public in zip(titles, public, strict=True)]


def _with_issuer(text: str, blocks: Sequence[TextBlock], announcement: DocumentSpan, title: str) -> str:
    """The title of what an announcement makes public, with the issuer, who may stand above it alone, before 关于."""
    positions = (*announcement.signature, *announcement.front)
    lines = (clean_line(title_line(text, blocks[at])) for at in positions)
    issuer = next(filter(is_issuer, lines), "") if title.startswith("关于") else ""
    return joined_issuers(issuer.removeprefix("中华人民共和国")) + title


def _number(report: Report, front: Sequence[str]) -> str | None:
    """The number of a document, by its title matter, its header, or the notes on its last version."""
    newest = sorted(events_of(report), key=lambda event: event.day, reverse=True)
    # Long notes end the title matter; a number on a line of its own may follow them.
    below = (report.text[c.start : min(c.end, c.start + _NOTES)] for c in report.clauses if c.path == "前言")
    own = [line.strip() for text in below for line in text.splitlines() if NUMBER.fullmatch(line.strip())]
    return number_of([*front, *own], report.metadata, [event.note for event in newest])


def _table_of_contents(text: str, blocks: Sequence[TextBlock]) -> set[int]:
    """The positions of the table of contents: lines that end in page numbers or appear again further down."""
    lines = [without_space(text[b.start : min(b.end, b.start + 80)]) for b in blocks]
    found: set[int] = set()
    for first, line in enumerate(lines[:60]):
        if not _CONTENTS.fullmatch(line):
            continue
        last_at: dict[str, int] = {line: at for at, line in enumerate(lines)}
        at = first + 1
        while at < len(blocks) and (_is_entry(text, blocks[at]) or last_at[lines[at]] > at) and at - first < 300:
            at += 1
        found.update(range(first, at) if at > first + 1 else ())
    dotted = [at for at, block in enumerate(blocks) if _is_entry(text, block) and _DOT_LEADER.search(lines[at])]
    return found | set(dotted if len(dotted) > 2 else ())


def _is_entry(text: str, block: TextBlock) -> bool:
    is_short_line = not block.row and block.end - block.start <= 90
    return is_short_line and bool(_CONTENTS_ENTRY.fullmatch(text, block.start, block.end))


def _clauses(
    text: str,
    blocks: Sequence[TextBlock],
    boilerplate: set[int],
    header: DocumentHeader,
    documents: Sequence[DocumentSpan],
    carried: Sequence[str],
) -> list[Clause]:
    """All clauses in order. Each ends where the next begins; together they cover the whole text.

    ``carried`` holds the title of each document that the first one carries.
    """
    found = _runs(blocks, boilerplate, "网页", Region.NOISE)
    if header.guide:
        found += [Clause(field.name, (field.name,), field.start, field.end, field.start) for field in header.fields]
    else:
        found += _runs(blocks, header.blocks, "元数据", Region.HEADER)
    for document, title in zip(documents, carried, strict=True):
        own = _runs(blocks, document.front, "标题", Region.TITLE)
        own += build_outline(text, [blocks[at] for at in document.body])
        own += _runs(blocks, document.signature, "落款", Region.SIGNATURE)
        own += _runs(blocks, document.footer, "页脚", Region.FOOTER)
        found += [replace(clause, document=title) for clause in own] if title else own
    found = _resume_interrupted(sorted(found, key=lambda clause: clause.start), blocks, documents)
    if not found and text:
        return [Clause("前言", (), 0, len(text), 0, Region.INTRODUCTION)]
    starts = [0, *(clause.start for clause in found[1:]), len(text)]
    spans = zip(found, pairwise(starts), strict=bool(found))
    # Boilerplate may interrupt a heading, which then ends beyond its clause.
    return [replace(c, start=a, end=b, body=min(c.body, b)) for c, (a, b) in spans]


def _runs(blocks: Sequence[TextBlock], positions: Iterable[int], path: str, region: Region) -> list[Clause]:
    """A clause for each run of neighbouring blocks."""
    order = sorted(positions)
    firsts = [at for n, at in enumerate(order) if n == 0 or order[n - 1] != at - 1]
    return [Clause(path, (), blocks[at].start, blocks[at].end, blocks[at].start, region) for at in firsts]


def _resume_interrupted(
    found: Sequence[Clause], blocks: Sequence[TextBlock], documents: Sequence[DocumentSpan]
) -> list[Clause]:
    """The clauses with one more wherever the body continues after boilerplate, a header or the like."""
    body = {blocks[at].start for document in documents for at in document.body}
    unmarked = body - {clause.start for clause in found}
    clauses: list[Clause] = []
    current: Clause | None = None
    pending = deque(found)
    for block in blocks:
        while pending and pending[0].start <= block.start:
            clauses.append(pending.popleft())
            if clauses[-1].place not in _OUTSIDE_BODY:
                current = clauses[-1]
        if block.start in unmarked and current is not None and clauses[-1] is not current:
            region = Region.LEAF if current.place in (Region.PARENT, Region.ROW) else current.place
            clauses.append(replace(current, start=block.start, body=block.start, place=region))
            current = clauses[-1]
    return [*clauses, *pending]
