"""Extras: the packages that only a part of the program needs, and what to do where they are missing."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec

from bot.texts import operator
from retrieval.models import WendaError


class Extra(StrEnum):
    """Extra of the package that a part of the bot cannot do without, by its name in ``pyproject.toml``."""

    DASHBOARD = "dashboard"
    CHARTS = "charts"
    CLUSTER = "cluster"


# What tells that an extra is there.
_MODULES = {
    Extra.DASHBOARD: ("datasette", "datasette_auth_passwords", "datasette_dashboards", "uvicorn"),
    Extra.CHARTS: ("matplotlib",),
    Extra.CLUSTER: ("opensearchpy",),
}


class MissingExtraError(WendaError):
    """An extra that is not installed; the message says what it is for and how it is added."""

    def __init__(self, extra: Extra) -> None:
        """The message names the extra."""
        how = operator.ADD_EXTRA.format(extra=extra)
        super().__init__(operator.MISSING_EXTRA.format(part=operator.PARTS_OF_EXTRAS[extra], how=how))
        self.extra = extra


def require(extra: Extra) -> None:
    """Nothing, where an extra is installed.

    Raises:
        MissingExtraError: one of its packages is not there.
    """
    if not all(find_spec(name) for name in _MODULES[extra]):
        raise MissingExtraError(extra)
