"""``wenda show``: a passage whole, or the text that offsets count in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.texts import command_line
from bot.workshop import Workshop, common_options, pass_workshop

if TYPE_CHECKING:
    from retrieval import Library


@click.command(help=command_line.CLI_SHOW)
@click.argument("passage", required=False)
@click.option("--text", "file", metavar="FILE", help=command_line.CLI_SHOW_TEXT)
@common_options
@pass_workshop
def show(workshop: Workshop, passage: str | None, file: str | None) -> None:
    """A passage or a whole text on stdout."""
    if bool(passage) == bool(file):
        raise click.UsageError(command_line.SHOW_NEEDS_ONE)
    if file:
        # Bytes, and no newline of our own: offsets must count in exactly what was printed.
        click.echo(_text(workshop.library, file).encode(), nl=False)
        return
    from bot.lookup import find_passages
    from bot.terminal import Screen

    screen = Screen.of_stdout(workshop.frame)
    found = find_passages(workshop.library, passage or "")
    if len(found) == 1:
        screen.passage(found[0], workshop.library.neighbours(found[0]))
    else:
        click.echo(command_line.SEVERAL_PASSAGES.format(wanted=passage, count=len(found)), err=True)
        screen.contents(found)


def _text(library: Library, file: str) -> str:
    for report in library.reports:
        if report.file == file:
            return report.text
    from bot.lookup import NoPassage

    raise NoPassage(command_line.NO_FILE.format(wanted=file, held="、".join(report.file for report in library.reports)))
