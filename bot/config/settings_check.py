"""Settings check: what the self-check says of settings, proxies and the state folder; the form of its results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.config.proxies import set_proxies, unusable_proxies
from bot.config.settings import Settings
from bot.config.settings_review import SettingsReview, settings_file
from bot.config.state_location import default_state
from bot.texts import operator


class CheckStatus(StrEnum):
    """The result of a check."""

    FINE = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: its subject, its status, and what was found or what to do."""

    what: str
    health: CheckStatus
    said: str


def check_settings(review: SettingsReview) -> Iterator[CheckResult]:
    """What is set, and where: the file of settings, wrong and doubtful ones, proxies, the state folder."""
    yield _check_file(review.unreadable)
    for said in review.wrong:
        yield CheckResult(operator.DOCTOR_SETTING, CheckStatus.FAILED, said)
    for said in review.doubtful:
        yield CheckResult(operator.DOCTOR_SETTING, CheckStatus.WARNING, said)
    wrong = unusable_proxies()
    for name in wrong:
        yield CheckResult(operator.DOCTOR_PROXY, CheckStatus.FAILED, operator.PROXY_UNUSABLE.format(name=name))
    if not wrong and (names := [name for name, _ in set_proxies()]):
        said = operator.DOCTOR_PROXY_SET.format(names="、".join(names))
        yield CheckResult(operator.DOCTOR_PROXY, CheckStatus.FINE, said)
    yield _check_state(review.settings)


def _check_file(unreadable: str) -> CheckResult:
    if unreadable:
        return CheckResult(operator.DOCTOR_FILE, CheckStatus.FAILED, unreadable)
    file = settings_file()
    form = operator.DOCTOR_FILE_READ if file else operator.DOCTOR_FILE_NONE
    return CheckResult(operator.DOCTOR_FILE, CheckStatus.FINE, form.format(path=file or Path(".env").absolute()))


def _check_state(settings: Settings) -> CheckResult:
    folder = settings.state.absolute()
    if folder.exists() and not folder.is_dir():
        said = operator.DOCTOR_STATE_IS_FILE.format(folder=folder)
        return CheckResult(operator.DOCTOR_STATE, CheckStatus.FAILED, said)
    if settings.former_state:
        said = operator.STATE_IS_FORMER.format(folder=folder, default=default_state())
        return CheckResult(operator.DOCTOR_STATE, CheckStatus.WARNING, said)
    form = operator.DOCTOR_STATE_SET if "state" in settings.model_fields_set else operator.DOCTOR_STATE_DEFAULT
    return CheckResult(operator.DOCTOR_STATE, CheckStatus.FINE, form.format(folder=folder))
