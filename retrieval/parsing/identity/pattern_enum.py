"""Pattern enumeration: members that are plain strings, each with the pattern that tells it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Self

from retrieval.lazy_pattern import lazy_pattern


class PatternEnum(StrEnum):
    """String enumeration whose members are written as value and pattern; what follows these is for ``__init__``.

    >>> class Tone(PatternEnum):
    ...     ASKED = "asked", r"[吗？]$"
    ...     SAID = "said", r"。$"
    >>> next(tone for tone in Tone if tone.pattern.search("好。"))
    <Tone.SAID: 'said'>
    """

    pattern: re.Pattern[str]

    def __new__(cls, value: str, pattern: str, *_: object) -> Self:
        """The value is a plain string, the pattern an attribute of it."""
        member = str.__new__(cls, value)
        member._value_, member.pattern = value, lazy_pattern(pattern)
        return member
