"""Personal numbers among digits: identity cards, telephones, bank cards. Pure.

A number is read as people write it: a run of digits in groups (138 0013 8000, 110105-19491231-002X). Each group of a
run is tried once, from the left, as the start of a number. A few groupings are too common among plain figures: they
count only where the run holds nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from retrieval.models import Span

LabelledSpan = tuple[int, int, str]
"""Start, end and kind of a finding; text of the kind "" is not masked."""

_GAP = r"(?:[ \t]?(?:[-.·_)]{1,2}|转分机|转|分机|ext\.?|#)[ \t]?|[ \t]{1,2})"
_RUN = re.compile(rf"[0-9]++(?>(?:{_GAP}[0-9]++)*)(?:[ -]?x(?![0-9a-z]))?", re.IGNORECASE)
_GROUP = re.compile(r"[0-9]+")
_SHORTEST = 10  # 0101234567

# GB/T 2260: the provinces that an identity card can begin with.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_MOBILE = re.compile(r"(?:(?:00)?86|0)?1[3-9][0-9]{9}")
_MOBILE_BEGINS = re.compile(r"(?:(?:00)?86|0)?(?=1[3-9])")
_MOBILE_GROUPS = ((3, 4, 4), (3, 3, 5))
_MOBILE_GROUPS_ALONE = frozenset({(4, 4, 3), (4, 3, 4), (3, 8), (5, 3, 3), (3, 2, 2, 4), (3, 2, 2, 2, 2), (3, 4, 2, 2)})
_AREA, _ABROAD = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})"), re.compile(r"10|2[0-9]|[3-9][0-9]{2}")
_LANDLINE = re.compile(rf"(?:{_AREA.pattern}|0086(?:{_ABROAD.pattern}))[1-9][0-9]{{6,7}}")
_SUBSCRIBER, _SUBSCRIBER_BEGINS = re.compile(r"[1-9][0-9]{6,7}"), re.compile(r"[1-9][0-9]{2,3}")
# Amounts and sizes are not telephone numbers, however many digits they have.
_AMOUNT = re.compile(r"[多余]?[万亿]?(?:元(?![旦宵])|[美欧日港]元|吨|平方[公千]?米|立方米|千瓦时)")
_CARD_GROUPS = frozenset(
    {(4, 4, 4, 4), (4, 4, 4, 7), (4, 6, 5), (4, 6, 4), (6, 10), (6, 13), (8, 8), (8, 11), (6, 4, 4, 4, 1), (6, 4, 4, 5)}
    | {(4, 4, 4, last) for last in (1, 2, 3)}
    | {(4, 4, 4, 4, last) for last in (1, 2, 3)}
)
_ISSUERS = frozenset("34569")  # ISO/IEC 7812: first digits of bank cards in China; 9 for domestic ones from before 2007
_LONG = 13


@dataclass(frozen=True, slots=True)
class _DigitRun:
    """Groups of digits with their positions; ``end`` includes an X after the last group."""

    text: str
    spans: tuple[Span, ...]
    groups: tuple[str, ...]
    lengths: tuple[int, ...]
    totals: tuple[int, ...]  # the number of digits before each group, and in all
    end: int

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
        wanted = self.totals[first] + digits
        last = bisect_left(self.totals, wanted, first)
        return last - first if last < len(self.totals) and self.totals[last] == wanted else 0

    def number(self, first: int, count: int) -> str:
        return "".join(self.groups[first : first + count])


def find_numbers(text: str) -> Iterator[LabelledSpan]:
    """The personal numbers in a text of ASCII digits."""
    for match in _RUN.finditer(text):
        if match.end() - match.start() >= _SHORTEST:
            spans = tuple(group.span() for group in _GROUP.finditer(text, *match.span()))
            groups = tuple(text[start:end] for start, end in spans)
            lengths = tuple(map(len, groups))
            totals = tuple(accumulate(lengths, initial=0))
            yield from _numbers_in_run(_DigitRun(text, spans, groups, lengths, totals, match.end()))


def is_organisation_code(code: str) -> bool:
    """Whether eighteen characters are a valid unified social credit code and cannot be an identity card.

    A mistyped identity card sometimes passes the code's check, so a code with a valid day of birth counts as one.

    >>> is_organisation_code("91110000600037341L"), is_organisation_code("11010519491231002X")
    (True, False)
    """
    from stdnum.cn import uscc  # here, because it is slow to load and few texts need it

    return code[2:4] in _PROVINCES and uscc.is_valid(code) and not _is_day(code[6:14])


def _numbers_in_run(run: _DigitRun) -> Iterator[LabelledSpan]:
    at, free = 0, 0
    while at < len(run.groups):
        count, kind = _number_at(run, at)
        if not count:
            at += 1
            continue
        yield from _number_alone(run, free, at)
        yield _labelled_span(run, at, at + count, kind)
        free = at = at + count
    yield from _number_alone(run, free, len(run.groups))


def _number_at(run: _DigitRun, at: int) -> tuple[int, str]:
    """The number of groups of the number that begins at this group, and its kind; 0 where none does."""
    if run.lengths[at] > 1:  # a number that is written digit by digit counts only as a whole run
        for kind, begins in _KINDS:
            if count := begins(run, at):
                return count, kind
    return 0, ""


def _labelled_span(run: _DigitRun, first: int, last: int, kind: str) -> LabelledSpan:
    start, end = run.spans[first][0], run.spans[last - 1][1]
    if kind == "identity" and run.totals[last] - run.totals[first] == 17:
        end = run.end
    if kind in ("mobile", "landline"):
        if run.text[max(0, start - 1) : start] == "+":
            start -= 1
        if run.text[max(0, start - 1) : start] == "(" and ")" in run.text[start:end]:
            start -= 1
    return start, end, kind


def _number_alone(run: _DigitRun, first: int, last: int) -> Iterator[LabelledSpan]:
    """A number that counts only where it is all that stands between two findings or ends of a run."""
    sizes = run.sizes(first, last - first)
    if not sizes:
        return
    if set(sizes) == {1}:
        kind = _kind_of_digits(run.number(first, last - first))
    else:
        kind = "mobile" if sizes in _MOBILE_GROUPS_ALONE and _MOBILE_BEGINS.match(run.groups[first]) else ""
    if kind:
        yield _labelled_span(run, first, last, kind)


def _kind_of_digits(number: str) -> str:
    """The kind of a number that is written digit by digit; empty where it is none."""
    if _MOBILE.fullmatch(number):
        return "mobile"
    if _is_identity(number):
        return "identity"
    return "card" if _is_card(number) else ""


def _identity(run: _DigitRun, at: int) -> int:
    """Eighteen characters that hold a birthday, whatever the check digit; fifteen from before 1999."""
    count = run.count(at, 15)
    if run.sizes(at, count) in ((15,), (6, 6, 3)) and _is_identity(run.number(at, count)):
        return count
    count = run.count(at, 18)
    if count:
        return count if _is_identity(run.number(at, count), written_whole=count == 1) else 0
    count = run.count(at, 17)
    if count and run.has_x and at + count == len(run.groups):
        # No other number has seventeen digits in one group and ends in an X.
        return count if count == 1 or _is_identity(run.number(at, count) + "X") else 0
    return 0


def _is_identity(number: str, written_whole: bool = False) -> bool:
    if len(number) == 15:
        number = f"{number[:6]}19{number[6:]}0"
    if len(number) != 18 or (number[:2] not in _PROVINCES and not written_whole):
        return False
    return _is_day(number[6:14])


def _is_day(written: str) -> bool:
    """Whether eight characters are a possible day of birth: 19960408."""
    try:
        return 1900 <= date(int(written[:4]), int(written[4:6]), int(written[6:])).year < 2100
    except ValueError:
        return False


def _mobile(run: _DigitRun, at: int) -> int:
    group = run.groups[at]
    if _MOBILE.fullmatch(group):
        return 0 if _is_amount(run, at) else 1
    if group in ("86", "0086"):
        count = run.count(at + 1, 11)
        return count + 1 if count and _is_grouped_mobile(run, at + 1, count) else 0
    begins = _MOBILE_BEGINS.match(group)
    if begins:
        sizes = (len(group) - begins.end(), *run.sizes(at + 1, 2))
        return 3 if sizes in _MOBILE_GROUPS else 0
    return 0


def _is_grouped_mobile(run: _DigitRun, at: int, count: int) -> bool:
    sizes = run.sizes(at, count)
    known = sizes in (*_MOBILE_GROUPS, (11,)) or sizes in _MOBILE_GROUPS_ALONE or set(sizes) == {1}
    return known and _MOBILE.fullmatch(run.number(at, count)) is not None


def _is_amount(run: _DigitRun, at: int) -> bool:
    end = run.spans[at][1]
    if run.gap(at) == "." and len(run.groups[at + 1]) <= 2:
        end = run.spans[at + 1][1]
    return run.before(at) in ("¥", "$") or _AMOUNT.match(run.text, end) is not None


def _landline(run: _DigitRun, at: int) -> int:
    count = _local_digits(run, at, _AREA)
    if not count and (run.groups[at] == "0086" or (run.groups[at] == "86" and run.before(at) == "+")):
        rest = _local_digits(run, at + 1, _AREA) or _local_digits(run, at + 1, _ABROAD)
        count = rest + 1 if rest else 0
    if count and _is_extension(run, at + count - 1):
        count += 1
    return count


def _local_digits(run: _DigitRun, at: int, area: re.Pattern[str]) -> int:
    groups = run.groups[at : at + 3]
    if groups and _LANDLINE.fullmatch(groups[0]):
        return 1
    if len(groups) < 2 or not area.fullmatch(groups[0]):
        return 0
    if _SUBSCRIBER.fullmatch(groups[1]):
        return 2
    return 3 if len(groups) == 3 and _SUBSCRIBER_BEGINS.fullmatch(groups[1]) and len(groups[2]) == 4 else 0


def _is_extension(run: _DigitRun, at: int) -> bool:
    gap = run.gap(at).strip()
    if not gap or gap in (".", ")") or run.lengths[at + 1] > 5:
        return False
    return run.gap(at + 1).strip() != gap and not _local_digits(run, at + 1, _AREA)


def _card(run: _DigitRun, at: int) -> int:
    """A long number, with or without check digit; or one in groups with a valid check digit."""
    most = min(5, len(run.groups) - at) if run.lengths[at] in (4, 6, 8) else 0
    for count in range(most, 1, -1):
        groups = run.groups[at : at + count]
        if run.sizes(at, count) in _CARD_GROUPS and not all(map(_is_year, groups)) and _is_card("".join(groups)):
            return count
    return 1 if len(run.groups[at]) >= _LONG else 0


def _is_card(number: str) -> bool:
    from stdnum import luhn

    return _LONG <= len(number) <= 19 and number[0] in _ISSUERS and luhn.is_valid(number)


def _is_year(group: str) -> bool:
    return len(group) == 4 and group[:2] in ("19", "20")


_KINDS = (("identity", _identity), ("mobile", _mobile), ("landline", _landline), ("card", _card))
