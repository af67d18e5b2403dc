"""Per-chat queue: hands updates out in order, one at a time for each chat."""

from __future__ import annotations

import heapq
from bisect import insort
from collections.abc import Hashable

from bot.storage.update_inbox import QueuePosition


class PerChatQueue:
    """A queue of positions for each chat. A chat is blocked from `pop` until `release`.

    Of the chats that are not blocked, the one whose first position has the lowest turn comes next.
    """

    def __init__(self) -> None:
        self._by_chat: dict[Hashable, list[QueuePosition]] = {}
        self._blocked: set[Hashable] = set()  # chats with an update in progress, and those in the heap already
        self._ready: list[tuple[int, int, int, Hashable]] = []  # a heap of chats by the turn of their first position

    def __len__(self) -> int:
        """The number of waiting positions."""
        return sum(map(len, self._by_chat.values()))

    def __bool__(self) -> bool:
        """Whether `pop` would return a position."""
        return bool(self._ready)

    def add(self, position: QueuePosition) -> None:
        """Insert a position in order: updates of a webhook come over many connections and may overtake each other."""
        chat = _key(position)
        insort(self._by_chat.setdefault(chat, []), position)
        self._offer(chat)

    def pop(self) -> QueuePosition:
        """Remove and return the next position, and block its chat. Raises IndexError where no chat is ready.

        >>> queue = PerChatQueue()
        >>> for number, chat in ((3, 7), (1, 8), (2, 7)):
        ...     queue.add(QueuePosition(number, chat))
        >>> queue.pop().number, queue.pop().number, bool(queue)
        (1, 2, False)
        """
        first = self.peek()
        *_, chat = heapq.heappop(self._ready)
        waiting = self._by_chat[chat]
        del waiting[0]
        if not waiting:
            del self._by_chat[chat]
        return first

    def peek(self) -> QueuePosition:
        """The position that `pop` would return. Raises IndexError where no chat is ready."""
        while True:
            *turn, chat = self._ready[0]
            first = self._by_chat[chat][0]
            if first.turn == tuple(turn):
                return first
            heapq.heapreplace(self._ready, (*first.turn, chat))  # an earlier position was added meanwhile

    def release(self, position: QueuePosition) -> None:
        """Unblock the chat of this position."""
        self._blocked.discard(_key(position))
        self._offer(_key(position))

    def _offer(self, chat: Hashable) -> None:
        waiting = self._by_chat.get(chat)
        if waiting and chat not in self._blocked:
            self._blocked.add(chat)
            heapq.heappush(self._ready, (*waiting[0].turn, chat))


def _key(position: QueuePosition) -> Hashable:
    # An update without a chat is a chat of its own, which must differ from a chat with the same number.
    return position.number if position.chat is None else (position.chat,)
