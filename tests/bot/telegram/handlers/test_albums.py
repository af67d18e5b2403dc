"""Albums: which pictures belong together, and for how long that is remembered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import Chat, Message

from bot.telegram.handlers import albums
from bot.telegram.handlers.albums import Albums


def test_the_latest_albums_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of one album share it until so many others have come; a message alone has none to share."""
    monkeypatch.setattr(albums, "MOST_KEPT", 2)
    kept = Albums()

    def picture(group: str | None) -> Message:
        return Message(1, datetime(2026, 1, 1, tzinfo=UTC), Chat(5, Chat.PRIVATE), media_group_id=group)

    first = kept.of(picture("a"))
    assert kept.of(picture("a")) is first
    assert kept.of(picture(None)) is not kept.of(picture(None))
    kept.of(picture("b"))
    kept.of(picture("c"))
    assert kept.of(picture("a")) is not first
