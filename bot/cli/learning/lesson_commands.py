"""``wenda lessons``: what approved answers and thumbs have taught, and how staff take it back."""

from __future__ import annotations

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
    write_database,
)
from bot.cli.output import echo, show_json, show_rows
from bot.clock import local_day, with_local_times
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
    found = _lessons(app_context)
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
    from bot.learning import taught_questions

    who, found = staff_alias(app_context, staff), _find(app_context, key)
    if found.taught.removed_by:
        raise TopicCommandError(teaching.LESSON_REMOVED_BEFORE.format(key=key))
    write_database(app_context, lambda db: taught_questions.remove(db, key, who))
    echo(teaching.LESSON_IS_OUT.format(key=key), err=True)


@lessons.command(help=teaching.CLI_LESSONS_RESTORE)
@click.argument("key")
@as_option
@common_options
def restore(app_context: AppContext, key: str, staff: int) -> None:
    """Let a removed lesson teach again."""
    from bot.learning import taught_questions

    staff_alias(app_context, staff)
    _find(app_context, key)
    if not write_database(app_context, lambda db: taught_questions.restore(db, key)):
        raise TopicCommandError(teaching.LESSON_NOT_REMOVED.format(key=key))
    echo(teaching.LESSON_IS_BACK.format(key=key), err=True)


def _lessons(app_context: AppContext) -> list[PlacedLesson]:
    """All that is taught, once every question is assigned to its topic."""
    with database_errors(app_context):
        if not log_exists(app_context):
            return []
        app_context.assigner.assign_new()
        return app_context.lessons.placed(app_context.base_library)


def _find(app_context: AppContext, key: str) -> PlacedLesson:
    for each in _lessons(app_context):
        if each.taught.key == key:
            return each
    raise TopicCommandError(teaching.NO_LESSON.format(key=key))


def _state(placed: PlacedLesson) -> str:
    taught = placed.taught
    if taught.removed_by:
        who, time = taught.removed_by
        return teaching.LESSON_REMOVED.format(who=who, time=local_day(time))
    return teaching.LESSON_USED[taught.kind] if placed.is_used else teaching.LESSON_GONE


def _row(placed: PlacedLesson) -> tuple[str, ...]:
    from bot.learning.taught_questions import LessonOrigin

    taught = placed.taught
    if taught.origin is LessonOrigin.ANSWER:
        author, approver = taught.who
        basis = teaching.LESSON_ANSWER.format(author=author, approver=approver)
    else:
        basis = teaching.LESSON_THUMBS[taught.kind].format(agree=taught.agree, disagree=taught.disagree)
    asked = "；".join(wording.question for wording in taught.wordings)
    places = "；".join(f"{place.file} {place.clause}" for place in taught.places)
    return taught.key, _state(placed), basis, asked, places, local_day(taught.time)


def _to_json(placed: PlacedLesson) -> dict[str, Any]:
    passages = [found[0].id if found else None for found in placed.found]
    return with_local_times(asdict(placed.taught)) | {"used": placed.is_used, "passages": passages}
