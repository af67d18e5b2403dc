"""``wenda faq``: the commands for curated answers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.app import AppContext
from bot.cli.options import (
    TopicCommandError,
    as_option,
    common_options,
    database_errors,
    find_topic,
    json_option,
    log_exists,
    plain_options,
    read_log,
    staff_alias,
    write_database,
)
from bot.cli.output import echo, echo_exact, show_json, show_rows
from bot.clock import with_local_times
from bot.texts import faq, staff_chat
from bot.texts.errors.system_errors import system_error

if TYPE_CHECKING:
    from bot.curation.curated_answers import CitedSpan, CuratedAnswer

_STATES = ("draft", "approved", "suspended", "retired")


@click.command("list", help=faq.CLI_FAQ_LIST)
@click.option("--state", type=click.Choice(_STATES), help=faq.CLI_FAQ_STATE)
@json_option
@plain_options
def list_(app_context: AppContext, state: str | None, as_json: bool) -> None:
    """Print the curated answers."""
    from bot.curation import curated_answers

    wanted = (curated_answers.CuratedState(state),) if state else ()
    found = read_log(app_context, lambda db: curated_answers.list_answers(db, wanted)) or []
    if as_json:
        show_json([with_local_times(asdict(each)) for each in found])
        return
    rows = (
        (str(each.id), faq.CURATED_STATES[each.state], "；".join(each.phrasings), each.text, _places(each))
        for each in found
    )
    show_rows(faq.CURATED_HEAD, rows, faq.NO_CURATED)


@click.command(help=faq.CLI_FAQ_ADD)
@click.option("--text", required=True, help=faq.CLI_FAQ_TEXT)
@click.option("--cite", "cites", multiple=True, required=True, metavar="PASSAGE[=WORDS]", help=faq.CLI_FAQ_CITE)
@click.option("--ask", "asks", multiple=True, metavar="QUESTION", help=faq.CLI_FAQ_ASK)
@click.option("--topic", type=int, help=faq.CLI_FAQ_TOPIC)
@as_option
@common_options
def add(
    app_context: AppContext, text: str, cites: tuple[str, ...], asks: tuple[str, ...], topic: int | None, staff: int
) -> None:
    """Store a draft and print its number; without ``--ask`` it is for all wordings of its topic."""
    from bot.curation import curated_answers

    if not asks and topic is None:
        raise click.UsageError(faq.ADD_NEEDS_QUESTION)
    who = staff_alias(app_context, staff)
    if topic is not None:
        find_topic(app_context, topic)
    if asks or topic is None:
        citations = _citations(app_context, cites)
        number = write_database(app_context, lambda db: curated_answers.add(db, text, citations, asks, who, topic))
    else:
        with database_errors(app_context):
            number = app_context.moderation.answers.draft(topic, text, _sources(cites), (), staff).id
    echo(number)
    _warn_if_masked(text, *asks)
    echo(faq.CURATED_KEPT.format(number=number), err=True)


@click.command(help=faq.CLI_FAQ_EDIT)
@click.argument("number", type=int)
@click.option("--text", help=faq.CLI_FAQ_TEXT)
@click.option("--cite", "cites", multiple=True, metavar="PASSAGE[=WORDS]", help=faq.CLI_FAQ_CITE)
@click.option("--ask", "asks", multiple=True, metavar="QUESTION", help=faq.CLI_FAQ_ASK)
@as_option
@common_options
def edit(
    app_context: AppContext, number: int, text: str | None, cites: tuple[str, ...], asks: tuple[str, ...], staff: int
) -> None:
    """Change an answer, which becomes a draft."""
    if text is None and not cites and not asks:
        raise click.UsageError(faq.NOTHING_TO_EDIT)
    staff_alias(app_context, staff)
    with database_errors(app_context):
        app_context.moderation.answers.edit(number, staff, text, _sources(cites), asks)
    _warn_if_masked(text or "", *asks)
    echo(faq.CURATED_KEPT.format(number=number), err=True)


@click.command(help=faq.CLI_FAQ_APPROVE)
@click.argument("number", type=int)
@as_option
@click.option("--force", is_flag=True, help=staff_chat.CLI_FAQ_FORCE)
@common_options
def approve(app_context: AppContext, number: int, staff: int, force: bool) -> None:
    """Put an answer into use; a running service uses it from the next question on."""
    staff_alias(app_context, staff)
    with database_errors(app_context):
        app_context.moderation.answers.approve(number, staff, force=force)
    echo(faq.CURATED_IN_USE.format(number=number), err=True)


@click.command(help=faq.CLI_FAQ_RETIRE)
@click.argument("number", type=int)
@as_option
@plain_options
def retire(app_context: AppContext, number: int, staff: int) -> None:
    """Take an answer out of use."""
    staff_alias(app_context, staff)
    with database_errors(app_context):
        app_context.moderation.answers.retire(number, staff)
    echo(faq.CURATED_OUT.format(number=number), err=True)


@click.command(help=faq.CLI_FAQ_PHRASINGS, short_help=faq.CLI_FAQ_PHRASINGS_SHORT)
@click.argument("number", type=int)
@click.option("--add", "adding", is_flag=True, help=faq.CLI_FAQ_PHRASINGS_ADD)
@click.option("--only", multiple=True, type=click.IntRange(1), metavar="N", help=faq.CLI_FAQ_PHRASINGS_ONLY)
@click.option("--force", is_flag=True, help=faq.CLI_FAQ_PHRASINGS_FORCE)
@click.option("--as", "staff", type=int, metavar="STAFF_ID", help=faq.CLI_FAQ_AS)
@json_option
@common_options
def phrasings(
    app_context: AppContext,
    number: int,
    adding: bool,
    only: tuple[int, ...],
    force: bool,
    staff: int | None,
    as_json: bool,
) -> None:
    """Print the further wordings of an answer's topic, or add them to its phrasings."""
    if (adding and staff is None) or ((only or force) and not adding):
        raise click.UsageError(faq.PROPOSED_NEEDS_STAFF)
    if staff is not None:
        staff_alias(app_context, staff)
    if not log_exists(app_context):
        raise TopicCommandError(faq.CURATED_NONE.format(number=number))
    answers = app_context.moderation.answers
    with database_errors(app_context):
        found = answers.proposals(number)
        if adding and found and staff is not None:
            chosen = [found[at - 1].key for at in only if at <= len(found)] if only else [each.key for each in found]
            if len(chosen) < len(set(only)):
                raise TopicCommandError(staff_chat.PROPOSED_GONE)
            answers.add_phrasings(number, chosen, staff, force)
            echo(staff_chat.PROPOSED_ADDED.format(number=number, count=len(chosen)), err=True)
            return
    if as_json:
        show_json([asdict(each) for each in found])
        return
    rows = ((str(at), each.question, str(each.people), str(each.count)) for at, each in enumerate(found, 1))
    show_rows(faq.PROPOSED_HEAD, rows, staff_chat.PROPOSED_NONE.format(number=number))


