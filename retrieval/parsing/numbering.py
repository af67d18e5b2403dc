"""Numbering: finds the list marks of official prose (第一章 第一条 一、 (一) 1. (1) ① 01 1.1 一是 第一， ——).

A mark stands at the start of a paragraph. Some kinds also stand within one, after ``。；：``. Marks must be in
sequence: 二是 follows 一是, a new list begins with 一是, and (四) may follow (三) across 二、. This rules out
两岸统一是, 问题之一是 and 一、二、三产业. The order of levels is a convention that some documents invert; see
`retrieval.parsing.list_sequence`. Roman numerals and letters are not handled.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from retrieval.models import Span
from retrieval.parsing.list_sequence import ListMark, MarkCandidate, select_marks
from retrieval.text.normalization import without_space
from retrieval.text.values.numerals import TENS, ZEROS, numeral_value

_NUMERAL = f"[{TENS}]{{1,3}}"
_LONG_NUMERAL = f"[{ZEROS}{TENS}百千]{{1,8}}"
_DIGIT = "[0-9０-９]"
_SPACE = "[ \u3000\u00a0]"
# Kinds that stand only at the start of a paragraph. The group is the number; the lookaheads rule out figures and dates.
_AT_START = {
    "annex": re.compile(
        rf"(?:附{_SPACE}?件|附{_SPACE}?表){_SPACE}?(?:[0-9]{{1,2}}|{_NUMERAL})?{_SPACE}?[：:]?(?=\n|$)"
        rf"|附{_SPACE}?件{_SPACE}?(?:[0-9]{{1,2}}|{_NUMERAL})[：:](?=[^\n]{{2,40}}(?:\n|$))"
        rf"|附{_SPACE}?件{_SPACE}?[：:](?=[^\n。]{{2,60}}(?:\n|$))"
        rf"|附{_SPACE}?[：:]{_SPACE}?(?=\n|$)|(?:注释|附注|资料来源|名词解释)[：:]?(?=\n|$)"
    ),
    "volume": re.compile(rf"第{_SPACE}?({_LONG_NUMERAL}){_SPACE}?(?:编|篇|部分)(?![\u4e00-\u9fff]{{0,4}}[，。])"),
    "chapter": re.compile(rf"第{_SPACE}?({_LONG_NUMERAL}){_SPACE}?章"),
    "division": re.compile(rf"第{_SPACE}?({_LONG_NUMERAL}){_SPACE}?节(?=[\s\u3000])"),
    "article": re.compile(rf"第({_LONG_NUMERAL}|[0-9]{{1,3}})条(?:之[{TENS}]{{1,2}})?(?![第规的款、和至之])"),
    "part": re.compile(rf"({_NUMERAL}){_SPACE}?[、．.](?!{_NUMERAL}[、产])"),
    "padded": re.compile(r"(0[1-9]|[1-9][0-9])(?=[\u4e00-\u9fff])(?![年月日个人万亿元天号])"),
    "decimal": re.compile(
        rf"({_DIGIT}{{1,2}}(?:[.．]{_DIGIT}{{1,2}}){{1,3}}){_SPACE}*(?=[\u4e00-\u9fff“《（])(?![年月日]|[万亿元个%])"
    ),
    "arabic": re.compile(rf"({_DIGIT}{{1,2}}){_SPACE}?(?:[、．.](?!{_DIGIT})|[.](?=20[0-9]{{2}}年))"),
    "spaced": re.compile(rf"([0-9]{{1,2}}){_SPACE}+(?=[\u4e00-\u9fff]{{2,16}}(?:\n|$))"),
    "half_paren": re.compile(rf"({_DIGIT}{{1,2}})[)）]"),
    "note": re.compile(r"[\[［]([0-9]{1,2})[\]］]"),
    "dash": re.compile(rf"——(?=[\u4e00-\u9fff“《])(?![{TENS}]{{1,2}}年)"),
}
# Kinds that also stand within a paragraph.
_ANYWHERE = {
    "section": re.compile(rf"[(（]({_NUMERAL})[)）]"),
    "paren": re.compile(rf"[(（]({_DIGIT}{{1,2}})[)）]"),
    "circled": re.compile(r"([①-⑳])"),
    "ordinal": re.compile(rf"第({_NUMERAL})[，,、：:]"),
    "item": re.compile(rf"({_NUMERAL})是"),
    "duty": re.compile(rf"({_NUMERAL})要"),
}
_VOCATIVE = re.compile(r"各位(?:代表|委员|同志)[！!，,]")
_WITHIN_PARAGRAPH = re.compile(rf"[。；：;:]{_SPACE}{{0,2}}(?=[{TENS}第(（①-⑳])")
_FULL_WIDTH = str.maketrans("（）０１２３４５６７８９．［］", "()0123456789.[]")


def find_marks(text: str, paragraphs: Sequence[Span]) -> list[ListMark]:
    """The list marks of a text in order, each with its path.

    >>> text = "一、成效。一是好,两岸统一是大事。二是快。"
    >>> ["/".join(m.path) for m in find_marks(text, [(0, len(text))])]
    ['一', '一/一是', '一/二是']
    """
    found: list[MarkCandidate] = []
    for candidate in _candidates(text, paragraphs):
        # 附件2 with 名词解释 below it is one mark with its heading, not two marks.
        if not (found and found[-1].kind == candidate.kind == "annex" and _are_adjacent(text, found[-1], candidate)):
            found.append(candidate)
    return select_marks(found)


def _are_adjacent(text: str, first: MarkCandidate, second: MarkCandidate) -> bool:
    return not text[first.end : second.start].strip(" \t\r\n\u3000：:")


def _candidates(text: str, paragraphs: Sequence[Span]) -> Iterator[MarkCandidate]:
    """Everything that looks like a mark, at the positions where a mark may stand."""
    for first, last in paragraphs:
        if _VOCATIVE.match(text, first):
            yield MarkCandidate("vocative", (), "", first, first)
        at = yield from _candidates_at(text, first, last, opens=True)
        for match in _WITHIN_PARAGRAPH.finditer(text, first, last):
            if match.end() >= at:
                at = yield from _candidates_at(text, match.end(), last)


def _candidates_at(text: str, start: int, last: int, opens: bool = False) -> Generator[MarkCandidate, None, int]:
    """The candidates at one position; returns where they end. Two may follow each other, as in (一)一是."""
    kinds = {**_AT_START, **_ANYWHERE} if opens else _ANYWHERE
    for kind, pattern in kinds.items():
        match = pattern.match(text, start, last)
        numbers = _numbers(match) if match else None
        if match and numbers:
            label = without_space(match[0].translate(_FULL_WIDTH)).rstrip("，,：:")
            # A path shows 一、 as 一.
            label = label.rstrip("、.") if kind in ("part", "ordinal") else label
            yield MarkCandidate(kind, numbers, label, match.start(), match.end(), opens)
            if opens:
                return (yield from _candidates_at(text, match.end(), last))
            return match.end()
    return start


def _numbers(match: re.Match[str]) -> tuple[int, ...] | None:
    """The numbers of a mark, (0,) for one without; None where its characters are no numeral: 二三、."""
    found = match[1] if match.re.groups else None
    if found is None:
        return (0,)
    if "①" <= found <= "⑳":
        return (ord(found) - ord("①") + 1,)
    plain = found.translate(_FULL_WIDTH)
    if plain[0].isdecimal():
        return tuple(int(part) for part in plain.split("."))
    value = numeral_value(plain)
    return None if value is None else (value,)
