"""What the commands of ``wenda faq`` share: who of the staff acts, the database, rows or JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.texts import command_line, faq
from bot.workshop import Workshop
from retrieval.models import WendaError

if TYPE_CHECKING:
    from sqlite_utils import Database

    from bot.faq import Topic

_C = TypeVar("_C", bound=Any)
_T = TypeVar("_T")


class FaqError(WendaError):
    """The log cannot be used, a topic is not there, or somebody is not of the staff."""


def json_option(command: _C) -> _C:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help=command_line.CLI_JSON)(command)


def as_option(command: _C) -> _C:
    """``--as STAFF_ID``."""
    option = click.option("--as", "staff", type=int, required=True, metavar="STAFF_ID", help=faq.CLI_FAQ_AS)
    return option(command)


def staff_alias(workshop: Workshop, number: int) -> str:
    """The pseudonym of one of the staff. Raises `FaqError` for anybody else."""
    from bot.privacy import pseudonym
    from bot.settings import pseudonym_secret

    if number not in workshop.settings.staff:
        raise FaqError(faq.FAQ_NOT_STAFF.format(number=number))
    return pseudonym(number, pseudonym_secret(workshop.settings))


def has_log(workshop: Workshop) -> bool:
    """Whether there is a database."""
    return workshop.settings.database.exists()


@contextmanager
def usable(workshop: Workshop) -> Iterator[None]:
    """Turn what the database raises into a `FaqError` that names it."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        path = workshop.settings.database
        raise FaqError(command_line.LOG_UNREADABLE.format(path=path, error=error)) from error


def stored(workshop: Workshop, work: Callable[[Database], _T]) -> _T | None:
    """What is in the database; None where there is none, as looking is not a reason to make one."""
    with usable(workshop):
        return workshop.store.read(work) if has_log(workshop) else None


def collected(workshop: Workshop, work: Callable[[Database], list[_T]]) -> list[_T]:
    """What is in the database once every question is in its topic."""
    with usable(workshop):
        if not has_log(workshop):
            return []
        workshop.collector.collect()
        return workshop.store.read(work)


def written(workshop: Workshop, work: Callable[[Database], _T]) -> _T:
    """Do work in a transaction of its own. Raises `FaqError` where the database cannot be written."""
    with usable(workshop):
        return workshop.store.write(work)


def topic_of(workshop: Workshop, number: int) -> Topic:
    """A topic, once every question is in its own. Raises `FaqError` where there is none of this number."""
    from bot.faq import topic

    found = collected(workshop, lambda db: [topic(db, number)])
    if not found or found[0] is None:
        raise FaqError(faq.CURATED_NO_TOPIC.format(number=number))
    return found[0]


def show_rows(head: Sequence[str], rows: Iterable[Sequence[str]], nothing: str) -> None:
    """Rows on stdout, or on stderr that there are none."""
    from bot.tables import show

    listed = list(rows)
    if listed:
        show(head, listed)
    else:
        click.echo(nothing, err=True)


def show_json(found: Sequence[Any]) -> None:
    """JSON on stdout."""
    click.echo(json.dumps(found, ensure_ascii=False))
