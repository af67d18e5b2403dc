"""Passage postings: passages and whole reports of an index by their tokens, and which passages a phrase may stand in.

A passage is indexed under the report's title and its headings, a report as all of its passages under the title of the
first. Besides the fused postings, a segment holds a table for phrases, which are compared without blanks: pairs that
only meet where a blank stands between them, and characters other than Han ones.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Sequence
from itertools import chain, pairwise

import numpy as np

from retrieval.index.fused_postings import FusedPostings, FusedPostingsWriter
from retrieval.index.postings import (
    Ids,
    Mask,
    Members,
    PostingsArrays,
    PostingsWriter,
    SegmentPostings,
    smallest_unsigned,
)
from retrieval.index.postings.kernels import Kernel, kernel_for
from retrieval.index.report_tokens import TokenizedReport
from retrieval.index.segments import Segment
from retrieval.text.normalization import without_space
from retrieval.text.tokenization import HAN, TokenKind, is_han

_NAME = "postings"
# A segment has fewer passages than this many bits can number.
_ROW_BITS = 32
_LETTER = re.compile(r"[^\W_]")
_HAN_OR_BLANK = re.compile(rf"[\s{HAN}]+")
# Two letters, digits or Han characters with nothing but blanks between them.
_JOINT = re.compile(r"([^\W_])\s+(?=([^\W_]))")


def without_title(text: str, title: str) -> str:
    """A text without the title that it repeats at its start: counted twice, a title would outweigh what follows it.

    >>> without_title("关于延期的通知 关于延期的通知 各单位:", "关于延期的通知")
    '各单位:'
    """
    kept = text.lstrip()
    # A title of a word or two begins sentences too.
    while len(title) >= 4 and kept.startswith(title):
        kept = kept[len(title) :].lstrip()
    return kept


class PassagePostingsWriter:
    """Writes the postings of a segment's passages and of the documents that they are parts of."""

    def __init__(self) -> None:
        self._parts, self._phrases = FusedPostingsWriter(), PostingsWriter(TokenKind.PAIR)
        self._titles: dict[str, int] = {}
        self._written = 0
        # The parts of passages and of documents, with the numbers of these.
        self._of_passages, self._of_documents = (array("I"), array("I")), (array("I"), array("I"))
        self._document_of, self._sizes = array("I"), array("I")
        self._documents = 0

    def add(self, title: str, text: str, document: int, phrases: Collection[str] = ()) -> None:
        """Take in the next passage, folded.

        ``text`` does not repeat the title; ``document`` is the number of the document that the passage is a part of;
        ``phrases`` is what phrases are looked for by besides the pairs of both, see `phrase_tokens`.
        """
        if title not in self._titles:
            self._titles[title] = self._part(title)
        passage, titled, part = len(self._sizes), self._titles[title], self._part(text)
        _append(self._of_passages, (titled, passage), (part, passage))
        if document == self._documents:
            # The first passage gives its document a title.
            self._documents += 1
            _append(self._of_documents, (titled, document))
        _append(self._of_documents, (part, document))
        self._document_of.append(document)
        self._sizes.append(len(text))
        self._phrases.add(phrases)

    def add_empty_document(self) -> None:
        """Take in a document without passages."""
        self._documents += 1

    def _part(self, folded: str) -> int:
        self._parts.add(folded)
        self._written += 1
        return self._written - 1

    def arrays(self) -> PostingsArrays:
        """The arrays of all passages that were added."""
        fields = {
            f"{_NAME}/passages": _members(self._of_passages, len(self._sizes)),
            f"{_NAME}/reports": _members(self._of_documents, self._documents),
        }
        return {
            **self._parts.arrays_of(_NAME, fields),
            **self._phrases.arrays(f"{_NAME}/phrases"),
            f"{_NAME}/report_of": smallest_unsigned(np.asarray(self._document_of)),
            f"{_NAME}/characters": smallest_unsigned(np.asarray(self._sizes)),
        }


def _append(members: tuple[array[int], array[int]], *pairs: tuple[int, int]) -> None:
    for part, text in pairs:
        members[0].append(part)
        members[1].append(text)


def _members(pairs: tuple[array[int], array[int]], texts: int) -> Members:
    return Members(np.asarray(pairs[0]), np.asarray(pairs[1]), texts)


class PassagePostingsPart:
    """Postings of the passages of a segment's reports: a `retrieval.index.segments.SegmentPart`."""

    def __init__(self) -> None:
        self._writer = PassagePostingsWriter()
        self._reports = 0

    def add(self, report: TokenizedReport) -> None:
        """Take in the next report of the segment."""
        titles, texts = report.tokens.titles, report.tokens.texts
        for title, whole in zip(titles, texts, strict=True):
            text = without_title(whole, title)
            self._writer.add(title, text, self._reports, _hidden_tokens(title, whole, text))
        if not texts:
            self._writer.add_empty_document()
        self._reports += 1

    def arrays(self) -> PostingsArrays:
        """The arrays, under names that begin with ``postings/``."""
        return self._writer.arrays()


