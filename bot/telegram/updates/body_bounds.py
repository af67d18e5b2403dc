"""Body bounds: cuts an update to a size that Telegram's own never reach, so that no body costs more than another.

Texts have up to 4,096 characters (Bot API, "Message"), and an update a few thousand values. What is beyond the bounds
was not made by Telegram; the rest of it is handled like any other update.
"""

from __future__ import annotations

from typing import Any

from bot.storage.update_body import Body

LONGEST_TEXT = 8_192  # characters
MOST_VALUES = 10_000
MOST_LEVELS = 100  # Telegram nests a dozen


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
