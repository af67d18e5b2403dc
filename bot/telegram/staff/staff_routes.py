"""Commands for staff alone; to anybody else they do not exist."""

from __future__ import annotations

from dataclasses import dataclass

from bot.telegram.handlers.handler_context import Handler, HandlerContext
from bot.telegram.staff.cite_handler import CiteHandler
from bot.telegram.staff.draft_handler import DraftHandler
from bot.telegram.staff.find_handler import FindHandler
from bot.telegram.staff.gold_handler import GoldHandler
from bot.telegram.staff.prompt_replies import PromptReplyHandler
from bot.telegram.staff.staff_access import StaffAccess
from bot.telegram.staff.statistics_handler import StatisticsHandler
from bot.telegram.staff.unanswered_queue import UnansweredHandler


@dataclass(frozen=True, slots=True)
class StaffRoutes:
    """Staff commands. Each checks the numeric id whenever it is given, and whenever a button of it is pressed."""

    office: HandlerContext

    def handlers(self) -> list[Handler]:
        """In order: the first that fits an update takes it."""
        parts = (FindHandler(self.office), CiteHandler(self.office), StatisticsHandler(self.office))
        return [*(handler for part in parts for handler in part.handlers()), *self._desk()]

    def _desk(self) -> list[Handler]:
        if self.office.desk is None:
            return []
        clerk, desk = StaffAccess(self.office), self.office.desk
        reviewing = DraftHandler(clerk, desk)
        unanswered = UnansweredHandler(clerk, desk, reviewing)
        teaching, starring = PromptReplyHandler(clerk, desk, unanswered), GoldHandler(clerk, desk, unanswered)
        return [*unanswered.handlers(), *teaching.handlers(), *reviewing.handlers(), *starring.handlers()]
