"""Commands for staff alone; to anybody else they do not exist."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Chat, Update
from telegram.ext import CommandHandler, filters

from bot import texts
from bot.lookup import snippet
from bot.replies import mend
from bot.telegram import keyboards
from bot.telegram.keyboards import Origin, Show, button
from bot.telegram.office import Context, Handler, Office
from retrieval.types import Hit

_HITS = 8


@dataclass(frozen=True, slots=True)
class Staff:
    """Staff commands."""

    office: Office

    def handlers(self) -> list[Handler]:
        """One a command."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        return [CommandHandler("find", self.find, filters=private)]

    async def find(self, update: Update, context: Context) -> None:
        """Ranked passages, each with a button to open it. The id is checked each time."""
        if not self.office.is_staff(update.effective_user) or not _in_own_chat(update):
            await self.office.say(update, context, texts.UNKNOWN_COMMAND)
            return
        words = mend(" ".join(context.args or ()))
        if not words:
            await self.office.say(update, context, texts.FIND_NEEDS_WORDS)
            return
        hits = await asyncio.to_thread(self.office.held.engine.search, words, _HITS)
        if not hits:
            await self.office.say(update, context, texts.NOTHING_FOUND)
            return
        lines = [texts.FOUND.format(words=words, count=len(hits))]
        lines += [f"\n{rank}. {_line(hit, words)}" for rank, hit in enumerate(hits, 1)]
        rows = keyboards.in_rows([self._button(rank, hit) for rank, hit in enumerate(hits, 1)], 4)
        await self.office.say(update, context, "\n".join(lines), keyboards.keyboard(rows))

    def _button(self, rank: int, hit: Hit) -> keyboards.Button:
        return button(str(rank), Show(Origin.LINK, self.office.held.contents.key(hit.passage)))


def _line(hit: Hit, words: str) -> str:
    return f"{hit.passage.citation}\n{snippet(hit.passage.text, words)}"


def _in_own_chat(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == Chat.PRIVATE
