"""The day, as the offices that are served write it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))  # one time for the whole country, without summer time


def today() -> str:
    """Today's date in China, in ISO form."""
    return datetime.now(CHINA).date().isoformat()
