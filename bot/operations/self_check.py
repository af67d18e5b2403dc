"""Self-check: everything that could keep the service from serving, with what to do about it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from bot import clock
from bot.config.proxies import unusable_proxies
from bot.config.settings import SECRET_FILE, Settings, read_key
from bot.config.settings_check import CheckResult, CheckStatus, check_settings
from bot.config.settings_review import SettingsReview
from bot.dialogue.report_list import recognised_files
from bot.operations.backups import StateDatabase
from bot.storage.state_folder import exposed
from bot.storage.update_inbox import InboxState
from bot.texts import operator
from bot.texts.errors.command_failures import error_message
from bot.texts.errors.engine_messages import in_chinese
from bot.texts.errors.system_errors import system_error
from bot.texts.holdings import RECOGNISED_FILE
from bot.texts.unread_files import skipped_reason
from retrieval.cluster.cluster_settings import ClusterSettings
from retrieval.models import WendaError

MIN_FREE_BYTES = 200 * 1024 * 1024  # below this the log of a busy month may not fit
MAX_CLOCK_SKEW_S = 120.0
REQUEST_TIMEOUT_S = 10.0


def run_checks(review: SettingsReview) -> Iterator[CheckResult]:
    """Run every check in turn; a check that cannot be made is a result too."""
    settings = review.settings
    yield from check_settings(review)
    yield from _check_databases(settings)
    yield _check_disk_space(settings.state)
    yield _check_permissions(settings.state)
    yield _check_secret(settings)
    yield from _check_library(settings)
    yield _check_reader()
    yield from _check_telegram(settings)


def _check_databases(settings: Settings) -> Iterator[CheckResult]:
    yield _check_database(operator.DOCTOR_LOG, StateDatabase.log(settings))
    yield _check_database(operator.DOCTOR_INBOX, StateDatabase.inbox(settings))
    if settings.inbox.exists() and (count := _count_dead_letters(settings.inbox)):
        yield CheckResult(operator.DOCTOR_ASIDE, CheckStatus.WARNING, operator.DOCTOR_ASIDE_SOME.format(count=count))


def _check_database(what: str, database: StateDatabase) -> CheckResult:
    try:
        wrong = database.find_damage()
    except OSError as error:
        wrong = system_error(error)
    if wrong:
        said = operator.DOCTOR_DAMAGED.format(path=database.path, found=wrong)
        return CheckResult(what, CheckStatus.FAILED, said)
    if database.is_lost:
        return CheckResult(what, CheckStatus.WARNING, operator.DOCTOR_LOST_FILE.format(path=database.path))
    said = str(database.path) if database.path.exists() else operator.DOCTOR_NO_FILE.format(path=database.path)
    return CheckResult(what, CheckStatus.FINE, said)


def _count_dead_letters(path: Path) -> int:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            found = db.execute("select count(*) from inbox where state = ?", [InboxState.DEAD_LETTER])
            return int(found.fetchone()[0])
    except sqlite3.Error:
        return 0  # the damage was reported already


def _check_disk_space(state: Path) -> CheckResult:
    folder = next((path for path in (state, *state.absolute().parents) if path.exists()), Path())
    free = shutil.disk_usage(folder).free
    said = operator.DOCTOR_FREE.format(folder=folder, megabytes=free // 2**20)
    if not os.access(folder, os.W_OK):
        return CheckResult(operator.DOCTOR_SPACE, CheckStatus.FAILED, operator.DOCTOR_UNWRITABLE.format(folder=folder))
    return CheckResult(operator.DOCTOR_SPACE, CheckStatus.FINE if free >= MIN_FREE_BYTES else CheckStatus.WARNING, said)


def _check_permissions(state: Path) -> CheckResult:
    try:
        open_paths = exposed(state)
    except OSError as error:
        return CheckResult(operator.DOCTOR_PRIVATE, CheckStatus.FAILED, system_error(error))
    if not open_paths:
        return CheckResult(operator.DOCTOR_PRIVATE, CheckStatus.FINE, operator.DOCTOR_PRIVATE_FINE.format(folder=state))
    said = operator.DOCTOR_EXPOSED.format(paths="、".join(map(str, open_paths)), folder=state)
    return CheckResult(operator.DOCTOR_PRIVATE, CheckStatus.WARNING, said)


def _check_secret(settings: Settings) -> CheckResult:
    path = settings.state / SECRET_FILE
    if settings.secret or not path.exists():
        said = operator.DOCTOR_SECRET_SET if settings.secret else operator.DOCTOR_SECRET_NONE
        return CheckResult(operator.DOCTOR_SECRET, CheckStatus.FINE, said)
    try:
        read_key(path)
    except (WendaError, OSError) as error:
        return CheckResult(operator.DOCTOR_SECRET, CheckStatus.FAILED, error_message(error))
    if path.stat().st_mode & 0o077:  # others can read it
        return CheckResult(operator.DOCTOR_SECRET, CheckStatus.WARNING, operator.DOCTOR_SECRET_OPEN.format(path=path))
    return CheckResult(operator.DOCTOR_SECRET, CheckStatus.FINE, operator.DOCTOR_SECRET_FILE.format(path=path))


def _check_cluster(settings: ClusterSettings) -> Iterator[CheckResult]:
    from bot.operations.cluster_source import ClusterSource

    source = ClusterSource(settings)
    try:
        library = source.open()
        sums = {"reports": len(library.catalog), "passages": len(library.passages)}
        held = operator.DOCTOR_CLUSTER_HELD.format(generation=(library.index.stamp or (0,))[0], **sums)
        yield CheckResult(operator.DOCTOR_CLUSTER, CheckStatus.FINE, held)
    except WendaError as error:
        yield CheckResult(operator.DOCTOR_CLUSTER, CheckStatus.FAILED, error_message(error))
    finally:
        source.close()


def _check_library(settings: Settings) -> Iterator[CheckResult]:
    if settings.cluster:
        yield from _check_cluster(settings.cluster)
        return
    from retrieval import Library
    from retrieval.corpus import storage
    from retrieval.corpus.builder import is_up_to_date
    from retrieval.corpus.opening import index_of

    folder = settings.library_folder
    try:
        index = index_of(folder)
        yield _folder_of_library(folder, index)
        if index:
            storage.verify(index)
        library = Library.open(index or folder)
        stale = index not in (None, folder) and not is_up_to_date(storage.load(index), folder)
    except WendaError as error:
        yield CheckResult(operator.DOCTOR_LIBRARY, CheckStatus.FAILED, error_message(error))
        return
    counts = operator.DOCTOR_HELD.format(reports=len(library.catalog), passages=len(library.passages))
    yield CheckResult(operator.DOCTOR_LIBRARY, CheckStatus.FINE, counts)
    if index and index != folder:
        said = operator.DOCTOR_STALE.format(command=storage.command_for(index)) if stale else operator.DOCTOR_FRESH
        yield CheckResult(operator.DOCTOR_INDEX, CheckStatus.WARNING if stale else CheckStatus.FINE, said)
    for file in recognised_files(library):
        yield CheckResult(operator.DOCTOR_RECOGNISED, CheckStatus.FINE, f"{file}：{RECOGNISED_FILE}")
    for skipped in library.skipped:
        named = operator.DOCTOR_SAME if skipped.same_as else operator.DOCTOR_SKIPPED
        status = CheckStatus.FINE if skipped.same_as else CheckStatus.WARNING
        yield CheckResult(named, status, f"{skipped.file}：{skipped_reason(skipped)}")


def _folder_of_library(folder: Path, index: Path | None) -> CheckResult:
    form = operator.DOCTOR_FOLDER_SET if index else operator.DOCTOR_FOLDER_NEW
    said = form.format(folder=folder.absolute(), index=index.absolute() if index else "")
    return CheckResult(operator.DOCTOR_FOLDER, CheckStatus.FINE, said)


def _check_reader() -> CheckResult:
    """What the process that reads files gives up on this machine."""
    from retrieval.sandbox.sandboxed_reader import SandboxedReader

    try:
        with SandboxedReader() as reader:
            confinement = reader.confinement()
    except WendaError as error:
        said = operator.DOCTOR_NO_READER.format(error=in_chinese(str(error)))
        return CheckResult(operator.DOCTOR_READER, CheckStatus.FAILED, said)
    kept = [] if confinement.files else [operator.DOCTOR_KEPT_FILES]
    kept += [] if confinement.network else [operator.DOCTOR_KEPT_NETWORK]
    if kept:
        said = operator.DOCTOR_UNCONFINED.format(kept=operator.DOCTOR_AND.join(kept))
        return CheckResult(operator.DOCTOR_READER, CheckStatus.WARNING, said)
    return CheckResult(operator.DOCTOR_READER, CheckStatus.FINE, operator.DOCTOR_CONFINED)


def _check_telegram(settings: Settings) -> Iterator[CheckResult]:
    """The token and the clock: Telegram's response carries its own time."""
    if settings.token is None:
        yield CheckResult(operator.DOCTOR_TOKEN, CheckStatus.WARNING, operator.DOCTOR_NO_TOKEN)
        return
    if wrong := unusable_proxies():
        said = operator.DOCTOR_UNREACHABLE_PROXY.format(names="、".join(wrong))
        yield CheckResult(operator.DOCTOR_TOKEN, CheckStatus.FAILED, said)
        return
    try:
        base = f"{settings.api_base}/bot{settings.token.get_secret_value()}"
        answer = httpx.post(f"{base}/getMe", timeout=REQUEST_TIMEOUT_S)
    # Of a proxy that cannot be used httpx raises either of the others, before anything is sent.
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError) as error:
        said = operator.DOCTOR_UNREACHABLE.format(base=settings.api_base, error=system_error(error))
        yield CheckResult(operator.DOCTOR_TOKEN, CheckStatus.FAILED, said)
        return
    if answer.status_code == 200:
        yield CheckResult(operator.DOCTOR_TOKEN, CheckStatus.FINE, operator.DOCTOR_BOT.format(name=_bot_name(answer)))
    elif answer.status_code in (401, 404):
        yield CheckResult(operator.DOCTOR_TOKEN, CheckStatus.FAILED, operator.BOT_REFUSED)
    else:
        said = operator.DOCTOR_UNREACHABLE.format(base=settings.api_base, error=answer.status_code)
        yield CheckResult(operator.DOCTOR_TOKEN, CheckStatus.FAILED, said)
    yield _check_clock(answer.headers.get("date", ""))


def _bot_name(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["result"]["username"])
    except (ValueError, KeyError, TypeError):
        return "?"


def _check_clock(date: str) -> CheckResult:
    try:
        apart = (clock.now() - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, TypeError):
        return CheckResult(operator.DOCTOR_CLOCK, CheckStatus.WARNING, operator.DOCTOR_NO_TIME)
    health = CheckStatus.FINE if abs(apart) <= MAX_CLOCK_SKEW_S else CheckStatus.FAILED
    return CheckResult(operator.DOCTOR_CLOCK, health, operator.DOCTOR_APART.format(seconds=round(apart)))
