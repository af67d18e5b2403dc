"""Known questions of an index: the phrasings, or the gaps, of all reports that count, in document order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from retrieval.corpus.segments.known_question_writer import COLUMNS, CUT, REPORT, WHOLE
from retrieval.index.fingerprints import Fingerprints
from retrieval.index.postings import Ids, Mask
from retrieval.index.segments import NumberArray, Segment

_Texts = tuple[list[str], ...]


@dataclass(frozen=True, slots=True)
class StoredQuestions:
    """Questions of one sort, in document order; columns and texts as `known_question_writer` has them.

    ``order`` is the place of each among all questions of all segments, and ``live`` tells for each segment which count.
    """

    rows: NumberArray
    texts: _Texts
    tokens: Fingerprints
    weights: NumberArray
    sizes: NumberArray
    order: Ids
    live: tuple[Mask, ...]

    def __len__(self) -> int:
        """The number of questions."""
        return len(self.order)


def read_questions(segments: Sequence[Segment], name: str, cut: bool, needs_sentence: bool) -> StoredQuestions:
    """The questions under a name in all segments.

    ``cut``: long sentences are cut behind semicolons; ``needs_sentence``: a question without one does not count.
    """
    tables = [segment.arrays[f"{name}/rows"] for segment in segments]
    live = [np.ones(len(table), np.bool_) for table in tables]
    for mask, table, segment in zip(live, tables, segments, strict=True):
        if segment.live_reports is not None:
            mask &= segment.live_reports[table[:, REPORT]]
        if needs_sentence:
            mask &= table[:, CUT if cut else WHOLE][:, 0] >= 0
    ranks = [_ranks(segment, table[:, REPORT]) for segment, table in zip(segments, tables, strict=True)]
    counts = np.flatnonzero(_joined(live, np.bool_))
    order = counts[np.argsort(_joined(ranks, np.int64)[counts], kind="stable")]
    rows = np.concatenate([np.zeros((0, COLUMNS), np.int64), *tables])[order]
    sizes = _joined([np.diff(segment.arrays[f"{name}/bounds"]) for segment in segments], np.int64)
    at = _members(sizes, order)
    tokens, weights = (
        _joined([segment.arrays[f"{name}/{part}"] for segment in segments], kind)[at]
        for part, kind in (("tokens", np.uint64), ("weights", np.uint8))
    )
    return StoredQuestions(rows, _texts(segments, name, order), tokens, weights, sizes[order], order, tuple(live))


def _texts(segments: Sequence[Segment], name: str, order: Ids) -> _Texts:
    stored = (json.loads(s.arrays[f"{name}/texts"].tobytes().decode("utf-8", "surrogatepass")) for s in segments)
    joined = [list(chain.from_iterable(parts)) for parts in zip(*stored, strict=True)] or [[], [], [], []]
    return tuple([texts[at] for at in order.tolist()] for texts in joined)


def _ranks(segment: Segment, reports: NumberArray) -> NumberArray:
    """The place of reports in document order."""
    ranks = segment.report_ranks
    return reports + segment.first_report if ranks is None else np.asarray(ranks)[reports]


def _members(sizes: NumberArray, order: Ids) -> Ids:
    """The places of the tokens of some questions, of which each has ``sizes``."""
    begins = np.cumsum(sizes) - sizes
    held = sizes[order]
    at: Ids = np.arange(int(held.sum())) + np.repeat(begins[order] - (np.cumsum(held) - held), held)
    return at


def _joined(parts: Sequence[NumberArray], kind: type) -> NumberArray:
    return np.concatenate([np.zeros(0, kind), *parts])
