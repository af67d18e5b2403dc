"""Text batch: some texts as one array of code points, in which terms are counted without tokenization."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.index.postings import Ids, Scores
from retrieval.text.tokenization import TokenKind

Codes = NDArray[np.uint32]
_END = "\n"
_LATIN_OR_DIGIT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class TextBatch:
    """A few hundred folded texts. Thread-safe: nothing changes after construction.

    >>> batch = TextBatch(["复议复议15件", "调解5件"])
    >>> batch.counts("复议").tolist(), batch.counts("5").tolist()
    ([2.0, 0.0], [0.0, 1.0])
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Join the texts; none may contain a line break that a term contains."""
        sizes = np.fromiter(map(len, texts), np.intp, len(texts))
        joined = "".join(f"{text}{_END}" for text in texts)
        self._codes: Codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        self._text_of = np.repeat(np.arange(len(texts)), sizes + 1)
        self._sizes = sizes

    def __len__(self) -> int:
        """The number of texts."""
        return len(self._sizes)

    def lengths(self, kind: TokenKind) -> Ids:
        """The length of each text: in pairs of Han characters, in single tokens, or, for words, in characters.

        >>> [TextBatch(["行政复议15件"]).lengths(kind).tolist() for kind in TokenKind]
        [[7], [3], [6]]
        """
        match kind:
            case TokenKind.WORD:
                return self._sizes
            case TokenKind.PAIR:
                return self._sum(self._han[:-1] & self._han[1:])
            case TokenKind.CHARACTER:
                begins = self._in_run & ~np.concatenate([[False], self._in_run[:-1]])
                return self._sum(self._han | begins)

    def counts(self, term: str) -> Scores:
        """How often each text holds a term; a term of letters or digits counts where no more of them adjoin it."""
        return self._counts(term, self._whole(self._positions(term), term))

    def holds(self, term: str) -> NDArray[np.bool_]:
        """For each text whether it holds a term, wherever that stands."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[self._text_of[self._positions(term)]] = True
        return found

    def _positions(self, term: str) -> NDArray[np.intp]:
        codes, wanted = self._codes, [ord(char) for char in term]
        if not wanted or len(codes) <= len(wanted):
            return np.zeros(0, dtype=np.intp)
        last = len(codes) - len(wanted)
        if len(wanted) == 1:
            return np.flatnonzero(codes == wanted[0])
        at = np.flatnonzero((codes[:-1] == wanted[0]) & (codes[1:] == wanted[1]))
        for offset, code in enumerate(wanted[2:], 2):
            at = at[at <= last]
            at = at[codes[at + offset] == code]
        return at

    def _whole(self, at: NDArray[np.intp], term: str) -> NDArray[np.intp]:
        if not at.size or term[0] not in _LATIN_OR_DIGIT:
            return at
        inside = self._in_run
        before = inside[np.maximum(at - 1, 0)] & (at > 0)
        return at[~before & ~inside[at + len(term)]]

    @cached_property
    def _in_run(self) -> NDArray[np.bool_]:
        codes = self._codes
        letters = (codes >= ord("a")) & (codes <= ord("z"))
        digits = (codes >= ord("0")) & (codes <= ord("9"))
        point = codes == ord(".")
        between = np.zeros_like(point)
        between[1:-1] = point[1:-1] & digits[:-2] & digits[2:]
        inside: NDArray[np.bool_] = letters | digits | between
        return inside

    @cached_property
    def _han(self) -> NDArray[np.bool_]:
        codes = self._codes
        han: NDArray[np.bool_] = ((codes >= 0x3400) & (codes <= 0x9FFF)) | ((codes >= 0x20000) & (codes <= 0x3FFFF))
        return han

    def _sum(self, marked: NDArray[np.bool_]) -> Ids:
        return np.bincount(self._text_of[np.flatnonzero(marked)], minlength=len(self))

    def _counts(self, term: str, at: NDArray[np.intp]) -> Scores:
        return np.bincount(self._text_of[at], minlength=len(self)).astype(np.float64)
