"""Sentence batch: the sentences of the candidate passages of one question, ready to be scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

import numpy as np

from retrieval.index.postings import Ids, Scores
from retrieval.index.text_batch import TextBatch
from retrieval.models import Passage
from retrieval.parsing.sentences import SentenceKey, opening, part_heading, part_time_frame
from retrieval.scoring.candidates import (
    Sentence,
    SentenceLayout,
    folded_sentences,
    headings_above,
    reading_of,
    sentences,
)
from retrieval.text.normalization import fold
from retrieval.text.timeframe import TimeFrame, time_frames


class SentenceBatch:
    """Sentences of some passages, in document order. Thread-safe: nothing changes after construction."""

    def __init__(self, passages: Iterable[Passage], layout: SentenceLayout) -> None:
        """Cut the passages, of which none may come twice, into sentences."""
        self.passages = sorted(passages, key=lambda passage: (passage.file, passage.start))
        cut = [sentences(passage, layout.longest) for passage in self.passages]
        self.sentences: list[Sentence] = [sentence for own in cut for sentence in own]
        self.passage_of: Ids = np.repeat(np.arange(len(cut)), [len(own) for own in cut])
        pairs = zip(self.passages, cut, strict=True)
        self.folded = [text for passage, own in pairs for text in folded_sentences(passage, own)]
        self.clauses = [reading_of(passage).folded for passage in self.passages]
        self.headings = [_folded(headings_above(passage, layout.titled)) for passage in self.passages]

    def __len__(self) -> int:
        """The number of sentences."""
        return len(self.sentences)

    @cached_property
    def own_text(self) -> TextBatch:
        """The folded sentences."""
        return TextBatch(self.folded)

    @cached_property
    def clause_text(self) -> TextBatch:
        """The folded texts of the passages."""
        return TextBatch([text.replace("\n", " ") for text in self.clauses])

    @cached_property
    def heading_text(self) -> TextBatch:
        """The folded headings above the passages."""
        return TextBatch([text.replace("\n", " ") for text in self.headings])

    def clause_of(self, at: int) -> str:
        """The folded text of the passage of the sentence at a position."""
        return self.clauses[int(self.passage_of[at])]

    def headings_of(self, at: int) -> str:
        """The folded headings above the sentence at a position."""
        return self.headings[int(self.passage_of[at])]

    def spread(self, keyed: Mapping[SentenceKey, float]) -> Scores:
        """Values by sentence as an array by position; sentences that are no candidates are left out."""
        values = np.zeros(len(self))
        for key, value in keyed.items():
            if (at := self._position.get(key)) is not None:
                values[at] = value
        return values

    def time_frames(self, passage: int, year: int) -> dict[int, TimeFrame]:
        """The time frames of the sentences of a passage of a work report of a year, by position."""
        here = self.passages[passage]
        first, end = np.searchsorted(self.passage_of, [passage, passage + 1]).tolist()
        spans = [(sentence.start, sentence.end) for sentence in self.sentences[first:end]]
        part = part_time_frame(part_heading(here), year)
        told = zip(self.folded[first:end], (opens for _, opens in opening(here, spans)), strict=True)
        found = time_frames(told, part, TimeFrame(reading_of(here).time_frame), year).of_sentences
        return dict(enumerate(found, first))

    @cached_property
    def _position(self) -> dict[SentenceKey, int]:
        return {sentence.key: at for at, sentence in enumerate(self.sentences)}


@lru_cache(maxsize=4096)
def _folded(headings: str) -> str:
    return fold(headings)
