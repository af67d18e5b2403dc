"""No text, however long and hostile, holds the bot up."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from bot.dialogue.reply_blocks import BlockKind, ReplyBlock
from bot.privacy.redaction import redact, remove_masks
from bot.telegram.handlers.addressing import condensed
from bot.telegram.outgoing.markup import compose, text_markup
from bot.telegram.updates.bodies.minimization import minimal
from tests.pace import cost, growth
from tests.patterns import LENGTH, hostile_texts, patterns_of

SECONDS = LENGTH * 0.5 / 100_000  # for an expression that meets a text of 100 kB
LONGER = LENGTH * 6.0 / 100_000  # for a whole function, which meets it with several
PATTERNS = patterns_of("bot")
TEXTS = hostile_texts()


@pytest.mark.sized
@pytest.mark.parametrize("place", PATTERNS)
def test_no_expression_takes_more_than_linear_time(place: str) -> None:
    """Searching a hostile text of 100 kB, and finding all matches in it, is done at once."""
    pattern = PATTERNS[place]
    for name, text in TEXTS.items():
        for search in (pattern.search, lambda text: deque(pattern.finditer(text), maxlen=0)):
            assert cost(lambda search=search, text=text: search(text), SECONDS) < SECONDS, name  # type: ignore[misc]


def _update(text: str) -> dict[str, Any]:
    chat = {"id": 5, "type": "private"}
    entities = [{"type": "bold", "offset": at, "length": 3} for at in range(0, 100_000, 500)]
    return {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": chat, "text": text, "entities": entities}}


@pytest.mark.sized
@pytest.mark.parametrize(
    "function",
    [
        redact,
        remove_masks,
        condensed,
        text_markup,
        lambda text: minimal(_update(text)),
        lambda text: remove_masks(redact("［手机号］" + text)),
        lambda text: compose([ReplyBlock(BlockKind.QUOTE, text, ((0, 5), (9, 20)))]),
    ],
    ids=["redact", "unmasked", "condensed", "text_markup", "minimal", "redact and unmask", "compose"],
)
@pytest.mark.parametrize("name", TEXTS)
def test_no_function_takes_more_than_linear_time(name: str, function: Callable[[str], Any]) -> None:
    """What every message goes through takes a text of 100 kB in its stride, although Telegram's limit is far below."""
    assert cost(lambda: function(TEXTS[name]), LONGER) < LONGER


def test_masks_in_a_row_take_linear_time() -> None:
    """A text of nothing but masks and separators is no worse."""
    assert cost(lambda: remove_masks("，［手机号］" * 14_000), LONGER) < LONGER


def test_the_collector_finds_what_is_there() -> None:
    """The expressions by name, and those in tuples, lists, dicts and dataclasses."""
    assert "bot.privacy.email_addresses._DOMAIN" in PATTERNS
    assert "bot.privacy.personal_patterns.PATTERN_KINDS[1].expression" in PATTERNS
    assert "bot.telegram.handlers.addressing._ASKING" in PATTERNS
    assert len(PATTERNS) >= 15


@pytest.mark.slow
def test_the_texts_hurt_an_expression_that_can_be_hurt() -> None:
    """One with nested repetitions does not pass."""
    bad = re.compile(r"(?:[0-9]+ ?)+x")
    assert growth(lambda size: bad.search("1" * size), 6) > 20
    assert any(name.startswith("1") for name in TEXTS)
