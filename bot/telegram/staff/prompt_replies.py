"""Prompt replies: staff answer a prompt by a reply, with an answer, lexicon entries or a clause."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.curation import lexicon_entries
from bot.curation.curated_answers import CuratedAnswerError
from bot.curation.lexicon_entries import LexiconEntryError
from bot.curation.moderation import ModerationService
from bot.curation.regression_trials import RegressionTrial
from bot.dialogue.passage_lookup import PassageNotFoundError, find_passage
from bot.strings import mend
from bot.telegram.handlers.handler_services import Context, Handler
from bot.telegram.outgoing.callback_data import DecideEntriesPress
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.staff.unanswered_queue import UnansweredHandler
from bot.telegram.views import draft_view, moderation_view
from bot.telegram.views.answer_view import MessageView
from bot.texts import chat, staff_chat

_LABEL = re.compile(r"(出处|引自|问法)\s*+[:：]")
_OPENING, _CLOSING = '“"', '”"'


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """Parsed reply: the answer's text, its sources (passage and quotation), and other phrasings of the question."""

    text: str
    sources: tuple[tuple[str, str], ...]
    phrasings: tuple[str, ...]


def parse_answer(reply: str) -> WrittenAnswer:
    """Parse an answer with the labelled lines below it.

    >>> parse_answer("可以异地办理。\\n出处：p17 “30余个区市”\\n问法：能异地办吗")
    WrittenAnswer(text='可以异地办理。', sources=(('p17', '30余个区市'),), phrasings=('能异地办吗',))
    """
    text, sources, phrasings = [], [], []
    for line in map(str.strip, mend(reply).splitlines()):
        label = _LABEL.match(line)
        value = line[label.end() :].strip() if label else line
        if label is None:
            text.append(value)
        elif label[1] == "问法":
            phrasings.append(value)
        else:
            sources.append(_source(value))
    return WrittenAnswer("\n".join(text).strip(), tuple(filter(any, sources)), tuple(filter(None, phrasings)))


def _source(written: str) -> tuple[str, str]:
    """A passage, and the quotation behind it, if any."""
    at = next((at for at, char in enumerate(written) if char in _OPENING), 0)
    if at and len(written) > at + 1 and written[-1] in _CLOSING:
        return written[:at].strip(), written[at + 1 : -1].strip()
    return written, ""


class _PromptReplyFilter(filters.MessageFilter):
    """Filter of replies to a prompt for staff."""

    def filter(self, message: Message) -> bool:
        prompt = message.reply_to_message
        is_from_bot = prompt is not None and prompt.from_user is not None and prompt.from_user.is_bot
        return is_from_bot and moderation_view.heading_of((prompt.text or "") if prompt else "") is not None


