"""The buttons of the staff desk and what they carry. What is longer than 64 bytes stands in the message itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from telegram import InlineKeyboardButton

from bot.dialogue.reply_blocks import mend


@dataclass(frozen=True, slots=True)
class Queue:
    """Show a page of the unanswered queue in the message's place."""

    code: ClassVar[str] = "u"
    page: int


@dataclass(frozen=True, slots=True)
class Open:
    """Show a topic in the message's place; ``page`` is where it was opened from."""

    code: ClassVar[str] = "t"
    topic: int
    page: int


@dataclass(frozen=True, slots=True)
class Act:
    """Do something about a topic: ``write``, ``words``, ``point``, ``beyond`` or ``ignore``."""

    code: ClassVar[str] = "w"
    act: str
    topic: int
    page: int


@dataclass(frozen=True, slots=True)
class Undo:
    """Take a decision back."""

    code: ClassVar[str] = "y"
    decision: int
    topic: int
    page: int


@dataclass(frozen=True, slots=True)
class Clause:
    """Show a clause beside a topic."""

    code: ClassVar[str] = "c"
    topic: int
    page: int
    key: str


@dataclass(frozen=True, slots=True)
class Point:
    """Say that this clause answers the topic."""

    code: ClassVar[str] = "p"
    topic: int
    page: int
    key: str


@dataclass(frozen=True, slots=True)
class Words:
    """What becomes of the entries that the message holds: ``keep``, ``force``, ``drop`` or ``undo``.

    ``decision`` is what ``undo`` takes back as well.
    """

    code: ClassVar[str] = "k"
    choice: str
    topic: int
    decision: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """Show a draft in the message's place."""

    code: ClassVar[str] = "j"
    number: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """``approve``, ``force``, ``refuse`` or ``withdraw`` a draft; ``version`` tells which wording was read."""

    code: ClassVar[str] = "v"
    choice: str
    number: int
    version: str


@dataclass(frozen=True, slots=True)
class Star:
    """``add`` the exchange under the message to the gold questions, or ``undo`` that."""

    code: ClassVar[str] = "g"
    choice: str


@dataclass(frozen=True, slots=True)
class StarTopic:
    """The same with the newest exchange of a topic, which the message shows."""

    code: ClassVar[str] = "h"
    choice: str
    interaction: int
    topic: int
    page: int


DeskPress = Queue | Open | Act | Undo | Clause | Point | Words | Draft | Verdict | Star | StarTopic
_KINDS: tuple[type[DeskPress], ...] = (
    Queue, Open, Act, Undo, Clause, Point, Words, Draft, Verdict, Star, StarTopic,
)  # fmt: skip
_BY_CODE = {kind.code: kind for kind in _KINDS}
_CHOICES = {
    Act: {"write", "words", "point", "beyond", "ignore"},
    Words: {"keep", "force", "drop", "undo"},
    Verdict: {"approve", "force", "refuse", "withdraw"},
    Star: {"add", "undo"},
    StarTopic: {"add", "undo"},
}


def pattern(*kinds: type[DeskPress]) -> str:
    """What callback data of these kinds look like.

    >>> pattern(Queue, Open)
    '^[ut]:'
    """
    return f"^[{''.join(kind.code for kind in kinds)}]:"


def desk_button(label: str, press: DeskPress) -> InlineKeyboardButton:
    """A button that stands for a press."""
    data = ":".join((press.code, *(str(getattr(press, field.name)) for field in fields(press))))
    # Telegram refuses a whole message for one blank label.
    return InlineKeyboardButton(mend(label).strip() or "…", callback_data=data)


def parse(data: str | None) -> DeskPress | None:
    """What a press means; None for data that we did not make.

    >>> parse("t:12:0"), parse("t:12"), parse("t:x:0"), parse("w:fly:1:0")
    (Open(topic=12, page=0), None, None, None)
    """
    code, *values = (data or "").split(":")
    kind = _BY_CODE.get(code)
    if kind is None or len(values) != len(fields(kind)):
        return None
    try:
        pairs = zip(fields(kind), values, strict=True)
        given = [_number(value) if field.type == "int" else value for field, value in pairs]
    except ValueError:
        return None
    if kind in _CHOICES and given[0] not in _CHOICES[kind]:
        return None
    return kind(*given)  # type: ignore[arg-type]  # by the types of its fields


def _number(value: str) -> int:
    number = int(value)
    # SQLite's integers have 64 bits.
    if not 0 <= number < 2**63:
        raise ValueError(value)
    return number
