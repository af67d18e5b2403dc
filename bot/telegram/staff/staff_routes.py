"""Staff routes: all handlers of staff. To anybody else their commands are unknown."""

from __future__ import annotations

from dataclasses import dataclass

from bot.telegram.handlers.handler_services import Handler, HandlerServices
from bot.telegram.staff.answer_actions import AnswerActionsHandler
from bot.telegram.staff.cite_handler import CiteHandler
from bot.telegram.staff.draft_handler import DraftHandler
from bot.telegram.staff.find_handler import FindHandler
from bot.telegram.staff.gold_handler import GoldHandler
from bot.telegram.staff.prompt_replies import PromptReplyHandler
from bot.telegram.staff.records_handler import RecordsHandler
from bot.telegram.staff.staff_access import StaffAccess
from bot.telegram.staff.statistics_handler import StatisticsHandler
from bot.telegram.staff.unanswered_queue import UnansweredHandler


@dataclass(frozen=True, slots=True)
class StaffRoutes:
    """Handlers of staff commands and of the buttons under their messages."""

    services: HandlerServices

    def handlers(self) -> list[Handler]:
        """The handlers. The first one that matches an update handles it."""
        access, moderation = StaffAccess(self.services), self.services.moderation
        lookup = [*FindHandler(access).handlers(), *CiteHandler(access).handlers()]
        first = [*lookup, *StatisticsHandler(access).handlers()]
        if moderation is None:
            return first
        drafts = DraftHandler(access, moderation)
        unanswered = UnansweredHandler(access, moderation, drafts)
        prompt_replies = PromptReplyHandler(access, moderation, unanswered)
        gold = GoldHandler(access, moderation, unanswered)
        actions = AnswerActionsHandler(access, moderation, drafts)
        parts = (unanswered, prompt_replies, drafts, gold, actions)
        desk = [handler for part in parts for handler in part.handlers()]
        if self.services.lessons:
            desk += RecordsHandler(access, moderation, self.services.lessons).handlers()
        return [*first, *desk]
