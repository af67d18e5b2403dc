"""``wenda ask``: one question, or a batch of them."""

from __future__ import annotations

import json
import sys

import click

from bot.texts import command_line
from bot.workshop import Workshop, common_options, pass_workshop


@click.command(help=command_line.CLI_ASK)
@click.argument("question", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help=command_line.CLI_JSON)
@click.option("--batch", is_flag=True, help=command_line.CLI_ASK_BATCH)
@click.option("--no-log", is_flag=True, help=command_line.CLI_ASK_NO_LOG)
@common_options
@pass_workshop
def ask(workshop: Workshop, question: tuple[str, ...], as_json: bool, batch: bool, no_log: bool) -> None:
    """Answer on stdout."""
    words = " ".join(question).strip()
    if batch == bool(words):
        raise click.UsageError(command_line.ASK_NEEDS_ONE)
    conversation = workshop.conversation(log=not no_log, live=False)
    if batch:
        from bot.batch import answer_lines

        for line in answer_lines(sys.stdin.buffer, conversation):
            click.echo(line)
        return
    from bot.conversation import Source
    from bot.replies import mend, to_json

    reply = conversation.ask(words, Source("ask"), history=()).reply
    if as_json:
        click.echo(json.dumps(to_json(reply, mend(words)), ensure_ascii=False))
    else:
        from bot.terminal import Screen

        Screen.of_stdout(workshop.frame).reply(reply)
