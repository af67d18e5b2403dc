"""``wenda find``, ``cite``, ``show`` and ``library``: passages, citations, texts and reports for staff."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from bot.app import AppContext
from bot.cli.options import common_options, json_option
from bot.cli.output import echo, echo_exact, show_json, skipped_to_json
from bot.texts import command_line, holdings, lookup, replies
from bot.texts.unread_files import skipped_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval import Library
    from retrieval.models import Passage

# A dash and a word; -, --…, -n with its number and -h are options.
_LEAVES_OUT = re.compile(r"-(?!-|n(?:=?\d*)?$|h$).+", re.DOTALL)


class _FindCommand(click.Command):
    """A command whose words may begin with a dash: -培训 excludes a word and is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write such dashes in full width, which look-ups read the same way."""
        return super().parse_args(ctx, [f"－{arg[1:]}" if _LEAVES_OUT.fullmatch(arg) else arg for arg in args])


@click.command(cls=_FindCommand, help=lookup.CLI_FIND, short_help=lookup.CLI_FIND_SHORT)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "-n", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help=command_line.CLI_FIND_COUNT
)
@json_option
@common_options
def find(app_context: AppContext, words: tuple[str, ...], count: int, as_json: bool) -> None:
    """Print a ranked list."""
    from bot.dialogue.excerpts import hit_json, nothing_found
    from bot.strings import mend
    from retrieval.search.syntax import QuerySyntaxError, parse_query

    try:
        query = parse_query(mend(" ".join(words)))
    except QuerySyntaxError as error:
        raise click.UsageError(lookup.query_fault(error)) from error
    hits = app_context.engine.look_up(query, count)
    if not hits:
        echo(nothing_found(query, app_context.engine.look_up), err=True)
    if as_json:
        show_json([hit_json(hit, query) for hit in hits])
    elif hits:
        from bot.terminal import TerminalScreen

        TerminalScreen.of_stdout(app_context.reply_frame).hits(hits, query)


@click.command(help=lookup.CLI_CITE)
@click.argument("passage")
@click.option("--style", type=click.Choice(tuple(lookup.STYLES)), help=lookup.CLI_CITE_STYLE)
@json_option
@common_options
def cite(app_context: AppContext, passage: str, style: str | None, as_json: bool) -> None:
    """Print the citation in every style, each under its name, or in one style."""
    from bot.clock import today
    from bot.dialogue.citation_styles import CitationStyle, CitedPassage
    from bot.dialogue.passage_lookup import find_passage

    library = app_context.library
    found = find_passage(library, passage)
    cited = CitedPassage.of(library.catalog.metadata[found.file], found)
    if as_json:
        every = cited.to_json(today())
        dropped = {name for name in lookup.STYLES if style and name != style}
        show_json({key: said for key, said in every.items() if key not in dropped})
    elif style:
        echo(cited.styles(today())[CitationStyle(style)])
    else:
        for name, said in cited.styles(today()).items():
            echo(f"{lookup.STYLE_LINE.format(style=lookup.STYLES[name])}\n{said}")


@click.command(help=command_line.CLI_SHOW)
@click.argument("passage", required=False)
@click.option("--text", "file", metavar="FILE", help=command_line.CLI_SHOW_TEXT)
@json_option
@common_options
def show(app_context: AppContext, passage: str | None, file: str | None, as_json: bool) -> None:
    """Print a passage or a whole text."""
    if bool(passage) == bool(file):
        raise click.UsageError(command_line.SHOW_NEEDS_ONE)
    if file:
        _show_text(app_context.library, file, as_json)
        return
    from bot.dialogue.passage_lookup import find_passages
    from bot.terminal import TerminalScreen

    found = find_passages(app_context.library, passage or "")
    if as_json:
        _show_passages(app_context.library, found)
        return
    screen = TerminalScreen.of_stdout(app_context.reply_frame)
    if len(found) == 1:
        screen.passage(found[0], app_context.library.neighbours(found[0]))
    else:
        echo(command_line.SEVERAL_PASSAGES.format(wanted=passage, count=len(found)), err=True)
        screen.contents(found)


def _show_text(library: Library, file: str, as_json: bool) -> None:
    text = _text(library, file)
    if as_json:
        show_json({"file": file, "text": text})
    else:
        # Bytes without an added newline: offsets must count in exactly what was printed.
        echo_exact(text)


def _show_passages(library: Library, found: Sequence[Passage]) -> None:
    """Print the one passage as an object, several as a list of objects."""
    from bot.dialogue.passage_lookup import passage_json

    listed = [passage_json(each, library.neighbours(each)) for each in found]
    show_json(listed[0] if len(listed) == 1 else listed)


@click.command(help=holdings.CLI_HOLDINGS, short_help=holdings.CLI_HOLDINGS_SHORT)
@json_option
@common_options
def library(app_context: AppContext, as_json: bool) -> None:
    """Print the reports, then the files that could not be read."""
    library = app_context.library
    if as_json:
        listed = {
            "version": library.version,
            "reports": [entry.to_json() for entry in library.catalog],
            "skipped": [skipped_to_json(skipped) for skipped in library.skipped],
        }
        show_json(listed)
        return
    from bot.cli.output import show
    from bot.dialogue.report_list import rows

    show(holdings.HOLDINGS_HEAD, rows(library))
    for skipped in library.skipped:
        told = holdings.HOLDINGS_SAME if skipped.same_as else holdings.HOLDINGS_SKIPPED
        echo(told.format(file=skipped.file, reason=skipped_reason(skipped)), err=True)


def _text(library: Library, file: str) -> str:
    from bot.dialogue.passage_lookup import PassageNotFoundError
    from retrieval.corpus.filters import EVERY_REPORT

    try:
        return library.passages.report(file).text
    except KeyError:
        held = "、".join(library.catalog.select(EVERY_REPORT, replies.MOST_TITLES))
        more = command_line.MORE_FILES.format(count=len(library.catalog))
        named = held + more if len(library.catalog) > replies.MOST_TITLES else held
        raise PassageNotFoundError(command_line.NO_FILE.format(wanted=file, held=named)) from None
