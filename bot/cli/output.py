"""Output: lines; rows as a table on a terminal and as tab-separated lines elsewhere; JSON; exact texts.

What steers a terminal is escaped in all of them: names of files, titles and messages are other people's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

from bot.strings import json_line, mend, one_line, visible
from bot.texts.unread_files import skipped_reason
from retrieval.models import Skipped


def echo(text: object, err: bool = False) -> None:
    """Print a text and a line end on stdout or stderr."""
    click.echo(visible(str(text)), err=err)


def echo_exact(text: str) -> None:
    """Print a text without a line end, to a pipe as it is in UTF-8, line ends and all: offsets count in it."""
    if sys.stdout.isatty():
        click.echo(visible(text), nl=False)
    else:
        click.echo(mend(text).encode(), nl=False)


def show(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows on stdout; ``head`` names the columns: the heading of a table, in a pipe the first line."""
    if not sys.stdout.isatty():
        for row in (head, *rows):
            echo("\t".join(one_line(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    # Rich breaks lines only at blanks, which Chinese lacks; folding loses nothing of a cell.
    columns = [Column(name, overflow="fold") for name in head]
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    Console(file=sys.stdout, highlight=False).print(table)


def show_rows(head: Sequence[str], rows: Iterable[Sequence[str]], nothing: str) -> None:
    """Print rows on stdout, or on stderr that there are none."""
    if listed := list(rows):
        show(head, listed)
    else:
        echo(nothing, err=True)


def skipped_to_json(skipped: Skipped) -> dict[str, object]:
    """A file that is not served, as commands print it: the reason for people, and what was found."""
    about = {"refusal": skipped.refusal, "found": skipped.reason, "same_as": skipped.same_as or None}
    return {"file": skipped.file, "line": skipped.line, "reason": skipped_reason(skipped), **about}


def show_json(found: object) -> None:
    """Print JSON on stdout."""
    click.echo(json_line(found))
