"""Term statistics: in how many sentences of a library words, pairs and characters stand, and how long sentences are.

A segment holds a table: the sorted fingerprints of all terms and how many sentences hold each. Tables of segments are
added when terms are looked up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.index.collection_statistics import SentenceSizes
from retrieval.index.fingerprints import Fingerprints, fingerprints, positions
from retrieval.index.postings import PostingsArrays
from retrieval.index.report_tokens import TokenizedReport
from retrieval.index.segments import Arrays, Segment
from retrieval.index.text_batch import TextBatch
from retrieval.text.tokenization import TokenKind, tokens_of

_NAME = "terms"
# Sentences, clauses and headings: the number of each, and the sums of their lengths by kind of token.
_TOTALS = (3, 1 + len(TokenKind))


class TermCounter:
    """Counts the terms of sentences while a segment is built: a `retrieval.index.segments.SegmentPart`.

    The length of a clause counts once, however many sentences it has, and so does that of headings that stand above
    several clauses of a report.
    """

    def __init__(self) -> None:
        self._counts: dict[TokenKind, Counter[str]] = {kind: Counter() for kind in TokenKind}
        self._totals = np.zeros(_TOTALS, np.int64)

    def add(self, report: TokenizedReport) -> None:
        """Take in the sentences of the next report of the segment."""
        tokens = report.tokens
        own = [sentence for sentences in tokens.sentences for sentence in sentences]
        for kind, counts in self._counts.items():
            for sentence in own:
                counts.update(set(tokens_of(kind, sentence)))
        for at, texts in enumerate((own, tokens.texts, sorted(set(tokens.titles)))):
            batch = TextBatch(texts)
            self._totals[at] += [len(texts), *(int(batch.lengths(kind).sum()) for kind in TokenKind)]

    def arrays(self) -> PostingsArrays:
        """The arrays, under names that begin with ``terms/``."""
        tables = [fingerprints(kind, counts) for kind, counts in self._counts.items()]
        counts = [np.fromiter(each.values(), np.int32, len(each)) for each in self._counts.values()]
        table = np.concatenate(tables)
        order = np.argsort(table)
        return {
            f"{_NAME}/fingerprints": table[order],
            f"{_NAME}/sentences": np.concatenate(counts)[order],
            f"{_NAME}/totals": self._totals,
        }


def without_reports(arrays: Arrays, removed: Iterable[TokenizedReport]) -> PostingsArrays:
    """Those arrays of a segment that change where some of its reports count no longer: its sums without them."""
    counter = TermCounter()
    for report in removed:
        counter.add(report)
    less = counter.arrays()
    counts = np.array(arrays[f"{_NAME}/sentences"])
    counts[positions(arrays[f"{_NAME}/fingerprints"], less[f"{_NAME}/fingerprints"])] -= less[f"{_NAME}/sentences"]
    return {f"{_NAME}/sentences": counts, f"{_NAME}/totals": arrays[f"{_NAME}/totals"] - less[f"{_NAME}/totals"]}


def term_counts(segments: Sequence[Segment]) -> dict[int, int]:
    """The fingerprints of all terms of an index, ascending, each with the number of sentences that hold it."""
    tables = [np.zeros(0, np.uint64), *(segment.arrays[f"{_NAME}/fingerprints"] for segment in segments)]
    counts = [np.zeros(0, np.int64), *(segment.arrays[f"{_NAME}/sentences"] for segment in segments)]
    every, at = np.unique(np.concatenate(tables), return_inverse=True)
    total = np.bincount(at, np.concatenate(counts), len(every)).astype(np.int64)
    held = total > 0
    return dict(zip(every[held].tolist(), total[held].tolist(), strict=True))


class SentenceTerms:
    """Term statistics of an index: the tables of all its segments. Thread-safe: nothing changes.

    >>> SentenceTerms([Segment(TermCounter().arrays(), 0, 0)]).frequencies(TokenKind.WORD, ["复议"])
    [0]
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Read the tables of segments."""
        arrays = [segment.arrays for segment in segments]
        self._tables: list[tuple[Fingerprints, NDArray[np.int32]]] = [
            (np.asarray(each[f"{_NAME}/fingerprints"]), np.asarray(each[f"{_NAME}/sentences"])) for each in arrays
        ]
        self._totals = [np.asarray(each[f"{_NAME}/totals"]) for each in arrays]

    @cached_property
    def sizes(self) -> SentenceSizes:
        """The number of sentences and their mean lengths."""
        totals = sum(self._totals, np.zeros(_TOTALS, np.int64)).tolist()
        means = [
            {kind: length / max(texts, 1) for kind, length in zip(TokenKind, lengths, strict=True)}
            for texts, *lengths in totals
        ]
        return SentenceSizes(totals[0][0], *means)

    def frequencies(self, kind: TokenKind, terms: Sequence[str]) -> list[int]:
        """For each term the number of sentences that hold it; 0 for an unknown one."""
        wanted = fingerprints(kind, terms)
        found = np.zeros(len(wanted), np.int64)
        for table, counts in self._tables:
            at = positions(table, wanted)
            held = at >= 0
            found[held] += counts[at[held]]
        return [int(n) for n in found]
