"""``wenda cite``: a passage's citation for a memo."""

from __future__ import annotations

import json

import click

from bot.texts import command_line, lookup
from bot.workshop import Workshop, common_options, pass_workshop


@click.command(help=lookup.CLI_CITE)
@click.argument("passage")
@click.option("--style", type=click.Choice(tuple(lookup.STYLES)), help=lookup.CLI_CITE_STYLE)
@click.option("--json", "as_json", is_flag=True, help=command_line.CLI_JSON)
@common_options
@pass_workshop
def cite(workshop: Workshop, passage: str, style: str | None, as_json: bool) -> None:
    """All forms on stdout, each under its name, or one of them by itself."""
    from bot.citing import Cited, Style
    from bot.clock import today
    from bot.lookup import find_passage

    library = workshop.library
    found = find_passage(library, passage)
    cited = Cited.of(library.report_of(found), found)
    if as_json:
        every = cited.to_json(today())
        dropped = {name for name in lookup.STYLES if style and name != style}
        click.echo(json.dumps({key: said for key, said in every.items() if key not in dropped}, ensure_ascii=False))
    elif style:
        click.echo(cited.styles(today())[Style(style)])
    else:
        for name, said in cited.styles(today()).items():
            click.echo(f"{lookup.STYLE_LINE.format(style=lookup.STYLES[name])}\n{said}")
