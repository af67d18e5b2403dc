"""``wenda gold``: gold questions that staff make of reviewed exchanges."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

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
    log_exists,
    plain_options,
    read_log,
    staff_alias,
)
from bot.cli.output import echo, show_json, show_rows
from bot.texts import teaching

if TYPE_CHECKING:
    from retrieval.evaluation.gold import GoldQuestion


@click.group("gold", help=teaching.CLI_GOLD)
@group_options
def gold() -> None:
    """The group."""


@gold.command("list", help=teaching.CLI_GOLD_LIST)
@json_option
@plain_options
def list_(app_context: AppContext, as_json: bool) -> None:
    """Print the gold questions, the newest first."""
    from bot.curation import gold_questions

    found = (read_log(app_context, gold_questions.list_cases) or [])[::-1]
    if as_json:
        show_json([asdict(each) for each in found])
        return
    show_rows(teaching.GOLD_HEAD, map(_row, found), teaching.NO_GOLD)


@gold.command(help=teaching.CLI_GOLD_ADD)
@click.argument("records", nargs=-1, type=int, metavar="RECORD...")
@click.option("--topic", type=int, help=teaching.CLI_GOLD_TOPIC)
@as_option
@common_options
def add(app_context: AppContext, records: tuple[int, ...], topic: int | None, staff: int) -> None:
    """Make gold questions of exchanges, one after the other."""
    if not records and topic is None:
        raise click.UsageError(teaching.GOLD_NEEDS)
    staff_alias(app_context, staff)
    newest = () if topic is None else (_newest(app_context, topic),)
    for record in (*records, *newest):
        with database_errors(app_context):
            _add(app_context, record, staff)


@gold.command(help=teaching.CLI_GOLD_REMOVE)
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@as_option
@plain_options
def remove(app_context: AppContext, numbers: tuple[str, ...], staff: int) -> None:
    """Remove gold questions."""
    staff_alias(app_context, staff)
    for number in numbers:
        with database_errors(app_context):
            gone = log_exists(app_context) and app_context.moderation.remove_gold_case(number)
        if not gone:
            raise TopicCommandError(teaching.NO_GOLD_CASE.format(number=number))
        echo(teaching.GOLD_OUT.format(number=number.removeprefix("s")), err=True)


def _newest(app_context: AppContext, topic: int) -> int:
    """The number of the newest exchange of a topic."""
    from bot.topics.topics import recent_questions

    find_topic(app_context, topic)
    rows = read_log(app_context, lambda db: recent_questions(db, topic, 1)) or []
    return int(rows[0]["id"])


def _add(app_context: AppContext, record: int, staff: int) -> None:
    moderation = app_context.moderation
    past = moderation.find_exchange(record) if log_exists(app_context) else None
    if past is None:
        raise TopicCommandError(teaching.GOLD_NO_RECORD.format(number=record))
    kept = moderation.add_gold_question(past, staff)
    if not kept:
        raise TopicCommandError((teaching.GOLD_CANNOT if kept is None else teaching.GOLD_BEFORE).format(number=record))
    newest = moderation.gold_questions()[0]
    echo(teaching.GOLD_ADDED.format(id=newest.id, question=newest.question), err=True)


def _row(each: GoldQuestion) -> tuple[str, ...]:
    quote = each.quotes[0] if each.quotes else teaching.GOLD_ABSENT
    return each.id, each.question, each.answer or "", quote, each.clause or ""