def phrase_tokens(folded: str) -> set[str]:
    """What a phrase is looked for by: pairs of letters, digits and Han characters that meet where blanks are left out.

    All other characters stand for themselves, and so does each letter and digit.

    >>> sorted(phrase_tokens("复 议5%"))
    ['%', '5', '复议', '议5']
    """
    solid = without_space(folded)
    letters = [bool(_LETTER.match(char)) for char in solid]
    pairs = {solid[at : at + 2] for at, both in enumerate(pairwise(letters)) if all(both)}
    return pairs | {char for char in set(solid) if not is_han(char)}


def _hidden_tokens(title: str, whole: str, text: str) -> set[str]:
    """The tokens of a title and a text by which phrases are found, without the pairs that stand there together.

    ``text`` is ``whole`` without the title that it repeats.
    """
    found = set(_HAN_OR_BLANK.sub("", title + whole))
    found.update(map("".join, chain(_JOINT.findall(title), _JOINT.findall(whole))))
    # Where repeated titles were cut off, pairs were cut through.
    return found | {title[-1:] + title[:1], title[-1:] + text[:1]} if text != whole else found


class PassagePostings:
    """The passages of all segments of an index. Thread-safe: nothing changes after construction.

    ``report_of`` gives, segment by segment, the row of each passage's report, counted from the segment's first.
    ``reports`` is None where every passage is a report of its own.
    """

    def __init__(self, segments: Sequence[Segment], kernel: Kernel | None = None) -> None:
        """``kernel`` is by default the fastest there is. Raises ValueError where there is no passage."""
        self.segments = tuple(segments)
        self.kernel = kernel = kernel or kernel_for(sum(segment.passages for segment in segments))
        arrays = [segment.arrays for segment in segments]
        live = [segment.live_passages for segment in segments]
        self.passages = FusedPostings(arrays, f"{_NAME}/passages", _NAME, live, kernel)
        live_reports = [segment.live_reports for segment in segments]
        reports = FusedPostings(arrays, f"{_NAME}/reports", _NAME, live_reports, kernel)
        self.reports = reports if reports.size < self.passages.size else None
        self._reordered = any(segment.report_ranks is not None for segment in segments)
        self.report_of = [np.asarray(each[f"{_NAME}/report_of"]) for each in arrays]
        self._phrases = [SegmentPostings(each, f"{_NAME}/phrases") for each in arrays]
        sizes = (np.asarray(each[f"{_NAME}/characters"]) for each in arrays)
        counted = (some if mask is None else some[mask] for some, mask in zip(sizes, live, strict=True))
        self.mean_size = sum(int(some.sum(dtype=np.int64)) for some in counted) / self.passages.size
        """The mean length in characters of a passage without the title that it repeats."""

    def rows(self, number: int, passages: Ids) -> tuple[Ids, Ids]:
        """The rows in the whole index of passages of a segment, and numbers by which they are in document order."""
        segment = self.segments[number]
        rows = passages + segment.first_passage
        if not self._reordered:
            return rows, rows
        reports = self.report_of[number][passages]
        ranks = reports + segment.first_report if segment.report_ranks is None else segment.report_ranks[reports]
        return rows, (ranks.astype(np.intp) << _ROW_BITS) + passages

    def may_hold(self, number: int, phrase: str) -> Mask:
        """Which passages of the segment of this number may hold a phrase, folded and without blanks.

        All that hold it in their text or their headings are among them.
        """
        tokens = phrase_tokens(phrase)
        signs = {token for token in tokens if len(token) == 1}
        # Letters that are part of a pair need no look-up of their own.
        wanted = {token for token in tokens if len(token) == 2 or not _LETTER.match(token)} or signs
        found = np.ones(self.segments[number].passages, np.bool_)
        for token in wanted:
            found &= self._holding(number, token)
        if phrase and not tokens:
            found &= _mask(self.passages.characters.segments[number], TokenKind.CHARACTER, phrase)
        return found

    def _holding(self, number: int, token: str) -> Mask:
        found = _mask(self._phrases[number], TokenKind.PAIR, token)
        if len(token) == 2:
            found |= _mask(self.passages.pairs.segments[number], TokenKind.PAIR, token)
        return found


def _mask(postings: SegmentPostings, kind: TokenKind, token: str) -> Mask:
    """Which texts of a segment hold a token."""
    mask = np.zeros(postings.size, np.bool_)
    mask[postings.holding(kind, token)] = True
    return mask
