"""Shared parts of the commands: options, access to the log, the staff member who acts."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.app import AppContext
from bot.cli.output import echo
from bot.storage.database import DATABASE_ERRORS, Work
from bot.texts import command_line, faq
from bot.texts.errors.system_errors import system_error
from retrieval.models import WendaError

if TYPE_CHECKING:
    from bot.topics.topics import Topic

_C = TypeVar("_C", bound=Any)
_T = TypeVar("_T")

# The interpreter's own thresholds, which keep the pauses of a service short.
_COLLECT_OFTEN = gc.get_threshold()

_pass_app_context = click.make_pass_decorator(AppContext, ensure=True)


class TopicCommandError(WendaError):
    """The log cannot be used, a topic does not exist, or somebody is not a staff member."""


def group_options(command: _C) -> _C:
    """``--library``, before the command's name or after it, and ``--help``."""

    def remember(ctx: click.Context, _: click.Parameter, folder: Path | None) -> None:
        if folder:
            ctx.ensure_object(AppContext).library_option = folder

    library = click.option(
        "--library",
        type=click.Path(path_type=Path),
        metavar="DIR",
        expose_value=False,
        callback=remember,
        help=command_line.CLI_LIBRARY,
    )
    return library(help_option(command))


def help_option(command: _C) -> _C:
    """``--help``."""
    return click.help_option("-h", "--help", help=command_line.CLI_HELP)(command)


def common_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same options for a command, whose first argument is the `AppContext`."""
    return group_options(_pass_app_context(command))


def plain_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--help`` alone, for a command that reads no reports; its first argument is the `AppContext` as well.

    A ``--library`` before the command's name, where every command takes it, is said to have no meaning.
    """

    @_pass_app_context
    @wraps(command)
    def run(app_context: AppContext, *arguments: Any, **options: Any) -> Any:
        if app_context.library_option:
            echo(command_line.NO_USE_OF_LIBRARY, err=True)
        return command(app_context, *arguments, **options)

    return help_option(run)


def json_option(command: _C) -> _C:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help=command_line.CLI_JSON)(command)


def as_option(command: _C) -> _C:
    """``--as STAFF_ID``."""
    return click.option("--as", "staff", type=int, required=True, metavar="STAFF_ID", help=faq.CLI_FAQ_AS)(command)


def staff_alias(app_context: AppContext, number: int) -> str:
    """The pseudonym of a staff member. Raises `TopicCommandError` for anybody else."""
    from bot.config.settings import pseudonym_secret
    from bot.privacy.redaction import pseudonym

    if number not in app_context.settings.staff:
        raise TopicCommandError(faq.FAQ_NOT_STAFF.format(number=number))
    return pseudonym(number, pseudonym_secret(app_context.settings))


def collect_often() -> None:
    """Collect garbage as often as the interpreter does by itself: for commands that serve until told to stop."""
    gc.set_threshold(*_COLLECT_OFTEN)


def log_exists(app_context: AppContext) -> bool:
    """Whether there is a database."""
    return app_context.settings.database.exists()


@contextmanager
def database_errors(app_context: AppContext) -> Iterator[None]:
    """Turn what the database raises into a `TopicCommandError` that names it."""
    try:
        yield
    except DATABASE_ERRORS as error:
        path = app_context.settings.database
        raise TopicCommandError(command_line.LOG_UNREADABLE.format(path=path, error=system_error(error))) from error


def read_log(app_context: AppContext, work: Work[_T]) -> _T | None:
    """The result of reading the database; None where there is none, as reading does not create one."""
    with database_errors(app_context):
        return app_context.store.read(work) if log_exists(app_context) else None


def read_topics(app_context: AppContext, work: Work[list[_T]]) -> list[_T]:
    """The result of reading the database once every question is assigned to its topic."""
    with database_errors(app_context):
        if not log_exists(app_context):
            return []
        app_context.assigner.assign_new()
        return app_context.store.read(work)


def write_database(app_context: AppContext, work: Work[_T]) -> _T:
    """Run work in a transaction. Raises `TopicCommandError` where the database cannot be written."""
    with database_errors(app_context):
        return app_context.store.write(work)


def read_text(path: Path) -> str:
    """The text of a file. Raises `TopicCommandError` where it cannot be read or is not UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TopicCommandError(command_line.UNREADABLE.format(path=path, error=system_error(error))) from error


def find_topic(app_context: AppContext, number: int) -> Topic:
    """A topic, once every question is assigned. Raises `TopicCommandError` where there is none of this number."""
    from bot.topics.topics import topic

    found = read_topics(app_context, lambda db: [topic(db, number)])
    if not found or found[0] is None:
        raise TopicCommandError(faq.CURATED_NO_TOPIC.format(number=number))
    return found[0]
