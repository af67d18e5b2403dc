"""Candidate sentences: what of each passage can be quoted, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.models import Passage, PassageReading, Region
from retrieval.parsing.sentences import LONGEST_SENTENCE, SentenceKey, semicolon_spans, sentence_spans
from retrieval.question.intent import SECTIONS
from retrieval.text.normalization import fold, folded_slices


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
SEVERAL_REPORTS = SentenceLayout(longest=LONGEST_SENTENCE, titled=True)


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
    """The sentences of a passage; those of more than ``longest`` characters are cut behind their semicolons.

    The row of a table stays whole.
    """
    if passage.clause.place is Region.ROW:
        longest = None
    spans = reading_of(passage).sentences
    whole = (Sentence(passage, a, b, passage.text[a - passage.start : b - passage.start]) for a, b in spans)
    return [piece for each in whole for piece in (_cut(each) if longest and len(each.text) > longest else [each])]


def _cut(sentence: Sentence) -> list[Sentence]:
    """The pieces of a sentence between its semicolons."""
    offset = sentence.start
    spans = semicolon_spans(sentence.text)
    return [Sentence(sentence.passage, offset + a, offset + b, sentence.text[a:b]) for a, b in spans]


def folded_sentences(passage: Passage, found: Sequence[Sentence]) -> list[str]:
    """The folded texts of sentences of a passage."""
    spans = ((each.start - passage.start, each.end - passage.start) for each in found)
    return folded_slices(passage.text, reading_of(passage).folded, spans)


def headings_above(passage: Passage, titled: bool) -> str:
    """The headings above a passage, led by the titles above it where it is ``titled``."""
    return " ".join((*(passage.titles if titled else ()), *passage.clause.headings))


def is_plan(passage: Passage) -> bool:
    """Whether a passage stands in a report's part on what comes next."""
    return bool(passage.clause.headings and SECTIONS["plan"][1].search(passage.clause.headings[0]))
