"""Clock: the time now, as a moment, as the log stores it, and as the day in China."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

CHINA = timezone(timedelta(hours=8))  # one time for the whole country, without summer time


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def timestamp(timespec: Literal["seconds", "milliseconds", "microseconds"] = "seconds") -> str:
    """The moment in UTC and in ISO form, as rows hold it."""
    return now().isoformat(timespec=timespec)


def today() -> str:
    """Today's date in China, in ISO form."""
    return now().astimezone(CHINA).date().isoformat()
