"""Attempts at an update."""

from __future__ import annotations

import pytest

from bot.storage.update_inbox import QueuePosition
from bot.telegram.updates.attempt import MOST_FAILURES, Attempt, EarlierAttempt

POSITION = QueuePosition(1, 7)


@pytest.mark.parametrize(
    ("earlier", "before", "is_logged", "after"),
    [
        (EarlierAttempt.SAME_RUN, False, True, False),
        (EarlierAttempt.SAME_RUN, True, True, True),
        (EarlierAttempt.SAME_RUN, True, False, False),
        (EarlierAttempt.EARLIER_RUN, False, True, True),
        (EarlierAttempt.EARLIER_RUN, True, False, False),
        (EarlierAttempt.UNLOGGED, True, False, True),
        (EarlierAttempt.UNLOGGED, True, True, True),
    ],
)
def test_the_log_tells_whether_a_reply_may_have_arrived(
    earlier: EarlierAttempt, before: bool, is_logged: bool, after: bool
) -> None:
    """What is not logged was not sent, unless it was handled without a log; what an earlier run logged may be sent."""
    attempt = Attempt(POSITION, earlier=earlier, maybe_delivered=before)
    attempt.compare_with_log(is_logged)
    assert attempt.maybe_delivered is after


def test_the_last_attempt_is_known_by_the_failures_before_it() -> None:
    """After one failure less than sets an update aside comes the last attempt."""
    lasts = [Attempt(POSITION, failures).is_last for failures in range(MOST_FAILURES)]
    assert lasts == [False] * (MOST_FAILURES - 1) + [True]


def test_notes_go_with_one_message() -> None:
    """The next message takes all notes, the one after it none."""
    attempt = Attempt(POSITION, notes=["late"])
    assert (attempt.take_notes(), attempt.take_notes()) == (["late"], [])
