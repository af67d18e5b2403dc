"""Callback data: what a press on a button means, and its wire form. Pure.

A press is a frozen dataclass. Its wire form is its code and its fields in order, with colons between, in at most 64
bytes. Messages keep their buttons for years, so neither a code nor an order of fields ever changes. What is longer
stands in the message itself, or is found by it (`bot.dialogue.exchange_history`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeVar, dataclass_transform, get_args, get_type_hints

from bot.texts import chat

DEEP_LINK_PREFIX = "p_"  # of the payload of a deep link to a passage; the passage's key follows
# The types of fields, with the pattern of what we write where not every value will do: a changed client may send any.
Index = Annotated[int, "[0-9]{1,6}"]  # a page, a depth, a place in a list
RowId = Annotated[int, "[0-9]{1,18}"]  # SQLite's integers have 64 bits


class Origin(StrEnum):
    """Where a passage was opened from, and so where the way back leads."""

    ANSWER = "a"
    CONTENTS = "o"
    LINK = "l"
    FOUND = "f"


@dataclass(frozen=True, slots=True)
class Press:
    """Base of all presses."""

    code: ClassVar[str]


_P = TypeVar("_P", bound=Press)
_BY_CODE: dict[str, type[Press]] = {}


@dataclass_transform(frozen_default=True)
def _press(code: str) -> Callable[[type[_P]], type[_P]]:
    """Decorator of presses: a frozen dataclass with a code of its own."""

    def register(kind: type[_P]) -> type[_P]:
        made = dataclass(frozen=True, slots=True)(kind)
        made.code, _BY_CODE[code] = code, made
        return made

    return register


@_press("q")
class AskQuestionPress(Press):
    """Ask the question on the button's label; ``at`` tells the buttons of a message apart."""

    at: Index


@_press("s")
class ShowPassagePress(Press):
    """Show a passage, or a page of it, in the message's place."""

    origin: Origin
    key: str
    page: Index = 0


@_press("a")
class ShowAnswerPress(Press):
    """Show the answer in the message's place."""


@_press("m")
class ShowQuotePress(Press):
    """Show the quote of this number in the message's place."""

    at: Index


@_press("r")
class RateAnswerPress(Press):
    """Say that an answer is ``good``, is ``bad``, why (one of `chat.COMPLAINTS`), or ``never`` mind."""

    verdict: Annotated[str, "|".join(["good", "bad", "never", *chat.COMPLAINTS])]


@_press("o")
class ShowContentsPress(Press):
    """Show a page of a part of the contents; no key: of the list of reports."""

    key: str
    depth: Index
    page: Index = 0


@_press("d")
class ShowMyDataPress(Press):
    """Show a page of what is kept of the person."""

    page: Index


@_press("f")
class ShowHitsPress(Press):
    """Show a page of the hits of a look-up, or with a key the page that the passage stands on.

    The words are longer than a button can carry: they are read from the message (`bot.telegram.views.lookup_view`).
    """

    page: Index
    key: str = ""


@_press("u")
class ShowQueuePress(Press):
    """Show a page of the unanswered queue in the message's place."""

    page: Index


@_press("t")
class ShowTopicPress(Press):
    """Show a topic in the message's place; ``page`` is where it was opened from."""

    topic: RowId
    page: Index


@_press("w")
class ActOnTopicPress(Press):
    """Do something about a topic."""

    action: Annotated[str, "write|words|point|beyond|ignore"]
    topic: RowId
    page: Index


@_press("y")
class UndoDecisionPress(Press):
    """Take a decision back."""

    decision: RowId
    topic: RowId
    page: Index


@_press("c")
class ShowClausePress(Press):
    """Show a clause beside a topic."""

    topic: RowId
    page: Index
    key: str


@_press("p")
class ConfirmClausePress(Press):
    """Say that this clause answers the topic."""

    topic: RowId
    page: Index
    key: str


@_press("k")
class DecideEntriesPress(Press):
    """Decide what becomes of the lexicon entries that the message holds; ``undo`` takes ``decision`` back as well."""

    choice: Annotated[str, "keep|force|drop|undo"]
    topic: RowId
    decision: RowId = 0


@_press("j")
class ShowDraftPress(Press):
    """Show a draft in the message's place."""

    number: RowId


@_press("v")
class DecideDraftPress(Press):
    """Decide what becomes of a draft; ``version`` tells which wording was read."""

    choice: Annotated[str, "approve|force|refuse|withdraw"]
    number: RowId
    version: str


@_press("g")
class MarkAnswerPress(Press):
    """Add the exchange under the message to the gold questions, or undo that."""

    choice: Annotated[str, "add|undo"]


@_press("h")
class MarkTopicPress(Press):
    """The same with the newest exchange of a topic, which the message shows."""

    choice: Annotated[str, "add|undo"]
    interaction: RowId
    topic: RowId
    page: Index


def encode(press: Press) -> str:
    """The wire form of a press.

    >>> encode(ShowPassagePress(Origin.ANSWER, "AbC-_z019xyQ"))
    's:a:AbC-_z019xyQ:0'
    """
    return ":".join((press.code, *(str(getattr(press, field.name)) for field in fields(press))))


def decode(data: str | None) -> Press | None:
    """The press of a wire form; None for data that we did not make.

    >>> decode("t:12:0"), decode("t:12"), decode("t:x:0"), decode("w:fly:1:0")
    (ShowTopicPress(topic=12, page=0), None, None, None)
    """
    code, *written = (data or "").split(":")
    if code not in _BY_CODE:
        return None
    kind = _BY_CODE[code]
    types = get_type_hints(kind, include_extras=True)
    try:
        return kind(*(_value(types[field.name], text) for field, text in zip(fields(kind), written, strict=True)))
    except ValueError:
        return None


def _value(annotated: Any, written: str) -> Any:
    """The value of a field; ValueError for what is none."""
    kind, *form = get_args(annotated) or (annotated,)
    if form and not re.fullmatch(form[0], written):
        raise ValueError(f"wanted {form[0]}, found {written[:20]!r}")
    return kind(written)


def pattern(*kinds: type[Press]) -> str:
    """What the wire form of these kinds, all of which have fields, looks like.

    >>> pattern(ShowQueuePress, ShowTopicPress)
    '^[ut]:'
    """
    return f"^[{''.join(kind.code for kind in kinds)}]:"
