"""``wenda find``: ranked passages for staff."""

from __future__ import annotations

import json
import re

import click

from bot.texts import command_line, lookup
from bot.workshop import Workshop, common_options, pass_workshop

# A dash and then a word: only a dash, -n with its number and -h are options.
_LEAVES_OUT = re.compile(r"-(?!-|n(?:=?\d*)?$|h$).+", re.DOTALL)


class _Find(click.Command):
    """A command whose words may begin with a dash: -培训 leaves a word out and is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write such dashes in full width, which look-ups read alike."""
        return super().parse_args(ctx, [f"－{arg[1:]}" if _LEAVES_OUT.fullmatch(arg) else arg for arg in args])


@click.command(cls=_Find, help=lookup.CLI_FIND, short_help=lookup.CLI_FIND_SHORT)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "-n", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help=command_line.CLI_FIND_COUNT
)
@click.option("--json", "as_json", is_flag=True, help=command_line.CLI_JSON)
@common_options
@pass_workshop
def find(workshop: Workshop, words: tuple[str, ...], count: int, as_json: bool) -> None:
    """A ranked list on stdout."""
    from bot.lookup import hit_json, nothing_found
    from bot.replies import mend
    from retrieval.search.syntax import QuerySyntaxError, parse_query

    try:
        query = parse_query(mend(" ".join(words)))
    except QuerySyntaxError as error:
        raise click.UsageError(lookup.query_fault(error)) from error
    hits = workshop.engine.look_up(query, count)
    if as_json:
        click.echo(json.dumps([hit_json(hit, query) for hit in hits], ensure_ascii=False))
    elif hits:
        from bot.terminal import Screen

        Screen.of_stdout(workshop.frame).hits(hits, query)
    else:
        click.echo(nothing_found(query, workshop.engine.look_up), err=True)
