"""Number fragments: how each person's last messages end, where that may be part of a number that goes on in the next.

In memory only, for half an hour: a number whose parts are further apart, or on both sides of a restart, is not seen.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.dialogue.threads import IDLE_SECONDS
from bot.privacy.redaction import mask
from bot.privacy.split_numbers import find_split, is_number_only, number_end
from bot.storage.interactions import PendingRow
from bot.texts.replies import MASKS

_MAX_PARTS = 12  # a telephone number that is sent digit by digit
_MAX_PEOPLE = 1000

Person = tuple[int, int | None]
"""Telegram's ids of a chat and of a user in it."""


@dataclass(frozen=True, slots=True)
class NumberFragment:
    """Part of a number in an earlier message: the letters of it, what replaces them, and the row of that message."""

    text: str
    mask: str
    entry: PendingRow | None


@dataclass(frozen=True, slots=True)
class CompletedNumber:
    """A message without the last part of a number, and the parts in the messages before it."""

    question: str
    own: str
    fragments: tuple[NumberFragment, ...] = ()


@dataclass(frozen=True, slots=True)
class _MessageEnd:
    time: float
    text: str
    entry: PendingRow | None


class NumberFragments:
    """The ends of messages of each person. For use from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._people: OrderedDict[Person, list[_MessageEnd]] = OrderedDict()
        self._lock = threading.Lock()

    def complete(self, person: Person, question: str) -> CompletedNumber:
        """The question with what completes a number masked, and the parts that came before it."""
        ends = self._ends(person)
        *earlier, own = find_split([end.text for end in ends], question)
        if not own:
            return CompletedNumber(question, "")
        fragments = tuple(
            NumberFragment(end.text[part.start : part.end], MASKS[part.kind], end.entry)
            for end, parts in zip(ends, earlier, strict=True)
            for part in parts
        )
        return CompletedNumber(mask(question, own), question[own[0].start : own[0].end], fragments)

    def note(self, person: Person, question: str, entry: PendingRow | None) -> None:
        """Note how a message ends. One of nothing but digits continues those before it."""
        end = number_end(question)
        before = self._ends(person) if is_number_only(question) else []
        with self._lock:
            self._people.pop(person, None)
            if end:
                self._people[person] = [*before, _MessageEnd(self._clock(), end, entry)][-_MAX_PARTS:]
            if len(self._people) > _MAX_PEOPLE:
                self._people.popitem(last=False)

    def clear(self, number: int) -> None:
        """Forget what is known of a chat, or of a user in any chat: a private chat has the id of its user."""
        with self._lock:
            for person in [person for person in self._people if number in person]:
                del self._people[person]

    def _ends(self, person: Person) -> list[_MessageEnd]:
        with self._lock:
            deadline = self._clock() - IDLE_SECONDS
            return [end for end in self._people.get(person, ()) if end.time > deadline]
