"""Answer actions: further phrasings of an answer, its editing and its end, by buttons under it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.curation.approval import ContradictionError
from bot.curation.curated_answers import CuratedAnswerError
from bot.curation.moderation import ModerationService
from bot.telegram.handlers.handler_services import Handler
from bot.telegram.outgoing.callback_data import ActOnAnswerPress, AddPhrasingsPress, Press
from bot.telegram.staff.draft_handler import DraftHandler
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.views import draft_view, moderation_view
from bot.texts import staff_chat


@dataclass(frozen=True, slots=True)
class AnswerActionsHandler:
    """Handler of the buttons under an answer in use."""

    access: StaffAccess
    moderation: ModerationService
    drafts: DraftHandler

    def handlers(self) -> list[Handler]:
        """The handler of the presses."""
        return [self.access.presses(self.on_press, ActOnAnswerPress, AddPhrasingsPress)]

    async def on_press(self, press: StaffPress, data: Press) -> None:
        """Handle a press; what cannot be done is said in an alert."""
        try:
            match data:
                case ActOnAnswerPress("propose", number):
                    await self._propose(press, number)
                case ActOnAnswerPress("edit", number):
                    await self._prompt(press, number)
                case ActOnAnswerPress("retire", number):
                    found = await asyncio.to_thread(self.moderation.answers.get, number)
                    await self.drafts.show(press, found, staff_chat.RETIRE_SURE, draft_view.retire_buttons(number))
                case ActOnAnswerPress("retired", number):
                    done = await asyncio.to_thread(self.moderation.answers.retire, number, press.person)
                    await self.drafts.report(press, done, staff_chat.RETIRED.format(number=number))
                case AddPhrasingsPress(choice, number, key):
                    await self._add(press, number, key, choice == "force")
        except CuratedAnswerError as error:
            await self.access.refuse(press, str(error))

    async def _propose(self, press: StaffPress, number: int, note: str = "") -> None:
        proposed = await asyncio.to_thread(self.moderation.answers.proposals, number)
        await self.access.replace(press, draft_view.proposals(number, proposed, note))

    async def _add(self, press: StaffPress, number: int, key: str, force: bool) -> None:
        answers = self.moderation.answers
        before = await asyncio.to_thread(answers.get, number)
        keys = [] if key == "all" else [key]
        try:
            after = await asyncio.to_thread(answers.add_phrasings, number, keys, press.person, force)
        except ContradictionError as error:
            await self.access.replace(press, draft_view.contradicted(number, key, str(error)))
            return
        count = len(after.phrasings) - len(before.phrasings)
        await self._propose(press, number, staff_chat.PROPOSED_ADDED.format(number=number, count=count))

    async def _prompt(self, press: StaffPress, number: int) -> None:
        """Send a prompt to reply to, below the answer."""
        found = await asyncio.to_thread(self.moderation.answers.get, number)
        view, below = moderation_view.prompt_to_edit(number, found.phrasings)
        await self.access.acknowledge(press)
        sender = self.access.services.sender
        await sender.send(press.context.bot, press.message.chat_id, view.markup, None, below)
