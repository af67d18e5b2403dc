"""``wenda lessons``: what approved answers and thumbs have taught, and how staff take it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.app import AppContext
from bot.cli.options import (
    TopicCommandError,
    as_option,
    common_options,
    database_errors,
    group_options,
    json_option,
    log_exists,
    staff_alias,
)
from bot.cli.output import echo, show_json, show_rows
from bot.clock import local_day, local_iso, with_local_times
from bot.texts import teaching

if TYPE_CHECKING:
    from bot.learning.lesson_source import PlacedLesson


@click.group("lessons", help=teaching.CLI_LESSONS)
@group_options
def lessons() -> None:
    """The group."""


@lessons.command("list", help=teaching.CLI_LESSONS_LIST)
@json_option
@common_options
def list_(app_context: AppContext, as_json: bool) -> None:
    """Print all lessons, those that are not in use too."""
    with database_errors(app_context):
        found = app_context.lesson_service.lessons() if log_exists(app_context) else []
    if as_json:
        show_json([_to_json(each) for each in found])
        return
    show_rows(teaching.LESSONS_HEAD, map(_row, found), teaching.NO_LESSONS)


@lessons.command(help=teaching.CLI_LESSONS_REMOVE)
@click.argument("key")
@as_option
@common_options
def remove(app_context: AppContext, key: str, staff: int) -> None:
    """Take a lesson back."""
    who = staff_alias(app_context, staff)
    with _existing_log(app_context, key):
        app_context.lesson_service.remove(key, who)
    echo(teaching.LESSON_IS_OUT.format(key=key), err=True)


@lessons.command(help=teaching.CLI_LESSONS_RESTORE)
@click.argument("key")
@as_option
@common_options
def restore(app_context: AppContext, key: str, staff: int) -> None:
    """Let a removed lesson teach again."""
    staff_alias(app_context, staff)
    with _existing_log(app_context, key):
        app_context.lesson_service.restore(key)
    echo(teaching.LESSON_IS_BACK.format(key=key), err=True)


@contextmanager
def _existing_log(app_context: AppContext, key: str) -> Iterator[None]:
    """Report that there is no lesson of this key where there is no database, which is not created."""
    if not log_exists(app_context):
        raise TopicCommandError(teaching.NO_LESSON.format(key=key))
    with database_errors(app_context):
        yield


def _row(placed: PlacedLesson) -> tuple[str, ...]:
    from bot.learning import lesson_summary

    taught = placed.taught
    asked = "；".join(wording.question for wording in taught.wordings)
    basis, places = lesson_summary.basis(taught), lesson_summary.places(taught)
    return taught.key, lesson_summary.state(placed), basis, asked, places, local_day(taught.time)


def _to_json(placed: PlacedLesson) -> dict[str, Any]:
    passages = [found[0].id if found else None for found in placed.found]
    removed = placed.taught.removed_by
    by = (removed[0], local_iso(removed[1])) if removed else None
    return with_local_times(asdict(placed.taught)) | {"removed_by": by, "used": placed.is_used, "passages": passages}
