"""Texts of others within Markdown: shown to the letter, never taken for markup or HTML. CommonMark and GitHub's."""

from __future__ import annotations

import re

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKUP = re.compile(r"[\\`*_\[\]|~$@#]|(?<=:)(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"([#+=-])|(\d{1,9})([.)])")


def escaped(text: str) -> str:
    r"""A line of text; white space within it becomes single blanks.

    >>> escaped("1. <b>*甲*</b>")
    '1\\. &lt;b&gt;\\*甲\\*&lt;/b&gt;'
    """
    return _escaped_line(" ".join(text.split()))


def quotation(text: str) -> str:
    r"""A text as a block quotation, its lines as they are.

    >>> quotation("一是\n  # 二")
    '> 一是  \n> &#32;&#32;\\# 二'
    """
    return "  \n".join(f"> {_escaped_line(line)}".rstrip() for line in text.strip("\r\n").splitlines())


def paragraphs(text: str) -> str:
    """A text with a paragraph a line.

    >>> paragraphs("甲\\n乙")
    '甲\\n\\n乙'
    """
    return "\n\n".join(escaped(line) for line in text.splitlines() if line.strip())


def _escaped_line(line: str) -> str:
    words = line.lstrip(" \t")
    blanks = "".join(f"&#{ord(blank)};" for blank in line[: len(line) - len(words)])
    begun = _AT_START.match(words)
    start = ""
    if begun:
        start = f"\\{begun[1]}" if begun[1] else f"{begun[2]}\\{begun[3]}"
        words = words[begun.end() :]
    inner = _MARKUP.sub(lambda found: f"\\{found[0]}", "".join(words))
    return blanks + start + "".join(_ENTITIES.get(c, c) for c in inner)
