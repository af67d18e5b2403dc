"""Detection of personal data in a text: positions and kinds. Pure.

Three steps: a text is folded (`character_folding`), the kinds that one expression tells are looked for
(`personal_patterns.PATTERN_KINDS`), then those that are numbers in groups (`personal_numbers.NUMBER_KINDS`). That is
done with the text as it stands, then with 一 and ① read as digits. Everything takes time linear in the length of the
text. Not handled here: names, addresses, dates of birth, numbers in words (一百三十八) and parts of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.character_folding import fold_characters
from bot.privacy.email_addresses import email_spans
from bot.privacy.personal_numbers import LabelledSpan, find_numbers
from bot.privacy.personal_patterns import PATTERN_KINDS
from bot.strings import replace_spans

# All personal data holds one of these: a sign for @, or two letters or digits with no more than separators between.
_POSSIBLE = re.compile(r"[0-9a-z][^0-9a-z]{0,8}[0-9a-z]|@|艾特", re.IGNORECASE)
_FINDERS = (email_spans, *(kind.spans for kind in PATTERN_KINDS), find_numbers)


@dataclass(frozen=True, slots=True)
class PersonalDataMatch:
    """Personal data at ``text[start:end]``, offsets in code points; ``kind`` is a key of ``replies.MASKS``."""

    start: int
    end: int
    kind: str


def find(text: str) -> list[PersonalDataMatch]:
    """All personal data, in order and without overlap. Masking a finding can bring another one beside it to light.

    >>> find("电话１３８ ００１３ ８０００")
    [PersonalDataMatch(start=2, end=15, kind='mobile')]
    >>> find("电话一三八零零一三八零零零")
    [PersonalDataMatch(start=2, end=13, kind='mobile')]
    """
    folded = fold_characters(text)
    if not _POSSIBLE.search(folded.spoken):
        return []
    found = list(_findings(folded.plain))
    if folded.spoken != folded.plain:
        # What holds no digit in words was looked at already, with the words around it as they stand.
        found += [
            (start, end, kind)
            for start, end, kind in _findings(_blanked(folded.spoken, found))
            if folded.spoken[start:end] != folded.plain[start:end]
        ]
    origin = folded.origin
    # Invisible characters after a finding belong to it: the frame of a keycap.
    return [PersonalDataMatch(origin[start], origin[end], kind) for start, end, kind in sorted(found) if kind]


def _findings(text: str) -> Iterator[LabelledSpan]:
    """The findings of each finder in what those before it have left, in no order."""
    for spans_of in _FINDERS:
        found = list(spans_of(text))
        yield from found
        text = _blanked(text, found)


def _blanked(text: str, found: list[LabelledSpan]) -> str:
    return replace_spans(text, ((start, end, "\0" * (end - start)) for start, end, _ in sorted(found)))
