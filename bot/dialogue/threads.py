"""Chat threads: the last questions of each chat, which a new question may follow up, and whether the disclaimer was
shown. In memory only: after a restart a new conversation begins.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

IDLE_SECONDS = 30 * 60
MAX_QUESTIONS = 6


@dataclass(frozen=True, slots=True)
class ThreadQuestion:
    """A question of a thread: when it was asked, and by whom, where that is known."""

    asked: float
    text: str
    user: int | None


class ChatThreads:
    """The last questions of each chat; a question expires after half an hour. For use from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._chats: OrderedDict[int, list[ThreadQuestion]] = OrderedDict()
        self._disclaimed: OrderedDict[int, float] = OrderedDict()
        self._lock = threading.Lock()

    def history(self, chat: int) -> tuple[str, ...]:
        """The questions of this chat that a new one may follow up, oldest first."""
        with self._lock:
            deadline = self._expire()
            return tuple(each.text for each in self._chats.get(chat, ()) if each.asked > deadline)

    def add(self, chat: int, question: str, user: int | None = None) -> None:
        """Add a question of a person."""
        with self._lock:
            asked = self._chats.setdefault(chat, [])
            asked.append(ThreadQuestion(self._clock(), question, user))
            del asked[:-MAX_QUESTIONS]
            self._chats.move_to_end(chat)

    def replace(self, chat: int, questions: Sequence[str]) -> None:
        """Replace the thread of a chat by these questions; without any it is deleted."""
        with self._lock:
            self._chats.pop(chat, None)
            if questions:
                # In a private chat, whose id is the person's, all are theirs. Ids of groups are negative.
                user, now = chat if chat > 0 else None, self._clock()
                self._chats[chat] = [ThreadQuestion(now, question, user) for question in questions[-MAX_QUESTIONS:]]

    def move(self, old: int, new: int) -> None:
        """Put the thread of a chat before that of the one that it has become."""
        with self._lock:
            if asked := [*self._chats.pop(old, ()), *self._chats.pop(new, ())]:
                self._chats[new] = asked[-MAX_QUESTIONS:]
            if shown := [self._disclaimed.pop(chat) for chat in (old, new) if chat in self._disclaimed]:
                self._disclaimed[new] = max(shown)

    def forget(self, user: int) -> None:
        """Drop the questions of a person from every thread, and those that may be theirs."""
        with self._lock:
            for chat, asked in list(self._chats.items()):
                left = [each for each in asked if chat != user and each.user not in (user, None)]
                if left:
                    self._chats[chat] = left
                else:
                    del self._chats[chat]
            self._disclaimed.pop(user, None)

    def cut_off(self, chat: int, fragment: str) -> None:
        """Cut off the questions of a chat the part of a number that one of them ends with."""
        with self._lock:
            cut = []
            for each in self._chats.pop(chat, ()):
                head, found, rest = each.text.rpartition(fragment)
                kept = head if found and not any(map(str.isalnum, rest)) else each.text
                if kept.strip():
                    cut.append(replace(each, text=kept))
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
        while self._chats and next(iter(self._chats.values()))[-1].asked <= deadline:
            self._chats.popitem(last=False)
        return deadline
