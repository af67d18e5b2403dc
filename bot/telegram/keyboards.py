"""Buttons and what they carry. A button that asks has its question as its label, so it needs no memory of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import texts
from retrieval.types import Passage, Reply

DATA_BYTES = 64  # Telegram's limit of callback data
MOST_PASSAGES = 3
_ASK, _SHOW = "ask", "show"


@dataclass(frozen=True, slots=True)
class Ask:
    """The button that was pressed asks the question on its label."""

    question: str


@dataclass(frozen=True, slots=True)
class Show:
    """The button that was pressed opens a passage of a certain version of the library."""

    version: str
    passage: str


def questions(asked: Sequence[str]) -> InlineKeyboardMarkup | None:
    """A button a question."""
    rows = [[InlineKeyboardButton(text, callback_data=f"{_ASK}:{i}")] for i, text in enumerate(asked) if text.strip()]
    return InlineKeyboardMarkup(rows) if rows else None


def under_reply(reply: Reply, version: str) -> InlineKeyboardMarkup | None:
    """The sources of a reply, then what could be asked instead."""
    passages = list({quote.passage.id: quote.passage for quote in reply.quotes}.values())[:MOST_PASSAGES]
    rows = [[button] for p in passages if (button := _source(p, version, alone=len(passages) == 1))]
    asked = questions(reply.suggestions)
    rows += [list(row) for row in asked.inline_keyboard] if asked else []
    return InlineKeyboardMarkup(rows) if rows else None


def parse(data: str | None, message: object) -> Ask | Show | None:
    """What a press means; None for data that we did not make, or a message that Telegram no longer shows us."""
    kind, _, rest = (data or "").partition(":")
    if kind == _SHOW:
        version, _, passage = rest.partition(":")
        return Show(version, passage)
    if kind == _ASK and isinstance(message, Message) and message.reply_markup:
        for row in message.reply_markup.inline_keyboard:
            for button in row:
                if button.callback_data == data:
                    return Ask(button.text)
    return None


def _source(passage: Passage, version: str, alone: bool) -> InlineKeyboardButton | None:
    data = f"{_SHOW}:{version}:{passage.id}"
    if len(data.encode()) > DATA_BYTES:
        return None
    label = texts.SHOW_BUTTON if alone else texts.SHOW_BUTTON_OF.format(label=passage.clause.label)
    return InlineKeyboardButton(label, callback_data=data)
