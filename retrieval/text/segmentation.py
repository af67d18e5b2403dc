"""Text to paragraphs and table rows: which lines stand alone and which are pieces of one.

Web pages and PDF readers tear sentences apart at links, subscripts and page ends (``PM⏎2.5⏎年平均浓度``); a cell of
a table may hold line breaks. Nothing here changes the text: a paragraph is a span, line breaks and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from retrieval.models import Span

# Zero-width characters, which str.isspace does not count.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_LINE = re.compile(r"[^\n\r\x0b\x0c\u2028\u2029]+")
_GOES_ON = "，。、；：！？》」』）)”’,;%"
_UNFINISHED = "，、,《（“「『(〔"
_FINISHED = "。！？；：!?;:”）)》】」…"
_MARKDOWN = re.compile(r"(?:#{1,6}[ \t]+)?(?:\*\*|__)?(?=[^\s*#_])")
_FIGURE = re.compile(r"\d{1,4}(?:\.\d{1,4})?")
_MARKED = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百]{1,5}[章节条]|——|附件")
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’」』)）]*|[^。！？]+")
# Lines shorter than this end where their author ended them.
_LONG = 60


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph or one row of a table, without the white space around it."""

    start: int
    end: int
    row: bool = False


def strip(text: str, start: int, end: int) -> Span:
    """The span without white space and invisible characters at its ends.

    >>> strip(" 好\\u200b\\n", 0, 4)
    (1, 2)
    """
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return start, end


def lines(text: str) -> list[Span]:
    """The lines that hold something, each without the white space and the Markdown signs around it."""
    spans = (strip(text, match.start(), match.end()) for match in _LINE.finditer(text))
    return [_unmarked(text, start, end) for start, end in spans if start < end]


def _unmarked(text: str, start: int, end: int) -> Span:
    """The line without Markdown's heading and bold signs, unless it is nothing else."""
    opens = _MARKDOWN.match(text, start, end)
    first = opens.end() if opens else start
    last = end - 2 if first > start and text.endswith(("**", "__"), first, end) else end
    return (first, last) if first < last else (start, end)


def blocks(text: str) -> list[TextBlock]:
    """The paragraphs and table rows of a text, in order.

    >>> text = "有效降低PM\\n2.5\\n年均浓度。\\n甲 | 乙 | 丙\\n1 | 一\\n行 | 二"
    >>> [text[b.start : b.end].replace("\\n", "/") for b in blocks(text)]
    ['有效降低PM/2.5/年均浓度。', '甲 | 乙 | 丙', '1 | 一/行 | 二']
    """
    found: list[TextBlock] = []
    waiting: list[Span] = []
    for piece in _tables(text, lines(text)):
        if isinstance(piece, TextBlock):
            found += [*_paragraphs(text, waiting), piece]
            waiting = []
        else:
            waiting.append(piece)
    return found + list(_paragraphs(text, waiting))


def sentences(text: str, start: int, end: int, row: bool = False) -> list[Span]:
    """The sentences within a span: cut at 。！？ and between paragraphs, never inside a torn line or a table row.

    >>> text = "一。二\\n，三"
    >>> [text[a:b] for a, b in sentences(text, 0, len(text))]
    ['一。', '二\\n，三']
    """
    if row:
        return [strip(text, start, end)]
    found = []
    for block in blocks(text[start:end]):
        first, last = block.start + start, block.end + start
        pieces = [(first, last)] if block.row else [m.span() for m in _SENTENCE.finditer(text, first, last)]
        found += [strip(text, *piece) for piece in pieces]
    return [(a, b) for a, b in found if a < b]


def _tables(text: str, spans: list[Span]) -> Iterator[Span | TextBlock]:
    """Lines as they are, and rows of cells between ``|`` put together where a cell breaks over lines."""
    at = 0
    while at < len(spans):
        wanted = text.count("|", *spans[at])
        if not wanted or text[slice(*spans[at])].strip("| -") == "" or _is_menu(text[slice(*spans[at])]):
            yield spans[at]
            at += 1
            continue
        last = _table_end(text, spans, at)
        yield from _rows(text, spans[at:last], wanted)
        at = last


def _is_menu(line: str) -> bool:
    """Links side by side, such as 网站地图 | 联系我们, are no table."""
    return line.count("|") < 5 and any(
        word in line for word in ("网站地图", "联系我们", "关于我们", "网站声明", "首页")
    )


def _table_end(text: str, spans: list[Span], first: int) -> int:
    """Behind the last line with a ``|`` that stands within four lines, and no blank one, of another."""
    last = first
    for at in range(first + 1, len(spans)):
        blank = text.count("\n", spans[at - 1][1], spans[at][0]) > 1
        if (blank and "|" not in text[slice(*spans[at])]) or at - last > 4:
            break
        if text.count("|", *spans[at]):
            last = at
    return last + 1


def _rows(text: str, spans: list[Span], wanted: int) -> Iterator[TextBlock]:
    start, end, cells = spans[0][0], spans[0][1], 0
    for first, last in spans:
        count = text.count("|", first, last)
        if cells and count and cells + count > wanted:
            yield TextBlock(start, end, row=True)
            start, cells = first, 0
        end, cells = last, cells + count
    yield TextBlock(start, end, row=True)


def _paragraphs(text: str, spans: list[Span]) -> Iterator[TextBlock]:
    if not spans:
        return
    start, end = spans[0]
    joined = False
    for before, after in pairwise(spans):
        joined = _is_torn(text, before, after, joined)
        if not joined:
            yield TextBlock(start, end)
            start = after[0]
        end = after[1]
    yield TextBlock(start, end)


def _is_torn(text: str, before: Span, after: Span, joined: bool) -> bool:
    """Whether a line goes on in the next; ``joined``: it is itself a piece of the one before it."""
    gap = text[before[1] : after[0]]
    if (gap.count("\n") > 1 and not any(char in gap for char in _INVISIBLE)) or "\x0c" in gap:
        return False
    if text[after[0]] in _GOES_ON or text.startswith(("是：", "是:"), after[0]):
        return True
    if _MARKED.match(text, *after) and not _FIGURE.fullmatch(text, *after):
        return False
    last = text[before[1] - 1]
    if last in _UNFINISHED or (last == "的" and before[1] - before[0] > 1):
        return True
    if _FIGURE.fullmatch(text, *after):
        return last.isascii() and last.isalpha()
    if joined and _FIGURE.fullmatch(text, *before):
        return True
    return _breaks_off(text, before) and text.find("。", *after) >= 0


def _breaks_off(text: str, line: Span) -> bool:
    """A long line of several sentences whose last one has no end."""
    start, end = line
    return end - start >= _LONG and text[end - 1] not in _FINISHED and text.find("。", start, end) >= 0
