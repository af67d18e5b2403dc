"""Drafts: shown to every other one of the staff, approved or sent back by one of them, never by their author."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from bot.curation.approval import ContradictionError
from bot.curation.curated_answers import CuratedAnswer, CuratedAnswerError, CuratedState
from bot.curation.moderation import ModerationService
from bot.privacy.redaction import remove_masks
from bot.telegram.handlers.handler_context import Context, Handler
from bot.telegram.outgoing.callback_data import DecideDraftPress, ShowDraftPress, pattern
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.views import draft_view, moderation_view
from bot.telegram.views.answer_view import MessageView
from bot.texts import desk


@dataclass(frozen=True, slots=True)
class DraftHandler:
    """From a draft to its approval."""

    clerk: StaffAccess
    desk: ModerationService

    def handlers(self) -> list[Handler]:
        """The presses."""
        return [CallbackQueryHandler(self.pressed, pattern=pattern(ShowDraftPress, DecideDraftPress))]

    async def submit(self, context: Context, message: Message, author: int, found: CuratedAnswer) -> None:
        """Tell the author that the draft is kept, and everybody else of the staff that it waits for them."""
        office = self.clerk.office
        others = sorted(office.staff - {author})
        note = desk.DRAFT_KEPT if others else desk.DRAFT_NOBODY
        if remove_masks(found.text) != found.text:
            note += f"\n{desk.MASKED}"
        view = await self._view(found, note, own=True)
        await office.outbox.send(context.bot, message.chat_id, view.markup, None, view.keyboard)
        for person in others:
            view = await self._view(found, desk.DRAFT_TO_APPROVE, own=False)
            await office.outbox.send(context.bot, person, view.markup, None, view.keyboard)

    async def pressed(self, update: Update, context: Context) -> None:
        """A draft to look at, or what becomes of it."""
        pressed = await self.clerk.pressed(update, context)
        if pressed is None:
            return
        try:
            match pressed.press:
                case ShowDraftPress(number):
                    found = await asyncio.to_thread(self.desk.get_answer, number)
                    await self.clerk.replace(pressed, await self._for(found, pressed.person))
                case DecideDraftPress(choice, number, version):
                    await self._judge(pressed, choice, number, version)
        except CuratedAnswerError as error:
            await self.clerk.refuse(pressed, str(error))

    async def _judge(self, pressed: StaffPress, choice: str, number: int, version: str) -> None:
        found = await asyncio.to_thread(self.desk.get_answer, number)
        own = found.author == self.desk.alias(pressed.person)
        if found.state not in (CuratedState.DRAFT, CuratedState.SUSPENDED) or draft_view.version_of(found) != version:
            await self.clerk.refuse(pressed, desk.DRAFT_GONE)
        elif choice in ("approve", "force"):
            await self._approve(pressed, found, choice == "force")
        elif own != (choice == "withdraw"):
            await self.clerk.refuse(pressed, desk.OWN_REFUSED if own else desk.NOT_YOURS)
        else:
            done = await asyncio.to_thread(self.desk.retire, number, pressed.person)
            said = desk.WITHDRAWN if own else desk.REFUSED
            await self._done(pressed, done, said.format(number=number))

    async def _approve(self, pressed: StaffPress, found: CuratedAnswer, force: bool) -> None:
        try:
            done = await asyncio.to_thread(self.desk.approve, found.id, pressed.person, found.changed, force)
        except ContradictionError as error:
            own = found.author == self.desk.alias(pressed.person)
            view = await self._view(found, str(error), own, force=True)
            await self.clerk.replace(pressed, view)
            return
        await self._done(pressed, done, desk.APPROVED.format(number=done.id))

    async def _done(self, pressed: StaffPress, done: CuratedAnswer, said: str) -> None:
        """Say what became of it, here and to its author."""
        view = await self._view(done, said, own=False)
        await self.clerk.replace(pressed, MessageView(view.markup))
        office = self.clerk.office
        for person in sorted(office.staff - {pressed.person}):
            if self.desk.alias(person) == done.author:
                await office.outbox.send(pressed.context.bot, person, moderation_view.said(said).markup)

    async def _for(self, found: CuratedAnswer, person: int) -> MessageView:
        if found.state not in (CuratedState.DRAFT, CuratedState.SUSPENDED):
            return MessageView((await self._view(found, "", own=False)).markup)
        return await self._view(found, "", found.author == self.desk.alias(person))

    async def _view(self, found: CuratedAnswer, note: str, own: bool, force: bool = False) -> MessageView:
        passages = await asyncio.to_thread(self.desk.cited_passages, found)
        row = draft_view.verdicts(found, own, force)
        return draft_view.draft(found, passages, self.clerk.office.held.frame, note, row)
