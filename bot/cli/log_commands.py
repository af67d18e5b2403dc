"""``wenda log``: the logged exchanges, and exports of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.app import AppContext
from bot.cli.options import (
    TopicCommandError,
    common_options,
    database_errors,
    group_options,
    json_option,
    log_exists,
    plain_options,
)
from bot.cli.output import echo, echo_exact, show_json, show_rows
from bot.cli.usage.day_parameter import DAY
from bot.clock import local_time, with_local_times
from bot.texts import chat, command_line
from bot.texts.faq import FAQ_OUTCOMES

if TYPE_CHECKING:
    from bot.storage.database import Connection

_C = TypeVar("_C", bound=Callable[..., Any])


def _format_option(*formats: str) -> Callable[[_C], _C]:
    """``--format``, by default the first of these."""
    choice = click.Choice(formats)
    return click.option(
        "--format", "form", type=choice, default=formats[0], show_default=True, help=command_line.CLI_EXPORT_FORMAT
    )


def _output_options(command: _C) -> _C:
    """``--output`` and ``--force`` of an export."""
    force = click.option("--force", is_flag=True, help=command_line.CLI_EXPORT_FORCE)
    file = click.Path(path_type=Path, dir_okay=False)
    return click.option("-o", "--output", type=file, help=command_line.CLI_EXPORT_OUTPUT)(force(command))


@click.group(help=command_line.CLI_LOG)
@group_options
def log() -> None:
    """The group."""


@log.command("list", help=command_line.CLI_LOG_LIST)
@click.option("-n", "count", type=click.IntRange(1), default=20, show_default=True, help=command_line.CLI_LOG_COUNT)
@json_option
@plain_options
def list_(app_context: AppContext, count: int, as_json: bool) -> None:
    """Print the last rows, newest first."""
    from bot.storage.interactions import decode_json_columns

    with database_errors(app_context):
        # Reading does not create a database.
        rows = app_context.log.recent(count) if log_exists(app_context) else []
    if as_json:
        show_json([with_local_times(decode_json_columns(row)) for row in rows])
        return
    show_rows(command_line.LOG_HEAD, map(_listed, rows), command_line.NOTHING_LOGGED)


def _listed(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A row of the log in a list; `--json` has the codes."""
    channel = chat.CHANNELS.get(row["channel"], row["channel"])
    outcome = FAQ_OUTCOMES.get(row["outcome"], row["outcome"])
    return local_time(row["time"]), channel, outcome, row["question"] or "", row["short"] or ""


@log.command(help=command_line.CLI_LOG_STATS)
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help=command_line.CLI_LOG_DAYS)
@json_option
@common_options
def stats(app_context: AppContext, days: int, as_json: bool) -> None:
    """Print the figures of the last days as ``/stats`` has them, and the precision of short answers by week."""
    from bot import clock
    from bot.analytics import digest
    from bot.analytics.short_precision import weekly_short_precision
    from bot.analytics.statistics import Period, period_statistics

    now = clock.now()
    period = Period.ending(now.astimezone(clock.CHINA).date(), days)
    with _open_log(app_context):
        app_context.assigner.assign_new()
        found = app_context.store.read_snapshot(lambda db: period_statistics(db, period, now))
        weeks = app_context.store.read_snapshot(weekly_short_precision)
    if as_json:
        show_json(digest.figures_to_json(found, weeks))
        return
    echo(digest.digest_text(found, chat.STATS_LEAD))
    for line in digest.weekly_lines(weeks):
        echo(line)


@log.command(help=command_line.CLI_LOG_EXPORT)
@_format_option("csv", "jsonl")
@click.option("--since", type=DAY, help=command_line.CLI_EXPORT_SINCE)
@click.option("--until", type=DAY, help=command_line.CLI_EXPORT_UNTIL)
@_output_options
@plain_options
def export(
    app_context: AppContext, form: str, since: date | None, until: date | None, output: Path | None, force: bool
) -> None:
    """Export the exchanges of a period, oldest first."""
    from bot.analytics import export
    from bot.analytics.statistics import Period
    from bot.storage.interactions import decode_json_columns

    bounds = Period(since or date(1970, 1, 2), until or date(9000, 1, 1)).bounds

    def write(db: Connection) -> None:
        rows = export.exchanges(db, *bounds)
        columns = [*db.table("interactions").columns_dict, "file", "clause", "good", "bad"]
        as_table = export.to_csv(map(export.flatten, rows), columns)
        _write_output(as_table if form == "csv" else export.to_jsonl(map(decode_json_columns, rows)), output, force)

    with _open_log(app_context):
        app_context.store.read_snapshot(write)


@log.command("faq", help=command_line.CLI_LOG_FAQ)
@_format_option("md", "csv", "jsonl")
@click.option("--least", type=click.IntRange(1), default=2, show_default=True, help=command_line.CLI_FAQ_LEAST)
@_output_options
@common_options
def faq(app_context: AppContext, form: str, least: int, output: Path | None, force: bool) -> None:
    """Export frequent questions with their answers, by chapter."""
    from bot.analytics import export
    from bot.clock import today
    from bot.curation.publication import publishing

    library = app_context.engine.library
    with _open_log(app_context):
        app_context.assigner.assign_new()
        found = app_context.store.read_snapshot(lambda db: publishing.collect_faq(db, app_context.engine, least))
    rows = publishing.faq_rows(found.entries, library)
    match form:
        case "md":
            pieces: Iterable[str] = [publishing.faq_page(found.entries, library, today())]
        case "csv":
            pieces = export.to_csv(rows, publishing.COLUMNS)
        case _:
            pieces = export.to_jsonl(rows)
    _write_output(pieces, output, force)
    echo(command_line.EXPORT_FAQ_COUNT.format(count=len(found.entries)), err=True)
    if found.stale:
        echo(command_line.EXPORT_FAQ_STALE.format(count=found.stale), err=True)


@contextmanager
def _open_log(app_context: AppContext) -> Iterator[None]:
    """Report an unreadable database. A missing one is not created: there is nothing to export."""
    if not log_exists(app_context):
        raise TopicCommandError(command_line.NOTHING_LOGGED)
    with database_errors(app_context):
        yield


def _write_output(pieces: Iterable[str], output: Path | None, force: bool) -> None:
    """Write into the file, or as bytes on stdout: a console must not change line ends."""
    from bot.analytics.export import write_export

    if output is None:
        for piece in pieces:
            echo_exact(piece)
        return
    write_export(pieces, output, force)
    echo(command_line.EXPORT_DONE.format(path=output, size=output.stat().st_size), err=True)
