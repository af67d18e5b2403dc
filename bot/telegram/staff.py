"""Commands for staff alone; to anybody else they do not exist."""

from __future__ import annotations

from dataclasses import dataclass

from bot.telegram.citing import Citing
from bot.telegram.clerk import Clerk
from bot.telegram.finding import Finding
from bot.telegram.office import Handler, Office
from bot.telegram.reporting import Reporting
from bot.telegram.reviewing import Reviewing
from bot.telegram.starring import Starring
from bot.telegram.teaching import Teaching
from bot.telegram.unanswered import Unanswered


@dataclass(frozen=True, slots=True)
class Staff:
    """Staff commands. Each checks the numeric id whenever it is given, and whenever a button of it is pressed."""

    office: Office

    def handlers(self) -> list[Handler]:
        """In order: the first that fits an update takes it."""
        parts = (Finding(self.office), Citing(self.office), Reporting(self.office))
        return [*(handler for part in parts for handler in part.handlers()), *self._desk()]

    def _desk(self) -> list[Handler]:
        if self.office.desk is None:
            return []
        clerk, desk = Clerk(self.office), self.office.desk
        reviewing = Reviewing(clerk, desk)
        unanswered = Unanswered(clerk, desk, reviewing)
        teaching, starring = Teaching(clerk, desk, unanswered), Starring(clerk, desk, unanswered)
        return [*unanswered.handlers(), *teaching.handlers(), *reviewing.handlers(), *starring.handlers()]
