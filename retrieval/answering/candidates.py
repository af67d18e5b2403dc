"""Candidate sentences: what of each passage can be quoted, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.index.postings import Ids
from retrieval.models import Passage, Region, Span
from retrieval.question.intent import SECTIONS
from retrieval.text import segmentation
from retrieval.text.normalization import fold

_BULLETS = " \t\u3000•·●*-"
_BETWEEN = re.compile(r"[^；;\s][^；;]*[；;]?")
_SHORTEST = 60


@dataclass(frozen=True, slots=True)
class SentenceLayout:
    """How passages are cut into sentences and what is read above them.

    Sentences of more than ``longest`` characters are cut behind their semicolons; ``titled``: the report's title counts
    as a heading.
    """

    longest: int | None
    titled: bool


# Within one report its title tells nothing; among several it alone names a sentence's place and subject. There the
# reply names report and clause, so a long chain of items is cut.
ONE_REPORT = SentenceLayout(longest=None, titled=False)
SEVERAL_REPORTS = SentenceLayout(longest=110, titled=True)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that can be quoted; offsets are the report's."""

    passage: Passage
    start: int
    end: int
    text: str


def sentences(passage: Passage, longest: int | None = None) -> list[Sentence]:
    """The sentences of a passage without its mark and heading; the lines of a header.

    A parent's heading is not a sentence: headings are context, never answers. Those of more than ``longest``
    characters are cut behind their semicolons.
    """
    clause = passage.clause
    first = min(max(clause.body - passage.start, 0), len(passage.text))
    found = []
    for span in segmentation.split_sentences(passage.text, first, len(passage.text), clause.place is Region.ROW):
        text = passage.text[slice(*span)].lstrip(_BULLETS if clause.place is Region.HEADER else None)
        start, end = passage.start + span[1] - len(text), passage.start + span[1]
        if re.search(r"[^\W_]", text):
            whole = Sentence(passage, start, end, text)
            found += _cut(whole) if longest and len(text) > longest else [whole]
    return found


def _cut(sentence: Sentence) -> list[Sentence]:
    """The pieces of a sentence between its semicolons; a short one takes the next along."""
    spans: list[Span] = []
    for start, end in (piece.span() for piece in _BETWEEN.finditer(sentence.text)):
        joined = bool(spans) and spans[-1][1] - spans[-1][0] < _SHORTEST
        spans.append((spans.pop()[0] if joined else start, end))
    offset = sentence.start
    return [Sentence(sentence.passage, offset + a, offset + b, sentence.text[a:b]) for a, b in spans]


def sentence_spans(passages: Sequence[Passage], longest: int | None) -> Ids:
    """Each sentence as the position of its passage, its start and its end."""
    found = [(at, s.start, s.end) for at, passage in enumerate(passages) for s in sentences(passage, longest)]
    return np.array(found, dtype=np.intp).reshape(-1, 3)


def sentences_at(passages: Sequence[Passage], spans: Ids) -> list[Sentence]:
    """The opposite of `sentence_spans`."""
    texts = ((passages[at], start, end) for at, start, end in spans.tolist())
    return [Sentence(p, start, end, p.text[start - p.start : end - p.start]) for p, start, end in texts]


def headings_above(passage: Passage, titled: bool) -> str:
    """The folded headings above a passage, led by the report's title where that is ``titled``."""
    return fold(" ".join((*((passage.title,) if titled else ()), *passage.clause.headings)))


def is_plan(passage: Passage) -> bool:
    """Whether a passage stands in a report's part on what comes next."""
    return bool(passage.clause.headings and SECTIONS["plan"][1].search(passage.clause.headings[0]))
