"""Markdown escaping: arbitrary text rendered as text. Pure."""

from __future__ import annotations

import re

from bot.strings import one_line

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKUP = re.compile(r"[\\`*_\[\]|~$@#]|(?<=:)(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"([#+=-])|(\d{1,9})([.)])")


def escape(text: str) -> str:
    r"""A text on one line; runs of white space become single blanks.

    >>> escape("1. <b>*甲*</b>")
    '1\\. &lt;b&gt;\\*甲\\*&lt;/b&gt;'
    """
    return _escape_line(one_line(text))


def block_quote(text: str) -> str:
    r"""A text as a block quotation with its own lines.

    >>> block_quote("一是\n  # 二")
    '> 一是  \n> &#32;&#32;\\# 二'
    """
    return "  \n".join(f"> {_escape_line(line)}".rstrip() for line in text.strip("\r\n").splitlines())


def paragraphs(text: str) -> str:
    """A text with one paragraph for each line.

    >>> paragraphs("甲\\n乙")
    '甲\\n\\n乙'
    """
    return "\n\n".join(escape(line) for line in text.splitlines() if line.strip())


def _escape_line(line: str) -> str:
    content = line.lstrip(" \t")
    blanks = "".join(f"&#{ord(blank)};" for blank in line[: len(line) - len(content)])
    marker = _AT_START.match(content)
    start = ""
    if marker:
        start = f"\\{marker[1]}" if marker[1] else f"{marker[2]}\\{marker[3]}"
        content = content[marker.end() :]
    inner = _MARKUP.sub(lambda found: f"\\{found[0]}", content)
    return blanks + start + "".join(_ENTITIES.get(c, c) for c in inner)
