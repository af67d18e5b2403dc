"""``wenda ask``: answers one question, or a batch of them."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from bot.app import AppContext
from bot.cli.options import common_options, json_option
from bot.cli.output import echo, show_json
from bot.texts import command_line


@click.command(help=command_line.CLI_ASK)
@click.argument("question", nargs=-1)
@json_option
@click.option("--batch", is_flag=True, help=command_line.CLI_ASK_BATCH)
@click.option("--no-log", is_flag=True, help=command_line.CLI_ASK_NO_LOG)
@common_options
def ask(app_context: AppContext, question: tuple[str, ...], as_json: bool, batch: bool, no_log: bool) -> None:
    """Print the reply, or a JSON line for each line of stdin."""
    words = " ".join(question).strip()
    if batch == bool(words):
        raise click.UsageError(command_line.ASK_NEEDS_ONE)
    conversation = app_context.conversation(log=not no_log, live=False)
    if batch:
        from bot.dialogue.batch import answer_lines

        for line in answer_lines(sys.stdin.buffer, conversation):
            echo(line)
        return
    from bot.dialogue.conversation import QuestionSource
    from bot.dialogue.reply_json import to_json
    from bot.strings import mend

    exchange = conversation.ask(words, QuestionSource("ask"), history=())
    if as_json:
        show_json(to_json(exchange.reply, mend(words)))
    else:
        from bot.terminal import TerminalScreen

        frame = replace(app_context.reply_frame, cites_in_full=True)
        TerminalScreen.of_stdout(frame).reply(exchange.reply, exchange.disclaims)