@dataclass(frozen=True, slots=True)
class PromptReplyHandler:
    """Handler of replies to prompts. Checks the numeric id each time."""

    access: StaffAccess
    moderation: ModerationService
    unanswered: UnansweredHandler

    def handlers(self) -> list[Handler]:
        """The handlers of replies, new or edited, and of presses under tried lexicon entries."""
        prompted = filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND & _PromptReplyFilter()
        return [
            MessageHandler(filters.UpdateType.MESSAGE & prompted, self.on_reply),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & prompted, self.on_edit),
            self.access.presses(self.on_press, DecideEntriesPress),
        ]

    async def on_edit(self, update: Update, context: Context) -> None:
        """Refuse an edited reply: the first wording was used already."""
        if await self.access.admits(update, context):
            await self.access.services.say(update, context, staff_chat.PROMPT_EDITED)

    async def on_reply(self, update: Update, context: Context) -> None:
        """Use an answer, lexicon entries or a clause; say what is wrong with it."""
        message = update.effective_message
        if not await self.access.admits(update, context) or message is None or update.effective_user is None:
            return
        prompt = message.reply_to_message
        heading = moderation_view.heading_of((prompt.text or "") if prompt else "")
        if heading is None:
            return
        act, number = heading
        if act != "edit" and await asyncio.to_thread(self.moderation.topic_details, number) is None:
            await self.access.services.say(update, context, staff_chat.TOPIC_GONE)
            return
        try:
            use = {
                "write": self._write,
                "edit": self._edit,
                "note": self._note,
                "words": self._try_entries,
                "point": self._point,
            }[act]
            await use(context, message, update.effective_user.id, number)
        except (CuratedAnswerError, PassageNotFoundError, LexiconEntryError) as error:
            await self.access.services.say(update, context, staff_chat.PROMPT_AGAIN.format(wrong=error))

    async def _write(self, context: Context, message: Message, person: int, number: int) -> None:
        written = parse_answer(message.text or "")
        if not written.sources:
            raise LexiconEntryError(staff_chat.WRITE_NO_SOURCE)
        found = await asyncio.to_thread(
            self.moderation.answers.draft, number, written.text, written.sources, written.phrasings, person
        )
        await self.unanswered.drafts.submit(context, message, person, found)

    async def _edit(self, context: Context, message: Message, person: int, number: int) -> None:
        written = parse_answer(message.text or "")
        if not (written.text or written.sources or written.phrasings):
            raise LexiconEntryError(staff_chat.EDIT_NOTHING)
        parts = written.text or None, written.sources, written.phrasings
        found = await asyncio.to_thread(self.moderation.answers.edit, number, person, *parts)
        await self.unanswered.drafts.submit(context, message, person, found)

    async def _note(self, context: Context, message: Message, person: int, number: int) -> None:
        kept = await asyncio.to_thread(self.moderation.note_decision, number, message.text or "")
        said = text_markup(staff_chat.NOTE_KEPT if kept else staff_chat.NOTE_NO_DECISION)
        await self.access.services.sender.send(context.bot, message.chat_id, said)

    async def _point(self, context: Context, message: Message, person: int, number: int) -> None:
        library = self.access.services.library_view.engine.library
        passage = await asyncio.to_thread(find_passage, library, (message.text or "").strip())
        await self.unanswered.point(context, message, person, number, passage)

    async def _try_entries(self, context: Context, message: Message, person: int, number: int) -> None:
        lines, sender = lexicon_entries.parse_entries(mend(message.text or "")), self.access.services.sender
        notice = text_markup(staff_chat.WORDS_TRYING)
        waiting = await sender.send(context.bot, message.chat_id, notice, message.message_id)
        async with sender.typing(context.bot, message.chat_id):
            found = await asyncio.to_thread(self.moderation.try_entries, number, lines)
        view = self._offer(number, lines, found)
        if waiting:
            await sender.edit(context.bot, message.chat_id, waiting.message_id, view.markup, view.keyboard)

    def _offer(self, number: int, lines: list[str], found: RegressionTrial) -> MessageView:
        keep = button(staff_chat.KEEP_BUTTON, DecideEntriesPress("keep", number))
        force = button(staff_chat.KEEP_FORCED_BUTTON, DecideEntriesPress("force", number))
        drop = button(staff_chat.DROP_BUTTON, DecideEntriesPress("drop", number))
        note = staff_chat.WORDS_LOWERS if found.is_worse else ""
        return draft_view.trial(number, lines, found, note, [force if found.is_worse else keep, drop])

    async def on_press(self, press: StaffPress, data: DecideEntriesPress) -> None:
        """Keep the lexicon entries in the message, drop them, or remove them again."""
        try:
            lines = lexicon_entries.parse_entries("\n".join(draft_view.entries_in(press.message.text or "")))
        except LexiconEntryError:
            await self.access.refuse(press, chat.STALE_BUTTON)
            return
        if data.choice == "drop":
            await self._settle(press, data.topic, lines, staff_chat.WORDS_DROPPED)
        elif data.choice == "undo":
            await asyncio.to_thread(self.moderation.remove_entries, lines)
            await self._settle(press, data.topic, lines, staff_chat.WORDS_REMOVED)
        else:
            await self._keep(press, data, lines)

    async def _keep(self, press: StaffPress, data: DecideEntriesPress, lines: list[str]) -> None:
        """Keep entries that lower no score, or that staff force. They are tried again, since others may be kept now."""
        await self.access.acknowledge(press)
        found = await asyncio.to_thread(self.moderation.try_entries, data.topic, lines)
        if found.is_worse and data.choice != "force":
            view = self._offer(data.topic, lines, found)
        else:
            made = await asyncio.to_thread(self.moderation.add_entries, data.topic, lines, found, press.person)
            note = staff_chat.WORDS_KEPT_FORCED if found.is_worse else staff_chat.WORDS_KEPT
            undo = button(staff_chat.UNDO_BUTTON, DecideEntriesPress("undo", data.topic, made.id if made else 0))
            view = draft_view.trial(data.topic, lines, found, note, [undo])
        await self.access.edit(press, view)

    async def _settle(self, press: StaffPress, number: int, lines: list[str], note: str) -> None:
        shown = "\n".join([staff_chat.WORDS_LEAD.format(number=number), *lines, "", note])
        await self.access.replace(press, MessageView(text_markup(shown)))
