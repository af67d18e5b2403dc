"""Draft handler: a draft is sent to all other staff, and approved or refused by one of them, never by its author."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Message

from bot.curation.approval import ContradictionError
from bot.curation.curated_answers import CuratedAnswer, CuratedAnswerError, CuratedState
from bot.curation.moderation import ModerationService
from bot.privacy.redaction import remove_masks
from bot.telegram.handlers.handler_services import Context, Handler
from bot.telegram.outgoing.callback_data import DecideDraftPress, ShowDraftPress
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.views import draft_view
from bot.telegram.views.answer_view import MessageView
from bot.texts import staff_chat


@dataclass(frozen=True, slots=True)
class DraftHandler:
    """Handler of drafts of curated answers."""

    access: StaffAccess
    moderation: ModerationService

    def handlers(self) -> list[Handler]:
        """The handler of presses under drafts."""
        return [self.access.presses(self.on_press, ShowDraftPress, DecideDraftPress)]

    async def submit(self, context: Context, message: Message, author: int, found: CuratedAnswer) -> None:
        """Confirm a new draft to its author, and ask all other staff to approve it."""
        services = self.access.services
        others = sorted(services.staff - {author})
        note = staff_chat.DRAFT_KEPT if others else staff_chat.DRAFT_NOBODY
        if remove_masks(found.text) != found.text:
            note += f"\n{staff_chat.MASKED}"
        view = await self._view(found, note, is_own=True)
        await services.sender.send(context.bot, message.chat_id, view.markup, None, view.keyboard)
        for person in others:
            view = await self._view(found, staff_chat.DRAFT_TO_APPROVE, is_own=False)
            await services.sender.send(context.bot, person, view.markup, None, view.keyboard)

    async def on_press(self, press: StaffPress) -> None:
        """Show a draft, or decide on it."""
        try:
            match press.data:
                case ShowDraftPress(number):
                    await self._show(press, await asyncio.to_thread(self.moderation.get_answer, number))
                case DecideDraftPress(choice, number, version):
                    await self._decide(press, choice, number, version)
        except CuratedAnswerError as error:
            await self.access.refuse(press, str(error))

    async def _decide(self, press: StaffPress, choice: str, number: int, version: str) -> None:
        found = await asyncio.to_thread(self.moderation.get_answer, number)
        is_own = found.author == self.moderation.alias(press.person)
        if found.state not in (CuratedState.DRAFT, CuratedState.SUSPENDED) or draft_view.version_of(found) != version:
            await self.access.refuse(press, staff_chat.DRAFT_GONE)
        elif choice in ("approve", "force"):
            await self._approve(press, found, choice == "force")
        elif is_own != (choice == "withdraw"):
            await self.access.refuse(press, staff_chat.OWN_REFUSED if is_own else staff_chat.NOT_YOURS)
        else:
            done = await asyncio.to_thread(self.moderation.retire, number, press.person)
            text = staff_chat.WITHDRAWN if is_own else staff_chat.REFUSED
            await self._report(press, done, text.format(number=number))

    async def _approve(self, press: StaffPress, found: CuratedAnswer, force: bool) -> None:
        try:
            done = await asyncio.to_thread(self.moderation.approve, found.id, press.person, found.changed, force)
        except ContradictionError as error:
            is_own = found.author == self.moderation.alias(press.person)
            await self.access.replace(press, await self._view(found, str(error), is_own, force=True))
            return
        await self._report(press, done, staff_chat.APPROVED.format(number=done.id))

    async def _report(self, press: StaffPress, done: CuratedAnswer, text: str) -> None:
        """Report the outcome in this chat, and to the author."""
        view = await self._view(done, text, is_own=False)
        await self.access.replace(press, MessageView(view.markup))
        services = self.access.services
        for person in sorted(services.staff - {press.person}):
            if self.moderation.alias(person) == done.author:
                await services.sender.send(press.context.bot, person, text_markup(text))

    async def _show(self, press: StaffPress, found: CuratedAnswer) -> None:
        view = await self._view(found, "", found.author == self.moderation.alias(press.person))
        is_open = found.state in (CuratedState.DRAFT, CuratedState.SUSPENDED)
        await self.access.replace(press, view if is_open else MessageView(view.markup))

    async def _view(self, found: CuratedAnswer, note: str, is_own: bool, force: bool = False) -> MessageView:
        passages = await asyncio.to_thread(self.moderation.cited_passages, found)
        row = draft_view.decision_buttons(found, is_own, force)
        return await asyncio.to_thread(
            draft_view.draft, found, passages, self.access.services.library_view.frame, note, row
        )
