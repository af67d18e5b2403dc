"""Personal numbers among digits: identity cards, telephones, accounts. Pure.

Each group of a run is tried once, from the left, as the start of each kind in `NUMBER_KINDS`. What remains between
the findings is a number where all of it together is one (`_kind_of_stretch`): some groupings are too common among
plain figures to count anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from bot.privacy import number_words
from bot.privacy.digit_runs import DigitRun, digit_runs

LabelledSpan = tuple[int, int, str]
"""Start, end and kind of a finding; text of the kind "" is not masked."""

# GB/T 2260: the provinces that an identity card can begin with.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_MOBILE = re.compile(r"(?:(?:00)?86|0)?1[3-9][0-9]{9}")
_MOBILE_BEGINS = re.compile(r"(?:(?:00)?86|0)?(?=1[3-9])")
_MOBILE_GROUPS = frozenset({(3, 4, 4), (3, 3, 5)})
_MOBILE_GROUPS_ALONE = _MOBILE_GROUPS | {
    (4, 4, 3), (4, 3, 4), (3, 8), (5, 6), (7, 4), (4, 7), (5, 3, 3), (3, 2, 2, 4), (3, 4, 2, 2), (3, 2, 2, 2, 2),
}  # fmt: skip
_AREA, _ABROAD = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})"), re.compile(r"10|2[0-9]|[3-9][0-9]{2}")
_LANDLINE = re.compile(rf"(?:{_AREA.pattern}|0086(?:{_ABROAD.pattern}))[1-9][0-9]{{6,7}}")
_SUBSCRIBER, _SUBSCRIBER_BEGINS = re.compile(r"[1-9][0-9]{6,7}"), re.compile(r"[1-9][0-9]{2,3}")
_EXTENSION = re.compile(r"[-·_]{1,2}|#|转分机|转|分机|ext\.?", re.IGNORECASE)
_LOCAL_GROUPS = frozenset({(7,), (8,), (3, 4), (4, 4)})
_HOTLINE_GROUPS = frozenset({(10,), (3, 3, 4), (3, 4, 3), (3, 7), (4, 3, 3), (4, 6), (6, 4)})
# ITU-T E.164: country codes, and for some how many digits follow them; for the others 7 to 11.
_COUNTRY = re.compile(
    r"1|7|2[07]|2[0-9]{2}|3[0-469]|3[0-9]{2}|4[013-9]|4[0-9]{2}|5[1-8]|5[0-9]{2}|6[0-6]|6[0-9]{2}|8[124]|8[035789][0-9]"
    r"|9[0-58]|9[0-9]{2}"
)
_NATIONAL = {"852": (8, 8), "853": (8, 8), "886": (8, 9), "1": (10, 10), "7": (10, 10), "65": (8, 8)}
_DIALLED_ABROAD = re.compile(r"00(?:852|853|886|1|44|60|61|65|81|82)")
# Hong Kong, Macao and Taiwan without a sign before the country code; Taiwan's mobile numbers as written there.
_NEARBY = re.compile(r"852[2-9][0-9]{7}|8536[0-9]{7}|8869[0-9]{8}|09[0-9]{8}")
_NEARBY_GROUPS = frozenset({(3, 8), (3, 4, 4), (3, 9), (4, 3, 3), (4, 6), (2, 4, 4)})
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
    for start, end in run.stretches(first, last):
        if start >= free and (kind := _kind_of_stretch(run, start, end - start)):
            yield _labelled_span(run, start, end, kind)
            free = end


def _kind_of_stretch(run: DigitRun, first: int, count: int) -> str:
    """The kind of a number that is written in these groups and no others; empty where it is none."""
    if count < 2 or not 10 <= run.totals[first + count] - run.totals[first] <= 19:
        return ""
    sizes, number = run.sizes(first, count), run.number(first, count)
    if set(sizes) == {1}:
        return _kind_of_digits(number)
    if not _MOBILE.fullmatch(number):
        return ""
    if run.is_hyphenated(first, count):
        return "mobile"
    if sizes[0] <= 3 and set(sizes[1:]) == {3}:
        return ""  # thousands are written like this
    if run.has_leading_zero(first, count):
        return "mobile"
    # Two figures beside each other are more often figures.
    is_grouped = sizes in _MOBILE_GROUPS_ALONE and (count > 2 or run.is_tight(first, count))
    return "mobile" if is_grouped and not run.is_counted(first, count) else ""


def _kind_of_digits(number: str) -> str:
    """The kind of a number that is written digit by digit; empty where it is none."""
    if _MOBILE.fullmatch(number):
        return "mobile"
    if _is_identity(number):
        return "identity"
    if _LANDLINE.fullmatch(number):
        return "landline"
    return "card" if _is_card(number) else ""


def _hotline(run: DigitRun, at: int) -> int:
    """A number that is published to be called: 400-123-4567. It is not masked."""
    count = run.count(at, 10)
    is_public = run.groups[at].startswith(("400", "800")) and run.sizes(at, count) in _HOTLINE_GROUPS
    return count if count and is_public else 0


def _identity(run: DigitRun, at: int) -> int:
    """Eighteen characters that hold a birthday, whatever the check digit; fifteen from before 1999."""
    count = run.count(at, 15)
    if run.sizes(at, count) in ((15,), (6, 6, 3)) and _is_identity(run.number(at, count)):
        return 0 if number_words.is_code_before(run.text, run.spans[at][0]) else count
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


def _mobile(run: DigitRun, at: int) -> int:
    group = run.groups[at]
    if _MOBILE.fullmatch(group):
        return 0 if _is_amount(run, at) else 1
    if group in ("86", "0086"):
        count = run.count(at + 1, 11)
        return count + 1 if count and _is_grouped_mobile(run, at + 1, count) else 0
    begins = _MOBILE_BEGINS.match(group)
    if begins:
        sizes = (len(group) - begins.end(), *run.sizes(at + 1, 2))
        if sizes in _MOBILE_GROUPS and (run.is_tight(at, 3) or run.has_leading_zero(at, 3)):
            return 3
    return _said_mobile(run) if at == 0 and run.is_phone else 0


def _said_mobile(run: DigitRun) -> int:
    """A number in any groups beside its word."""
    for digits in (11, 12, 13, 15):
        count = run.count(0, digits)
        if count and _MOBILE.fullmatch(run.number(0, count)) and not run.is_counted(0, count):
            return count
    return 0


def _is_grouped_mobile(run: DigitRun, at: int, count: int) -> bool:
    sizes = run.sizes(at, count)
    known = sizes in _MOBILE_GROUPS_ALONE or sizes == (11,) or set(sizes) == {1}
    return known and _MOBILE.fullmatch(run.number(at, count)) is not None


def _is_amount(run: DigitRun, at: int) -> bool:
    start, end = run.spans[at]
    if run.gap(at) == "." and len(run.groups[at + 1]) <= 2:
        end = run.spans[at + 1][1]
    return number_words.is_amount(run.text, start, end)


def _landline(run: DigitRun, at: int) -> int:
    count = _area_and_subscriber(run, at, _AREA)
    is_china = run.groups[at] == "86" and (run.before(at) == "+" or run.gap(at) == "-")
    if not count and (run.groups[at] == "0086" or is_china):
        rest = _area_and_subscriber(run, at + 1, _AREA) or _area_and_subscriber(run, at + 1, _ABROAD)
        count = rest + 1 if rest else 0
    return count + _has_extension(run, at + count - 1) if count else 0


def _area_and_subscriber(run: DigitRun, at: int, area: re.Pattern[str]) -> int:
    groups = run.groups[at : at + 3]
    if groups and _LANDLINE.fullmatch(groups[0]):
        return 1
    if len(groups) < 2 or not area.fullmatch(groups[0]):
        return 0
    if _SUBSCRIBER.fullmatch(groups[1]):
        count = 2
    elif len(groups) == 3 and _SUBSCRIBER_BEGINS.fullmatch(groups[1]) and len(groups[2]) == 4:
        count = 3
    else:
        return 0
    # 1,021,880 is a figure.
    return count if run.is_tight(at, count) or run.is_uniform(at, count) else 0


def _has_extension(run: DigitRun, at: int) -> bool:
    """Whether an extension follows the group with which a number ends."""
    gap = run.gap(at).strip()
    if not _EXTENSION.fullmatch(gap) or run.lengths[at + 1] > 5:
        return False
    return run.gap(at + 1).strip() != gap and not _area_and_subscriber(run, at + 1, _AREA)


def _local(run: DigitRun, at: int) -> int:
    """A number without area code beside its word; more of them after the first."""
    is_said = run.is_phone or (len(run.groups) == 1 and number_words.is_phone_word_after(run.text, run.end))
    if not is_said or run.groups[at][0] in "01":
        return 0
    for digits in (7, 8):
        count = run.count(at, digits)
        sizes = run.sizes(at, count)
        is_whole = count == len(run.groups) and set(sizes) == {1}
        if count and (sizes in _LOCAL_GROUPS or is_whole) and not all(map(_is_year, run.groups[at : at + count])):
            is_figure = _is_amount(run, at + count - 1) or run.is_counted(at, count)
            return 0 if is_figure else count + _has_extension(run, at + count - 1)
    return 0


def _abroad(run: DigitRun, at: int) -> int:
    """A number with a country code after + or 00, or one of Hong Kong, Macao or Taiwan."""
    if run.before(at) != "+" and not _DIALLED_ABROAD.match(run.number(at, 2)):
        return _nearby(run, at)
    most = at + 1
    while most < len(run.groups) and most < at + 7 and run.is_tight(most - 1, 2):
        most += 1
    for last in range(most, at, -1):
        number = run.number(at, last - at)
        country = _COUNTRY.match(number, 0 if run.before(at) == "+" else 2)
        if country:
            shortest, longest = _NATIONAL.get(country[0], (7, 11))
            if shortest <= len(number) - country.end() <= longest and not run.is_counted(at, last - at):
                return last - at
    return 0


def _nearby(run: DigitRun, at: int) -> int:
    for digits in (10, 11, 12):
        count = run.count(at, digits)
        if not count or not _NEARBY.fullmatch(run.number(at, count)):
            continue
        sizes = run.sizes(at, count)
        if count == 1:
            return 0 if _is_amount(run, at) else 1
        if sizes in _NEARBY_GROUPS and run.is_tight(at, count):
            return count
        if sizes == (3, 3, 3, 3) and all(run.gap(each) == "-" for each in range(at, at + 3)):
            return count  # with other gaps these are thousands
    return 0


def _card(run: DigitRun, at: int) -> int:
    """A long number, with or without check digit; one in groups with a valid check digit; any beside its word."""
    if at == 0 and run.is_account:
        end = next(run.stretches(0, len(run.groups)))[1]
        if run.totals[end] in _ACCOUNT_DIGITS and not run.is_counted(0, end):
            return end
    most = min(5, len(run.groups) - at) if run.lengths[at] in (4, 6, 8) else 0
    for count in range(most, 1, -1):
        groups = run.groups[at : at + count]
        if run.sizes(at, count) in _CARD_GROUPS and not all(map(_is_year, groups)) and _is_card("".join(groups)):
            return count
    if len(run.groups[at]) < _LONG:
        return 0
    return 1 if not number_words.is_code_before(run.text, run.spans[at][0]) or _is_card(run.groups[at]) else 0


def _is_card(number: str) -> bool:
    from stdnum import luhn

    return _LONG <= len(number) <= 19 and number[0] in _ISSUERS and luhn.is_valid(number)


def _is_year(group: str) -> bool:
    return len(group) == 4 and group[:2] in ("19", "20")


NUMBER_KINDS: tuple[tuple[str, Callable[[DigitRun, int], int]], ...] = (
    ("", _hotline),
    ("identity", _identity),
    ("mobile", _mobile),
    ("landline", _landline),
    ("landline", _local),
    ("landline", _abroad),
    ("card", _card),
)
"""The kinds of numbers, each with what tells how many groups of a run belong to one that begins at a group."""
