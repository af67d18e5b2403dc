"""Texts with entities, when the text changes. Pure; offsets and lengths count UTF-16 code units."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from bot import personal
from bot.personal import Finding
from bot.privacy import masked
from bot.texts.talk import MASKS


def redact_entities(text: str, entities: Sequence[Any]) -> tuple[str, list[Any]]:
    """A text without personal data, and its entities (JSON) moved along; one that overlaps a mask is dropped.

    Offsets and lengths count UTF-16 code units (Bot API, "MessageEntity").

    >>> redact_entities("13800138000 /ask", [{"type": "bot_command", "offset": 12, "length": 4}])
    ('［手机号］ /ask', [{'type': 'bot_command', 'offset': 6, 'length': 4}])
    """
    kept = list(entities)
    while findings := personal.find(text):
        kept = _moved(text, findings, kept)
        text = masked(text, findings)
    return text, kept


def _moved(text: str, findings: Sequence[Finding], entities: Sequence[Any]) -> list[Any]:
    units = list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))
    starts = [units[finding.start] for finding in findings]
    ends = [units[finding.end] for finding in findings]
    grown = [len(MASKS[f.kind]) - (end - start) for f, start, end in zip(findings, starts, ends, strict=True)]
    shifts = list(accumulate(grown, initial=0))
    kept = []
    for entity in entities:
        if not _is_placed(entity):
            kept.append(entity)
            continue
        offset, end = entity["offset"], entity["offset"] + entity["length"]
        before = bisect_right(ends, offset)
        if bisect_left(starts, end) <= before:
            kept.append(entity | {"offset": offset + shifts[before]})
    return kept


def _is_placed(entity: Any) -> bool:
    return isinstance(entity, dict) and all(type(entity.get(key)) is int for key in ("offset", "length"))
