"""Buttons and what they carry.

A button that asks has its question as its label, and one that opens a passage carries the passage's key, so that both
work for as long as the message is there. What belongs to an answer is found by the message
(`bot.dialogue.exchange_history`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from urllib.parse import quote

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.dialogue.reply_blocks import mend
from bot.telegram.outgoing.markup import clip, units
from bot.telegram.views.contents_view import START
from bot.texts import chat
from retrieval.models import Passage, Quote

DATA_BYTES = 64  # Telegram's limit of callback data
COPY_UNITS = 256  # and of a text to copy
MOST_PASSAGES = 3
_DIGITS = 6  # of a page or a depth
Button = InlineKeyboardButton
Row = list[Button]


class Origin(StrEnum):
    """Where a passage was opened from, and so where one goes back to."""

    ANSWER = "a"
    CONTENTS = "o"
    LINK = "l"
    FOUND = "f"


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the question on the label."""

    question: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show a passage, or a page of it, in the message's place."""

    code: ClassVar[str] = "s"
    origin: Origin
    key: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """Show the answer in the message's place."""

    code: ClassVar[str] = "a"


@dataclass(frozen=True, slots=True)
class Further:
    """Show the quote of this number in the message's place."""

    code: ClassVar[str] = "m"
    at: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Say that an answer is ``good``, is ``bad``, why (one of `chat.COMPLAINTS`), or ``never`` mind."""

    code: ClassVar[str] = "r"
    verdict: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Show a page of a part of the contents; no key: of the list of reports."""

    code: ClassVar[str] = "o"
    key: str
    depth: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Mine:
    """Show a page of what is kept of the person."""

    code: ClassVar[str] = "d"
    page: int


@dataclass(frozen=True, slots=True)
class Find:
    """Show a page of what was looked up, or with a key the page that the passage stands on.

    The words are longer than a button can carry: they are read from the message (`bot.telegram.views.lookup_view`).
    """

    code: ClassVar[str] = "f"
    page: int
    key: str = ""


Press = Ask | Show | Answer | Further | Rate | Turn | Mine | Find
Turner = Callable[[int], Show | Turn | Mine | Find]
_VERDICTS = frozenset({"good", "bad", "never", *chat.COMPLAINTS})


def parse(data: str | None, message: object) -> Press | None:
    """What a press means; None for data that we did not make, or a message that Telegram no longer shows us."""
    code, *rest = (data or "").split(":")
    try:
        match code, rest:
            case "q", [_]:
                return _asked(data, message)
            case Show.code, [origin, key, page]:
                return Show(Origin(origin), key, _count(page))
            case Answer.code, []:
                return Answer()
            case Further.code, [at]:
                return Further(_count(at))
            case Rate.code, [verdict] if verdict in _VERDICTS:
                return Rate(verdict)
            case Turn.code, [key, depth, page]:
                return Turn(key, _count(depth), _count(page))
            case Mine.code, [page]:
                return Mine(_count(page))
            case Find.code, [page, key]:
                return Find(_count(page), key)
    except ValueError:
        pass
    return None


def _count(written: str) -> int:
    """A number as we write it: a changed client may send any other, which SQLite or Telegram would stumble over."""
    if len(written) > _DIGITS or not (written.isascii() and written.isdecimal()):
        raise ValueError(f"wanted a number of at most {_DIGITS} digits, found {written[:20]!r}")
    return int(written)


def _asked(data: str | None, message: object) -> Ask | None:
    if not isinstance(message, Message) or not message.reply_markup:
        return None
    buttons = (button for row in message.reply_markup.inline_keyboard for button in row)
    return next((Ask(button.text) for button in buttons if button.callback_data == data), None)


def button(label: str, press: Show | Answer | Further | Rate | Turn | Mine | Find) -> InlineKeyboardButton:
    """A button that stands for a press."""
    match press:
        case Show(origin, key, page):
            fields: tuple[object, ...] = (origin.value, key, page)
        case Turn(key, depth, page):
            fields = (key, depth, page)
        case Further(at):
            fields = (at,)
        case Rate(verdict):
            fields = (verdict,)
        case Mine(page):
            fields = (page,)
        case Find(page, key):
            fields = (page, key)
        case Answer():
            fields = ()
    # Telegram refuses a whole message for one blank label.
    return InlineKeyboardButton(mend(label).strip() or "…", callback_data=":".join(map(str, (press.code, *fields))))


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    """The rows that have buttons."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


def in_rows(buttons: Sequence[Button], width: int) -> list[Row]:
    """Buttons side by side, so many a row."""
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def questions(asked: Sequence[str]) -> list[Row]:
    """A row a question; a label of blanks, which Telegram refuses, has none."""
    return [[InlineKeyboardButton(text, callback_data=f"q:{i}")] for i, text in enumerate(asked) if text.strip()]


def rating(bad: bool = False) -> list[Row]:
    """Thumbs; after the second one, what was wrong."""
    if not bad:
        return [[button(chat.GOOD_BUTTON, Rate("good")), button(chat.BAD_BUTTON, Rate("bad"))]]
    why = [button(label, Rate(complaint)) for complaint, label in chat.COMPLAINTS.items()]
    return [why, [button(chat.NEVER_MIND, Rate("never"))]]


def copying(quoted: Quote | Passage) -> InlineKeyboardButton | None:
    """A button that copies the words with their citation; the words are cut where both are too long for it."""
    room = COPY_UNITS - units(chat.COPIED.format(quote="", citation=quoted.citation))
    if room < COPY_UNITS // 4:
        return None
    words = clip(" ".join(quoted.text.split()), room)
    return InlineKeyboardButton(
        chat.COPY_BUTTON, copy_text=CopyTextButton(mend(chat.COPIED.format(quote=words, citation=quoted.citation)))
    )


def link(username: str, key: str) -> str:
    """The deep link to a passage."""
    return f"https://t.me/{username}?start={START}{key}"


def sharing(username: str, passage: Passage, key: str) -> InlineKeyboardButton:
    """A button that lets a person choose whom to send the deep link to."""
    named = quote(mend(clip(passage.citation, 200)))
    url = f"https://t.me/share/url?url={quote(link(username, key), safe='')}&text={named}"
    return InlineKeyboardButton(chat.SHARE_BUTTON, url=url)
