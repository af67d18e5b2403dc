"""Personal numbers among digits: identity cards, telephones, accounts. Pure.

Each group of a run is tried once, from the left, as the start of each kind in `NUMBER_KINDS`. What remains between
the findings is a number where all of it together is one (`_kind_of_stretch`): some groupings are too common among plain
figures to count anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from bot.privacy import number_words
from bot.privacy.digit_runs import DigitRun, digit_runs, is_year
from bot.privacy.telephone_numbers import (
    abroad_groups,
    hotline_groups,
    is_landline_number,
    is_mobile_alone,
    is_mobile_number,
    landline_groups,
    local_groups,
    mobile_groups,
)

LabelledSpan = tuple[int, int, str]
"""Start, end and kind of a finding; text of the kind "" is not masked."""

# GB/T 2260: the provinces that an identity card can begin with.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_CARD_GROUPS = frozenset(
    {(4, 4, 4, 4), (4, 4, 4, 7), (4, 6, 5), (4, 6, 4), (6, 10), (6, 13), (8, 8), (8, 11), (8, 8, 3)}
    | {(6, 4, 4, 4, 1), (6, 4, 4, 5)}
    | {(4, 4, 4, last) for last in (1, 2, 3)}
    | {(4, 4, 4, 4, last) for last in (1, 2, 3)}
)
_ISSUERS = frozenset("34569")  # ISO/IEC 7812: first digits of bank cards in China; 9 for domestic ones from before 2007
_LONG = 13
_ACCOUNT_DIGITS = range(8, 31)


def find_numbers(text: str) -> Iterator[LabelledSpan]:
    """The personal numbers in a folded text."""
    for run in digit_runs(text):
        yield from _numbers_in_run(run)


def is_organisation_code(code: str) -> bool:
    """Whether eighteen characters are a valid unified social credit code and cannot be an identity card.

    A mistyped identity card sometimes passes the code's check, so a code with a valid day of birth counts as one.

    >>> is_organisation_code("91110000600037341L"), is_organisation_code("11010519491231002X")
    (True, False)
    """
    from stdnum.cn import uscc  # here, because it is slow to load and few texts need it

    return code[2:4] in _PROVINCES and uscc.is_valid(code) and not is_day(code[6:14])


def is_day(written: str) -> bool:
    """Whether eight characters are a possible day of birth: 19960408."""
    try:
        return 1900 <= date(int(written[:4]), int(written[4:6]), int(written[6:])).year < 2100
    except ValueError:
        return False


def _numbers_in_run(run: DigitRun) -> Iterator[LabelledSpan]:
    at, free = 0, 0
    while at < len(run.groups):
        count, kind = _number_at(run, at)
        if not count:
            at += 1
            continue
        yield from _numbers_between(run, free, at)
        yield _labelled_span(run, at, at + count, kind)
        free = at = at + count
    yield from _numbers_between(run, free, len(run.groups))


def _number_at(run: DigitRun, at: int) -> tuple[int, str]:
    """The number of groups of the number that begins at this group, and its kind; 0 where none does."""
    # A number that is written digit by digit counts only as a whole, or beside its word.
    if run.lengths[at] > 1 or run.before(at) == "+" or (at == 0 and (run.is_phone or run.is_account)):
        for kind, begins in NUMBER_KINDS:
            if count := begins(run, at):
                return count, kind
    return 0, ""


def _labelled_span(run: DigitRun, first: int, last: int, kind: str) -> LabelledSpan:
    start, end = run.spans[first][0], run.spans[last - 1][1]
    if kind == "identity" and run.totals[last] - run.totals[first] == 17:
        end = run.end
    if kind in ("mobile", "landline"):
        if run.text[max(0, start - 1) : start] == "+":
            start -= 1
        if run.text[max(0, start - 1) : start] == "(" and ")" in run.text[start:end]:
            start -= 1
    return start, end, kind


def _numbers_between(run: DigitRun, first: int, last: int) -> Iterator[LabelledSpan]:
    """Numbers that count only where they are all that stands between two findings, ends or other gaps of a run."""
    free = first
    for longest in run.stretches(first, last):
        for start, end in (longest, *run.stretches(*longest, exact=True)):
            if start >= free and (kind := _kind_of_stretch(run, start, end - start)):
                yield _labelled_span(run, start, end, kind)
                free = end


def _kind_of_stretch(run: DigitRun, first: int, count: int) -> str:
    """The kind of a number that is written in these groups and no others; empty where it is none."""
    if count < 2 or not 10 <= run.totals[first + count] - run.totals[first] <= 19:
        return ""
    if set(run.sizes(first, count)) == {1}:
        return _kind_of_digits(run.number(first, count))
    return "mobile" if is_mobile_alone(run, first, count) else ""


def _kind_of_digits(number: str) -> str:
    """The kind of a number that is written digit by digit; empty where it is none."""
    if is_mobile_number(number):
        return "mobile"
    if _is_identity(number):
        return "identity"
    if is_landline_number(number):
        return "landline"
    return "card" if _is_card(number) else ""


def _identity_groups(run: DigitRun, at: int) -> int:
    """Eighteen characters that hold a birthday, whatever the check digit; fifteen from before 1999."""
    count = run.count(at, 15)
    if run.sizes(at, count) in ((15,), (6, 6, 3)) and _is_identity(run.number(at, count)):
        return 0 if run.before(at).isascii() and run.before(at).isalpha() else count  # a contract: H320101140516320
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
    return is_day(number[6:14])


def _card_groups(run: DigitRun, at: int) -> int:
    """A long number, with or without check digit; one in groups with a valid check digit; any beside its word."""
    if at == 0 and run.is_account:
        is_first_whole = run.lengths[0] in _ACCOUNT_DIGITS and not run.is_tight(0, 2)
        end = 1 if is_first_whole else next(run.stretches(0, len(run.groups)))[1]
        if run.totals[end] in _ACCOUNT_DIGITS and not run.is_counted(0, end):
            return end
    most = min(5, len(run.groups) - at) if run.lengths[at] in (4, 6, 8) else 0
    for count in range(most, 1, -1):
        groups = run.groups[at : at + count]
        if run.sizes(at, count) in _CARD_GROUPS and not all(map(is_year, groups)) and _is_card("".join(groups)):
            return count
    if len(run.groups[at]) < _LONG:
        return 0
    return 1 if not number_words.is_code_before(run.text, run.spans[at][0]) or _is_card(run.groups[at]) else 0


def _is_card(number: str) -> bool:
    from stdnum import luhn

    return _LONG <= len(number) <= 19 and number[0] in _ISSUERS and luhn.is_valid(number)


NUMBER_KINDS: tuple[tuple[str, Callable[[DigitRun, int], int]], ...] = (
    ("", hotline_groups),
    ("identity", _identity_groups),
    ("mobile", mobile_groups),
    ("landline", landline_groups),
    ("landline", local_groups),
    ("landline", abroad_groups),
    ("card", _card_groups),
)
"""The kinds of numbers, each with what tells how many groups of a run belong to one that begins at a group."""
