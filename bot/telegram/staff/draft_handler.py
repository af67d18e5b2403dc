"""Draft handler: a draft is sent to all other staff, and approved or refused by one of them, never by its author."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message

from bot.curation.approval import ContradictionError
from bot.curation.curated_answers import CuratedAnswer, CuratedAnswerError, CuratedState
from bot.curation.moderation import ModerationService
from bot.privacy.redaction import remove_masks
from bot.telegram.handlers.handler_services import Context, Handler
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import DecideDraftPress, Press, ShowDraftPress
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.views import draft_view
from bot.telegram.views.answer_view import MessageView
from bot.telegram.views.record_view import PER_PAGE
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
        view = await self._view(found, note, [draft_view.decision_buttons(found, is_own=True)])
        await services.sender.send(context.bot, message.chat_id, view.markup, None, view.keyboard)
        for person in others:
            row = draft_view.decision_buttons(found, is_own=False)
            view = await self._view(found, staff_chat.DRAFT_TO_APPROVE, [row])
            await services.sender.send(context.bot, person, view.markup, None, view.keyboard)

    async def on_press(self, press: StaffPress, data: Press) -> None:
        """Show a draft, or decide on it."""
        try:
            match data:
                case ShowDraftPress(number):
                    await self._open(press, await asyncio.to_thread(self.moderation.answers.get, number))
                case DecideDraftPress(choice, number, version):
                    await self._decide(press, choice, number, version)
        except CuratedAnswerError as error:
            await self.access.refuse(press, str(error))

    async def _decide(self, press: StaffPress, choice: str, number: int, version: str) -> None:
        found = await asyncio.to_thread(self.moderation.answers.get, number)
        is_own = found.author == self.moderation.alias(press.person)
        if found.state not in (CuratedState.DRAFT, CuratedState.SUSPENDED) or draft_view.version_of(found) != version:
            await self.access.refuse(press, staff_chat.DRAFT_GONE)
        elif choice in ("approve", "force"):
            await self._approve(press, found, choice == "force")
        elif is_own != (choice == "withdraw"):
            await self.access.refuse(press, staff_chat.OWN_REFUSED if is_own else staff_chat.NOT_YOURS)
        else:
            done = await asyncio.to_thread(self.moderation.answers.retire, number, press.person)
            text = staff_chat.WITHDRAWN if is_own else staff_chat.REFUSED
            await self.report(press, done, text.format(number=number))

    async def _approve(self, press: StaffPress, found: CuratedAnswer, force: bool) -> None:
        approve = self.moderation.answers.approve
        try:
            done = await asyncio.to_thread(approve, found.id, press.person, found.changed, force)
        except ContradictionError as error:
            is_own = found.author == self.moderation.alias(press.person)
            row = draft_view.decision_buttons(found, is_own, force=True)
            await self.show(press, found, str(error), [row])
            return
        proposed = await asyncio.to_thread(self.moderation.answers.proposals, done.id)
        rows = draft_view.answer_buttons(done.id, len(proposed))[:1] if proposed else []
        await self.report(press, done, staff_chat.APPROVED.format(number=done.id), rows)

    async def report(
        self, press: StaffPress, done: CuratedAnswer, text: str, rows: Sequence[keyboards.Row] = ()
    ) -> None:
        """Report the outcome in this chat, and to the author."""
        await self.show(press, done, text, [*rows, await self._back(done)])
        services = self.access.services
        for person in sorted(services.staff - {press.person}):
            if self.moderation.alias(person) == done.author:
                await services.sender.send(press.context.bot, person, draft_view.notice(done, text))

    async def show(self, press: StaffPress, found: CuratedAnswer, note: str, rows: Sequence[keyboards.Row]) -> None:
        """Show an answer of any state in the message's place."""
        await self.access.replace(press, await self._view(found, note, rows))

    async def _open(self, press: StaffPress, found: CuratedAnswer) -> None:
        """Show an answer with what can be done with it, and the way back."""
        rows: Sequence[keyboards.Row] = ()
        if found.state is CuratedState.APPROVED:
            proposed = await asyncio.to_thread(self.moderation.answers.proposals, found.id)
            rows = draft_view.answer_buttons(found.id, len(proposed))
        elif found.state is not CuratedState.RETIRED:
            rows = [draft_view.decision_buttons(found, found.author == self.moderation.alias(press.person))]
        await self.show(press, found, "", [*rows, await self._back(found)])

    async def _back(self, found: CuratedAnswer) -> keyboards.Row:
        """The way from an answer to its topic, and to the list, on the page that holds it."""
        listed = await asyncio.to_thread(self.moderation.answers.list_answers)
        at = next((at for at, each in enumerate(listed) if each.id == found.id), 0)
        return draft_view.back_buttons(found, at // PER_PAGE)

    async def _view(self, found: CuratedAnswer, note: str, rows: Sequence[keyboards.Row]) -> MessageView:
        passages = await asyncio.to_thread(self.moderation.answers.cited_passages, found)
        return await asyncio.to_thread(
            draft_view.draft, found, passages, self.access.services.library_view.frame, note, rows
        )
