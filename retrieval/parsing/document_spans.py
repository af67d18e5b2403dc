"""Document spans: the documents in one file, each with its title matter, text, signature and footer.

A notice carries what it passes on (办法, 若干措施, 规范 …), an announcement or a decree the law that it makes public.
The carried document begins with its title: behind a signature, or where the notice has named it in 《》. What stands
behind a signature is a footer only where its words show it, or where nothing but a few short lines is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.parsing.identity.kinds import bare_title, is_title
from retrieval.parsing.identity.title_lines import DATE, PERSON, PROMULGATION, clean_line, is_issuer, is_mark
from retrieval.parsing.numbering import find_marks
from retrieval.parsing.outline import SENTENCE_END
from retrieval.parsing.tables import row_cells
from retrieval.text.normalization import without_space
from retrieval.text.segmentation import TextBlock

ANNEX = re.compile(r"附\s?件\s?[\d一二三四五六七八九十]{0,2}\s?[:：]?(?:\s|$)|附\s?[:：]?\s?$")
_ANNEX_LINE = re.compile(r"附\s?[件表录图]|附\s?[:：]?\s?$")
# A line of the title matter and one in brackets, in characters; title matter and footer, in blocks.
_LONGEST_FRONT, _LONGEST_ASIDE = 60, 1_000
_MOST_FRONT, _MOST_TITLE_LINES, _MOST_FOOTER = 8, 5, 7
_MOST_DOCUMENTS = 40
_FOOTER = re.compile(
    r"[（(].{0,200}[)）]|(?:抄\s?送|主\s?送|报\s?送|分\s?送|发\s?送|承\s?办|校\s?对|打\s?字|共印"
    r"|主题词|信息公开|公开(?:方式|属性|类别|选项))"
    r".{0,300}|.{0,40}\d{1,2}\s?日\s?印\s?发|联\s?系\s?(?:人|电话|方式)[:：].{0,80}",
    re.S,
)
_ATTACHED = re.compile(r"附\s?[:：]?")
_PUBLIC = re.compile(r"现予?(?:公布|发布|公告)|予以(?:公布|发布)|公布施行|现印发|印发给你们")
_NAMED = re.compile(r"《([^《》]{4,120}(?:《[^《》]{0,80}》[^《》]{0,60})?)》")
# What shows that the title in a line goes on below: 关于 anywhere, 》 at its end.
_OPEN_TITLE = re.compile(r"关于|》$")
# How much of a notice is read for the titles of what it carries, in characters.
_NOTICE = 6_000


@dataclass(slots=True)
class DocumentSpan:
    """Positions of the blocks of one document in the file, by part."""

    front: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    signature: list[int] = field(default_factory=list)
    footer: list[int] = field(default_factory=list)


def split_documents(text: str, blocks: Sequence[TextBlock], rest: Sequence[int]) -> list[DocumentSpan]:
    """The document in some blocks of a text, and those that it carries, in order.

    >>> from retrieval.text.segmentation import split_blocks
    >>> text = "关于印发某某措施的通知\\n请执行。\\n某某局\\n2024年3月1日\\n某某措施\\n第一条　好。\\n第二条　快。"
    >>> [len(each.front) for each in split_documents(text, split_blocks(text), range(6))]
    [1, 1]
    """
    documents: list[DocumentSpan] = []
    while rest:
        document, rest = _document(text, blocks, rest, last=len(documents) + 1 == _MOST_DOCUMENTS)
        documents.append(document)
    return documents


def title_line(text: str, block: TextBlock) -> str:
    """A block as a line of title matter; a row of merged cells gives the text of its one cell."""
    merged = row_cells(text, block) if block.row else []
    return merged[0] if len(merged) == 1 else text[block.start : block.end]


def makes_public(text: str, blocks: Sequence[TextBlock], document: DocumentSpan) -> bool:
    """Whether a document is a decree or an announcement that does nothing but make the next one public."""
    heads = (without_space(title_line(text, blocks[at])) for at in document.front)
    return any(PROMULGATION.fullmatch(head) for head in heads) and len(document.body) <= _MOST_FOOTER


def _document(
    text: str, blocks: Sequence[TextBlock], rest: Sequence[int], last: bool
) -> tuple[DocumentSpan, Sequence[int]]:
    """The next document and the blocks after it; ``last``: it takes all of them."""
    count = _front(text, blocks, rest)
    front, body = list(rest[:count]), list(rest[count:])
    named = _named_titles(text, blocks, rest)
    appended = None if last else _appended(text, blocks, body)
    behind_own, body = (body[appended:], body[:appended]) if appended is not None else ([], body)
    signature = _signature(text, blocks, body, named)
    if signature is None:
        begin = None if last else _carried_without_signature(text, blocks, body, named)
        if begin is not None:
            return DocumentSpan(front, body[:begin]), [*body[begin:], *behind_own]
        return DocumentSpan(front, body), behind_own
    after = body[signature[1] :]
    behind = next((n for n, at in enumerate(after) if not _is_footer(text, blocks[at])), len(after))
    document = DocumentSpan(front, body[: signature[0]], body[slice(*signature)], after[:behind])
    left = after[behind:]
    if not last and _begins_title(text, blocks, left, named):
        return document, [*left, *behind_own]
    if _is_all_footer(text, blocks, left):
        document.footer += left
    else:
        document.body += left
    return document, behind_own


def _appended(text: str, blocks: Sequence[TextBlock], body: Sequence[int]) -> int | None:
    """Where a whole document is appended, below the word 附 alone; numbered annexes belong to the document."""
    for n, at in enumerate(body[:-2]):
        block = blocks[at]
        is_mark = block.end - block.start <= 4 and _ATTACHED.fullmatch(text, block.start, block.end)
        if is_mark and _begins_title(text, blocks, body[n + 1 :], frozenset()):
            return n
    return None


def _named_titles(text: str, blocks: Sequence[TextBlock], rest: Sequence[int]) -> frozenset[str]:
    """The titles in 《》 at the beginning of a document, which it may carry."""
    top = text[blocks[rest[0]].start : min(blocks[rest[-1]].end, blocks[rest[0]].start + _NOTICE)]
    return frozenset(_plain(found) for found in _NAMED.findall(top))


def _plain(title: str) -> str:
    return without_space(bare_title(title))


def _begins_title(text: str, blocks: Sequence[TextBlock], positions: Sequence[int], named: frozenset[str]) -> bool:
    """Whether a title begins here, on one line or several, with text below it."""
    joined = ""
    for n, at in enumerate(positions[:_MOST_TITLE_LINES]):
        line = clean_line(title_line(text, blocks[at]))
        if not line or len(line) > 2 * _LONGEST_FRONT or line[-1] in SENTENCE_END or _ANNEX_LINE.match(line):
            return False
        if blocks[at].row and "|" in line:
            return False
        if n and (DATE.fullmatch(line) or _is_numbered(text, blocks[at])):
            return False
        joined += line
        if len(positions) > n + 1 and (is_title(joined) or _plain(joined) in named):
            return not _is_numbered(text, blocks[positions[0]])
    return False


def _is_numbered(text: str, block: TextBlock) -> bool:
    return not block.row and bool(find_marks(text, [(block.start, min(block.end, block.start + _LONGEST_FRONT))]))


def _carried_without_signature(
    text: str, blocks: Sequence[TextBlock], body: Sequence[int], named: frozenset[str]
) -> int | None:
    """Where a document that a notice names begins, below the paragraph that passes it on."""
    for n in range(1, min(len(body), 20)):
        above = text[blocks[body[n - 1]].start : blocks[body[n - 1]].end]
        if above[-1] not in SENTENCE_END or not _PUBLIC.search(above):
            continue
        lines = [clean_line(title_line(text, blocks[at])) for at in body[n : n + _MOST_TITLE_LINES]]
        wholes = ("".join(lines[:count]) for count in range(1, len(lines)))
        if any(_plain(whole) in named for whole in wholes):
            return n
    return None


def _front(text: str, blocks: Sequence[TextBlock], rest: Sequence[int]) -> int:
    """How many blocks are title matter: short, unnumbered lines that do not end like a sentence."""
    top = [blocks[at] for at in rest[:40]]
    numbered = {mark.start for mark in find_marks(text, [(block.start, block.end) for block in top if not block.row])}
    count, own, before = 0, 0, ""
    for block in top:
        line = title_line(text, block)
        aside = len(line) <= _LONGEST_ASIDE and line[0] in "（(" and line[-1] in ")）"
        annex = not count and bool(ANNEX.match(line)) and len(rest) > 2
        # The title of a law's article begins like an article: 关于适用《某法》 / 第三十条的批复.
        marked = block.start in numbered and not _completes_title(before, clean_line(line))
        plain = len(line) <= _LONGEST_FRONT and line[-1] not in SENTENCE_END and not marked
        table = block.row and line == text[block.start : block.end]
        # A red head may name many that issue together.
        own += not (is_issuer(clean_line(line)) or is_mark(line))
        if table or own > _MOST_FRONT or not (plain or aside or annex):
            break
        count += 1
        before = clean_line(line)
    return count


def _completes_title(above: str, line: str) -> bool:
    """Whether a line ends a title that the line above begins: 关于 or 《》 without its kind."""
    return bool(_OPEN_TITLE.search(above)) and not is_title(above) and is_title(above + line)


def _signature(
    text: str, blocks: Sequence[TextBlock], body: Sequence[int], named: frozenset[str]
) -> tuple[int, int] | None:
    """The first date line below an agency or person or above a carried document, else the last one near the end."""
    dates = [n for n, at in enumerate(body) if n and DATE.fullmatch(text, blocks[at].start, blocks[at].end)]
    for date in dates:
        first = date
        while first > 0 and _is_signatory(text, blocks[body[first - 1]]):
            first -= 1
        above = blocks[body[first - 1]] if first else blocks[body[0]]
        carries = first == date and bool(_PUBLIC.search(text, above.start, above.end))
        if first < date or (carries and _begins_title(text, blocks, body[date + 1 :], named)):
            return first, date + 1
    return (dates[-1], dates[-1] + 1) if dates and dates[-1] >= len(body) - _MOST_FOOTER else None


def _is_signatory(text: str, block: TextBlock) -> bool:
    line = clean_line(text[block.start : min(block.end, block.start + 80)])
    return block.end - block.start <= 80 and (is_issuer(line) or bool(PERSON.fullmatch(line)))


def _is_footer(text: str, block: TextBlock) -> bool:
    """Whether a line behind a signature is no text of a document: copies, remarks in brackets, page numbers."""
    line = text[block.start : block.end]
    return not block.row and (bool(_FOOTER.fullmatch(line)) or is_mark(line.strip()))


def _is_all_footer(text: str, blocks: Sequence[TextBlock], left: Sequence[int]) -> bool:
    """Whether what is left is a few short lines, none of which is a sentence or begins an annex."""
    lines = [text[blocks[at].start : blocks[at].end] for at in left]
    return len(lines) <= _MOST_FOOTER and all(
        len(line) <= _LONGEST_FRONT and line[-1] not in SENTENCE_END and not _ANNEX_LINE.match(line) for line in lines
    )
