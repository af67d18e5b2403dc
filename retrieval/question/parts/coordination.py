"""Coordination: several questions in one clause.

许可的、处罚的各多少条 asks the same of each thing, 什么时候在哪办的 several things of one act, 受理多少结案多少 one
figure after the other, 讲座的时间、地点和人数 for attributes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.models import Span
from retrieval.question.parts.asking_words import AskedSort, AskingWord
from retrieval.question.parts.ellipsis import VERBS, AskedText, verb_before
from retrieval.text.tokenization import dictionary_words

Piece = tuple[AskedText, tuple[Span, ...]]
"""A question of a clause, and the spans of the clause that it was typed in."""

_EACH = re.compile(rf"又?各自?(?=[是有为占多几哪谁什啥怎]|{VERBS})|分别")
_AND = frozenset({"和", "与", "跟", "及", "以及", "还有", "、"})
_LONGEST_ALIKE = 5
# Which is asked of an act besides what it is about.
_CIRCUMSTANCES = frozenset({AskedSort.TIME, AskedSort.PLACE, AskedSort.THING, AskedSort.REASON})
# What a clerk asks for by its name alone: 执法证考试 通过率 持证人数.
_ATTRIBUTE = re.compile(
    r"(?:总[数量额]|金额|款额|比例|占比|时间|日期|地点|地址|电话|期限|时限|费用|经费|名称|文号|场次"
    r"|(?!质量|力量|大量|流量|名额|效率)[\u4e00-\u9fff][数量额率])$"
)
_LONGEST_ATTRIBUTE = 6
_BETWEEN = re.compile(r"[、,和跟及]?(?:是|由|在|于|从|被|让|请|都|又)?")


def coordinated(text: str, asked: Sequence[AskingWord]) -> list[Piece]:
    """The questions of a folded clause, at least one.

    >>> [piece.text for piece, _ in coordinated("许可的、处罚的各多少条", (AskingWord(AskedSort.FIGURE, 8, 11),))]
    ['许可的多少条', '处罚的多少条']
    """
    return (
        _each(text, asked)
        or _attributes(text, asked)
        or _circumstances(text, asked)
        or _figures(text, asked)
        or [_whole(text, asked)]
    )


def _whole(text: str, asked: Sequence[AskingWord]) -> Piece:
    """The clause as one question, by its last word that asks more than yes or no."""
    telling = [word for word in asked if word.sort not in (AskedSort.YES_NO, AskedSort.DOUBT)]
    return _piece(text, (telling or list(asked))[-1], (0, len(text)))


def _piece(text: str, word: AskingWord, span: Span) -> Piece:
    """The question of a span of a clause that holds an asking word."""
    start, end = span
    return AskedText(text[start : word.start], text[word.start : word.end], text[word.end : end]), (span,)


def _each(text: str, asked: Sequence[AskingWord]) -> list[Piece]:
    """The same asked of each thing that stands before 各 or 分别; empty where that is one thing."""
    match = _EACH.search(text)
    word = next((word for word in asked if match and word.start >= match.end()), None)
    if match is None or word is None:
        return []
    return _of_each(text, _things(text, match.start()), match.end(), word)


def _attributes(text: str, asked: Sequence[AskingWord]) -> list[Piece]:
    """Each attribute of one thing: 讲座的时间、地点和人数是多少."""
    word, end = asked[0], len(text[: asked[0].start].rstrip("是有为"))
    things = _things(text, end)
    if len(asked) > 1 or not all(_ATTRIBUTE.search(text[a:b]) for a, b in things):
        return []
    return _of_each(text, things, end, word)


def _of_each(text: str, things: Sequence[Span], end: int, word: AskingWord) -> list[Piece]:
    """What stands behind ``end`` asked of each thing; empty where there is but one."""
    if len(things) < 2:
        return []
    between = text[end : word.start].removeprefix("是")
    tail = end, len(text)
    head = _shared_head(text, things)
    return [
        (
            AskedText(
                f"{text[a:b]}{head if (a, b) != things[-1] else ''}{between}",
                text[word.start : word.end],
                text[word.end :],
            ),
            ((a, b), tail),
        )
        for a, b in things
    ]


def _shared_head(text: str, things: Sequence[Span]) -> str:
    """What only the last thing has and all mean: 的窗口 in 民政局和司法局的窗口; empty where each has its own."""
    *others, last = (text[a:b] for a, b in things)
    at = last.find("的", 1, len(last) - 1)
    return last[at:] if at > 0 and not any("的" in other for other in others) else ""


def _things(text: str, end: int) -> list[Span]:
    """The coordinated things up to an offset. A word with 和 in it, such as 和解, is no coordination."""
    spans, start, at = [], 0, 0
    for word in dictionary_words(text[:end]):
        if word in _AND and at > start:
            spans.append((start, at))
            start = at + len(word)
        at += len(word)
    spans.append((start, end))
    spans = [(a, b) for a, b in ((a, a + len(text[a:b].rstrip(",、"))) for a, b in spans) if a < b]
    return _alike(text, *spans[0]) if len(spans) == 1 else spans


def _alike(text: str, start: int, end: int) -> list[Span]:
    """Two things of one length that end alike, side by side: 红榜黑榜; else the whole."""
    middle = (start + end) // 2
    size = middle - start
    alike = 2 <= size <= _LONGEST_ALIKE and 2 * size == end - start and text[middle - 1] == text[end - 1]
    return [(start, middle), (middle, end)] if alike else [(start, end)]


def _circumstances(text: str, asked: Sequence[AskingWord]) -> list[Piece]:
    """Each circumstance of one act: 谁什么时候在哪办的; empty where no two stand side by side."""
    sorts = [word.sort for word in asked]
    beside = all(_BETWEEN.fullmatch(text, a.end, b.start) for a, b in pairwise(asked))
    if len(asked) < 2 or not beside or len(set(sorts)) < len(sorts) or not set(sorts) <= _CIRCUMSTANCES:
        return []
    before, after = text[: asked[0].start], text[asked[-1].end :]
    return [(AskedText(before, text[word.start : word.end], after), ((word.start, word.end),)) for word in asked]


def _figures(text: str, asked: Sequence[AskingWord]) -> list[Piece]:
    """One figure after the other, each behind its own verb: 受理多少结案多少; empty where there is but one."""
    words = [word for word in asked if word.sort is AskedSort.FIGURE]
    starts = [0]
    for last, word in pairwise(words):
        verb = verb_before(text, last.end, word.start)
        if verb is None:
            return []
        starts.append(verb)
    if len(starts) < 2 or len(words) < len(asked):
        return []
    ends = [*starts[1:], len(text)]
    return [_piece(text, word, (a, b)) for word, a, b in zip(words, starts, ends, strict=True)]


def attribute_list(texts: Sequence[str]) -> int:
    """How many of some words, typed one after the other, are the thing of which the others are attributes.

    ``len(texts)`` where no two of them are: 执法记录仪 数量 asks once.

    >>> attribute_list(["减轻处罚", "案件数", "金额"]), attribute_list(["执法记录仪", "数量"])
    (1, 2)
    """
    first = len(texts)
    while first > 1 and len(texts[first - 1]) <= _LONGEST_ATTRIBUTE and _ATTRIBUTE.search(texts[first - 1]):
        first -= 1
    return first if len(texts) - first > 1 else len(texts)
