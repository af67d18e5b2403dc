"""Sentences of passages, and what else is worked out of a report's passages once, when it is read."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from retrieval.models import Passage, PassageReading, Region, Span
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.text import segmentation
from retrieval.text.normalization import fold
from retrieval.text.timeframe import TimeFrame, heading_time_frame, time_frames

# A sentence by the id of its passage and its first offset in the report.
SentenceKey = tuple[str, int]

_BULLETS = " \t\u3000•·●*-"
_WORD = re.compile(r"[^\W_]")
_BETWEEN = re.compile(r"[^；;\s][^；;]*[；;]?")
_SHORTEST = 60
# Where several reports are served, sentences of more characters are cut behind their semicolons.
LONGEST_SENTENCE = 110


def sentence_spans(passage: Passage, width: int = 0) -> tuple[Span, ...]:
    """The sentences of a passage without its mark and heading, by the report's offsets; the lines of a header.

    A parent's heading is not a sentence: headings are context, never answers.
    """
    clause = passage.clause
    first = min(max(clause.body - passage.start, 0), len(passage.text))
    found = []
    row = clause.place is Region.ROW
    for start, end in segmentation.split_sentences(passage.text, first, len(passage.text), row, width):
        text = passage.text[start:end].lstrip(_BULLETS if clause.place is Region.HEADER else None)
        if _WORD.search(text):
            found.append((passage.start + end - len(text), passage.start + end))
    return tuple(found)


def semicolon_spans(sentence: str) -> list[Span]:
    """The pieces of a sentence between its semicolons, by its own offsets; a short one takes the next along.

    >>> semicolon_spans("一" * 70 + "；二；三")
    [(0, 71), (71, 74)]
    """
    spans: list[Span] = []
    for start, end in (piece.span() for piece in _BETWEEN.finditer(sentence)):
        joined = bool(spans) and spans[-1][1] - spans[-1][0] < _SHORTEST
        spans.append((spans.pop()[0] if joined else start, end))
    return spans


def sentence_keys(passages: Sequence[Passage], longest: int | None) -> Callable[[Span], SentenceKey | None]:
    """A function that gives the first sentence of a report that holds some of a span; ``passages`` are its passages.

    Sentences of more than ``longest`` characters are cut behind their semicolons.
    """
    starts = [passage.start for passage in passages]

    def key_of(span: Span) -> SentenceKey | None:
        first = max(bisect_right(starts, span[0]) - 1, 0)
        for passage in passages[first : bisect_left(starts, span[1])]:
            for start, end in cut_spans(passage, longest):
                if start < span[1] and span[0] < end:
                    return passage.id, start
        return None

    return key_of


def cut_spans(passage: Passage, longest: int | None) -> Iterator[Span]:
    """The sentences of a passage; those of more than ``longest`` characters are cut behind their semicolons."""
    is_row = passage.clause.place is Region.ROW
    for start, end in passage.reading.sentences if passage.reading else sentence_spans(passage):
        if longest is None or is_row or end - start <= longest:
            yield start, end
        else:
            text = passage.text[start - passage.start : end - passage.start]
            yield from ((start + a, start + b) for a, b in semicolon_spans(text))


def with_readings(passages: Sequence[Passage], metadata: DocumentMetadata) -> tuple[Passage, ...]:
    """The passages of a report with what is worked out of them; ``metadata`` is the report's."""
    width = segmentation.wrap_width("\n".join(passage.text for passage in passages))
    spans = [sentence_spans(passage, width) for passage in passages]
    entered = _entered(passages, spans, metadata)
    return tuple(
        replace(passage, reading=PassageReading(fold(passage.text), own, frame.value))
        for passage, own, frame in zip(passages, spans, entered, strict=True)
    )


def _entered(
    passages: Sequence[Passage], spans: Sequence[tuple[Span, ...]], metadata: DocumentMetadata
) -> Iterator[TimeFrame]:
    """The time frame in which each passage begins; only work reports have any."""
    year = metadata.year if metadata.family.traits.has_time_frames else None
    part, left = "", TimeFrame.NONE
    for passage, own in zip(passages, spans, strict=True):
        if year is None or not own:
            yield left
            continue
        heading = part_heading(passage)
        if heading != part:
            part, left = heading, part_time_frame(heading, year)
        yield left
        told = (
            (fold(passage.text[a - passage.start : b - passage.start]), opens)
            for (a, b), opens in opening(passage, own)
        )
        left = time_frames(told, part_time_frame(heading, year), left, year).left


def part_heading(passage: Passage) -> str:
    """The heading of the part of a report that a passage stands in; empty where it has none."""
    return passage.clause.headings[0] if passage.clause.headings else ""


@lru_cache(maxsize=4096)
def part_time_frame(heading: str, year: int) -> TimeFrame:
    """The time frame of a part by its heading, which may be empty."""
    return heading_time_frame(fold(heading), year) if heading else TimeFrame.NONE


def opening(passage: Passage, spans: Sequence[Span]) -> Iterator[tuple[Span, bool]]:
    """Spans of sentences of a passage, each with whether it opens a paragraph."""
    before = -1
    for start, end in spans:
        line = passage.text.rfind("\n", 0, start - passage.start)
        yield (start, end), line >= before
        before = start - passage.start
