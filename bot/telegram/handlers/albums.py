"""Albums: several pictures or files that are sent at once, and come as a message each."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from telegram import Message

from bot.strings import text_digest

MOST_KEPT = 1_000  # albums; the messages of one come within seconds


@dataclass(slots=True)
class Album:
    """What was said to an album: the message that asks for words, until it is answered, and digests of the captions
    that were answered: nobody's words stay here after an erasure.
    """

    request: int | None = None
    _answered: set[str] = field(default_factory=set)

    @property
    def is_answered(self) -> bool:
        """Whether any of its captions was answered."""
        return bool(self._answered)

    def has_answered(self, caption: str) -> bool:
        """Whether this caption was answered."""
        return text_digest(caption) in self._answered

    def answer(self, caption: str) -> None:
        """Note that a caption was answered, in place of the request for words."""
        self.request = None
        self._answered.add(text_digest(caption))


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
