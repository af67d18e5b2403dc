"""``/answers``, ``/words``, ``/gold``, ``/lessons``, ``/topics``: what staff keep, listed, to be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import Message, Update

from bot.curation.moderation import ModerationService
from bot.learning.lesson_service import LessonError, LessonService
from bot.telegram.handlers.handler_services import Context, Handler
from bot.telegram.outgoing.callback_data import ActOnRecordPress, ShowRecordPress, ShowRecordsPress
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.views import record_view
from bot.telegram.views.answer_view import MessageView
from bot.telegram.views.record_view import PER_PAGE, ListedRecord
from bot.texts import staff_chat

KINDS = ("answers", "words", "gold", "lessons", "topics")


@dataclass(frozen=True, slots=True)
class RecordsHandler:
    """Handler of the lists. Methods of the services block, so they run in a thread."""

    access: StaffAccess
    moderation: ModerationService
    lessons: LessonService

    def handlers(self) -> list[Handler]:
        """The commands, and the presses under their messages."""
        commands = [self.access.command(kind, self._command(kind)) for kind in KINDS]
        presses = self.access.presses
        shown = presses(self.show_list, ShowRecordsPress), presses(self.show_record, ShowRecordPress)
        return [*commands, *shown, presses(self.act, ActOnRecordPress)]

    def _command(self, kind: str) -> Callable[[Update, Context, Message], Awaitable[None]]:
        async def send(update: Update, context: Context, message: Message) -> None:
            await self.access.services.show(update, context, await asyncio.to_thread(self._list, kind, 0))

        return send

    async def show_list(self, press: StaffPress, data: ShowRecordsPress) -> None:
        """Show a page of a list."""
        await self.access.replace(press, await asyncio.to_thread(self._list, data.kind, data.page))

    async def show_record(self, press: StaffPress, data: ShowRecordPress) -> None:
        """Show a record."""
        await self._show(press, data.kind, data.key, data.page)

    def _list(self, kind: str, page: int) -> MessageView:
        return record_view.records(kind, self._listed(kind), page)

    def _listed(self, kind: str) -> Sequence[ListedRecord]:
        match kind:
            case "answers":
                return [record_view.listed_answer(each) for each in self.moderation.answers.list_answers()]
            case "topics":
                return [record_view.listed_topic(each, _page(at)) for at, each in enumerate(self.moderation.frequent())]
            case "words":
                return [record_view.listed_entry(each, _page(at)) for at, each in enumerate(self.moderation.entries())]
            case "gold":
                cases = self.moderation.gold_questions()
                return [record_view.listed_gold(each, _page(at)) for at, each in enumerate(cases)]
            case _:
                return [record_view.listed_lesson(each, _page(at)) for at, each in enumerate(self.lessons.lessons())]

    async def _show(self, press: StaffPress, kind: str, key: str, page: int, note: str | None = None) -> None:
        view = await asyncio.to_thread(self._view, kind, key, page)
        if view is None:
            await self.access.refuse(press, staff_chat.RECORD_GONE)
        else:
            await self.access.replace(press, view, note)

    def _view(self, kind: str, key: str, page: int) -> MessageView | None:
        """A record in full; None where it is gone."""
        match kind:
            case "words":
                entry = next((each for each in self.moderation.entries() if str(each.id) == key), None)
                return record_view.record(kind, key, page, record_view.entry_text(entry)) if entry else None
            case "gold":
                case = next((each for each in self.moderation.gold_questions() if each.id == key), None)
                return record_view.record(kind, key, page, record_view.gold_text(case)) if case else None
            case "lessons":
                placed = next((each for each in self.lessons.lessons() if each.taught.key == key), None)
                if placed is None:
                    return None
                text, is_removed = record_view.lesson_text(placed), placed.taught.removed_by is not None
                return record_view.record(kind, key, page, text, is_removed)
        return None

    async def act(self, press: StaffPress, data: ActOnRecordPress) -> None:
        """Remove a record, or restore it."""
        kind, key, page = data.kind, data.key, data.page
        try:
            done = await asyncio.to_thread(self._change, data.action, kind, key, press.person)
        except LessonError as error:
            await self.access.refuse(press, str(error))
            return
        if not done:
            await self.access.refuse(press, staff_chat.RECORD_GONE)
        elif kind == "lessons":
            note = staff_chat.REMOVED[kind] if data.action == "remove" else staff_chat.RESTORED
            await self._show(press, kind, key, page, note)
        else:
            await self.access.replace(press, await asyncio.to_thread(self._list, kind, page), staff_chat.REMOVED[kind])

    def _change(self, action: str, kind: str, key: str, person: int) -> bool:
        """Remove or restore a record; whether it was there. Raises `LessonError`."""
        match kind, action:
            case "words", "remove":
                lines = [each.line for each in self.moderation.entries() if str(each.id) == key]
                return bool(lines and self.moderation.remove_entries(lines))
            case "gold", "remove":
                return self.moderation.remove_gold_case(key)
            case "lessons", "remove":
                self.lessons.remove(key, self.moderation.alias(person))
                return True
            case "lessons", "restore":
                self.lessons.restore(key)
                return True
        return False


def _page(at: int) -> int:
    """The page of the record at this place of a list."""
    return at // PER_PAGE
