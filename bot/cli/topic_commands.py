"""``wenda faq``: frequent and unanswered questions, and decisions about them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from bot.app import AppContext
from bot.cli.answer_commands import ANSWERS
from bot.cli.options import (
    TopicCommandError,
    as_option,
    common_options,
    database_errors,
    find_topic,
    group_options,
    json_option,
    read_log,
    read_topics,
    staff_alias,
)
from bot.cli.output import echo, show_json, show_rows
from bot.cli.usage.day_parameter import DAY
from bot.clock import local_day, with_local_times
from bot.texts import faq

if TYPE_CHECKING:
    from bot.topics.topics import Topic

_MOST = click.IntRange(1, 1000)


@click.group("faq", help=faq.CLI_FAQ)
@group_options
def faq_group() -> None:
    """The group."""


for command in ANSWERS:
    faq_group.add_command(command)


@faq_group.command(help=faq.CLI_FAQ_TOPICS)
@click.option("-n", "count", type=_MOST, default=20, show_default=True, help=faq.CLI_FAQ_COUNT)
@click.option("--since", type=DAY, help=faq.CLI_FAQ_SINCE)
@json_option
@common_options
def topics(app_context: AppContext, count: int, since: date | None, as_json: bool) -> None:
    """Print the frequent topics."""
    from bot.analytics.statistics import Period
    from bot.topics.topics import frequent

    start = Period(since, since).bounds[0] if since else ""
    found = read_topics(app_context, lambda db: frequent(db, count, start))
    if as_json:
        show_json([_topic_json(each) for each in found])
        return
    rows = ((*_topic_row(each), str(each.good), str(each.bad), local_day(each.last), each.clause) for each in found)
    show_rows(faq.TOPICS_HEAD, rows, faq.NO_TOPICS)


@faq_group.command(help=faq.CLI_FAQ_UNANSWERED)
@click.option("-n", "count", type=_MOST, default=20, show_default=True, help=faq.CLI_FAQ_COUNT)
@json_option
@common_options
def unanswered(app_context: AppContext, count: int, as_json: bool) -> None:
    """Print the unanswered queue, the heaviest first."""
    from bot.topics.topics import unanswered as unanswered_topics

    found = read_topics(app_context, lambda db: unanswered_topics(db, count))
    if as_json:
        show_json([_topic_json(each) for each in found])
        return
    rows = ((*_topic_row(each), local_day(each.last), f"{each.weight:g}") for each in found)
    show_rows(faq.UNANSWERED_HEAD, rows, faq.NOTHING_WAITS)


@faq_group.command(help=faq.CLI_FAQ_SHOW)
@click.argument("number", type=int)
@json_option
@common_options
def show(app_context: AppContext, number: int, as_json: bool) -> None:
    """Print one topic with its newest questions and the clause that answers it or is nearest."""
    from bot.topics.topics import recent_questions

    found = find_topic(app_context, number)
    rows = read_log(app_context, lambda db: recent_questions(db, number)) or []
    nearest = () if found.clause else app_context.engine.search(found.wording, 1)
    passage = nearest[0].passage if nearest else None
    place = (passage.file, passage.clause.path) if passage else ("", "")
    if as_json:
        columns = ("id", "time", "question", "outcome", "channel")
        asked = [with_local_times({name: row[name] for name in columns}) for row in rows]
        near = {"file": place[0], "clause": place[1]} if passage else None
        show_json(_topic_json(found) | {"nearest": near, "questions": asked})
        return
    echo(faq.topic_shown(with_local_times(asdict(found) | {"wording": found.shown}), *place))
    for row in rows:
        said = faq.FAQ_OUTCOMES.get(row["outcome"], row["outcome"])
        said_at = {"id": row["id"], "time": local_day(row["time"]), "outcome": said}
        echo(faq.FAQ_TOPIC_QUESTION.format(question=row["question"], **said_at))


@faq_group.command(help=faq.CLI_FAQ_DECIDE)
@click.argument("number", type=int)
@click.argument("action", type=click.Choice(("beyond", "ignored")))
@as_option
@click.option("--note", default="", help=faq.CLI_FAQ_NOTE)
@common_options
def decide(app_context: AppContext, number: int, action: str, staff: int, note: str) -> None:
    """Store a decision; the topic leaves the queue until it changes."""
    from bot.topics.topics import TopicAction

    staff_alias(app_context, staff)
    find_topic(app_context, number)
    with database_errors(app_context):
        app_context.moderation.decide(number, TopicAction(action), staff, note)
    echo(faq.FAQ_DECIDED.format(number=number, action=faq.FAQ_ACTIONS[action]), err=True)


@faq_group.command(help=faq.CLI_FAQ_UNDO)
@click.argument("number", type=int)
@as_option
@common_options
def undo(app_context: AppContext, number: int, staff: int) -> None:
    """Delete the newest decision about a topic."""
    staff_alias(app_context, staff)
    find_topic(app_context, number)
    with database_errors(app_context):
        gone = app_context.moderation.undo_newest(number)
    if gone is None:
        raise TopicCommandError(faq.FAQ_NOTHING_TO_UNDO.format(number=number))
    echo(faq.FAQ_UNDONE.format(number=number, action=faq.FAQ_ACTIONS[gone.action]), err=True)


@faq_group.command(help=faq.CLI_FAQ_POINT)
@click.argument("number", type=int)
@click.argument("passage")
@as_option
@common_options
def point(app_context: AppContext, number: int, passage: str, staff: int) -> None:
    """Draft an answer that points at a passage, and print its number."""
    from bot.dialogue.passage_lookup import find_passage

    staff_alias(app_context, staff)
    find_topic(app_context, number)
    with database_errors(app_context):
        wanted = find_passage(app_context.library, passage)
        draft = app_context.moderation.answers.draft_pointer(number, wanted, staff)
    echo(draft.id)
    echo(faq.CURATED_KEPT.format(number=draft.id), err=True)


def _topic_row(each: Topic) -> tuple[str, ...]:
    return str(each.id), each.shown, str(each.count), str(each.people), f"{each.share:.0%}"


def _topic_json(each: Topic) -> dict[str, Any]:
    return with_local_times(asdict(each)) | {"share": round(each.share, 4)}
