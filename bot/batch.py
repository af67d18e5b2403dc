"""JSON lines in, JSON lines out: one reply a line, in order, and no bad line ends the batch."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.conversation import Conversation, Source
from bot.replies import error_json, mend, to_json
from bot.texts import command_line

_LOGGER = logging.getLogger(__name__)


class LineError(Exception):
    """A line that cannot be taken: why, in a sentence, and the id under which to say so."""

    def __init__(self, reason: str, question_id: Any = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.question_id = question_id


@dataclass(frozen=True, slots=True)
class Ask:
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
    except LineError as error:
        return error_json(error.question_id, error.reason)
    try:
        reply = conversation.ask(ask.question, Source("ask"), history=ask.history).reply
    except Exception:  # the next line may well be answered
        _LOGGER.exception("line %d of the batch failed", number)
        return error_json(ask.id, command_line.BATCH_FAILED.format(line=number))
    return to_json(reply, ask.question, ask.id)


def parse_line(line: bytes, number: int) -> Ask:
    """One line of the batch format.

    >>> parse_line('{"id": 1, "question": "谁"}'.encode(), 1)
    Ask(id=1, question='谁', history=())

    Raises:
        LineError: the line is not UTF-8, not a JSON object, or its question or history is missing or of another type.
    """
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise LineError(command_line.BATCH_NOT_UTF8.format(line=number)) from None
    except (ValueError, RecursionError) as error:
        raise LineError(command_line.BATCH_NOT_JSON.format(line=number, error=error)) from None
    if not isinstance(found, dict):
        raise LineError(command_line.BATCH_NOT_OBJECT.format(line=number))
    question, history = found.get("question"), found.get("history") or []
    if not isinstance(question, str):
        raise LineError(command_line.BATCH_NO_QUESTION.format(line=number), found.get("id"))
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise LineError(command_line.BATCH_BAD_HISTORY.format(line=number), found.get("id"))
    return Ask(found.get("id"), question, tuple(history))


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
