"""Callback data: the meaning of a press on a button, and its wire form. Pure.

A press is a frozen dataclass. Its wire form is its code and its fields in order, with colons between, in at most 64
bytes. Messages keep their buttons for years, so neither a code nor an order of fields ever changes. Longer data is read
from the message itself, or found by its id (`bot.dialogue.exchange_history`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated, Any, ClassVar, dataclass_transform, get_args, get_type_hints

from bot.texts import chat

DEEP_LINK_PREFIX = "p_"  # of the payload of a deep link to a passage; the passage's key follows
# Types of fields, with the pattern of valid values: a modified client may send any.
Index = Annotated[int, "[0-9]{1,6}"]  # a page, a depth, a place in a list
RowId = Annotated[int, "[0-9]{1,18}"]  # SQLite's integers have 64 bits
RecordKind = Annotated[str, "answers|words|gold|lessons|topics"]
RecordKey = Annotated[str, "[0-9a-z-]{1,40}"]  # the number of a record, or the key of a lesson


@dataclass(frozen=True, slots=True)
class TopicsPage:
    """Page of a list of topics: of the unanswered queue, or of the most frequent ones (``/topics``).

    >>> str(TopicsPage(3)), str(TopicsPage(3, is_frequent=True)), TopicsPage.read("t3")
    ('3', 't3', TopicsPage(number=3, is_frequent=True))
    """

    number: int
    is_frequent: bool = False

    def __str__(self) -> str:
        return f"t{self.number}" if self.is_frequent else str(self.number)

    @classmethod
    def read(cls, text: str) -> TopicsPage:
        """The page of a wire form."""
        return cls(int(text.removeprefix("t")), text.startswith("t"))


TopicsPlace = Annotated[TopicsPage, "t?[0-9]{1,6}"]  # the page of the list that a topic was opened from


class Origin(StrEnum):
    """View from which a passage was opened, and to which its back button leads."""

    ANSWER = "a"
    CONTENTS = "o"
    LINK = "l"
    FOUND = "f"


_BY_CODE: dict[str, type[Press]] = {}


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Press:
    """Base of all presses: it makes each of them a frozen dataclass with a code of its own."""

    code: ClassVar[str]

    def __init_subclass__(cls, code: str) -> None:
        dataclass(frozen=True)(cls)
        cls.code, _BY_CODE[code] = code, cls


class AskQuestionPress(Press, code="q"):
    """Ask the question on the button's label; ``at`` tells the buttons of a message apart."""

    at: Index


class ShowPassagePress(Press, code="s"):
    """Show a passage, or a page of it, in the message's place."""

    origin: Origin
    key: str
    page: Index = 0


class ShowAnswerPress(Press, code="a"):
    """Show the answer in the message's place."""


class ShowQuotePress(Press, code="m"):
    """Show the quote of this index in the message's place."""

    at: Index


class RateAnswerPress(Press, code="r"):
    """Rate an answer: ``good``, ``bad``, a complaint (one of `chat.COMPLAINTS`), or ``never`` mind."""

    verdict: Annotated[str, "|".join(["good", "bad", "never", *chat.COMPLAINTS])]


class ShowContentsPress(Press, code="o"):
    """Show a page of a part of the contents; without a key, of the list of reports."""

    key: str
    depth: Index
    page: Index = 0


class ShowMyDataPress(Press, code="d"):
    """Show a page of the stored data of the user."""

    page: Index


class ShowHitsPress(Press, code="f"):
    """Show a page of the hits of a look-up; with a key, the page that holds the passage.

    The words are longer than a button can carry: they are read from the message (`bot.telegram.views.lookup_view`).
    """

    page: Index
    key: str = ""


class ShowQueuePress(Press, code="u"):
    """Show a page of the unanswered queue in the message's place."""

    page: Index


class ShowTopicPress(Press, code="t"):
    """Show a topic in the message's place; ``page`` is that of the list that it was opened from."""

    topic: RowId
    page: TopicsPlace


class ActOnTopicPress(Press, code="w"):
    """Start an action on a topic."""

    action: Annotated[str, "write|words|point|beyond|ignore|note"]
    topic: RowId
    page: TopicsPlace


