"""``wenda find``: ranked passages for staff."""

from __future__ import annotations

import json

import click

from bot import texts
from bot.workshop import Workshop, common_options, pass_workshop


@click.command(help=texts.CLI_FIND)
@click.argument("words", nargs=-1, required=True)
@click.option("-n", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help=texts.CLI_FIND_COUNT)
@click.option("--json", "as_json", is_flag=True, help=texts.CLI_JSON)
@common_options
@pass_workshop
def find(workshop: Workshop, words: tuple[str, ...], count: int, as_json: bool) -> None:
    """A ranked list on stdout."""
    from bot.lookup import hit_json
    from bot.replies import mend

    query = mend(" ".join(words))
    hits = workshop.engine.search(query, k=count)
    if as_json:
        click.echo(json.dumps([hit_json(hit, query) for hit in hits], ensure_ascii=False))
    elif hits:
        from bot.terminal import Screen

        Screen.of_stdout(workshop.frame).hits(hits, query)
    else:
        click.echo(texts.NOTHING_FOUND, err=True)
