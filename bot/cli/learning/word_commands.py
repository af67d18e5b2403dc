"""``wenda words``: everyday words that staff add, tried on the gold questions first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.app import AppContext
from bot.cli.options import (
    TopicCommandError,
    as_option,
    common_options,
    database_errors,
    find_topic,
    group_options,
    json_option,
    plain_options,
    read_log,
    staff_alias,
)
from bot.cli.output import echo, show_json, show_rows
from bot.clock import local_day, with_local_times
from bot.texts import teaching

if TYPE_CHECKING:
    from bot.curation.lexicon_entries import LexiconEntry
    from bot.curation.regression_trials import RegressionTrial

_C = TypeVar("_C", bound=Any)


@click.group("words", help=teaching.CLI_WORDS)
@group_options
def words() -> None:
    """The group."""


def _trial_options(command: _C) -> _C:
    """The entries, and the question that they are meant for."""
    topic = click.option("--topic", type=int, help=teaching.CLI_WORDS_TOPIC)
    asked = click.option("--ask", "asked", default="", metavar="QUESTION", help=teaching.CLI_WORDS_ASK)
    return click.argument("lines", nargs=-1, required=True, metavar="WORDS...")(topic(asked(command)))


@words.command("list", help=teaching.CLI_WORDS_LIST)
@json_option
@plain_options
def list_(app_context: AppContext, as_json: bool) -> None:
    """Print the entries, the newest first."""
    from bot.curation import lexicon_entries

    found = (read_log(app_context, lexicon_entries.list_entries) or [])[::-1]
    if as_json:
        show_json([with_local_times(asdict(each), ("time",)) for each in found])
        return
    show_rows(teaching.WORDS_HEAD, map(_row, found), teaching.NO_WORDS)


@words.command("try", help=teaching.CLI_WORDS_TRY)
@_trial_options
@json_option
@common_options
def try_(app_context: AppContext, lines: tuple[str, ...], topic: int | None, asked: str, as_json: bool) -> None:
    """Print what entries would change."""
    _, found = _try(app_context, lines, topic, asked)
    if as_json:
        show_json(found.to_json() | {"is_worse": found.is_worse})
        return
    _show(found, bool(asked or topic is not None))


@words.command(help=teaching.CLI_WORDS_ADD)
@_trial_options
@as_option
@click.option("--force", is_flag=True, help=teaching.CLI_WORDS_FORCE)
@common_options
def add(
    app_context: AppContext, lines: tuple[str, ...], topic: int | None, asked: str, staff: int, force: bool
) -> None:
    """Add entries that lower no score, or any by force."""
    staff_alias(app_context, staff)
    entries, found = _try(app_context, lines, topic, asked)
    _show(found, bool(asked or topic is not None))
    if found.is_worse and not force:
        raise TopicCommandError(teaching.WORDS_ARE_WORSE)
    with database_errors(app_context):
        app_context.moderation.add_entries(topic, entries, found, staff)
    for line in entries:
        echo(teaching.WORD_IN_USE.format(line=line), err=True)


@words.command(help=teaching.CLI_WORDS_REMOVE)
@click.argument("numbers", nargs=-1, type=int, required=True, metavar="NUMBER...")
@as_option
@plain_options
def remove(app_context: AppContext, numbers: tuple[int, ...], staff: int) -> None:
    """Remove entries, all or none."""
    from bot.curation import lexicon_entries

    staff_alias(app_context, staff)
    lines = {each.id: each.line for each in read_log(app_context, lexicon_entries.list_entries) or []}
    for number in numbers:
        if number not in lines:
            raise TopicCommandError(teaching.NO_WORD.format(number=number))
    with database_errors(app_context):
        gone = app_context.moderation.remove_entries([lines[number] for number in numbers])
    for entry in gone:
        echo(teaching.WORD_OUT.format(line=entry.line), err=True)


def _try(
    app_context: AppContext, lines: Sequence[str], topic: int | None, asked: str
) -> tuple[list[str], RegressionTrial]:
    from bot.curation.lexicon_entries import parse_entries
    from bot.strings import mend

    entries = parse_entries(mend("\n".join(lines)))
    if topic is not None:
        find_topic(app_context, topic)
    with database_errors(app_context):
        return entries, app_context.moderation.try_entries(topic, entries, asked)


def _show(found: RegressionTrial, names_question: bool) -> None:
    """Print a trial as the chat shows it."""
    from bot.curation.trial_report import trial_lines

    for line in trial_lines(found, names_question):
        echo(line)


def _row(each: LexiconEntry) -> tuple[str, ...]:
    from bot.curation.trial_report import effect_text

    effect, day = effect_text(each.effect, each.forced), local_day(each.time)
    return str(each.id), each.lay, each.official, effect, day, each.who
