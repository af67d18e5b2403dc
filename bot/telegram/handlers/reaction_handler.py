"""Reaction handler: 👍 and 👎 on an answer count as its thumbs.

In groups Telegram tells of reactions to administrators only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import ReactionType, ReactionTypeEmoji, Update
from telegram.constants import ReactionEmoji
from telegram.ext import MessageReactionHandler

from bot.telegram.handlers.handler_services import Context, Handler, HandlerServices

_VERDICTS: dict[str, str] = {ReactionEmoji.THUMBS_UP: "good", ReactionEmoji.THUMBS_DOWN: "bad"}


@dataclass(frozen=True, slots=True)
class ReactionHandler:
    """Handler of reactions."""

    services: HandlerServices

    def handlers(self) -> list[Handler]:
        """The handler of all reactions of people who are named."""
        return [MessageReactionHandler(self.on_reaction)]

    async def on_reaction(self, update: Update, context: Context) -> None:
        """Store the rating of a reaction on an answer; one that is taken back is withdrawn."""
        reaction = update.message_reaction
        if reaction is None or reaction.user is None:
            return
        before, now = verdict_of(reaction.old_reaction), verdict_of(reaction.new_reaction)
        if before == now:
            return
        history, person = self.services.history, reaction.user.id
        past = await asyncio.to_thread(history.find_by_reply, reaction.chat.id, reaction.message_id)
        if past is None:
            return
        if now:
            await asyncio.to_thread(history.rate, past, person, now)
        elif before:
            await asyncio.to_thread(history.withdraw, past, person, before)


def verdict_of(reactions: Sequence[ReactionType]) -> str | None:
    """The rating that reactions stand for; None for none, and for both thumbs at once.

    >>> verdict_of([ReactionTypeEmoji("👍"), ReactionTypeEmoji("🔥")])
    'good'
    """
    emojis = [each.emoji for each in reactions if isinstance(each, ReactionTypeEmoji)]
    verdicts = {_VERDICTS[emoji] for emoji in emojis if emoji in _VERDICTS}
    return verdicts.pop() if len(verdicts) == 1 else None
