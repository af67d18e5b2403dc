"""Day parameter: the one way in which commands take dates."""

from __future__ import annotations

import re
from datetime import date

import click

from bot.texts import command_line

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


class DayParameter(click.ParamType[date]):
    """A day in China: 2026-11-01, or as a letter writes it, 2026年11月1日."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day. Raises `click.BadParameter`, which says how one is written, for anything else."""
        if isinstance(value, date):
            return value
        written = _DAY.fullmatch(value.strip())
        try:
            return date(*map(int, written.groups() if written else ()))
        except (ValueError, TypeError):  # the 30th of February; no date at all
            self.fail(command_line.BAD_DAY.format(found=value), param, ctx)


DAY = DayParameter()