@click.command(help=faq.CLI_FAQ_CHECK)
@common_options
def check(app_context: AppContext) -> None:
    """Suspend answers whose cited text is gone, and print them, one on each line."""
    from bot.curation import citation_integrity, curated_answers

    library = app_context.library
    suspended = (
        write_database(app_context, lambda db: citation_integrity.suspend_unsupported(db, library))
        if log_exists(app_context)
        else []
    )
    for answer in suspended:
        echo(faq.CURATED_FALLEN.format(number=answer.id, why=answer.why))
    if not suspended:
        states = (curated_answers.CuratedState.APPROVED,)
        approved = read_log(app_context, lambda db: curated_answers.list_answers(db, states)) or []
        echo(faq.CURATED_ALL_STAND.format(count=len(approved)), err=True)


@click.command(help=faq.CLI_FAQ_EXPORT)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), default="-")
@plain_options
def export(app_context: AppContext, file: Path) -> None:
    """Export the answers of every state, into a file that only its owner may read: questions are words of people."""
    from bot.curation import curated_answers
    from bot.curation.publication import interchange
    from bot.storage.files import write_atomically

    found = [each for each in read_log(app_context, curated_answers.list_answers) or [] if each.phrasings]
    text = "".join(f"{line}\n" for line in interchange.to_lines(found))
    if str(file) == "-":
        echo_exact(text)
    else:
        write_atomically(file, [text])
    echo(faq.FAQ_EXPORTED.format(count=len(found)), err=True)


@click.command("import", help=faq.CLI_FAQ_IMPORT)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@as_option
@plain_options
def import_(app_context: AppContext, file: Path, staff: int) -> None:
    """Import all answers of a file as drafts, or none."""
    from bot.curation.publication import interchange

    who = staff_alias(app_context, staff)
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TopicCommandError(faq.IMPORT_UNREADABLE.format(path=file, error=system_error(error))) from error
    drafts = interchange.parse(text, file.name)
    added, known = write_database(app_context, lambda db: interchange.import_drafts(db, drafts, who))
    echo(faq.FAQ_IMPORTED.format(count=added, known=known), err=True)


def _warn_if_masked(*given: str) -> None:
    """Report that something was masked: it may have been the office's own number."""
    from bot.privacy.redaction import redact

    if any(redact(text) != text for text in given):
        echo(faq.CURATED_MASKED, err=True)


def _places(answer: CuratedAnswer) -> str:
    from bot.curation.cited_spans import place_of

    return "；".join(map(place_of, answer.citations))


def _citations(app_context: AppContext, cites: tuple[str, ...]) -> list[CitedSpan]:
    from bot.curation.curated_answers import cite

    return [cite(app_context.library, wanted, words) for wanted, words in _sources(cites)]


def _sources(cites: tuple[str, ...]) -> list[tuple[str, str]]:
    """The passage and the words of each ``--cite``."""
    parts = (option.partition("=") for option in cites)
    return [(wanted.strip(), words) for wanted, _, words in parts]


ANSWERS = (list_, add, edit, approve, retire, phrasings, check, export, import_)
