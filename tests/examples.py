"""How much a test tries: a part of it all day, all of it in ``make check``.

A number in a test is the full one: the examples of a property, or a size. The profile, chosen by
``--hypothesis-profile``, says which part of it is tried.
"""

from __future__ import annotations

from hypothesis import settings

FULL = 100
PROFILES = {"quick": 10, "full": FULL}
_FEWEST = 10


def register() -> None:
    """Make the profiles known; ``quick`` holds unless another is chosen."""
    for name, percent in PROFILES.items():
        settings.register_profile(name, max_examples=percent, deadline=None)
    settings.load_profile("quick")


def examples(count: int) -> int:
    """The part of a full number that the profile tries."""
    return max(min(count, _FEWEST), count * settings().max_examples // FULL)
