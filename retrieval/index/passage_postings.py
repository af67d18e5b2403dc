"""Passage postings: passages and whole reports of an index by their tokens, and which passages a phrase may stand in.

A passage is indexed under the report's title and its headings, a report as all of its passages under the title of the
first. Besides the fused postings, a segment holds a table for phrases, which are compared without blanks: pairs that
only meet where a blank stands between them, and characters other than Han ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from retrieval.index.fused_postings import FusedPostings, FusedPostingsWriter, TextTokens
from retrieval.index.kernels import Kernel, kernel_for
from retrieval.index.postings import Mask, PostingsArrays, PostingsWriter, SegmentPostings, smallest_unsigned
from retrieval.index.report_tokens import TokenizedReport
from retrieval.index.segments import Segment
from retrieval.text.tokenization import TokenKind, is_han

_NAME = "postings"
_LETTER = re.compile(r"[^\W_]")


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
        self._passages, self._parents = FusedPostingsWriter(), FusedPostingsWriter()
        self._phrases = PostingsWriter(TokenKind.PAIR)
        self._parent_of: list[int] = []
        self._sizes: list[int] = []

    def add(self, title: TextTokens, text: TextTokens, size: int, parent: int, phrases: Iterable[str] = ()) -> None:
        """Take in the next passage.

        ``text`` does not repeat the title and has ``size`` characters; ``parent`` is the number of its document;
        ``phrases`` are the tokens of `phrase_tokens` that the others lack.
        """
        self._passages.add(TextTokens.joined((title, text)))
        self._phrases.add(list(phrases))
        self._parent_of.append(parent)
        self._sizes.append(size)

    def add_parent(self, parts: Sequence[TextTokens]) -> None:
        """Take in the next document: its title, and the texts of its passages."""
        self._parents.add(TextTokens.joined(parts))

    def arrays(self) -> PostingsArrays:
        """The arrays of all passages that were added."""
        return {
            **self._passages.arrays(f"{_NAME}/passages"),
            **self._parents.arrays(f"{_NAME}/reports"),
            **self._phrases.arrays(f"{_NAME}/phrases"),
            f"{_NAME}/report_of": smallest_unsigned(np.array(self._parent_of, np.uint32)),
            f"{_NAME}/characters": smallest_unsigned(np.array(self._sizes, np.uint32)),
        }


class PassagePostingsPart:
    """Postings of the passages of a segment's reports: a `retrieval.index.segments.SegmentPart`."""

    def __init__(self) -> None:
        self._writer = PassagePostingsWriter()
        self._reports = 0

    def add(self, report: TokenizedReport) -> None:
        """Take in the next report of the segment."""
        titles, texts = report.tokens.titles, report.tokens.texts
        of_title = {title: TextTokens.of(title) for title in titles}
        of_texts = []
        for title, whole in zip(titles, texts, strict=True):
            text = without_title(whole, title)
            of_texts.append(TextTokens.of(text))
            known = {*of_title[title].pairs, *of_texts[-1].pairs}
            phrases = (phrase_tokens(title) | phrase_tokens(whole)) - known
            self._writer.add(of_title[title], of_texts[-1], len(text), self._reports, phrases)
        self._writer.add_parent([*(of_title[title] for title in titles[:1]), *of_texts])
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
    solid = "".join(folded.split())
    letters = [bool(_LETTER.match(char)) for char in solid]
    pairs = {solid[at : at + 2] for at, both in enumerate(pairwise(letters)) if all(both)}
    return pairs | {char for char in set(solid) if not is_han(char)}


class PassagePostings:
    """The passages of all segments of an index. Thread-safe: nothing changes after construction.

    ``report_of`` gives, segment by segment, the row of each passage's report, counted from the segment's first.
    ``reports`` is None where every passage is a report of its own.
    """

    def __init__(self, segments: Sequence[Segment], kernel: Kernel | None = None) -> None:
        """``kernel`` is by default the fastest there is. Raises ValueError where there is no passage."""
        self.segments = tuple(segments)
        kernel = kernel or kernel_for(sum(segment.passages for segment in segments))
        arrays = [segment.arrays for segment in segments]
        live = [segment.live_passages for segment in segments]
        self.passages = FusedPostings(arrays, f"{_NAME}/passages", live, kernel)
        reports = FusedPostings(arrays, f"{_NAME}/reports", [segment.live_reports for segment in segments], kernel)
        self.reports = reports if reports.size < self.passages.size else None
        self.report_of = [np.asarray(each[f"{_NAME}/report_of"]) for each in arrays]
        self._phrases = [SegmentPostings(each, f"{_NAME}/phrases") for each in arrays]
        sizes = (np.asarray(each[f"{_NAME}/characters"]) for each in arrays)
        counted = (some if mask is None else some[mask] for some, mask in zip(sizes, live, strict=True))
        self.mean_size = sum(int(some.sum(dtype=np.int64)) for some in counted) / self.passages.size
        """The mean length in characters of a passage without the title that it repeats."""

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
