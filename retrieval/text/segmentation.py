"""Segmentation: splits text into paragraphs, table rows and sentences, and joins lines that a converter broke.

Web pages and PDF readers break sentences at links, subscripts and page ends (``PM⏎2.5⏎年平均浓度``), and at the end of
every line of a page, as wide as that was; a table cell may contain line breaks. The text itself is never changed: every
result is a span of it, line breaks included.
"""

from __future__ import annotations

import re
from collections import Counter
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
# Lines as wide as a page: the least width, how many there must be, their least share among all lines, and the greatest
# share of longer ones, as where another document is appended.
_NARROWEST, _FEWEST_WRAPPED = 18, 8
_MANY, _SOME = 0.3, 0.3
_PAGE_MARK = re.compile(r"[-—－–]\s?\d{1,4}\s?[-—－–]|\d{1,3}")
_LINE_ENDS = "。！？"
_LINK = re.compile("网站地图|联系我们|关于我们|网站声明|首页")


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


def wrap_width(text: str) -> int:
    r"""The width, in Han characters, at which a page broke the lines of a text; 0 where its lines end as they should.

    >>> wrap_width("某市第一局负责的事项由该局会同有关单\n位办理，并在三日之内告知申请人办结。\n" * 5)
    18
    """
    return _wrap_width(text, split_lines(text))


def _wrap_width(text: str, spans: list[Span]) -> int:
    lines = [text[start:end] for start, end in spans if "|" not in text[start:end]]
    of_line = list(map(_width_of, lines))
    sizes = Counter(size for size in of_line if size >= _NARROWEST)
    if not sizes:
        return 0
    width = max(sizes, key=lambda size: (sum(sizes[size + by] for by in (-2, -1, 0)), size))
    full = [line for line, size in zip(lines, of_line, strict=True) if width - 2 <= size <= width + 2]
    longer = sum(size > width + 2 for size in of_line)
    broken = sum(line[-1] not in _LINE_ENDS for line in full)
    wrapped = len(full) >= max(_FEWEST_WRAPPED, _MANY * len(lines)) and longer <= _SOME * len(lines)
    return width if wrapped and broken * 2 >= len(full) else 0


def _width_of(line: str) -> int:
    """How wide a line is printed, in Han characters: Latin letters and figures are half as wide."""
    return (len(line.encode("gb18030", "replace")) + 1) // 2


def split_blocks(text: str, width: int | None = None) -> list[TextBlock]:
    """The paragraphs and table rows of a text, in order; ``width`` is its `wrap_width`, where that is known.

    >>> text = "有效降低PM\\n2.5\\n年均浓度。\\n甲 | 乙 | 丙\\n1 | 一\\n行 | 二"
    >>> [text[b.start : b.end].replace("\\n", "/") for b in split_blocks(text)]
    ['有效降低PM/2.5/年均浓度。', '甲 | 乙 | 丙', '1 | 一/行 | 二']
    """
    lines = split_lines(text)
    width = _wrap_width(text, lines) if width is None else width
    found: list[TextBlock] = []
    pending: list[Span] = []
    for piece in _with_rows(text, lines):
        if isinstance(piece, TextBlock):
            found += [*_paragraphs(text, pending, width), piece]
            pending = []
        else:
            pending.append(piece)
    return found + list(_paragraphs(text, pending, width))


def split_sentences(text: str, start: int, end: int, row: bool = False, width: int = 0) -> list[Span]:
    """The sentences of a span, cut at 。！？ and between paragraphs. Broken lines and table rows are not cut.

    ``width`` is the `wrap_width` of the document that the text is from.

    >>> text = "一。二\\n，三"
    >>> [text[a:b] for a, b in split_sentences(text, 0, len(text))]
    ['一。', '二\\n，三']
    """
    if row:
        return [strip_span(text, start, end)]
    found = []
    for block in split_blocks(text[start:end], width):
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
    return line.count("|") < 5 and bool(_LINK.search(line))


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


def _paragraphs(text: str, spans: list[Span], width: int) -> Iterator[TextBlock]:
    if not spans:
        return
    start, end = spans[0]
    joined = False
    for before, after in pairwise(spans):
        joined = _is_broken(text, before, after, joined) or bool(width and _is_wrapped(text, before, after, width))
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


def _is_wrapped(text: str, before: Span, after: Span, width: int) -> bool:
    """Whether a line is as wide as the page and goes on in the next one; the first of a paragraph is indented."""
    gap = text[before[1] : after[0]]
    if gap.count("\n") > 1 or "\x0c" in gap or text[before[1] - 1] in _LINE_ENDS:
        return False
    if _PAGE_MARK.fullmatch(text, *before) or _PAGE_MARK.fullmatch(text, *after) or _LIST_MARK.match(text, *after):
        return False
    indent = len(gap.rsplit("\n", 1)[-1].expandtabs(2)) if "\n" in gap else 0
    return width - 4 <= _width_of(text[slice(*before)]) <= width + 2 and indent < 2


def _is_cut_off(text: str, line: Span) -> bool:
    """Whether a line is long and its last sentence has no end."""
    start, end = line
    return end - start >= _LONG_LINE and text[end - 1] not in _SENTENCE_ENDS and text.find("。", start, end) >= 0
