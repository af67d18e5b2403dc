"""Clock: the current time in UTC, as stored in the log, and as the date in China."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

CHINA = timezone(timedelta(hours=8))  # one time zone for the whole country, without summer time


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


def timestamp(timespec: Literal["seconds", "milliseconds", "microseconds"] = "seconds") -> str:
    """The current time in UTC, in ISO 8601, as rows store it."""
    return now().isoformat(timespec=timespec)


def today() -> str:
    """Today's date in China, in ISO form."""
    return now().astimezone(CHINA).date().isoformat()
