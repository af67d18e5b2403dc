"""Message sender: sends in plain text if the markup is refused, and a new message if the one to edit is gone.

Refusals that are nobody's fault (a stale press, an edit that changes nothing, a person who blocked the bot, a group
that does not let it write) are counted and are no errors. What is sent to a group goes to the supergroup that it has
become.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, CallbackQuery, ForceReply, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError

from bot.telegram.outgoing.chat_migrations import ChatMigrations
from bot.telegram.outgoing.markup import CAPTION, LONGEST, Markup, with_notes
from bot.telegram.outgoing.rate_limiter import had_no_effect
from bot.telegram.updates.attempt import CURRENT_ATTEMPT
from bot.texts.chat import REPEATED

_LOGGER = logging.getLogger(__name__)
_T = TypeVar("_T")

Keyboard = InlineKeyboardMarkup | None
ReplyMarkup = Keyboard | ForceReply

TYPING_AFTER = 0.5  # seconds; an answer within them is not announced
TYPING_LASTS = 4.5  # Telegram shows it for five
# Telegram's messages, in lower case, and the event that each is counted as.
_HARMLESS = {
    "message is not modified": "not modified",
    "query is too old": "stale presses",
    "query id is invalid": "stale presses",
}
# The chat is gone, or this bot may not, or no longer, write there: a retry would be refused as well.
_REFUSED = (
    *("chat not found", "user not found", "deactivated", "peer_id_invalid", "chat_id_invalid", "user_is_blocked"),
    *("channel_private", "channel_invalid", "chat_forbidden", "chat_restricted", "user_banned_in_channel"),
    *("not enough rights", "no rights", "no write access", "administrator rights", "chat_admin_required"),
    *("write_forbidden", "send_forbidden", "chat_send_", "messages_forbidden", "allow_payment_required"),
    *("topic_closed", "topic_deleted", "topic_id_invalid", "topic_not_found", "message thread not found"),
    *("premium_required", "premium_account_required", "bot_groups_blocked"),
)
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class MessageSender:
    """Sends, edits and acknowledges. ``counts`` holds events by name."""

    def __init__(self, counts: Counter[str] | None = None, migrations: ChatMigrations | None = None) -> None:
        self.counts: Counter[str] = Counter() if counts is None else counts
        self.migrations = migrations or ChatMigrations()

    async def send(
        self, bot: Bot, chat: int, markup: Markup, reply_to: int | None = None, keyboard: ReplyMarkup = None
    ) -> Message | None:
        """Send a message; None where the person will not see it, or may have got it under an unknown id.

        While an update is handled, a send that may have arrived raises, so that the update is tried again: a reply
        that comes twice, and says so, is better than none.
        """
        return await self._send(partial(self._post, bot, chat, reply_to), markup, LONGEST, keyboard)

    async def send_photo(self, bot: Bot, chat: int, picture: bytes, markup: Markup) -> Message | None:
        """Send a picture (PNG) with a caption of at most `CAPTION` units."""
        return await self._send(partial(self._photo, bot, chat, picture), markup, CAPTION, None)

    async def _send(
        self, call: Callable[..., Awaitable[Message]], markup: Markup, longest: int, keyboard: ReplyMarkup
    ) -> Message | None:
        attempt = CURRENT_ATTEMPT.get()
        if attempt:
            markup = with_notes(markup, [REPEATED] * attempt.maybe_delivered, attempt.take_notes(), longest)
        try:
            sent = await self._with_fallbacks(call, markup, keyboard)
            self.counts["sent"] += 1
            return sent
        except (Forbidden, BadRequest) as error:
            if not self.count_harmless(error):
                raise
        except NetworkError as error:
            if had_no_effect(error):
                raise
            self.counts["unconfirmed"] += 1
            _LOGGER.warning("it is unknown whether a message arrived: %s", error.message)
            if attempt:
                attempt.maybe_delivered = True
                raise
        return None

    async def edit(self, bot: Bot, chat: int, message: int, markup: Markup, keyboard: Keyboard = None) -> int | None:
        """Edit a message, or send a new one where it is gone. Returns the id of the message that holds the text."""
        try:
            await self._with_fallbacks(partial(self._edit, bot, chat, message), markup, keyboard)
            self.counts["edited"] += 1
        except (Forbidden, BadRequest) as error:
            if any(words in error.message.lower() for words in _GONE):
                sent = await self.send(bot, chat, markup, None, keyboard)
                return sent.message_id if sent else None
            if not self.count_harmless(error):
                raise
        except ChatMigrated as moved:  # the message stays behind
            await self.migrations.note(chat, moved.new_chat_id)
            sent = await self.send(bot, moved.new_chat_id, markup, None, keyboard)
            return sent.message_id if sent else None
        return message

    async def acknowledge(self, query: CallbackQuery, text: str | None = None, alert: bool = False) -> None:
        """End the button's progress indicator. Telegram refuses that for an old press, which is no error."""
        try:
            await query.answer(text, show_alert=alert)
        except (Forbidden, BadRequest) as error:
            if not self.count_harmless(error):
                raise

    def count_harmless(self, error: TelegramError) -> bool:
        """Count an error that is nobody's fault; False for any other error."""
        said = error.message.lower()
        event = next((event for words, event in _HARMLESS.items() if words in said), None)
        if isinstance(error, Forbidden) or any(words in said for words in _REFUSED):
            event = "blocked"
        elif any(words in said for words in _GONE):
            event = "gone"
        if event is None:
            return False
        self.counts[event] += 1
        _LOGGER.info("not delivered (%s): %s", event, error.message)
        return True

    @asynccontextmanager
    async def typing(self, bot: Bot, chat: int) -> AsyncIterator[None]:
        """Show the typing indicator while the block runs, if it takes long."""
        task = asyncio.create_task(_keep_typing(bot, chat))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _post(self, bot: Bot, chat: int, reply_to: int | None, **content: Any) -> Message:
        """Send a message to a chat, wherever it is now; the message that it replies to has stayed where it was."""
        current = self.migrations.current(chat)
        if current != chat:  # its question may have been logged under the old id while the group was moving
            await self.migrations.note(chat, current)
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
        try:
            return await bot.send_message(current, reply_parameters=reply if current == chat else None, **content)
        except ChatMigrated as moved:
            await self.migrations.note(current, moved.new_chat_id)
            return await bot.send_message(moved.new_chat_id, **content)

    @staticmethod
    async def _photo(bot: Bot, chat: int, picture: bytes, text: str, **more: object) -> Message:
        return await bot.send_photo(chat, picture, caption=text, **more)  # type: ignore[arg-type]  # passed through

    @staticmethod
    async def _edit(bot: Bot, chat: int, message: int, text: str, **more: object) -> None:
        await bot.edit_message_text(text, chat, message, **more)  # type: ignore[arg-type]  # passed through

    async def _with_fallbacks(self, call: Callable[..., Awaitable[_T]], markup: Markup, keyboard: ReplyMarkup) -> _T:
        """Make the call; repeat it without what Telegram, or an older self-hosted server, refuses."""
        content: dict[str, object] = {"text": markup.html}
        while True:
            try:
                return await call(reply_markup=keyboard, **content)
            except BadRequest as error:
                said = error.message.lower()
                if "button" in said and (simpler := _without_copy_buttons(keyboard)) != keyboard:
                    self.counts["simpler buttons"] += 1
                    keyboard = simpler
                elif "parse entities" in said and "parse_mode" not in content:
                    self.counts["plain"] += 1
                    content = {"text": markup.plain, "parse_mode": None}
                else:
                    raise
                _LOGGER.error("Telegram refused a message, sending it simpler: %s", error.message)


async def _keep_typing(bot: Bot, chat: int) -> None:
    await asyncio.sleep(TYPING_AFTER)
    while True:
        with suppress(TelegramError):
            await bot.send_chat_action(chat, ChatAction.TYPING)
        await asyncio.sleep(TYPING_LASTS)


def _without_copy_buttons(keyboard: ReplyMarkup) -> ReplyMarkup:
    """The keyboard without copy buttons: servers older than Bot API 7.11 refuse a message with one."""
    if not isinstance(keyboard, InlineKeyboardMarkup):
        return keyboard
    rows = [[button for button in row if not button.copy_text] for row in keyboard.inline_keyboard]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None
