"""Candidate sentences: what of each passage can be quoted, and what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.models import Passage, PassageReading, Span
from retrieval.parsing.sentences import sentence_spans
from retrieval.question.intent import SECTIONS
from retrieval.question.known_questions import SentenceKey
from retrieval.text.normalization import fold

_BETWEEN = re.compile(r"[^；;\s][^；;]*[；;]?")
_SHORTEST = 60
# Texts of these characters fold to one character each, whatever stands beside it.
_FOLDS_ONE_TO_ONE = re.compile(r"[\u3400-\u9fff\uff01-\uff5e\x00-\x7f\u3000-\u301f·—‘’“”]*+")


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

    @property
    def key(self) -> SentenceKey:
        """What known questions call it by."""
        return self.passage.id, self.start


def reading_of(passage: Passage) -> PassageReading:
    """What was worked out of a passage when its report was read, else now."""
    return passage.reading or PassageReading(fold(passage.text), sentence_spans(passage))


def sentences(passage: Passage, longest: int | None = None) -> list[Sentence]:
    """The sentences of a passage; those of more than ``longest`` characters are cut behind their semicolons."""
    spans = reading_of(passage).sentences
    whole = (Sentence(passage, a, b, passage.text[a - passage.start : b - passage.start]) for a, b in spans)
    return [piece for each in whole for piece in (_cut(each) if longest and len(each.text) > longest else [each])]


def _cut(sentence: Sentence) -> list[Sentence]:
    """The pieces of a sentence between its semicolons; a short one takes the next along."""
    spans: list[Span] = []
    for start, end in (piece.span() for piece in _BETWEEN.finditer(sentence.text)):
        joined = bool(spans) and spans[-1][1] - spans[-1][0] < _SHORTEST
        spans.append((spans.pop()[0] if joined else start, end))
    offset = sentence.start
    return [Sentence(sentence.passage, offset + a, offset + b, sentence.text[a:b]) for a, b in spans]


def folded_sentences(passage: Passage, found: Sequence[Sentence]) -> list[str]:
    """The folded texts of sentences of a passage."""
    if _FOLDS_ONE_TO_ONE.fullmatch(passage.text):
        folded = reading_of(passage).folded
        return [folded[each.start - passage.start : each.end - passage.start] for each in found]
    return [fold(each.text) for each in found]


def sentence_keys(passages: Sequence[Passage], longest: int | None) -> Callable[[Span], SentenceKey | None]:
    """A function that gives the first sentence of a report that holds some of a span; ``passages`` are its passages."""
    starts = [passage.start for passage in passages]

    def key_of(span: Span) -> SentenceKey | None:
        first = max(bisect_right(starts, span[0]) - 1, 0)
        for passage in passages[first : bisect_left(starts, span[1])]:
            for sentence in sentences(passage, longest):
                if sentence.start < span[1] and span[0] < sentence.end:
                    return sentence.key
        return None

    return key_of


def headings_above(passage: Passage, titled: bool) -> str:
    """The headings above a passage, led by the report's title where that is ``titled``."""
    return " ".join((*((passage.title,) if titled else ()), *passage.clause.headings))


def is_plan(passage: Passage) -> bool:
    """Whether a passage stands in a report's part on what comes next."""
    return bool(passage.clause.headings and SECTIONS["plan"][1].search(passage.clause.headings[0]))
