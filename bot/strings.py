"""Strings: cleaning, escaping, flattening and shortening text that people wrote; merging spans; Chinese dates."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

from retrieval.models import Span

# Controls, line ends of other programs, marks of writing direction, invisible tags, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u180e\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SHOWN_AS_THEY_ARE = "\n\t"


def mend(text: str) -> str:
    """The text with lone surrogates replaced, which no file and no network takes.

    >>> mend("审批\\ud800事项")
    '审批\ufffd事项'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def escape_controls(text: str) -> str:
    r"""The text on one line, with what could steer a terminal or forge a record as Python writes it.

    >>> print(escape_controls("a\nb\x1b[2J\u2028c"))
    a\nb\x1b[2J\u2028c
    """
    return _UNSAFE.sub(lambda found: _escaped(found[0]), text)


def visible(text: str) -> str:
    r"""The text as a terminal may show it: its lines stay, and anything else that could steer one is escaped.

    >>> print(visible("一\x1b[2J\r\n二\u202e三\t四"))
    一\x1b[2J
    二\u202e三    四
    """
    lines = _LINE_END.sub("\n", text.replace("\ufeff", ""))
    return _UNSAFE.sub(lambda found: found[0] if found[0] in _SHOWN_AS_THEY_ARE else _escaped(found[0]), lines)


def json_line(value: object) -> str:
    r"""A value as JSON on one line, mended; what could steer a terminal is written as JSON's own escapes.

    >>> print(json_line({"审批": "一\x9b二\U000e0041"}))
    {"审批": "一\u009b二\udb40\udc41"}
    """
    text = mend(json.dumps(value, ensure_ascii=False))
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def one_line(text: str) -> str:
    """The text on one line: each run of white space is one blank, and none stands at the ends.

    >>> one_line(" 执法\\n　记录仪 ")
    '执法 记录仪'
    """
    return " ".join(text.split())


def shorten(text: str, limit: int) -> str:
    """The text within ``limit`` characters; where it is cut, the last one is an ellipsis.

    >>> shorten("一二三", 3), shorten("一二三四", 3)
    ('一二三', '一二…')
    """
    return text if len(text) <= limit else text[: limit - 1] + "…"


def preview(text: str, limit: int = 40) -> str:
    """The beginning of a text on one line: ``limit`` characters, then an ellipsis where it goes on.

    >>> preview("一 二\\n三", 5), preview("一 二\\n三", 4)
    ('一 二 三', '一 二 …')
    """
    line = one_line(text)
    return line if len(line) <= limit else line[:limit] + "…"


def text_digest(text: str) -> str:
    """The digest by which a quoted text is known again: the first 32 hex digits of its SHA-256.

    >>> text_digest("字")
    'c55038b272b109b8bfdb6b59dd1b1048'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def merge_spans(spans: Iterable[Span], length: int) -> tuple[Span, ...]:
    """The spans cut to a text of ``length`` characters, sorted, and merged where they touch.

    >>> merge_spans([(4, 6), (-1, 2), (5, 9), (3, 3)], 8)
    ((0, 2), (4, 8))
    """
    merged: list[Span] = []
    for start, end in sorted((max(0, a), min(b, length)) for a, b in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def replace_spans(text: str, replacements: Iterable[tuple[int, int, str]]) -> str:
    """The text with each span, in order and without overlap, replaced by another text.

    >>> replace_spans("一二三四", [(0, 1, "甲"), (2, 3, "")])
    '甲二四'
    """
    pieces, position = [], 0
    for start, end, replacement in replacements:
        pieces += [text[position:start], replacement]
        position = end
    return "".join([*pieces, text[position:]])


def chinese_date(date: str) -> str:
    """An ISO date as a letter writes it; other text is returned unchanged.

    >>> chinese_date("2021-12-31"), chinese_date("2021年底")
    ('2021年12月31日', '2021年底')
    """
    parts = date.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return date
    year, month, day = map(int, parts)
    return f"{year}年{month}月{day}日"
