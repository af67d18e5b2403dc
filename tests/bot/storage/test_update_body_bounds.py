"""Bounds of bodies: what Telegram sends is kept whole; what it cannot have sent is cut, whatever its shape."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.storage.update_body import LONGEST_TEXT, MOST_LEVELS, MOST_VALUES, bounded


def test_a_body_within_the_bounds_is_kept_as_it_is() -> None:
    """The longest text with the most entities, in a reply to another like it."""
    entities = [{"type": "bold", "offset": at, "length": 1} for at in range(100)]
    message = {"message_id": 1, "date": 0, "text": "问" * 4096, "entities": entities, "unknown": [None, 1.5, True, {}]}
    update = {"update_id": 1, "message": {**message, "reply_to_message": message}}
    assert bounded(update) == update


@pytest.mark.parametrize(
    "value",
    ["字" * 500_000, ["字" * 100] * 50_000, {str(at): at for at in range(50_000)}, [[]] * 50_000, [[[]] * 300] * 300],
    ids=("text", "texts", "fields", "lists", "lists of lists"),
)
def test_a_large_body_is_cut_and_keeps_its_number(value: Any) -> None:
    """Wherever the number stands."""
    kept = bounded({"unknown": value, "update_id": 7})
    assert kept["update_id"] == 7
    assert len(json.dumps(kept, ensure_ascii=False)) < MOST_VALUES * 110
    assert count(kept) <= MOST_VALUES + 2


def test_a_deep_body_is_cut() -> None:
    """As deep as the parser takes it."""
    kept, levels = bounded(json.loads('{"update_id": 1, "a": ' + "[" * 900 + "]" * 900 + "}"))["a"], 0
    while kept:
        (kept,), levels = kept, levels + 1
    assert levels == MOST_LEVELS


def test_a_long_name_is_cut() -> None:
    """Names of fields are texts too."""
    assert bounded({"update_id": 1, "n" * 500_000: 1}) == {"update_id": 1, "n" * LONGEST_TEXT: 1}


def count(value: Any) -> int:
    """The values in a value, itself among them."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(count, inner))
