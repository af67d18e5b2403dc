"""``wenda backup``, ``restore`` and ``inbox``: the databases as files, and what was set aside."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.texts import command_line, operator
from bot.workshop import Workshop, common_options, pass_workshop

if TYPE_CHECKING:
    from bot.inbox import Inbox


@click.command(help=operator.CLI_BACKUP)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@common_options
@pass_workshop
def backup(workshop: Workshop, file: Path) -> None:
    """A copy of the log, whether or not the service runs."""
    from bot.upkeep import back_up

    size = back_up(workshop.settings.database, file)
    click.echo(operator.BACKUP_DONE.format(path=file, size=size), err=True)


@click.command(help=operator.CLI_RESTORE)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@common_options
@pass_workshop
def restore(workshop: Workshop, file: Path) -> None:
    """The log from a copy, while the service does not run."""
    from bot import upkeep

    kept = upkeep.restore(file, workshop.settings)
    click.echo(operator.RESTORE_DONE.format(path=workshop.settings.database), err=True)
    if kept:
        click.echo(operator.RESTORE_KEPT.format(kept=kept), err=True)


@click.group(help=operator.CLI_INBOX)
@common_options
def inbox() -> None:
    """The group."""


@inbox.command("list", help=operator.CLI_INBOX_LIST)
@click.option("--json", "as_json", is_flag=True, help=command_line.CLI_JSON)
@common_options
@pass_workshop
def list_(workshop: Workshop, as_json: bool) -> None:
    """What was set aside on stdout, how much waits on stderr."""
    box = _inbox(workshop)
    try:
        rows = box.aside() if workshop.settings.inbox.exists() else []
        waiting = box.waiting() if workshop.settings.inbox.exists() else 0
    finally:
        box.close()
    if as_json:
        click.echo(json.dumps([{**row, "body": json.loads(row["body"])} for row in rows], ensure_ascii=False))
    else:
        for row in rows:
            ended = datetime.fromtimestamp(row["ended"]).astimezone().isoformat(timespec="seconds")
            click.echo(f"{row['number']}\t{ended}\t{_last_line(row['trace'])}")
    click.echo(operator.INBOX_COUNTS.format(aside=len(rows), waiting=waiting), err=True)


@inbox.command("retry", help=operator.CLI_INBOX_RETRY)
@click.argument("numbers", nargs=-1, type=int, required=True)
@common_options
@pass_workshop
def retry(workshop: Workshop, numbers: tuple[int, ...]) -> None:
    """Let updates wait again; the service takes them up when it starts."""
    from bot.alone import alone

    with alone(workshop.settings.state):
        box = _inbox(workshop)
        try:
            back = box.put_back(numbers)
        finally:
            box.close()
    click.echo(operator.INBOX_RETRIED.format(count=len(back), missing=len(numbers) - len(back)), err=True)


def _inbox(workshop: Workshop) -> Inbox:
    from bot.inbox import Inbox

    return Inbox.at(workshop.settings.inbox, workshop.settings.bot_id)


def _last_line(trace: str | None) -> str:
    lines = (trace or "").strip().splitlines()
    return lines[-1] if lines else ""
