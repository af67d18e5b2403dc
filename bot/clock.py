"""Clock: the current time in UTC, as stored in the log, and times and dates in China, as people read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

Record = dict[str, Any]

CHINA = timezone(timedelta(hours=8))  # one time zone for the whole country, without summer time

TIME_FIELDS = frozenset({"time", "first", "last", "created", "changed", "approved"})
_BY_DIGITS: dict[int, Literal["seconds", "milliseconds", "microseconds"]] = {3: "milliseconds", 6: "microseconds"}


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


def timestamp(timespec: Literal["seconds", "milliseconds", "microseconds"] = "seconds") -> str:
    """The current time in UTC, in ISO 8601, as rows store it."""
    return now().isoformat(timespec=timespec)


def today() -> str:
    """Today's date in China, in ISO form."""
    return now().astimezone(CHINA).date().isoformat()


def in_china(time: str) -> datetime:
    """A stored time as a time in China."""
    return datetime.fromisoformat(time).astimezone(CHINA)


def local_iso(time: str) -> str:
    """A stored time in China, in ISO 8601 with the zone, as exact as it is stored.

    >>> local_iso("2026-11-30T18:30:00.250+00:00")
    '2026-12-01T02:30:00.250+08:00'
    """
    fraction = time.partition(".")[2].partition("+")[0]
    return in_china(time).isoformat(timespec=_BY_DIGITS.get(len(fraction), "seconds"))


def local_time(time: str) -> str:
    """A stored time in China, to the second.

    >>> local_time("2026-11-30T18:30:00.250+00:00")
    '2026-12-01 02:30:00'
    """
    return in_china(time).strftime("%Y-%m-%d %H:%M:%S")


def local_day(time: str) -> str:
    """The day of a stored time in China.

    >>> local_day("2026-11-30T18:30:00.250+00:00")
    '2026-12-01'
    """
    return in_china(time).date().isoformat()


def with_local_times(record: Mapping[str, Any], fields: Collection[str] = TIME_FIELDS) -> Record:
    """A record, and the records in it, with the times of these fields in China, in ISO 8601 with the zone.

    >>> with_local_times({"id": 1, "time": "2026-11-30T18:30:00+00:00", "decision": None})
    {'id': 1, 'time': '2026-12-01T02:30:00+08:00', 'decision': None}
    """
    return {name: _with_local_time(value, name in fields, fields) for name, value in record.items()}


def _with_local_time(value: Any, is_time: bool, fields: Collection[str]) -> Any:
    match value:
        case str() if is_time and value:
            return local_iso(value)
        case dict():
            return with_local_times(value, fields)
    return value
