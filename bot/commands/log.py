"""``wenda log``: what was asked."""

from __future__ import annotations

import json
import sqlite3

import click

from bot import texts
from bot.workshop import Workshop, common_options, pass_workshop
from retrieval.types import WendaError


class LogError(WendaError):
    """The log cannot be read."""


@click.group(help=texts.CLI_LOG)
@common_options
def log() -> None:
    """The group."""


@log.command("list", help=texts.CLI_LOG_LIST)
@click.option("-n", "count", type=click.IntRange(1), default=20, show_default=True, help=texts.CLI_LOG_COUNT)
@click.option("--json", "as_json", is_flag=True, help=texts.CLI_JSON)
@common_options
@pass_workshop
def list_(workshop: Workshop, count: int, as_json: bool) -> None:
    """The last rows, newest first, on stdout."""
    path = workshop.settings.database
    try:
        # Looking is not a reason to make a database.
        rows = workshop.log.recent(count) if path.exists() else []
    except (OSError, sqlite3.Error) as error:
        raise LogError(texts.LOG_UNREADABLE.format(path=path, error=error)) from error
    if as_json:
        click.echo(json.dumps([nested(row) for row in rows], ensure_ascii=False))
    elif not rows:
        click.echo(texts.NOTHING_LOGGED, err=True)
    else:
        for row in rows:
            click.echo("\t".join(_cell(row[name]) for name in ("time", "channel", "outcome", "question", "short")))


def nested(row: dict[str, object]) -> dict[str, object]:
    """The row with its JSON columns as values."""
    columns = ("understood", "passages", "reason", "history", "suggestions")
    return {
        name: json.loads(value) if name in columns and isinstance(value, str) else value for name, value in row.items()
    }


def _cell(value: object) -> str:
    return " ".join(str(value if value is not None else "").split())
