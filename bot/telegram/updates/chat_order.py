"""Who is next: updates in the order of their numbers within a chat, one at a time, the chats by their oldest. Pure."""

from __future__ import annotations

import heapq
from bisect import insort
from collections.abc import Hashable

from bot.storage.update_inbox import QueuePosition


class PerChatQueue:
    """A line of tickets for each chat. A chat that was called is held up until it is freed."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, list[QueuePosition]] = {}
        self._held_up: set[Hashable] = set()
        self._ready: list[tuple[int, int, Hashable]] = []  # a heap of the chats that may be called, by their first

    def __len__(self) -> int:
        """How many tickets wait."""
        return sum(map(len, self._lines.values()))

    def __bool__(self) -> bool:
        """Whether somebody can be called."""
        return bool(self._ready)

    def add(self, ticket: QueuePosition) -> None:
        """Put a ticket where its number belongs: a webhook has many connections, which overtake each other."""
        chat = _key(ticket)
        insort(self._lines.setdefault(chat, []), ticket)
        self._offer(chat)

    def call(self) -> QueuePosition:
        """The next ticket; its chat is held up from now on. Raises IndexError where nobody can be called.

        >>> lines = PerChatQueue()
        >>> for number, chat in ((3, 7), (1, 8), (2, 7)):
        ...     lines.add(QueuePosition(number, chat))
        >>> lines.call().number, lines.call().number, bool(lines)
        (1, 2, False)
        """
        first = self.next()
        *_, chat = heapq.heappop(self._ready)
        line = self._lines[chat]
        del line[0]
        if not line:
            del self._lines[chat]
        return first

    def next(self) -> QueuePosition:
        """The same ticket without calling it. Raises IndexError where nobody can be called."""
        while True:
            *rank, chat = self._ready[0]
            first = self._lines[chat][0]
            if first.rank == tuple(rank):
                return first
            heapq.heapreplace(self._ready, (*first.rank, chat))  # somebody came before them meanwhile

    def free(self, ticket: QueuePosition) -> None:
        """Let the next one of this ticket's chat have its turn."""
        self._held_up.discard(_key(ticket))
        self._offer(_key(ticket))

    def _offer(self, chat: Hashable) -> None:
        line = self._lines.get(chat)
        if line and chat not in self._held_up:
            self._held_up.add(chat)
            heapq.heappush(self._ready, (*line[0].rank, chat))


def _key(ticket: QueuePosition) -> Hashable:
    # An update without a chat stands for itself, and must not be taken for a chat of the same number.
    return ticket.number if ticket.chat is None else (ticket.chat,)
