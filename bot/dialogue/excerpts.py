"""Excerpts: the part of a passage that matters for a query, as staff see it in look-ups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Any

from bot.strings import merge_spans, shorten
from bot.texts import command_line, lookup
from retrieval.models import Hit, Span
from retrieval.search.query import LookupQuery

_LONGEST_WORDS = 40
_CLAUSE_ENDS = frozenset("。；，：！？,;:!?\n")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part from ``start`` to ``end`` of a text of ``whole`` characters; ``marks`` are the spans that matched.

    Offsets count in the whole text, marks from ``start``.
    """

    text: str
    start: int
    end: int
    marks: tuple[Span, ...]
    whole: int

    @property
    def marked_line(self) -> tuple[str, tuple[Span, ...]]:
        """The excerpt on one line, with an ellipsis where text is left out, and the marks in it.

        >>> Excerpt("乙\\n 丙", 1, 5, ((3, 4),), 9).marked_line
        ('…乙 丙…', ((3, 4),))
        """
        line, at = "…" if self.start else "", []
        for i, char in enumerate(self.text):
            at.append(len(line))
            if not char.isspace():
                line += char
            elif i and not self.text[i - 1].isspace():
                line += " "
        at.append(len(line))
        line = line.rstrip()
        marks = merge_spans(((at[first], at[last]) for first, last in self.marks), len(line))
        return line + ("…" if self.end < self.whole else ""), marks


def excerpt_for(text: str, query: LookupQuery, width: int = 60) -> Excerpt:
    """The part of a passage's text around what a query asks for."""
    from retrieval.search.highlight import Highlighter  # here, because it loads the whole engine

    return excerpt(text, Highlighter(query).spans(text), width)


def hit_excerpt(hit: Hit, query: LookupQuery, width: int = 60) -> Excerpt:
    """The part of a passage around what a look-up found in it; behind the heading above it where that is all."""
    if hit.heading:
        return excerpt(lookup.UNDER_HEADING.format(heading=hit.heading, text=hit.passage.text), hit.marks, width)
    return excerpt(hit.passage.text, hit.marks, width) if hit.marks else excerpt_for(hit.passage.text, query, width)


def excerpt(text: str, marks: Sequence[Span], width: int = 60) -> Excerpt:
    """The part of at most ``width`` characters that holds the most of what is marked, with words around it.

    It begins where a clause does, if one begins near. Without marks it is the beginning. ``marks`` are in order.

    >>> excerpt("第一句说别的。截至目前，共保留审批事项189项。", [(14, 18)], 12).text
    '共保留审批事项189项。'
    """
    start = _excerpt_start(text, marks, width) if marks else 0
    end = min(len(text), start + width)
    inside = merge_spans(((a - start, min(b, end) - start) for a, b in marks), end - start)
    return Excerpt(text[start:end], start, end, inside, len(text))


def snippet(text: str, words: str, width: int = 60) -> str:
    """The part of ``text`` around ``words``, on one line.

    >>> snippet("第一句说别的。截至目前，共保留审批事项189项。", "审批事项", 12)
    '…共保留审批事项189项。'
    """
    return excerpt(text if words.split() else text.lstrip(), matched_spans(text, words), width).marked_line[0]


def matched_spans(text: str, words: str) -> Sequence[Span]:
    """The spans of ``text`` that match ``words``, however they are written; none without words.

    >>> matched_spans("全县共有審批事項189项", "审批事项有几项")
    ((4, 6), (6, 8))
    """
    from retrieval.search.highlight import Highlighter  # here, because it loads the whole engine

    asked = LookupQuery(words=tuple(words.split()))
    return Highlighter(asked).spans(text) if asked.words else ()


def hit_json(hit: Hit, query: LookupQuery) -> dict[str, Any]:
    """A hit as ``wenda find --json`` prints it; ``recognised`` is there only where it holds."""
    passage = hit.passage
    recognised = {"recognised": True} if passage.is_recognised else {}
    return {
        "passage": passage.id,
        "score": round(hit.score, 4),
        "citation": passage.citation,
        "snippet": hit_excerpt(hit, query).marked_line[0],
        "file": passage.file,
        "start": passage.start,
        "end": passage.end,
        "clause": passage.clause.path,
        **recognised,
    }


def nothing_found(query: LookupQuery, look_up: Callable[[LookupQuery, int], list[Hit]]) -> str:
    """The reason why a look-up found nothing: no report fits the filters, or the words are in none that do."""
    filters = replace(query, words=(), phrases=(), excluded=())
    if query.filters and not look_up(filters, 1):
        return lookup.FOUND_NO_REPORT.format(filters=lookup.filters_of(query))
    return command_line.NOTHING_FOUND.format(words=shorten(query.text, _LONGEST_WORDS))


def _excerpt_start(text: str, marks: Sequence[Span], width: int) -> int:
    best = max(range(len(marks)), key=lambda i: (_coverage(text, marks, i, width), -i))
    first = marks[best][0]
    slack = max(0, width - max(last - first for _, last in _marks_within(marks, best, width)))
    # What a word counts follows it more often than it precedes it.
    start = max(0, min(first - slack // 3, len(text) - width))
    near = [i for i in range(max(0, first - slack // 2), first + 1) if i == 0 or text[i - 1] in _CLAUSE_ENDS]
    return min(near, key=lambda i: abs(i - start)) if start and near else start


def _coverage(text: str, marks: Sequence[Span], at: int, width: int) -> tuple[int, int]:
    """The number of different marked texts within ``width`` from a mark on, and of their characters."""
    different = {text[a:b] for a, b in _marks_within(marks, at, width)}
    return len(different), sum(map(len, different))


def _marks_within(marks: Sequence[Span], at: int, width: int) -> list[Span]:
    """A mark, and those after it that end within most of ``width`` from its start."""
    limit = marks[at][0] + width * 4 // 5
    following = takewhile(lambda mark: mark[0] < limit, islice(marks, at + 1, None))
    return [marks[at], *(mark for mark in following if mark[1] <= limit)]
