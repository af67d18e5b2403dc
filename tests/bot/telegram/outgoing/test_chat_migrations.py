"""Groups that have become supergroups."""

from __future__ import annotations

import pytest

from bot.telegram.outgoing.chat_migrations import ChatMigrations


async def test_what_is_kept_moves_each_time_it_is_noted() -> None:
    """A question that was being logged under the old id meanwhile is moved by the next note."""
    moved: list[tuple[int, int]] = []
    migrations = ChatMigrations(lambda old, new: moved.append((old, new)))
    assert migrations.current(-5) == -5
    for _ in range(2):
        await migrations.note(-5, -1005)
    assert (migrations.current(-5), migrations.current(-1005)) == (-1005, -1005)
    assert moved == [(-5, -1005)] * 2


async def test_rows_that_cannot_be_moved_cost_nobody_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    """That is logged, and messages go to the new chat all the same."""

    def fail(old: int, new: int) -> None:
        raise OSError(28, "No space left on device")

    migrations = ChatMigrations(fail)
    await migrations.note(-5, -1005)
    assert migrations.current(-5) == -1005
    assert "could not be moved" in caplog.text
