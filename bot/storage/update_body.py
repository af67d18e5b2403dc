"""Update body: what is read of an update's JSON before it is parsed: its chat, its length, numbers that no update of
Telegram holds, and what is beyond the size of any.

Telegram's numbers fit 64 bits, as SQLite's do; its dates are seconds since 1970, 0 where there is none. What they are
compared with is fixed: the clock of this machine may be wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeGuard

Body = dict[str, Any]

_LAST_DATE = 2**32 - 1  # in the year 2106
# Telegram's texts have up to 4,096 characters (Bot API, "Message"), its updates a few thousand values.
LONGEST_TEXT = 8_192  # characters
MOST_VALUES = 10_000
MOST_LEVELS = 100  # Telegram nests a dozen


class ImplausibleUpdateError(ValueError):
    """An update with a number or a date that cannot be meant."""


class UnreadableBodyError(ValueError):
    """A body that is no update: no JSON, no object, or without a number that can be kept."""


def parsed(raw: bytes) -> Body:
    """The update of a body as it was received. Only its shape is looked at, not what it holds.

    >>> parsed(b'{"update_id": 1}')
    {'update_id': 1}
    >>> parsed(b'{"update_id": "1"}')
    Traceback (most recent call last):
    bot.storage.update_body.UnreadableBodyError: wanted an object with a whole update_id
    """
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadableBodyError(f"wanted JSON: {error}") from error
    if not isinstance(body, dict) or not is_number(body.get("update_id")):
        raise UnreadableBodyError("wanted an object with a whole update_id")
    return body


def chat_of(body: Body) -> int | None:
    """The chat that an update belongs to, else the person it comes from: updates of one chat are handled in order.

    >>> chat_of({"update_id": 1, "callback_query": {"from": {"id": 2}, "message": {"chat": {"id": 3}}}})
    3
    """
    for part in _parts(body):
        message = part.get("message")
        holder = message if isinstance(message, dict) else part
        for owner in (holder.get("chat"), part.get("from"), part.get("user")):
            if isinstance(owner, dict) and isinstance(owner.get("id"), int):
                return int(owner["id"])
    return None


def is_from(body: Body, person: int) -> bool:
    """Whether an update was sent by this person, stands in their private chat, or asks about what they wrote.

    >>> is_from({"update_id": 1, "message": {"chat": {"id": -3}, "from": {"id": 2}}}, 2)
    True
    """
    for part in _parts(body):
        message, replied = part.get("message"), part.get("reply_to_message")
        owners = (
            part.get("from"),
            part.get("user"),
            part.get("chat"),
            isinstance(message, dict) and message.get("chat"),
            isinstance(replied, dict) and replied.get("from"),
            _sender_elsewhere(part),
        )
        if any(isinstance(owner, dict) and owner.get("id") == person for owner in owners):
            return True
    return False


def _sender_elsewhere(message: Body) -> Any:
    """Who wrote the message of another chat that is replied to."""
    elsewhere = message.get("external_reply")
    origin = elsewhere.get("origin") if isinstance(elsewhere, dict) else None
    return isinstance(origin, dict) and origin.get("sender_user")


def text_length(body: Body) -> int:
    """The length of the longest text that somebody wrote in an update, in characters.

    >>> text_length({"update_id": 1, "message": {"text": "有几台"}})
    3
    """
    texts = [part.get(name) for part in _parts(body) for name in ("text", "caption", "query")]
    return max((len(text) for text in texts if isinstance(text, str)), default=0)


def is_number(found: object) -> TypeGuard[int]:
    """Whether this is a whole number that fits 64 bits.

    >>> is_number(-(1 << 62)), is_number(1 << 63), is_number(True), is_number("1")
    (True, False, False, False)
    """
    return isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 63


def is_date(found: object) -> TypeGuard[int]:
    """Whether this is a number of seconds that a date can be.

    >>> is_date(0), is_date(-1), is_date(10**12)
    (True, False, False)
    """
    return is_number(found) and 0 <= found <= _LAST_DATE


def plausible(update: Body) -> Body:
    """The update as it is. Raises `ImplausibleUpdateError` where a whole number in it cannot be meant.

    >>> plausible({"update_id": 1, "message": {"date": 10**12}})
    Traceback (most recent call last):
    bot.storage.update_body.ImplausibleUpdateError: message.date: wanted seconds since 1970, found 1.0e+12
    """
    for where, number in _numbers(update, ""):
        name = where.rpartition(".")[2]
        if not is_number(number):
            raise ImplausibleUpdateError(f"{where}: wanted a number of 64 bits, found one of {number.bit_length()}")
        if (name == "date" or name.endswith("_date")) and not is_date(number):
            raise ImplausibleUpdateError(f"{where}: wanted seconds since 1970, found {number:.1e}")
    return update


def bounded(body: Body) -> Body:
    """The update with texts of at most `LONGEST_TEXT` characters, and the first `MOST_VALUES` values of it.

    >>> bounded({"message": {"text": "有几台"}, "update_id": 1})
    {'update_id': 1, 'message': {'text': '有几台'}}
    """
    return {"update_id": body["update_id"], **_Bounds().fields(body, 0)}


class _Bounds:
    """Bounds of one update: values are counted over all levels, in the order in which they stand."""

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def fields(self, value: dict[str, Any], level: int) -> dict[str, Any]:
        """The fields of an object that are within the bounds."""
        kept = {}
        for name, inner in value.items():
            if self._left <= 0:
                break
            kept[name[:LONGEST_TEXT]] = self._value(inner, level + 1)
        return kept

    def _value(self, value: Any, level: int) -> Any:
        self._left -= 1
        match value:
            case str():
                return value[:LONGEST_TEXT]
            case dict() | list() if level > MOST_LEVELS:
                return None
            case dict():
                return self.fields(value, level)
            case list():
                return self._items(value, level)
            case _:
                return value

    def _items(self, items: list[Any], level: int) -> list[Any]:
        kept = []
        for inner in items:
            if self._left <= 0:
                break
            kept.append(self._value(inner, level + 1))
        return kept


def _parts(body: Body) -> Iterator[Body]:
    return (part for part in body.values() if isinstance(part, dict))


def _numbers(value: Any, where: str) -> Iterator[tuple[str, int]]:
    """The whole numbers in a part of an update, each with its place."""
    match value:
        case bool():
            return
        case int():
            yield where, value
        case dict():
            for name, inner in value.items():
                yield from _numbers(inner, f"{where}.{name}" if where else str(name))
        case list():
            for inner in value:
                yield from _numbers(inner, where)
