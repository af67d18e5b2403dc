"""How many examples a property is tried with: few all day, all of them in ``make check``.

A count in a test is the full one. The profile, chosen by ``--hypothesis-profile``, says which part of it is run.
"""

from __future__ import annotations

from hypothesis import settings

FULL = 100
PROFILES = {"quick": 20, "full": FULL}
_FEWEST = 10


def register() -> None:
    """Make the profiles known; ``quick`` holds unless another is chosen."""
    for name, percent in PROFILES.items():
        settings.register_profile(name, max_examples=percent, deadline=None)
    settings.load_profile("quick")


def examples(count: int) -> int:
    """The part of a full count that the profile runs."""
    return max(min(count, _FEWEST), count * settings().max_examples // FULL)
