"""Text batch: some texts as one array of code points, in which terms are counted without tokenization."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.index.postings import Ids, Mask, Scores
from retrieval.text.tokenization import TokenKind

Codes = NDArray[np.uint32]
_END = "\n"
_HAN, _LETTER_OR_DIGIT = 1, 2
# Characters of which the places are kept; a question has some fifty.
_REMEMBERED = 1024
_LATIN_OR_DIGIT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@cache
def _class_table() -> NDArray[np.uint8]:
    """The class of each code point: Han, letter or digit, other."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    table[0x3400:0xA000] = table[0x20000:0x40000] = _HAN
    table[[ord(char) for char in _LATIN_OR_DIGIT]] = _LETTER_OR_DIGIT
    return table


class TextBatch:
    """A few hundred folded texts. Thread-safe: it only remembers where characters stand.

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
        self._characters: dict[str, Ids] = {}

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
                begins = self._in_run.copy()
                begins[1:] &= ~self._in_run[:-1]
                return self._sum(self._han | begins)

    def counts(self, term: str) -> Scores:
        """How often each text holds a term; a term of letters or digits counts where no more of them adjoin it."""
        return self._counts(term, self._whole(self._positions(term), term))

    def holds(self, term: str) -> Mask:
        """For each text whether it holds a term, wherever that stands."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[self._text_of[self._positions(term)]] = True
        return found

    def _positions(self, term: str) -> Ids:
        if not term or _END in term:
            return np.zeros(0, dtype=np.intp)
        at = self._of_character(term[0])
        # Behind the last character of each text its end stands.
        for offset, char in enumerate(term[1:], 1):
            at = at[self._codes[at + offset] == ord(char)]
        return at

    def _of_character(self, char: str) -> Ids:
        """Where a character stands: the words of a question and their pairs begin with the same few."""
        found = self._characters.get(char)
        if found is None:
            found = np.flatnonzero(self._codes == ord(char))
            if len(self._characters) >= _REMEMBERED:
                self._characters = {}
            self._characters[char] = found
        return found

    def _whole(self, at: Ids, term: str) -> Ids:
        if not at.size or term[0] not in _LATIN_OR_DIGIT:
            return at
        inside = self._in_run
        before = inside[np.maximum(at - 1, 0)] & (at > 0)
        return at[~before & ~inside[at + len(term)]]

    @cached_property
    def _in_run(self) -> Mask:
        """Where letters and digits stand, and the points between digits."""
        letters_or_digits: Mask = self._classes == _LETTER_OR_DIGIT
        point = np.flatnonzero(self._codes[1:-1] == ord(".")) + 1
        decimal = point[self._digit(point - 1) & self._digit(point + 1)]
        letters_or_digits[decimal] = True
        return letters_or_digits

    def _digit(self, at: Ids) -> Mask:
        found: Mask = (self._codes[at] >= ord("0")) & (self._codes[at] <= ord("9"))
        return found

    @cached_property
    def _han(self) -> Mask:
        han: Mask = self._classes == _HAN
        return han

    @cached_property
    def _classes(self) -> NDArray[np.uint8]:
        return _class_table()[self._codes]

    def _sum(self, marked: Mask) -> Ids:
        return np.bincount(self._text_of[np.flatnonzero(marked)], minlength=len(self))

    def _counts(self, term: str, at: Ids) -> Scores:
        return np.bincount(self._text_of[at], minlength=len(self)).astype(np.float64)
