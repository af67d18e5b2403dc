"""Messages so that they arrive: in plain text if the markup is refused, as a new message if the old one is gone.

What Telegram refuses for reasons that are nobody's fault (a stale press, an edit that changes nothing, a person who
blocked the bot) is counted and is no error.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TypeVar

from telegram import Bot, CallbackQuery, ForceReply, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.telegram.outgoing.markup import CAPTION, LONGEST, Markup, with_notes
from bot.telegram.outgoing.rate_limiter import never_arrived
from bot.telegram.updates.attempt import CURRENT
from bot.texts.chat import REPEATED

_LOGGER = logging.getLogger(__name__)
_T = TypeVar("_T")

Keyboard = InlineKeyboardMarkup | None
Below = Keyboard | ForceReply

TYPING_AFTER = 0.5  # seconds: an answer that is there at once needs no announcement
TYPING_LASTS = 4.5  # Telegram shows it for five
# What Telegram says, in lower case, and the name under which it is counted.
_HARMLESS = {
    "message is not modified": "not modified",
    "query is too old": "stale presses",
    "query id is invalid": "stale presses",
    "chat not found": "blocked",
    "not enough rights": "blocked",
}
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class MessageSender:
    """Sends, edits and acknowledges. ``counts`` holds what happened on the way."""

    def __init__(self, counts: Counter[str] | None = None) -> None:
        self.counts: Counter[str] = Counter() if counts is None else counts

    async def send(
        self, bot: Bot, chat: int, markup: Markup, reply_to: int | None = None, keyboard: Below = None
    ) -> Message | None:
        """Send one message; None where the person will not see it, or may have it without our knowing its id.

        While an update is handled, a send that may have arrived raises, so that the update is tried again: a reply
        that comes twice, and says so, is better than none.
        """
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
        return await self._sent(partial(bot.send_message, chat, reply_parameters=reply), markup, LONGEST, keyboard)

    async def send_photo(self, bot: Bot, chat: int, picture: bytes, markup: Markup) -> Message | None:
        """The same with a picture, a PNG; the words stand under it, `CAPTION` units of them at most."""
        return await self._sent(partial(self._photo, bot, chat, picture), markup, CAPTION, None)

    async def _sent(
        self, call: Callable[..., Awaitable[Message]], markup: Markup, longest: int, keyboard: Below
    ) -> Message | None:
        handling = CURRENT.get()
        if handling:
            markup = with_notes(markup, [REPEATED] * handling.repeated, handling.take_notes(), longest)
        try:
            sent = await self._forgiving(call, markup, keyboard)
            self.counts["sent"] += 1
            return sent
        except (Forbidden, BadRequest) as error:
            self.excuse(error)
        except NetworkError as error:
            if never_arrived(error):
                raise
            self.counts["unconfirmed"] += 1
            _LOGGER.warning("nobody knows whether a message arrived: %s", error.message)
            if handling:
                handling.repeated = True
                raise
        return None

    async def edit(self, bot: Bot, chat: int, message: int, markup: Markup, keyboard: Keyboard = None) -> int | None:
        """Put this in a message's place, or send it where that one is gone; the id of the message that holds it."""
        try:
            await self._forgiving(partial(self._edit, bot, chat, message), markup, keyboard)
            self.counts["edited"] += 1
        except (Forbidden, BadRequest) as error:
            if any(words in error.message.lower() for words in _GONE):
                sent = await self.send(bot, chat, markup, None, keyboard)
                return sent.message_id if sent else None
            self.excuse(error)
        return message

    async def acknowledge(self, query: CallbackQuery, text: str | None = None, alert: bool = False) -> None:
        """Stop the button's spinner. A press that waited too long is past that, which is no failure of ours."""
        try:
            await query.answer(text, show_alert=alert)
        except (Forbidden, BadRequest) as error:
            self.excuse(error)

    def excuse(self, error: TelegramError) -> None:
        """Count what is nobody's fault; raise anything else."""
        said = error.message.lower()
        kind = next((kind for words, kind in _HARMLESS.items() if words in said), None)
        if isinstance(error, Forbidden):
            kind = "blocked"
        elif any(words in said for words in _GONE):
            kind = "gone"
        if kind is None:
            raise error
        self.counts[kind] += 1
        _LOGGER.info("not delivered (%s): %s", kind, error.message)

    @asynccontextmanager
    async def typing(self, bot: Bot, chat: int) -> AsyncIterator[None]:
        """Show that an answer is being looked for, if it takes long."""
        task = asyncio.create_task(_type(bot, chat))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    @staticmethod
    async def _photo(bot: Bot, chat: int, picture: bytes, text: str, **more: object) -> Message:
        return await bot.send_photo(chat, picture, caption=text, **more)  # type: ignore[arg-type]  # passed through

    @staticmethod
    async def _edit(bot: Bot, chat: int, message: int, text: str, **more: object) -> None:
        await bot.edit_message_text(text, chat, message, **more)  # type: ignore[arg-type]  # passed through

    async def _forgiving(self, call: Callable[..., Awaitable[_T]], markup: Markup, keyboard: Below) -> _T:
        """Make the call; again without what Telegram, or an older server of one's own, does not take."""
        said: dict[str, object] = {"text": markup.html}
        while True:
            try:
                return await call(reply_markup=keyboard, **said)
            except BadRequest as error:
                wrong = error.message.lower()
                if "button" in wrong and (simpler := _without_copying(keyboard)) != keyboard:
                    self.counts["simpler buttons"] += 1
                    keyboard = simpler
                elif "parse entities" in wrong and "parse_mode" not in said:
                    self.counts["plain"] += 1
                    said = {"text": markup.plain, "parse_mode": None}
                else:
                    raise
                _LOGGER.error("Telegram refused a message, sending it simpler: %s", error.message)


async def _type(bot: Bot, chat: int) -> None:
    await asyncio.sleep(TYPING_AFTER)
    while True:
        with suppress(TelegramError):
            await bot.send_chat_action(chat, ChatAction.TYPING)
        await asyncio.sleep(TYPING_LASTS)


def _without_copying(keyboard: Below) -> Below:
    """Servers from before Bot API 7.11 refuse the whole message for a button that copies."""
    if not isinstance(keyboard, InlineKeyboardMarkup):
        return keyboard
    rows = [[button for button in row if not button.copy_text] for row in keyboard.inline_keyboard]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None
