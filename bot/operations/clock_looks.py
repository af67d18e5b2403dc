"""Clock looks: whether the clock of this machine has gone on for a day without a leap, as the log remembers it.

A clock may be years ahead when the machine starts, and what is erased by its age then is gone. So looks at the clock
are noted, also through restarts: one a day and more after the first, with no leap on the way, agrees with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.storage import counters
from bot.storage.database import Connection

APART_S = 24 * 3600  # between two looks of which the second confirms the first
# From one look to the next: a longer way, or one back, is a leap, or nobody looked for too long.
_AHEAD_S, _BACK_S = 48 * 3600, 3600
_FIRST, _LAST = "clock looked at first", "clock looked at last"


@dataclass(frozen=True, slots=True)
class ClockLook:
    """A look at the clock, and the first one without a leap between them, in seconds since 1970."""

    first: int
    now: int

    @property
    def is_confirmed(self) -> bool:
        """Whether the clock agrees with a look of a day ago."""
        return self.now - self.first >= APART_S


def note(db: Connection, now: int) -> ClockLook:
    """Note a look at the clock, which says ``now``."""
    first, last = counters.value(db, _FIRST), counters.value(db, _LAST)
    if not first or not -_BACK_S <= now - last <= _AHEAD_S:
        first = now
    counters.store(db, _FIRST, first)
    counters.store(db, _LAST, now)
    return ClockLook(first, now)
