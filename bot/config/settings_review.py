"""Settings review: everything that is wrong or doubtful with the settings at once, for the self-check.

A command stops at the first wrong setting; here those that are wrong are left out, so that the rest can be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource

from bot.config.settings import Settings, describe
from bot.texts import operator
from bot.texts.errors.system_errors import system_error

_PREFIX = "WENDA_"
_PREFIXES = (_PREFIX, "TELEGRAM_", "OPENSEARCH_")
_NAMES = frozenset(str(field.alias) for field in Settings.model_fields.values())
_SHORTEST_NUMBER = 3  # digits of a telephone number
_NEAREST_PERCENT = 60  # of the letters of two names alike, for one to be a slip of the other
_WEBHOOK_NEEDS = ("TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_WEBHOOK_URL")
_CLUSTER_NEEDS = "OPENSEARCH_URL"


@dataclass(frozen=True, slots=True)
class SettingsReview:
    """The settings without those that are wrong; what is said of these, of doubtful ones, of an unreadable ``.env``."""

    settings: Settings
    wrong: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    unreadable: str = ""

    @classmethod
    def of_environment(cls, **overrides: Any) -> SettingsReview:
        """The review of the environment and ``.env``; ``overrides`` come first."""
        file, written, unreadable = settings_file(), frozenset[str](), ""
        try:
            written = _dotenv_names(file) if file else written
        except (OSError, UnicodeDecodeError) as error:
            unreadable = operator.SETTINGS_UNREADABLE.format(error=system_error(error))
        settings, wrong = _without_wrong({**overrides, "_env_file": None} if unreadable else {**overrides})
        return cls(settings, tuple(wrong), (*_unknown(written), *_doubtful(settings, written)), unreadable)


def settings_file() -> Path | None:
    """The ``.env`` that is read; None where there is none in the working folder."""
    path = Path(str(Settings.model_config["env_file"])).absolute()
    return path if path.is_file() else None


def _dotenv_names(file: Path) -> frozenset[str]:
    found = DotEnvSettingsSource(Settings, env_file=file, case_sensitive=True).env_vars
    return frozenset(name for name, value in found.items() if (value or "").strip())


def _without_wrong(values: dict[str, Any]) -> tuple[Settings, list[str]]:
    """The settings with the default in place of each wrong value, and a sentence for each of these."""
    wrong: list[str] = []
    while True:
        try:
            return Settings(**values), wrong
        except ValidationError as error:
            for found in error.errors(include_url=False):
                wrong.append(describe(found))
                name = str(found["loc"][0]) if found["loc"] else _WEBHOOK_NEEDS[1]
                if name in values:
                    raise
                values[name] = _default(name)


def _default(name: str) -> Any:
    field = next(field for field in Settings.model_fields.values() if field.alias == name)
    return field.get_default(call_default_factory=True)


def _unknown(written: frozenset[str]) -> Iterator[str]:
    """Names that are nearly ours: all that begin so in ``.env``, which is ours, and ``WENDA_…`` in the environment."""
    from rapidfuzz import fuzz, process

    ours = {name for name in written if name.upper().startswith(_PREFIXES)}
    for name in sorted(ours | {name for name in os.environ if name.upper().startswith(_PREFIX)}):
        if name.upper() not in _NAMES:
            nearest = process.extractOne(
                name, sorted(_NAMES), scorer=fuzz.ratio, processor=_without_prefix, score_cutoff=_NEAREST_PERCENT
            )
            where = operator.DOCTOR_IN_FILE if name in written else operator.DOCTOR_IN_ENVIRONMENT
            said = operator.DOCTOR_UNKNOWN.format(name=name, where=where)
            yield said + (operator.DOCTOR_NEAREST.format(name=nearest[0]) if nearest else operator.DOCTOR_REMOVE)


def _without_prefix(name: str) -> str:
    """What tells one name from another: a common beginning would make all of them alike."""
    return next((name.upper().removeprefix(each) for each in _PREFIXES if name.upper().startswith(each)), name)


def _doubtful(settings: Settings, written: frozenset[str]) -> Iterator[str]:
    """Values that can be used, and that hardly anybody means."""
    given = written | {name for name, value in os.environ.items() if value.strip()}
    if len(re.findall(r"\d", settings.hotline)) < _SHORTEST_NUMBER:
        yield operator.DOCTOR_SHORT_HOTLINE.format(found=settings.hotline)
    if settings.webhook_url is None and _WEBHOOK_NEEDS[0] in given:
        yield operator.DOCTOR_NO_EFFECT.format(name=_WEBHOOK_NEEDS[0], needs=_WEBHOOK_NEEDS[1])
    if settings.webhook_url and not settings.webhook_url.startswith("https:") and settings.api_is_telegrams:
        yield operator.DOCTOR_WEBHOOK_PLAIN
    if settings.bot_id and settings.bot_id in settings.staff:
        yield operator.DOCTOR_STAFF_IS_BOT.format(number=settings.bot_id)
    if settings.secret and len(set(settings.secret.get_secret_value())) < _SHORTEST_NUMBER:
        yield operator.DOCTOR_PLAIN_SECRET
    if settings.opensearch_url is None:
        for name in sorted(given & {each for each in _NAMES if each.startswith("OPENSEARCH_")} - {_CLUSTER_NEEDS}):
            yield operator.DOCTOR_NO_EFFECT.format(name=name, needs=_CLUSTER_NEEDS)
