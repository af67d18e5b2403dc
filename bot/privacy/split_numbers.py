"""Split numbers: personal data that begins in one message of a person and ends in the next. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.privacy import personal_data
from bot.privacy.character_folding import fold_characters
from bot.privacy.personal_data import PersonalDataMatch
from bot.privacy.redaction import mask

_LONGEST = 48  # characters at the end of a message and at the beginning of the next one that are looked at
_BETWEEN = "\n"


def number_end(text: str) -> str:
    """The end of a message that may be the first part of a number, words before it included; empty where it is none.

    >>> number_end("我的手机是154"), number_end("手机是多少")
    ('我的手机是154', '')
    """
    end = text[-_LONGEST:]
    letters = [char for char in fold_characters(end).spoken if char.isalnum()]
    return end if letters and letters[-1].isdigit() else ""


def is_number_only(text: str) -> bool:
    """Whether a message is short and holds nothing but digits and separators: a middle part of a number."""
    return len(text) <= _LONGEST and all(map(str.isdigit, filter(str.isalnum, fold_characters(text).spoken)))


def mask_split(messages: Sequence[str]) -> list[str]:
    """Messages of one person, the parts of what runs on into the last of them masked.

    >>> mask_split(["我的手机是154", "00138000"])
    ['我的手机是［手机号］', '［手机号］']
    """
    *earlier, last = messages
    return [mask(text, parts) for text, parts in zip(messages, find_split(earlier, last), strict=True)]


def find_split(ends: Sequence[str], text: str) -> list[list[PersonalDataMatch]]:
    """For each earlier message, or its end, and for ``text`` after them, its parts of what runs on into ``text``.

    >>> find_split(["我的手机是154"], "0013 8000，谢谢")
    [[PersonalDataMatch(start=5, end=8, kind='mobile')], [PersonalDataMatch(start=0, end=9, kind='mobile')]]
    """
    parts: list[list[PersonalDataMatch]] = [[] for _ in (*ends, text)]
    if not ends:
        return parts
    starts, joined = [], ""
    for piece in (*ends, text[:_LONGEST]):
        starts.append(len(joined))
        joined += piece + _BETWEEN
    for finding in personal_data.find(joined):
        if finding.start < starts[-1] < finding.end:
            for found, start, piece in zip(parts, starts, (*ends, text), strict=True):
                first, last = max(0, finding.start - start), min(finding.end - start, len(piece))
                if first < last:
                    found.append(PersonalDataMatch(first, last, finding.kind))
    return parts
