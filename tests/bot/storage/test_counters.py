"""Counters and ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.storage import counters
from bot.storage.interactions import MIGRATIONS


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty log."""
    with Database(tmp_path / "log.db") as found:
        for migrate in MIGRATIONS:
            migrate(found)
        yield found


def test_a_counter_begins_at_nothing_and_goes_up_by_one(db: Database) -> None:
    """Each one for itself."""
    counters.increment(db, "a")
    counters.increment(db, "a")
    assert [counters.value(db, name) for name in ("a", "b")] == [2, 0]


def test_a_counter_that_is_set_may_go_back(db: Database) -> None:
    """Whether it was there or not."""
    found = []
    for number in (5, 3):
        counters.store(db, "look", number)
        found.append(counters.value(db, "look"))
    assert found == [5, 3]


def test_a_counter_never_goes_back(db: Database) -> None:
    """Raising it tells whether it stood lower."""
    assert [counters.raise_to(db, "week", week) for week in (202648, 202648, 202647, 202702)] == [
        True, False, False, True,
    ]  # fmt: skip
    assert counters.value(db, "week") == 202702
    counters.clear(db, "week")
    assert counters.value(db, "week") == 0


def test_an_id_is_above_every_row_and_above_what_the_counter_remembers(db: Database) -> None:
    """Rows that were deleted keep their ids where a counter remembers the highest."""
    assert counters.next_id(db, "notices") == 1
    db.table("notices").insert({"id": 7, "text": "", "time": ""})
    assert (counters.highest_id(db, "notices"), counters.next_id(db, "notices", "given")) == (7, 8)
    counters.raise_to(db, "given", 9)
    assert (counters.next_id(db, "notices"), counters.next_id(db, "notices", "given")) == (8, 10)
