"""Looks at the clock."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.operations import clock_looks
from bot.operations.clock_looks import APART_S
from bot.storage.database import DatabaseWorker

HOUR = 3600
START = 1_800_000_000


def confirmed(store: DatabaseWorker, looks: Sequence[float]) -> list[bool]:
    """Whether each of some looks, in hours from the start, is confirmed by those before."""
    return [
        store.write(lambda db: clock_looks.note(db, int(START + hours * HOUR)).is_confirmed)  # noqa: B023 - called at once
        for hours in looks
    ]


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([0, 1, 23, 24, 25, 40], [False, False, False, True, True, True]),
        ([0, 24, 24 + 47, 24 + 47 + 49], [False, True, True, False]),
        ([0, 24, 40_000, 40_001, 40_024], [False, True, False, False, True]),
        ([0, 24, -30, -20, -6], [False, True, False, False, True]),
        ([0, 24, 23.5, 24], [False, True, False, True]),
        ([0, 40_000, 1, 20, 26], [False, False, False, False, True]),
    ],
    ids=["a day", "nobody looked for two days", "a leap ahead", "a leap back", "put right", "ahead for an hour"],
)
def test_a_look_is_confirmed_by_one_a_day_ago(store: DatabaseWorker, looks: list[float], expected: list[bool]) -> None:
    """Unless the clock has leapt since, or nobody has looked at it for too long."""
    assert confirmed(store, looks) == expected


def test_looks_outlast_the_program(store: DatabaseWorker) -> None:
    """They stand in the log."""
    confirmed(store, [0])
    again = DatabaseWorker(store.path, "wenda", ())
    assert again.write(lambda db: clock_looks.note(db, START + APART_S)).is_confirmed
    again.close()
