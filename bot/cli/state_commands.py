"""``wenda backup``, ``restore``, ``inbox``, ``doctor``, ``desk``: the databases, the self-check and the dashboard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.app import AppContext
from bot.cli.options import (
    collect_often,
    common_options,
    database_errors,
    help_option,
    json_option,
    plain_options,
)
from bot.cli.output import echo, show, show_json, show_rows
from bot.clock import local_time
from bot.texts import operator
from bot.texts.pages import dashboard
from retrieval.models import WendaError

if TYPE_CHECKING:
    from bot.storage.update_inbox import UpdateInbox


class SelfCheckFailedError(WendaError):
    """A result of the self-check that keeps the service from serving."""


class NothingToRetryError(WendaError):
    """None of the numbers is one of an update that was set aside."""


@click.command(help=operator.CLI_BACKUP)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@plain_options
def backup(app_context: AppContext, file: Path) -> None:
    """Copy the log, whether or not the service runs."""
    from bot.operations.backups import back_up

    size = back_up(app_context.settings, file)
    echo(operator.BACKUP_DONE.format(path=file, size=size), err=True)


@click.command(help=operator.CLI_RESTORE)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@plain_options
def restore(app_context: AppContext, file: Path) -> None:
    """Replace the log by a copy, while the service does not run."""
    from bot.operations import backups

    kept = backups.restore(file, app_context.settings)
    echo(operator.RESTORE_DONE.format(path=app_context.settings.database), err=True)
    if kept:
        echo(operator.RESTORE_KEPT.format(kept=kept), err=True)


@click.group(help=operator.CLI_INBOX)
@help_option
def inbox() -> None:
    """The group."""


@inbox.command("list", help=operator.CLI_INBOX_LIST)
@json_option
@plain_options
def list_(app_context: AppContext, as_json: bool) -> None:
    """Print the dead letters on stdout, the number of waiting updates on stderr."""
    with closing(_inbox(app_context)) as box:
        # Reading does not create a database.
        rows, waiting = (box.dead_letters(), box.waiting_count()) if app_context.settings.inbox.exists() else ([], 0)
    if as_json:
        show_json([{**row, "body": json.loads(row["body"])} for row in rows])
    else:
        show_rows(operator.INBOX_HEAD, map(_dead_letter_row, rows), operator.INBOX_EMPTY)
    echo(operator.INBOX_COUNTS.format(aside=len(rows), waiting=waiting), err=True)


@inbox.command("retry", help=operator.CLI_INBOX_RETRY)
@click.argument("numbers", nargs=-1, type=int, required=True)
@plain_options
def retry(app_context: AppContext, numbers: tuple[int, ...]) -> None:
    """Requeue dead letters; the service handles them when it starts."""
    from bot.operations.single_instance import hold_instance_lock

    requeued: list[int] = []
    if app_context.settings.inbox.exists():
        with hold_instance_lock(app_context.settings.state), closing(_inbox(app_context)) as box:
            requeued = box.requeue(numbers)
    if not requeued:
        raise NothingToRetryError(operator.INBOX_NOTHING_TO_RETRY.format(numbers="、".join(map(str, numbers))))
    count, missing = len(requeued), len(set(numbers)) - len(requeued)
    said = operator.INBOX_RETRIED_SOME.format(missing=missing) if missing else ""
    echo(operator.INBOX_RETRIED.format(count=count) + said, err=True)


@click.command(help=operator.CLI_DOCTOR)
@json_option
@common_options
def doctor(app_context: AppContext, as_json: bool) -> None:
    """Print every result; fail where one of them is a failure."""
    from bot.config.settings_check import CheckStatus
    from bot.operations.self_check import run_checks

    results = list(run_checks(app_context.review))
    if as_json:
        show_json([asdict(result) for result in results])
    else:
        marks = {
            CheckStatus.FINE: operator.DOCTOR_FINE,
            CheckStatus.WARNING: operator.DOCTOR_MIND,
            CheckStatus.FAILED: operator.DOCTOR_FAILED,
        }
        show(operator.DOCTOR_HEAD, [(marks[result.health], result.what, result.said) for result in results])
    failed = sum(result.health is CheckStatus.FAILED for result in results)
    if failed:
        raise SelfCheckFailedError(operator.DOCTOR_UNWELL.format(count=failed))


@click.command(help=dashboard.CLI_DESK)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help=dashboard.CLI_DESK_PORT)
@click.option(
    "--refresh", "seconds", type=click.IntRange(1), default=120, show_default=True, help=dashboard.CLI_DESK_REFRESH
)
@click.option("--set-password", "setting", is_flag=True, help=dashboard.CLI_DESK_SET_PASSWORD)
@common_options
def desk(app_context: AppContext, port: int, seconds: int, setting: bool) -> None:
    """Serve the dashboard until told to stop, or set its password."""
    from bot.config.extras import Extra, require
    from bot.dashboard import password

    require(Extra.DASHBOARD)
    state = app_context.settings.state
    if setting:
        path = password.save(state, password.prompt())
        echo(dashboard.DESK_PASSWORD_KEPT.format(path=path), err=True)
        return
    file = password.require_password_file(state)
    from bot.dashboard.app import serve

    collect_often()
    # A running service assigns questions to topics; without one, the engine is loaded for what is not assigned yet.
    # Either way the log is created, or its migrations are run, before it is only read.
    with database_errors(app_context):
        app_context.assigner.assign_new()
    serve(app_context.settings.database, file, port, seconds, _print_address)


def _inbox(app_context: AppContext) -> UpdateInbox:
    from bot.operations.backups import StateDatabase
    from bot.storage.update_inbox import UpdateInbox

    StateDatabase.inbox(app_context.settings).check()
    return UpdateInbox.at(app_context.settings.inbox, app_context.settings.bot_id)


def _dead_letter_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    ended = datetime.fromtimestamp(row["ended"], UTC).isoformat()
    return str(row["number"]), local_time(ended), _cause(row["trace"])


def _cause(trace: str | None) -> str:
    lines = (trace or "").strip().splitlines()
    return operator.INBOX_CAUSE.format(found=lines[-1]) if lines else ""


def _print_address(address: str) -> None:
    echo(dashboard.DESK_OPEN.format(address=address), err=True)
