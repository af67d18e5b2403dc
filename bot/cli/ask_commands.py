"""``wenda ask``: answers one question, or a batch of them."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from bot.app import AppContext
from bot.cli.options import common_options, json_option
from bot.cli.output import show_json
from bot.texts import command_line
from retrieval.models import WendaError

if TYPE_CHECKING:
    from bot.dialogue.conversation import Conversation


class BatchError(WendaError):
    """Lines of a batch that were not answered; the others were."""


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
        _answer_batch(conversation)
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


def _answer_batch(conversation: Conversation) -> None:
    """Print the reply to each line of stdin. Raises `BatchError` after the last one where a line was not answered."""
    from bot.dialogue.batch import answer_lines, is_failed

    failed = 0
    for reply in answer_lines(sys.stdin.buffer, conversation):
        show_json(reply)
        failed += is_failed(reply)
    if failed:
        raise BatchError(command_line.BATCH_FAILURES.format(count=failed))
