"""Drafts: shown to every other one of the staff, approved or sent back by one of them, never by their author."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from bot import texts
from bot.approving import Contradicted
from bot.curated import Curated, CuratedError, State
from bot.privacy import unmasked
from bot.staffdesk import StaffDesk
from bot.telegram import desk_views, lesson_views
from bot.telegram.callback_data import DecideDraftPress, ShowDraftPress, pattern
from bot.telegram.clerk import Clerk, Pressed
from bot.telegram.office import Context, Handler
from bot.telegram.views import View


@dataclass(frozen=True, slots=True)
class Reviewing:
    """From a draft to its approval."""

    clerk: Clerk
    desk: StaffDesk

    def handlers(self) -> list[Handler]:
        """The presses."""
        return [CallbackQueryHandler(self.pressed, pattern=pattern(ShowDraftPress, DecideDraftPress))]

    async def submit(self, context: Context, message: Message, author: int, found: Curated) -> None:
        """Tell the author that the draft is kept, and everybody else of the staff that it waits for them."""
        office = self.clerk.office
        others = sorted(office.staff - {author})
        note = texts.DRAFT_KEPT if others else texts.DRAFT_NOBODY
        if unmasked(found.text) != found.text:
            note += f"\n{texts.MASKED}"
        view = await self._view(found, note, own=True)
        await office.outbox.send(context.bot, message.chat_id, view.markup, None, view.keyboard)
        for person in others:
            view = await self._view(found, texts.DRAFT_TO_APPROVE, own=False)
            await office.outbox.send(context.bot, person, view.markup, None, view.keyboard)

    async def pressed(self, update: Update, context: Context) -> None:
        """A draft to look at, or what becomes of it."""
        pressed = await self.clerk.pressed(update, context)
        if pressed is None:
            return
        try:
            match pressed.press:
                case ShowDraftPress(number):
                    found = await asyncio.to_thread(self.desk.draft, number)
                    await self.clerk.replace(pressed, await self._for(found, pressed.person))
                case DecideDraftPress(choice, number, version):
                    await self._judge(pressed, choice, number, version)
        except CuratedError as error:
            await self.clerk.refuse(pressed, str(error))

    async def _judge(self, pressed: Pressed, choice: str, number: int, version: str) -> None:
        found = await asyncio.to_thread(self.desk.draft, number)
        own = found.author == self.desk.alias(pressed.person)
        if found.state not in (State.DRAFT, State.SUSPENDED) or lesson_views.version_of(found) != version:
            await self.clerk.refuse(pressed, texts.DRAFT_GONE)
        elif choice in ("approve", "force"):
            await self._approve(pressed, found, choice == "force")
        elif own != (choice == "withdraw"):
            await self.clerk.refuse(pressed, texts.OWN_REFUSED if own else texts.NOT_YOURS)
        else:
            done = await asyncio.to_thread(self.desk.retire, number, pressed.person)
            said = texts.WITHDRAWN if own else texts.REFUSED
            await self._done(pressed, done, said.format(number=number))

    async def _approve(self, pressed: Pressed, found: Curated, force: bool) -> None:
        try:
            done = await asyncio.to_thread(self.desk.approve, found.id, pressed.person, found.changed, force)
        except Contradicted as error:
            own = found.author == self.desk.alias(pressed.person)
            view = await self._view(found, str(error), own, force=True)
            await self.clerk.replace(pressed, view)
            return
        await self._done(pressed, done, texts.APPROVED.format(number=done.id))

    async def _done(self, pressed: Pressed, done: Curated, said: str) -> None:
        """Say what became of it, here and to its author."""
        view = await self._view(done, said, own=False)
        await self.clerk.replace(pressed, View(view.markup))
        office = self.clerk.office
        for person in sorted(office.staff - {pressed.person}):
            if self.desk.alias(person) == done.author:
                await office.outbox.send(pressed.context.bot, person, desk_views.said(said).markup)

    async def _for(self, found: Curated, person: int) -> View:
        if found.state not in (State.DRAFT, State.SUSPENDED):
            return View((await self._view(found, "", own=False)).markup)
        return await self._view(found, "", found.author == self.desk.alias(person))

    async def _view(self, found: Curated, note: str, own: bool, force: bool = False) -> View:
        passages = await asyncio.to_thread(self.desk.passages, found)
        row = lesson_views.verdicts(found, own, force)
        return lesson_views.draft(found, passages, self.clerk.office.held.frame, note, row)
