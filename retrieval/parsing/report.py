"""Report parser: cuts a document's text into header, title, clauses, signature and footer.

Every character belongs to exactly one clause. Handled: metadata headers, titles over several lines, document numbers,
the list marks of `retrieval.parsing.numbering`, tables with ``|``, tables of contents, boilerplate of web pages, and
documents that follow another one's signature in the same file. A text without any of these is one introduction.
Columns side by side are not separated.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from retrieval.models import Clause, Passage, Region, Report
from retrieval.parsing.attribution import report_year
from retrieval.parsing.boilerplate import find_boilerplate
from retrieval.parsing.header import DocumentHeader, find_header
from retrieval.parsing.numbering import find_marks
from retrieval.parsing.outline import SENTENCE_END, build_outline
from retrieval.parsing.tables import row_cells
from retrieval.parsing.title import AGENCY, DATE, PERSON, clean_line, derived_title, is_title, number_of, title_of
from retrieval.text.segmentation import TextBlock, split_blocks, strip_span

_ANNEX = re.compile(r"附\s?件\s?[\d一二三四五六七八九十]{0,2}\s?[:：]?(?:\s|$)")
# A line of the title matter and one in brackets, in characters; the footer, in blocks.
_LONGEST_FRONT, _LONGEST_ASIDE, _LONGEST_FOOTER = 60, 200, 7
_DOT_LEADER = re.compile(r"\.{5}|…{2}|·{5}")
_MOST_DOCUMENTS = 40
_CONTENTS = re.compile(r"目\s*[录次]")
_OUTSIDE_BODY = frozenset({Region.HEADER, Region.TITLE, Region.SIGNATURE, Region.FOOTER, Region.NOISE})
_CONTENTS_ENTRY = re.compile(r".{1,60}?[.·…\t ]{2,}+\s*+[-—]?\d{1,3}[-—]?")


@dataclass(slots=True)
class _DocumentSpan:
    """Positions of the blocks of one document in the file, by part."""

    front: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    signature: list[int] = field(default_factory=list)
    footer: list[int] = field(default_factory=list)


def parse_report(text: str, file: str) -> Report:
    """Parse a report from its decoded text; ``file`` is the name that citations carry. Raises nothing.

    >>> report = parse_report("某局报告\\n一、成效\\n(一)公开。做得好。\\n", "a.txt")
    >>> [clause.path for clause in report.clauses]
    ['标题', '一', '一/(一)']
    """
    blocks = split_blocks(text)
    boilerplate = find_boilerplate(text, blocks) | _table_of_contents(text, blocks)
    header = find_header(text, blocks, boilerplate)
    rest = [at for at in range(len(blocks)) if at not in boilerplate and at not in header.blocks]
    documents = _documents(text, blocks, rest)
    fronts = [[_line(text, blocks[at]) for at in document.front] for document in documents]
    title, number = _title(fronts, header), number_of(fronts[0] if fronts else [], header.fields)
    clauses = _clauses(text, blocks, boilerplate, header, documents)
    report = Report(file, text, title, number, header.fields, tuple(clauses))
    return report if title else replace(report, title=derived_title(text, header.fields, report_year(report), file))


def passages(report: Report, first_number: int = 1) -> list[Passage]:
    """The passages of a report in document order, numbered ``p1``, ``p2``, … from ``first_number``."""
    found: list[Passage] = []
    for clause in report.clauses:
        start, end = strip_span(report.text, clause.start, clause.end)
        if start < end:
            number, words = f"p{first_number + len(found)}", report.text[start:end]
            about = number, report.file, report.title, report.number, clause
            found.append(Passage(*about, start, end, words, marks=report.marks))
    return found


def _title(fronts: Sequence[Sequence[str]], header: DocumentHeader) -> str:
    """The title of the first document; a decree takes the title of the document that it promulgates."""
    titles = [title_of(front, header.fields if at == 0 and not header.guide else []) for at, front in enumerate(fronts)]
    if len(titles) > 1 and titles[1] and (not titles[0] or titles[0].endswith("令")):
        return titles[1]
    return titles[0] if titles else ""


def _line(text: str, block: TextBlock) -> str:
    """A block as a line of title matter; a row of merged cells gives the text of its one cell."""
    merged = row_cells(text, block) if block.row else []
    return merged[0] if len(merged) == 1 else text[block.start : block.end]


def _table_of_contents(text: str, blocks: Sequence[TextBlock]) -> set[int]:
    """The positions of the table of contents: lines that end in page numbers or appear again further down."""
    lines = [re.sub(r"\s", "", text[b.start : min(b.end, b.start + 80)]) for b in blocks]
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


def _documents(text: str, blocks: Sequence[TextBlock], rest: Sequence[int]) -> list[_DocumentSpan]:
    """The document, and those that follow its signature."""
    documents: list[_DocumentSpan] = []
    while rest:
        document, rest = _document(text, blocks, rest, last=len(documents) + 1 == _MOST_DOCUMENTS)
        documents.append(document)
    return documents


def _document(
    text: str, blocks: Sequence[TextBlock], rest: Sequence[int], last: bool
) -> tuple[_DocumentSpan, Sequence[int]]:
    """The next document and the blocks after it; ``last``: it takes all of them."""
    count = _front(text, blocks, rest)
    front, body = list(rest[:count]), list(rest[count:])
    signature = _signature(text, blocks, body)
    if signature is None:
        return _DocumentSpan(front, body), []
    after = body[signature[1] :]
    asides = next((n for n, at in enumerate(after) if text[blocks[at].start] not in "（("), len(after))
    document = _DocumentSpan(front, body[: signature[0]], body[slice(*signature)])
    if not last and len(after) > asides + 1 and _begins_title(text, blocks, after[asides : asides + 2]):
        document.footer = after[:asides]
        return document, after[asides:]
    annex = next((n for n, at in enumerate(after) if _ANNEX.match(text, blocks[at].start, blocks[at].end)), None)
    if annex is not None:
        document.footer, document.body = after[:annex], document.body + after[annex:]
    elif len(after) <= _LONGEST_FOOTER:
        document.footer = after
    else:
        document.body += after
    return document, []


def _begins_title(text: str, blocks: Sequence[TextBlock], positions: Sequence[int]) -> bool:
    """Whether a title begins here, on one line or two."""
    lines = [clean_line(_line(text, blocks[at])) for at in positions]
    return is_title(lines[0]) or (
        lines[0][-1:] not in SENTENCE_END and len(lines[0]) <= 40 and is_title("".join(lines))
    )


def _front(text: str, blocks: Sequence[TextBlock], rest: Sequence[int]) -> int:
    """How many blocks are title matter: short, unnumbered lines that do not end like a sentence."""
    top = [blocks[at] for at in rest[:40]]
    numbered = {mark.start for mark in find_marks(text, [(block.start, block.end) for block in top if not block.row])}
    count = 0
    for block in top[:8]:
        line = _line(text, block)
        aside = len(line) <= _LONGEST_ASIDE and line[0] in "（(" and line[-1] in ")）"
        annex = not count and bool(_ANNEX.match(line)) and len(rest) > 2
        plain = len(line) <= _LONGEST_FRONT and line[-1] not in SENTENCE_END and block.start not in numbered
        table = block.row and line == text[block.start : block.end]
        if table or not (plain or aside or annex):
            break
        count += 1
    return count


def _signature(text: str, blocks: Sequence[TextBlock], body: Sequence[int]) -> tuple[int, int] | None:
    """The first date line below an agency or person, else the last date line near the end."""
    dates = [n for n, at in enumerate(body) if n and DATE.fullmatch(text, blocks[at].start, blocks[at].end)]
    for date in dates:
        first = date
        while first > 0 and _is_signatory(text, blocks[body[first - 1]]):
            first -= 1
        if first < date:
            return first, date + 1
    return (dates[-1], dates[-1] + 1) if dates and dates[-1] >= len(body) - 7 else None


def _is_signatory(text: str, block: TextBlock) -> bool:
    line = clean_line(text[block.start : min(block.end, block.start + 80)])
    return block.end - block.start <= 60 and bool(AGENCY.fullmatch(line) or PERSON.fullmatch(line))


def _clauses(
    text: str,
    blocks: Sequence[TextBlock],
    boilerplate: set[int],
    header: DocumentHeader,
    documents: Sequence[_DocumentSpan],
) -> list[Clause]:
    """All clauses in order. Each ends where the next begins; together they cover the whole text."""
    found = _runs(blocks, boilerplate, "网页", Region.NOISE)
    if header.guide:
        found += [Clause(field.name, (field.name,), field.start, field.end, field.start) for field in header.fields]
    else:
        found += _runs(blocks, header.blocks, "元数据", Region.HEADER)
    for document in documents:
        found += _runs(blocks, document.front, "标题", Region.TITLE)
        found += build_outline(text, [blocks[at] for at in document.body])
        found += _runs(blocks, document.signature, "落款", Region.SIGNATURE)
        found += _runs(blocks, document.footer, "页脚", Region.FOOTER)
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
    found: Sequence[Clause], blocks: Sequence[TextBlock], documents: Sequence[_DocumentSpan]
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
