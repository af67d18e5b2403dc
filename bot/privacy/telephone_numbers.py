"""Telephone numbers in runs of digits: hotlines, mobile numbers, landlines, local numbers, numbers abroad. Pure.

Each function tells how many groups of a run belong to a number of its kind that begins at a group; 0 where none does.
"""

from __future__ import annotations

import re

from bot.privacy import number_words
from bot.privacy.digit_runs import DigitRun, is_year

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
_HOTLINE_GROUPS = frozenset({(10,), (3, 3, 4), (3, 4, 3), (3, 7), (4, 3, 3)})
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


def is_mobile_number(number: str) -> bool:
    """Whether digits are a mobile number of China, with or without the country code.

    >>> is_mobile_number("15400138000"), is_mobile_number("008615400138000"), is_mobile_number("12345678901")
    (True, True, False)
    """
    return _MOBILE.fullmatch(number) is not None


def is_landline_number(number: str) -> bool:
    """Whether digits are a number with an area code of China."""
    return _LANDLINE.fullmatch(number) is not None


def hotline_groups(run: DigitRun, at: int) -> int:
    """A number that is published to be called: 400-123-4567. It is not masked."""
    count = run.count(at, 10)
    is_public = run.groups[at].startswith(("400", "800")) and run.sizes(at, count) in _HOTLINE_GROUPS
    return count if count and is_public else 0


def mobile_groups(run: DigitRun, at: int) -> int:
    """A mobile number of China, in its usual groups or beside its word."""
    group = run.groups[at]
    if _MOBILE.fullmatch(group):
        return 0 if _is_amount(run, at) else 1
    if group in ("86", "0086"):
        count = run.count(at + 1, 11)
        return count + 1 if count and _is_grouped_mobile(run, at + 1, count) else 0
    begins = _MOBILE_BEGINS.match(group)
    if begins:
        sizes = (len(group) - begins.end(), *run.sizes(at + 1, 2))
        is_bound = run.is_tight(at, 3) or run.has_leading_zero(at, 3)
        is_all = len(run.groups) == 3 and len({run.gap(0), run.gap(1)}) == 2  # of figures the gaps are the same
        if sizes in _MOBILE_GROUPS and (is_bound or (is_all and not run.is_counted(at, 3))):
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


def landline_groups(run: DigitRun, at: int) -> int:
    """A number with area code, and its extension."""
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


def local_groups(run: DigitRun, at: int) -> int:
    """A number without area code beside its word; more of them after the first."""
    is_said = run.is_phone or (len(run.groups) == 1 and number_words.is_phone_word_after(run.text, run.end))
    if not is_said or run.groups[at][0] in "01":
        return 0
    for digits in (7, 8):
        count = run.count(at, digits)
        sizes = run.sizes(at, count)
        is_whole = count == len(run.groups) and set(sizes) == {1}
        is_grouped = sizes in _LOCAL_GROUPS and (at == 0 or run.is_tight(at, count))
        if count and (is_grouped or is_whole) and not all(map(is_year, run.groups[at : at + count])):
            is_figure = _is_amount(run, at + count - 1) or run.is_counted(at, count)
            return 0 if is_figure else count + _has_extension(run, at + count - 1)
    return 0


def abroad_groups(run: DigitRun, at: int) -> int:
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
            national = number[country.end() :].removeprefix("0")  # +886 (0) 912 345 678
            is_long = shortest <= len(national) <= longest
            if is_long and not number_words.is_amount(run.text, run.spans[at][0], run.spans[last - 1][1]):
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


def is_mobile_alone(run: DigitRun, first: int, count: int) -> bool:
    """Whether groups that stand alone make a mobile number, also in groupings that are common among plain figures."""
    sizes, number = run.sizes(first, count), run.number(first, count)
    if not _MOBILE.fullmatch(number):
        return False
    if run.is_hyphenated(first, count):
        return True
    if sizes[0] <= 3 and set(sizes[1:]) == {3}:
        return False  # thousands are written like this
    if run.has_leading_zero(first, count):
        return True
    # Two figures beside each other are more often figures.
    is_grouped = sizes in _MOBILE_GROUPS_ALONE and (count > 2 or run.is_tight(first, count))
    return is_grouped and not run.is_counted(first, count)
