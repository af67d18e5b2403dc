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
@click.option("--ask", "asks", multiple=True, required=True, metavar="QUESTION", help=faq.CLI_FAQ_ASK)
@click.option("--topic", type=int, help=faq.CLI_FAQ_TOPIC)
@as_option
@common_options
def add(
    app_context: AppContext, text: str, cites: tuple[str, ...], asks: tuple[str, ...], topic: int | None, staff: int
) -> None:
    """Store a draft and print its number."""
    from bot.curation import curated_answers

    who = staff_alias(app_context, staff)
    citations = _citations(app_context, cites)
    if topic is not None:
        find_topic(app_context, topic)
    number = write_database(app_context, lambda db: curated_answers.add(db, text, citations, asks, who, topic))
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
    from bot.curation import curated_answers

    if text is None and not cites and not asks:
        raise click.UsageError(faq.NOTHING_TO_EDIT)
    who = staff_alias(app_context, staff)
    citations = _citations(app_context, cites) or None
    write_database(app_context, lambda db: curated_answers.edit(db, number, who, text, citations, asks or None))
    _warn_if_masked(text or "", *asks)
    echo(faq.CURATED_KEPT.format(number=number), err=True)


@click.command(help=faq.CLI_FAQ_APPROVE)
@click.argument("number", type=int)
@as_option
@click.option("--force", is_flag=True, help=staff_chat.CLI_FAQ_FORCE)
@common_options
def approve(app_context: AppContext, number: int, staff: int, force: bool) -> None:
    """Put an answer into use; a running service uses it from the next question on."""
    from bot.curation.approval import approve as approve_answer

    who = staff_alias(app_context, staff)
    with database_errors(app_context):
        approve_answer(app_context.store, app_context.trials, number, who, force=force)
    echo(faq.CURATED_IN_USE.format(number=number), err=True)


@click.command(help=faq.CLI_FAQ_RETIRE)
@click.argument("number", type=int)
@as_option
@plain_options
def retire(app_context: AppContext, number: int, staff: int) -> None:
    """Take an answer out of use."""
    from bot.curation import curated_answers

    who = staff_alias(app_context, staff)
    write_database(app_context, lambda db: curated_answers.retire(db, number, who))
    echo(faq.CURATED_OUT.format(number=number), err=True)


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
    from bot.curation import curated_answers, interchange
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
    from bot.curation import interchange

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

    parts = (option.partition("=") for option in cites)
    return [cite(app_context.library, wanted.strip(), words) for wanted, _, words in parts]


ANSWERS = (list_, add, edit, approve, retire, check, export, import_)
