"""Keyboards: rows of buttons and their labels.

A button that asks has its question as its label, and one that opens a passage carries the passage's key, so that both
work for as long as the message is there. What belongs to an answer is found by the message
(`bot.dialogue.exchange_history`).
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.strings import mend, one_line
from bot.telegram.outgoing.callback_data import DEEP_LINK_PREFIX, AskQuestionPress, Press, RateAnswerPress, encode
from bot.telegram.outgoing.markup import clip, units
from bot.texts import chat
from retrieval.models import Passage, Quote

COPY_UNITS = 256  # Telegram's limit of a text to copy
MOST_PASSAGES = 3
Button = InlineKeyboardButton
Row = list[Button]


def button(label: str, press: Press) -> InlineKeyboardButton:
    """A button that stands for a press."""
    # Telegram refuses a whole message for one blank label.
    return InlineKeyboardButton(mend(label).strip() or "…", callback_data=encode(press))


def label_of(message: Message, data: str | None) -> str | None:
    """The label of the message's button with this data."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return next((button.text for row in rows for button in row if button.callback_data == data), None)


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    """The rows that have buttons."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


def in_rows(buttons: Sequence[Button], width: int) -> list[Row]:
    """Buttons side by side, so many a row."""
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def questions(asked: Sequence[str]) -> list[Row]:
    """A row a question; a label of blanks, which Telegram refuses, has none."""
    presses = ((text, AskQuestionPress(at)) for at, text in enumerate(asked) if text.strip())
    return [[InlineKeyboardButton(text, callback_data=encode(press))] for text, press in presses]


def rating(bad: bool = False) -> list[Row]:
    """Thumbs; after the second one, what was wrong."""
    if not bad:
        return [[button(chat.GOOD_BUTTON, RateAnswerPress("good")), button(chat.BAD_BUTTON, RateAnswerPress("bad"))]]
    why = [button(label, RateAnswerPress(complaint)) for complaint, label in chat.COMPLAINTS.items()]
    return [why, [button(chat.NEVER_MIND, RateAnswerPress("never"))]]


def copying(quoted: Quote | Passage) -> InlineKeyboardButton | None:
    """A button that copies the words with their citation; the words are cut where both are too long for it."""
    room = COPY_UNITS - units(chat.COPIED.format(quote="", citation=quoted.citation))
    if room < COPY_UNITS // 4:
        return None
    words = clip(one_line(quoted.text), room)
    return InlineKeyboardButton(
        chat.COPY_BUTTON, copy_text=CopyTextButton(mend(chat.COPIED.format(quote=words, citation=quoted.citation)))
    )


def link(username: str, key: str) -> str:
    """The deep link to a passage."""
    return f"https://t.me/{username}?start={DEEP_LINK_PREFIX}{key}"


def sharing(username: str, passage: Passage, key: str) -> InlineKeyboardButton:
    """A button that lets a person choose whom to send the deep link to."""
    named = quote(mend(clip(passage.citation, 200)))
    url = f"https://t.me/share/url?url={quote(link(username, key), safe='')}&text={named}"
    return InlineKeyboardButton(chat.SHARE_BUTTON, url=url)
