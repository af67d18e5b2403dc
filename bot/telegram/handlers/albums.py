"""Albums: several pictures or files that are sent at once, and come as a message each."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from telegram import Message

MOST_KEPT = 1_000  # albums; the messages of one come within seconds


@dataclass(slots=True)
class Album:
    """What was said to an album: the message that asks for words, until it is answered, and the captions answered."""

    request: int | None = None
    answered: set[str] = field(default_factory=set)


class Albums:
    """The last albums, so that each is answered once. Belongs to one event loop.

    In memory only: an album on both sides of a restart is met twice.
    """

    def __init__(self) -> None:
        self._albums: OrderedDict[tuple[int, str], Album] = OrderedDict()

    def of(self, message: Message) -> Album:
        """The album of a message; a new one for a message that is in none."""
        if message.media_group_id is None:
            return Album()
        album = self._albums.setdefault((message.chat_id, message.media_group_id), Album())
        if len(self._albums) > MOST_KEPT:
            self._albums.popitem(last=False)
        return album
