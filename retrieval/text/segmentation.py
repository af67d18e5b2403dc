"""Segmentation: splits text into paragraphs, table rows and sentences, and joins lines that a converter broke.

Web pages and PDF readers break sentences at links, subscripts and page ends (``PM⏎2.5⏎年平均浓度``); a table cell may
contain line breaks. The text itself is never changed: every result is a span of it, line breaks included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from retrieval.models import Span

# Zero-width characters. str.isspace does not count them as white space.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_LINE = re.compile(r"[^\n\r\x0b\x0c\u2028\u2029]+")
# Characters that cannot begin a paragraph, that cannot end one, and that end a sentence.
_CONTINUATIONS = "，。、；：！？》」』）)”’,;%"
_OPEN_ENDS = "，、,《（“「『(〔"
_SENTENCE_ENDS = "。！？；：!?;:”）)》】」…"
_MARKDOWN = re.compile(r"(?:#{1,6}[ \t]+)?(?:\*\*|__)?(?=[^\s*#_])")
_FIGURE = re.compile(r"\d{1,4}(?:\.\d{1,4})?")
_LIST_MARK = re.compile(
    r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百]{1,5}[章节条]|——|附件"
)
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’」』)）]*|[^。！？]+")
# A shorter line ends where its author ended it.
_LONG_LINE = 60


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Span of a paragraph or a table row, without the white space around it."""

    start: int
    end: int
    row: bool = False


def strip_span(text: str, start: int, end: int) -> Span:
    """The span without white space and invisible characters at its ends.

    >>> strip_span(" 好\\u200b\\n", 0, 4)
    (1, 2)
    """
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return start, end


def split_lines(text: str) -> list[Span]:
    """The lines that are not empty, each without surrounding white space and Markdown signs."""
    spans = (strip_span(text, match.start(), match.end()) for match in _LINE.finditer(text))
    return [_without_markdown(text, start, end) for start, end in spans if start < end]


def _without_markdown(text: str, start: int, end: int) -> Span:
    """The line without Markdown's heading and bold signs, unless nothing else is in it."""
    opens = _MARKDOWN.match(text, start, end)
    first = opens.end() if opens else start
    last = end - 2 if first > start and text.endswith(("**", "__"), first, end) else end
    return (first, last) if first < last else (start, end)


def split_blocks(text: str) -> list[TextBlock]:
    """The paragraphs and table rows of a text, in order.

    >>> text = "有效降低PM\\n2.5\\n年均浓度。\\n甲 | 乙 | 丙\\n1 | 一\\n行 | 二"
    >>> [text[b.start : b.end].replace("\\n", "/") for b in split_blocks(text)]
    ['有效降低PM/2.5/年均浓度。', '甲 | 乙 | 丙', '1 | 一/行 | 二']
    """
    found: list[TextBlock] = []
    pending: list[Span] = []
    for piece in _with_rows(text, split_lines(text)):
        if isinstance(piece, TextBlock):
            found += [*_paragraphs(text, pending), piece]
            pending = []
        else:
            pending.append(piece)
    return found + list(_paragraphs(text, pending))


def split_sentences(text: str, start: int, end: int, row: bool = False) -> list[Span]:
    """The sentences of a span, cut at 。！？ and between paragraphs. Broken lines and table rows are not cut.

    >>> text = "一。二\\n，三"
    >>> [text[a:b] for a, b in split_sentences(text, 0, len(text))]
    ['一。', '二\\n，三']
    """
    if row:
        return [strip_span(text, start, end)]
    found = []
    for block in split_blocks(text[start:end]):
        first, last = block.start + start, block.end + start
        pieces = [(first, last)] if block.row else [m.span() for m in _SENTENCE.finditer(text, first, last)]
        found += [strip_span(text, *piece) for piece in pieces]
    return [(a, b) for a, b in found if a < b]


def _with_rows(text: str, spans: list[Span]) -> Iterator[Span | TextBlock]:
    """Ordinary lines unchanged, and table rows (cells between ``|``) joined where a cell contains line breaks."""
    at = 0
    while at < len(spans):
        columns = text.count("|", *spans[at])
        if not columns or text[slice(*spans[at])].strip("| -") == "" or _is_menu(text[slice(*spans[at])]):
            yield spans[at]
            at += 1
            continue
        end = _table_end(text, spans, at)
        yield from _rows(text, spans[at:end], columns)
        at = end


def _is_menu(line: str) -> bool:
    """Whether a line is a row of links, such as 网站地图 | 联系我们, and not a table row."""
    return line.count("|") < 5 and bool(re.search("网站地图|联系我们|关于我们|网站声明|首页", line))


def _table_end(text: str, spans: list[Span], first: int) -> int:
    """The line after a table. Lines with ``|`` belong together within four lines and without a blank line between."""
    last = first
    for at in range(first + 1, len(spans)):
        blank = text.count("\n", spans[at - 1][1], spans[at][0]) > 1
        if (blank and "|" not in text[slice(*spans[at])]) or at - last > 4:
            break
        if text.count("|", *spans[at]):
            last = at
    return last + 1


def _rows(text: str, spans: list[Span], columns: int) -> Iterator[TextBlock]:
    start, end, cells = spans[0][0], spans[0][1], 0
    for first, last in spans:
        count = text.count("|", first, last)
        if cells and count and cells + count > columns:
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
        joined = _is_broken(text, before, after, joined)
        if not joined:
            yield TextBlock(start, end)
            start = after[0]
        end = after[1]
    yield TextBlock(start, end)


def _is_broken(text: str, before: Span, after: Span, joined: bool) -> bool:
    """Whether two lines are one broken line; ``joined``: the first already continues the line above it."""
    gap = text[before[1] : after[0]]
    if (gap.count("\n") > 1 and not any(char in gap for char in _INVISIBLE)) or "\x0c" in gap:
        return False
    if text[after[0]] in _CONTINUATIONS or text.startswith(("是：", "是:"), after[0]):
        return True
    if _LIST_MARK.match(text, *after) and not _FIGURE.fullmatch(text, *after):
        return False
    last = text[before[1] - 1]
    if last in _OPEN_ENDS or (last == "的" and before[1] - before[0] > 1):
        return True
    if _FIGURE.fullmatch(text, *after):
        return last.isascii() and last.isalpha()
    if joined and _FIGURE.fullmatch(text, *before):
        return True
    return _is_cut_off(text, before) and text.find("。", *after) >= 0


def _is_cut_off(text: str, line: Span) -> bool:
    """Whether a line is long and its last sentence has no end."""
    start, end = line
    return end - start >= _LONG_LINE and text[end - 1] not in _SENTENCE_ENDS and text.find("。", start, end) >= 0
