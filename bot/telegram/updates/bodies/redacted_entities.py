"""Redacted entities: the entities of a text at their places once personal data is masked. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from bot.privacy.personal_data import PersonalDataMatch
from bot.privacy.redaction import mask, redaction_rounds
from bot.telegram.updates.bodies.written_words import is_placed
from bot.texts.replies import MASKS


def redact_entities(text: str, entities: Sequence[Any]) -> tuple[str, list[Any]]:
    """A text without personal data, and its entities (JSON) at their new offsets; one that overlaps a mask is dropped.

    Offsets and lengths count UTF-16 code units (Bot API, "MessageEntity").

    >>> redact_entities("13800138000 /ask", [{"type": "bot_command", "offset": 12, "length": 4}])
    ('［手机号］ /ask', [{'type': 'bot_command', 'offset': 6, 'length': 4}])
    """
    kept = list(entities)
    for before, findings in redaction_rounds(text):
        kept = _moved(before, findings, kept)
        text = mask(before, findings)
    return text, kept


def _moved(text: str, findings: Sequence[PersonalDataMatch], entities: Sequence[Any]) -> list[Any]:
    units = list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))
    starts = [units[finding.start] for finding in findings]
    ends = [units[finding.end] for finding in findings]
    grown = [len(MASKS[f.kind]) - (end - start) for f, start, end in zip(findings, starts, ends, strict=True)]
    shifts = list(accumulate(grown, initial=0))
    kept = []
    for entity in entities:
        if not is_placed(entity):
            kept.append(entity)
            continue
        offset, end = entity["offset"], entity["offset"] + entity["length"]
        before = bisect_right(ends, offset)
        if bisect_left(starts, end) <= before:
            kept.append(entity | {"offset": offset + shifts[before]})
    return kept
