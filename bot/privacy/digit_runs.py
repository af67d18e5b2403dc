"""Digit runs: groups of digits with anything between them that is neither letter nor digit. Pure.

Numbers are written in groups with blanks, hyphens or dots (tight gaps), and with whatever else comes to mind
(138，0013，8000; 138/0013/8000; over line breaks). A run holds them all; what counts as a number in it is told by
`bot.privacy.personal_numbers`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from bot.privacy import number_words
from retrieval.models import Span

# Every repetition is bounded or possessive, so that a line of 100 kB takes linear time.
_GAP = r"(?:(?:[^\w\0☎📞📱]|_){1,3}|[ \t]?(?:转分机|转|分机|ext\.?|横?杠|空格)[ \t]?)"
_RUN = re.compile(rf"[0-9]++(?>(?:{_GAP}[0-9]++)*)(?:[ -]?x(?![0-9a-z]))?", re.IGNORECASE)
_GROUP = re.compile(r"[0-9]+")
_TIGHT = re.compile(
    r"[ \t]?(?:[-.·_()]{1,2}|转分机|转|分机|ext\.?|#)[ \t]?|[ \t]{1,2}|[ \t]?(?:\r\n|\n)", re.IGNORECASE
)
_FEWEST = 7  # digits of the shortest number: one of a telephone without area code


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Groups of digits with their positions; ``end`` includes an X after the last group.

    ``is_phone`` and ``is_account``: the word for it stands before the run.
    """

    text: str
    spans: tuple[Span, ...]
    groups: tuple[str, ...]
    lengths: tuple[int, ...]
    totals: tuple[int, ...]  # the number of digits before each group, and in all
    end: int
    is_phone: bool
    is_account: bool

    @property
    def has_x(self) -> bool:
        return self.end > self.spans[-1][1]

    def gap(self, at: int) -> str:
        """The text between a group and the next one."""
        return self.text[self.spans[at][1] : self.spans[at + 1][0]] if at + 1 < len(self.spans) else ""

    def sizes(self, first: int, count: int) -> tuple[int, ...]:
        return self.lengths[first : first + count]

    def before(self, at: int) -> str:
        """The character before a group."""
        start = self.spans[at][0]
        return self.text[max(0, start - 1) : start]

    def count(self, first: int, digits: int) -> int:
        """The number of groups that hold exactly so many digits; 0 where no group ends there."""
        if first >= len(self.groups):
            return 0
        wanted = self.totals[first] + digits
        last = bisect_left(self.totals, wanted, first)
        return last - first if last < len(self.totals) and self.totals[last] == wanted else 0

    def number(self, first: int, count: int) -> str:
        return "".join(self.groups[first : first + count])

    def is_tight(self, first: int, count: int) -> bool:
        """Whether only blanks, hyphens, dots, brackets or line ends stand between these groups."""
        return all(self._gap_class(at) == "" for at in range(first, first + count - 1))

    def is_uniform(self, first: int, count: int) -> bool:
        """Whether the same stands between all of these groups, and something else before them."""
        inside = {self.gap(at) for at in range(first, first + count - 1)}
        return len(inside) == 1 and (first == 0 or self.gap(first - 1) not in inside)

    def is_hyphenated(self, first: int, count: int) -> bool:
        """Whether only hyphens stand between these groups, as between figures they seldom do."""
        return all(self.gap(at).strip() in ("-", "--") for at in range(first, first + count - 1))

    def has_leading_zero(self, first: int, count: int) -> bool:
        """Whether a group but the first begins with 0, as no count does."""
        return any(len(group) > 1 and group[0] == "0" for group in self.groups[first + 1 : first + count])

    def is_counted(self, first: int, count: int) -> bool:
        """Whether a word beside these groups says that they are figures."""
        start, end = self.spans[first][0], self.spans[first + count - 1][1]
        return number_words.is_counted(self.text, start, end) or number_words.is_counting_before(self.text, start)

    def stretches(self, first: int, last: int, exact: bool = False) -> Iterator[tuple[int, int]]:
        """The longest pieces of these groups with gaps of one kind, as first and one past the last; they may share
        the group at which the kind changes. Tight gaps are of one kind, but not if ``exact``.
        """
        start = first
        kind_of = self.gap if exact else self._gap_class
        for at in range(first, last - 1):
            if at > start and kind_of(at) != kind_of(at - 1):
                yield start, at + 1
                start = at
        if start < last:
            yield start, last

    def _gap_class(self, at: int) -> str:
        gap = self.gap(at)
        return "" if _TIGHT.fullmatch(gap) else gap.strip() or gap


def digit_runs(text: str) -> Iterator[DigitRun]:
    """The runs of a folded text that have enough digits for a personal number."""
    phone_end = -1  # of the run before, where that is one of telephone numbers
    for match in _RUN.finditer(text):
        if match.end() - match.start() < _FEWEST:
            continue
        spans = tuple(group.span() for group in _GROUP.finditer(text, *match.span()))
        groups = tuple(text[start:end] for start, end in spans)
        lengths = tuple(map(len, groups))
        totals = tuple(accumulate(lengths, initial=0))
        if totals[-1] >= _FEWEST:
            start, end = match.span()
            is_phone = number_words.is_phone_word_before(text, start)
            is_phone = is_phone or (phone_end >= 0 and number_words.is_joined(text, phone_end, start))
            phone_end = end if is_phone else -1
            is_account = number_words.is_account_word_before(text, start)
            yield DigitRun(text, spans, groups, lengths, totals, end, is_phone, is_account)


def is_year(group: str) -> bool:
    """Whether a group looks like a year of this century or the last."""
    return len(group) == 4 and group[:2] in ("19", "20")
