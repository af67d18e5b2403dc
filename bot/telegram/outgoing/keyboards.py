"""Keyboards: rows of buttons and their labels.

A button that asks has its question as its label, and one that opens a passage carries the passage's key. Both work as
long as the message exists. Buttons of an answer find it by the id of the message (`bot.dialogue.exchange_history`).
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.strings import mend, merge_spans, one_line
from bot.telegram.outgoing.callback_data import DEEP_LINK_PREFIX, AskQuestionPress, Press, RateAnswerPress, encode
from bot.telegram.outgoing.markup import answering_spans, clip, cut_around, units
from bot.texts import chat
from retrieval.models import Passage, Quote

COPY_UNITS = 256  # Telegram's limit for the text of a copy button
MOST_PASSAGES = 3
Button = InlineKeyboardButton
Row = list[Button]


def button(label: str, press: Press) -> InlineKeyboardButton:
    """A button for a press."""
    # Telegram refuses a message for one blank label.
    return InlineKeyboardButton(mend(label).strip() or "…", callback_data=encode(press))


def label_of(message: Message, data: str | None) -> str | None:
    """The label of the message's button with this data."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return next((button.text for row in rows for button in row if button.callback_data == data), None)


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    """A keyboard of the rows that are not empty; None where all are."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


def in_rows(buttons: Sequence[Button], width: int) -> list[Row]:
    """Rows of ``width`` buttons."""
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def question_rows(asked: Sequence[str]) -> list[Row]:
    """Buttons that ask, one a row; blank questions are left out, since Telegram refuses blank labels."""
    presses = ((text, AskQuestionPress(at)) for at, text in enumerate(asked) if text.strip())
    return [[InlineKeyboardButton(text, callback_data=encode(press))] for text, press in presses]


def rating_rows(bad: bool = False) -> list[Row]:
    """Thumbs up and down; with ``bad``, the complaints to choose from."""
    if not bad:
        return [[button(chat.GOOD_BUTTON, RateAnswerPress("good")), button(chat.BAD_BUTTON, RateAnswerPress("bad"))]]
    why = [button(label, RateAnswerPress(complaint)) for complaint, label in chat.COMPLAINTS.items()]
    return [why, [button(chat.NEVER_MIND, RateAnswerPress("never"))]]


def copy_button(quoted: Quote | Passage, citation: str, short: str | None = None) -> Row:
    """A button that copies a text, where it is long the part around what answers, with its citation; none where the
    citation leaves no room.
    """
    room = COPY_UNITS - units(chat.COPIED.format(quote="", citation=citation))
    if room < COPY_UNITS // 4:
        return []
    words = one_line(quoted.text)
    if units(words) > room:
        marks = merge_spans(quoted.marks, len(quoted.text)) if isinstance(quoted, Quote) else ()
        words = one_line(cut_around(quoted.text, answering_spans(quoted.text, marks, short), room)[0])
    text = chat.COPIED.format(quote=words, citation=citation)
    return [InlineKeyboardButton(chat.COPY_BUTTON, copy_text=CopyTextButton(mend(text)))]


def deep_link(username: str, key: str) -> str:
    """The deep link to a passage."""
    return f"https://t.me/{username}?start={DEEP_LINK_PREFIX}{key}"


def share_button(username: str, passage: Passage, key: str) -> InlineKeyboardButton:
    """A button that shares the deep link to a passage."""
    named = quote(mend(clip(passage.citation, 200)))
    url = f"https://t.me/share/url?url={quote(deep_link(username, key), safe='')}&text={named}"
    return InlineKeyboardButton(chat.SHARE_BUTTON, url=url)
