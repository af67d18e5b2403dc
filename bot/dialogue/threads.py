"""Chat threads: the last questions of each chat, which a new question may follow up, and whether the disclaimer was
shown. In memory only: after a restart a new conversation begins.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

IDLE_SECONDS = 30 * 60
MAX_QUESTIONS = 6


class ChatThreads:
    """The last questions of each chat; a question expires after half an hour. For use from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._chats: OrderedDict[int, list[tuple[float, str]]] = OrderedDict()
        self._disclaimed: OrderedDict[int, float] = OrderedDict()
        self._lock = threading.Lock()

    def history(self, chat: int) -> tuple[str, ...]:
        """The questions of this chat that a new one may follow up, oldest first."""
        with self._lock:
            deadline = self._expire()
            return tuple(question for asked, question in self._chats.get(chat, ()) if asked > deadline)

    def add(self, chat: int, question: str) -> None:
        """Add a question."""
        with self._lock:
            asked = self._chats.setdefault(chat, [])
            asked.append((self._clock(), question))
            del asked[:-MAX_QUESTIONS]
            self._chats.move_to_end(chat)

    def replace(self, chat: int, questions: Sequence[str]) -> None:
        """Replace the thread of a chat by these questions; without any it is deleted."""
        with self._lock:
            self._chats.pop(chat, None)
            if questions:
                self._chats[chat] = [(self._clock(), question) for question in questions[-MAX_QUESTIONS:]]

    def cut_off(self, chat: int, fragment: str) -> None:
        """Cut off the questions of a chat the part of a number that one of them ends with."""
        with self._lock:
            cut = []
            for asked, question in self._chats.pop(chat, ()):
                head, found, rest = question.rpartition(fragment)
                kept = head if found and not any(map(str.isalnum, rest)) else question
                if kept.strip():
                    cut.append((asked, kept))
            if cut:
                self._chats[chat] = cut

    def note_disclaimer(self, chat: int) -> bool:
        """Note that the disclaimer is shown in this chat; whether it was not, since the chat was silent for long."""
        with self._lock:
            now = self._clock()
            while self._disclaimed and next(iter(self._disclaimed.values())) <= now - IDLE_SECONDS:
                self._disclaimed.popitem(last=False)
            is_first = chat not in self._disclaimed
            self._disclaimed[chat] = now
            self._disclaimed.move_to_end(chat)
            return is_first

    def forget_disclaimer(self, chat: int) -> None:
        """Note that the message with the disclaimer is about to be replaced."""
        with self._lock:
            self._disclaimed.pop(chat, None)

    def _expire(self) -> float:
        # The chat that was silent longest is first, so no more chats are visited than dropped.
        deadline = self._clock() - IDLE_SECONDS
        while self._chats and next(iter(self._chats.values()))[-1][0] <= deadline:
            self._chats.popitem(last=False)
        return deadline
