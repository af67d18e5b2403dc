"""Batch format: questions as JSON lines in, replies as JSON lines out.

Each line of the input is an object with a ``question``, and optionally an ``id`` and a ``history``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from bot.dialogue.conversation import Conversation, QuestionSource
from bot.dialogue.reply_json import ERROR, error_json, to_json
from bot.texts import command_line
from bot.texts.errors.system_errors import system_error
from retrieval.models import SearchUnavailableError

_LOGGER = logging.getLogger(__name__)

_FIELD_ERRORS = {"question": command_line.BATCH_NO_QUESTION, "history": command_line.BATCH_BAD_HISTORY}


class BatchLineError(Exception):
    """A line that is invalid, with the reason as a sentence and the id of its reply."""

    def __init__(self, reason: str, question_id: Any = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.question_id = question_id


class BatchQuestion(BaseModel, frozen=True, strict=True):
    """One line of a batch."""

    id: Any = None
    question: str
    # Not strict itself: a tuple is made of JSON's list. Null and other empty values are no history.
    history: Annotated[tuple[str, ...], Field(strict=False), BeforeValidator(lambda found: found or ())] = ()


def answer_lines(lines: Iterable[bytes], conversation: Conversation) -> Iterator[dict[str, Any]]:
    """The reply to each line as soon as it is made, as JSON; blank lines have none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answer(line, number, conversation)


def is_failed(reply: dict[str, Any]) -> bool:
    """Whether a line was not answered: it is invalid, or answering it failed.

    >>> is_failed(error_json("q1", "…"))
    True
    """
    return bool(reply["outcome"] == ERROR)


def parse_line(line: bytes, number: int) -> BatchQuestion:
    """One line of the batch format.

    >>> parse_line('{"id": 1, "question": "谁"}'.encode(), 1)
    BatchQuestion(id=1, question='谁', history=())

    Raises:
        BatchLineError: the line is not UTF-8, not a JSON object, or its question or history is missing or of another
        type.
    """
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=partial(_reject_constant, number))
    except UnicodeDecodeError:
        raise BatchLineError(command_line.BATCH_NOT_UTF8.format(line=number)) from None
    except (ValueError, RecursionError) as error:
        raise BatchLineError(command_line.BATCH_NOT_JSON.format(line=number, error=system_error(error))) from None
    if not isinstance(found, dict):
        raise BatchLineError(command_line.BATCH_NOT_OBJECT.format(line=number))
    try:
        return BatchQuestion.model_validate(found)
    except ValidationError as error:
        reason = _FIELD_ERRORS[str(error.errors()[0]["loc"][0])]
        raise BatchLineError(reason.format(line=number), found.get("id")) from None


def _answer(line: bytes, number: int, conversation: Conversation) -> dict[str, Any]:
    try:
        asked = parse_line(line, number)
    except BatchLineError as error:
        return error_json(error.question_id, error.reason)
    try:
        reply = conversation.ask(asked.question, QuestionSource("ask"), history=asked.history).reply
    except SearchUnavailableError as error:
        _LOGGER.error("line %d of the batch: %s", number, error)
        return error_json(asked.id, command_line.BATCH_SEARCH_AWAY.format(line=number))
    except Exception:  # the next line may be answered nevertheless
        _LOGGER.exception("line %d of the batch failed", number)
        return error_json(asked.id, command_line.BATCH_FAILED.format(line=number))
    return to_json(reply, asked.question, asked.id)


def _reject_constant(number: int, constant: str) -> Any:
    """Refuse what Python takes for a number of JSON and the standard does not: NaN, Infinity."""
    error = command_line.NOT_A_JSON_NUMBER.format(found=constant)
    raise BatchLineError(command_line.BATCH_NOT_JSON.format(line=number, error=error))
