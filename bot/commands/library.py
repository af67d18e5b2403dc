"""``wenda library``: what is held."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from bot.texts import command_line, talk
from bot.workshop import Workshop, common_options, pass_workshop


@click.command(help=talk.CLI_HOLDINGS)
@click.option("--json", "as_json", is_flag=True, help=command_line.CLI_JSON)
@common_options
@pass_workshop
def library(workshop: Workshop, as_json: bool) -> None:
    """Reports on stdout, then the files that could not be read."""
    held = workshop.library
    if as_json:
        from retrieval.corpus.catalog import holdings

        listed = {
            "version": held.version,
            "reports": [asdict(holding) for holding in holdings(held)],
            "skipped": [asdict(skipped) for skipped in held.skipped],
        }
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    from bot.holdings import rows
    from bot.tables import show

    show(talk.HOLDINGS_HEAD, rows(held))
    for skipped in held.skipped:
        click.echo(talk.HOLDINGS_SKIPPED.format(skipped=skipped), err=True)
