"""Replies to the prompts of the desk: an answer, everyday words, a clause; what becomes of words that were tried."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.curation import lexicon_entries
from bot.curation.curated_answers import CuratedAnswerError
from bot.curation.lexicon_entries import LexiconEntryError
from bot.curation.moderation import ModerationService
from bot.curation.regression_trials import RegressionTrial
from bot.dialogue.passage_lookup import PassageNotFoundError, find_passage
from bot.strings import mend
from bot.telegram.handlers.handler_context import Context, Handler
from bot.telegram.outgoing.callback_data import DecideEntriesPress, pattern
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.staff.unanswered_queue import UnansweredHandler
from bot.telegram.views import draft_view, moderation_view
from bot.telegram.views.answer_view import MessageView
from bot.texts import chat, desk

_LABEL = re.compile(r"(出处|引自|问法)\s*+[:：]")
_OPENING, _CLOSING = '“"', '”"'


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """An answer as it was written: its words, the passages named below it with the words meant, other phrasings."""

    text: str
    sources: tuple[tuple[str, str], ...]
    phrasings: tuple[str, ...]


def taken_apart(reply: str) -> WrittenAnswer:
    """An answer with the lines below it.

    >>> taken_apart("可以异地办理。\\n出处：p17 “30余个区市”\\n问法：能异地办吗")
    WrittenAnswer(text='可以异地办理。', sources=(('p17', '30余个区市'),), phrasings=('能异地办吗',))
    """
    text, sources, phrasings = [], [], []
    for line in map(str.strip, mend(reply).splitlines()):
        label = _LABEL.match(line)
        said = line[label.end() :].strip() if label else line
        if label is None:
            text.append(said)
        elif label[1] == "问法":
            phrasings.append(said)
        else:
            sources.append(_source(said))
    return WrittenAnswer("\n".join(text).strip(), tuple(filter(any, sources)), tuple(filter(None, phrasings)))


def _source(written: str) -> tuple[str, str]:
    """A passage, and the words between quotation marks behind it, if any."""
    at = next((at for at, char in enumerate(written) if char in _OPENING), 0)
    if at and len(written) > at + 1 and written[-1] in _CLOSING:
        return written[:at].strip(), written[at + 1 : -1].strip()
    return written, ""


class _PromptReplyFilter(filters.MessageFilter):
    """A reply to a prompt of the desk."""

    def filter(self, message: Message) -> bool:
        prompt = message.reply_to_message
        ours = prompt is not None and prompt.from_user is not None and prompt.from_user.is_bot
        return ours and moderation_view.heading_of((prompt.text or "") if prompt else "") is not None


@dataclass(frozen=True, slots=True)
class PromptReplyHandler:
    """From a reply to what it changes. The numeric id is checked each time."""

    clerk: StaffAccess
    desk: ModerationService
    unanswered: UnansweredHandler

    def handlers(self) -> list[Handler]:
        """Replies, new or changed, and the presses under what was tried."""
        prompted = filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND & _PromptReplyFilter()
        return [
            MessageHandler(filters.UpdateType.MESSAGE & prompted, self.replied),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & prompted, self.edited),
            CallbackQueryHandler(self.pressed, pattern=pattern(DecideEntriesPress)),
        ]

    async def edited(self, update: Update, context: Context) -> None:
        """What was done with the first wording stays."""
        if await self.clerk.admits(update, context):
            await self.clerk.office.say(update, context, desk.PROMPT_EDITED)

    async def replied(self, update: Update, context: Context) -> None:
        """An answer, words or a clause; what is wrong with it is said."""
        message = update.effective_message
        if not await self.clerk.admits(update, context) or message is None or update.effective_user is None:
            return
        prompt = message.reply_to_message
        heading = moderation_view.heading_of((prompt.text or "") if prompt else "")
        if heading is None:
            return
        act, number = heading
        if await asyncio.to_thread(self.desk.topic_details, number) is None:
            await self.clerk.office.say(update, context, desk.TOPIC_GONE)
            return
        try:
            do = {"write": self._write, "words": self._try, "point": self._point}[act]
            await do(context, message, update.effective_user.id, number)
        except (CuratedAnswerError, PassageNotFoundError, LexiconEntryError) as error:
            await self.clerk.office.say(update, context, desk.PROMPT_AGAIN.format(wrong=error))

    async def _write(self, context: Context, message: Message, person: int, number: int) -> None:
        written = taken_apart(message.text or "")
        if not written.sources:
            raise LexiconEntryError(desk.WRITE_NO_SOURCE)
        found = await asyncio.to_thread(
            self.desk.draft_answer, number, written.text, written.sources, written.phrasings, person
        )
        await self.unanswered.reviewing.submit(context, message, person, found)

    async def _point(self, context: Context, message: Message, person: int, number: int) -> None:
        library = self.clerk.office.held.engine.library
        passage = find_passage(library, (message.text or "").strip())
        await self.unanswered.point(context, message, person, number, passage)

    async def _try(self, context: Context, message: Message, person: int, number: int) -> None:
        lines, outbox = lexicon_entries.parse_entries(mend(message.text or "")), self.clerk.office.outbox
        waiting = await outbox.send(context.bot, message.chat_id, text_markup(desk.WORDS_TRYING), message.message_id)
        async with outbox.typing(context.bot, message.chat_id):
            found = await asyncio.to_thread(self.desk.try_entries, number, lines)
        view = self._offer(number, lines, found)
        if waiting:
            await outbox.edit(context.bot, message.chat_id, waiting.message_id, view.markup, view.keyboard)

    def _offer(self, number: int, lines: list[str], found: RegressionTrial) -> MessageView:
        drop = button(desk.DROP_BUTTON, DecideEntriesPress("drop", number))
        if found.is_worse:
            force = button(desk.KEEP_FORCED_BUTTON, DecideEntriesPress("force", number))
            return draft_view.trial(number, lines, found, desk.WORDS_LOWERS, [force, drop])
        keep = button(desk.KEEP_BUTTON, DecideEntriesPress("keep", number))
        return draft_view.trial(number, lines, found, "", [keep, drop])

    async def pressed(self, update: Update, context: Context) -> None:
        """Keep the entries that the message holds, or drop them, or take them out again."""
        pressed = await self.clerk.pressed(update, context)
        if pressed is None or not isinstance(pressed.press, DecideEntriesPress):
            return
        press = pressed.press
        try:
            lines = lexicon_entries.parse_entries("\n".join(draft_view.entries_in(pressed.message.text or "")))
        except LexiconEntryError:
            await self.clerk.refuse(pressed, chat.STALE_BUTTON)
            return
        if press.choice == "drop":
            await self._settle(pressed, lines, desk.WORDS_DROPPED)
        elif press.choice == "undo":
            await asyncio.to_thread(self.desk.remove_entries, press.topic, lines, press.decision)
            await self._settle(pressed, lines, desk.WORDS_REMOVED)
        else:
            await self._keep(pressed, press, lines)

    async def _keep(self, pressed: StaffPress, press: DecideEntriesPress, lines: list[str]) -> None:
        """Keep them, where they do no harm, or where it was said that they are to be kept all the same.

        They are tried again: other words may have been kept since.
        """
        await self.clerk.acknowledge(pressed)
        found = await asyncio.to_thread(self.desk.try_entries, press.topic, lines)
        message = pressed.message
        if found.is_worse and press.choice != "force":
            view = self._offer(press.topic, lines, found)
        else:
            made = await asyncio.to_thread(self.desk.add_entries, press.topic, lines, found, pressed.person)
            said = desk.WORDS_KEPT_FORCED if found.is_worse else desk.WORDS_KEPT
            undo = button(desk.UNDO_BUTTON, DecideEntriesPress("undo", press.topic, made.id))
            view = draft_view.trial(press.topic, lines, found, said, [undo])
        outbox = self.clerk.office.outbox
        await outbox.edit(pressed.context.bot, message.chat_id, message.message_id, view.markup, view.keyboard)

    async def _settle(self, pressed: StaffPress, lines: list[str], said: str) -> None:
        press = pressed.press
        number = press.topic if isinstance(press, DecideEntriesPress) else 0
        shown = "\n".join([desk.WORDS_LEAD.format(number=number), *lines, "", said])
        await self.clerk.replace(pressed, moderation_view.said(shown))
