"""``wenda ask``: one question, or a batch of them."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import click

from bot.app import AppContext
from bot.cli.options import common_options, pass_app_context
from bot.dialogue.conversation import Conversation, QuestionSource
from bot.dialogue.reply_blocks import error_json, to_json
from bot.strings import mend
from bot.texts import command_line


@click.command(help=command_line.CLI_ASK)
@click.argument("question", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help=command_line.CLI_JSON)
@click.option("--batch", is_flag=True, help=command_line.CLI_ASK_BATCH)
@click.option("--no-log", is_flag=True, help=command_line.CLI_ASK_NO_LOG)
@common_options
@pass_app_context
def ask(app_context: AppContext, question: tuple[str, ...], as_json: bool, batch: bool, no_log: bool) -> None:
    """Answer on stdout."""
    words = " ".join(question).strip()
    if batch == bool(words):
        raise click.UsageError(command_line.ASK_NEEDS_ONE)
    conversation = app_context.conversation(log=not no_log, live=False)
    if batch:
        for line in answer_lines(sys.stdin.buffer, conversation):
            click.echo(line)
        return
    reply = conversation.ask(words, QuestionSource("ask"), history=()).reply
    if as_json:
        click.echo(json.dumps(to_json(reply, mend(words)), ensure_ascii=False))
    else:
        from bot.terminal import TerminalScreen

        TerminalScreen.of_stdout(app_context.reply_frame).reply(reply)


_LOGGER = logging.getLogger(__name__)


class BatchLineError(Exception):
    """A line that cannot be taken: why, in a sentence, and the id under which to say so."""

    def __init__(self, reason: str, question_id: Any = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.question_id = question_id


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of a batch."""

    id: Any
    question: str
    history: tuple[str, ...]


def answer_lines(lines: Iterable[bytes], conversation: Conversation) -> Iterator[str]:
    """The reply to each line as soon as it is there; blank lines have none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            # A lone surrogate may also come in as an escape in the id.
            yield mend(json.dumps(_answer(line, number, conversation), ensure_ascii=False))


def _answer(line: bytes, number: int, conversation: Conversation) -> dict[str, Any]:
    try:
        ask = parse_line(line, number)
    except BatchLineError as error:
        return error_json(error.question_id, error.reason)
    try:
        reply = conversation.ask(ask.question, QuestionSource("ask"), history=ask.history).reply
    except Exception:  # the next line may well be answered
        _LOGGER.exception("line %d of the batch failed", number)
        return error_json(ask.id, command_line.BATCH_FAILED.format(line=number))
    return to_json(reply, ask.question, ask.id)


def parse_line(line: bytes, number: int) -> BatchQuestion:
    """One line of the batch format.

    >>> parse_line('{"id": 1, "question": "谁"}'.encode(), 1)
    BatchQuestion(id=1, question='谁', history=())

    Raises:
        BatchLineError: the line is not UTF-8, not a JSON object, or its question or history is missing or of another
        type.
    """
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise BatchLineError(command_line.BATCH_NOT_UTF8.format(line=number)) from None
    except (ValueError, RecursionError) as error:
        raise BatchLineError(command_line.BATCH_NOT_JSON.format(line=number, error=error)) from None
    if not isinstance(found, dict):
        raise BatchLineError(command_line.BATCH_NOT_OBJECT.format(line=number))
    question, history = found.get("question"), found.get("history") or []
    if not isinstance(question, str):
        raise BatchLineError(command_line.BATCH_NO_QUESTION.format(line=number), found.get("id"))
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise BatchLineError(command_line.BATCH_BAD_HISTORY.format(line=number), found.get("id"))
    return BatchQuestion(found.get("id"), question, tuple(history))


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