class UndoDecisionPress(Press, code="y"):
    """Undo a decision on a topic."""

    decision: RowId
    topic: RowId
    page: TopicsPlace


class ShowClausePress(Press, code="c"):
    """Show a clause beside a topic."""

    topic: RowId
    page: TopicsPlace
    key: str


class ConfirmClausePress(Press, code="p"):
    """Confirm that a clause answers a topic."""

    topic: RowId
    page: TopicsPlace
    key: str


class DecideEntriesPress(Press, code="k"):
    """Keep or drop the lexicon entries in the message; ``undo`` removes them and undoes ``decision``."""

    choice: Annotated[str, "keep|force|drop|undo"]
    topic: RowId
    decision: RowId = 0


class ShowDraftPress(Press, code="j"):
    """Show a draft in the message's place."""

    number: RowId


class DecideDraftPress(Press, code="v"):
    """Decide on a draft; ``version`` identifies the wording that was read."""

    choice: Annotated[str, "approve|force|refuse|withdraw"]
    number: RowId
    version: str


class MarkAnswerPress(Press, code="g"):
    """Add the exchange under the message to the gold questions, or undo that."""

    choice: Annotated[str, "add|undo"]


class MarkTopicPress(Press, code="h"):
    """Add the newest exchange of a topic, which the message shows, to the gold questions, or undo that."""

    choice: Annotated[str, "add|undo"]
    interaction: RowId
    topic: RowId
    page: TopicsPlace


class ShowRecordsPress(Press, code="L"):
    """Show a page of a list of what staff keep: answers, words, gold questions, lessons, frequent topics."""

    kind: RecordKind
    page: Index


class ShowRecordPress(Press, code="E"):
    """Show one record of a list, with what can be done with it."""

    kind: RecordKind
    key: RecordKey
    page: Index


class ActOnRecordPress(Press, code="X"):
    """Remove a record, or restore it."""

    action: Annotated[str, "remove|restore"]
    kind: RecordKind
    key: RecordKey
    page: Index


class ActOnAnswerPress(Press, code="A"):
    """Start an action on an answer; ``retired`` is the confirmation of ``retire``."""

    action: Annotated[str, "propose|edit|retire|retired"]
    number: RowId


class AddPhrasingsPress(Press, code="P"):
    """Add a proposed phrasing, or ``all`` of them, to an answer; ``force`` skips the gold questions."""

    choice: Annotated[str, "add|force"]
    number: RowId
    key: Annotated[str, "all|[0-9a-f]{8}"]


def encode(press: Press) -> str:
    """The wire form of a press.

    >>> encode(ShowPassagePress(Origin.ANSWER, "AbC-_z019xyQ"))
    's:a:AbC-_z019xyQ:0'
    """
    return ":".join((press.code, *(str(getattr(press, field.name)) for field in fields(press))))


def decode(data: str | None) -> Press | None:
    """The press of a wire form; None for invalid data.

    >>> decode("t:12:0"), decode("t:12"), decode("t:x:0"), decode("w:fly:1:0")
    (ShowTopicPress(topic=12, page=TopicsPage(number=0, is_frequent=False)), None, None, None)
    """
    code, *values = (data or "").split(":")
    if code not in _BY_CODE:
        return None
    kind = _BY_CODE[code]
    types = get_type_hints(kind, include_extras=True)
    try:
        return kind(*(_value(types[field.name], text) for field, text in zip(fields(kind), values, strict=True)))
    except ValueError:
        return None


def _value(annotated: Any, text: str) -> Any:
    """The value of a field. Raises ValueError for invalid text."""
    kind, *form = get_args(annotated) or (annotated,)
    if form and not re.fullmatch(form[0], text):
        raise ValueError(f"wanted {form[0]}, found {text[:20]!r}")
    return TopicsPage.read(text) if kind is TopicsPage else kind(text)


def pattern(*kinds: type[Press]) -> str:
    """A pattern that matches the wire forms of these kinds of presses, all of which have fields.

    >>> pattern(ShowQueuePress, ShowTopicPress)
    '^[ut]:'
    """
    return f"^[{''.join(kind.code for kind in kinds)}]:"
