"""Replies: what is quoted, how sure it is said, and what is missing for an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from retrieval.models.reports import Passage, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """Ranked passage; scores are comparable within one query only.

    ``marks`` are where the passage's text, or ``heading`` where that is given, shares words with a look-up; ``heading``
    is one above the passage, or a title, where its own text shares none.
    """

    passage: Passage
    score: float
    marks: tuple[Span, ...] = field(default=(), compare=False)
    heading: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class HeldVersions:
    """Version of a law that is quoted, by the day (ISO 8601) that it dates from, and the others that are held."""

    day: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Slice of a report with its citation; ``marks`` are spans of ``text`` that match the question.

    ``versions`` tells which version of a law it is from, and which others are held; None for other documents.
    """

    text: str
    start: int
    end: int
    passage: Passage
    marks: tuple[Span, ...] = ()
    score: float = 0.0
    versions: HeldVersions | None = None

    @property
    def heads(self) -> str:
        """The heads of the columns above the row of a table; empty for any other quote."""
        return self.passage.heads

    @property
    def citation(self) -> str:
        """The citation of the passage that the quote is taken from."""
        return self.passage.citation

    def to_json(self) -> dict[str, Any]:
        """The quote as the command line prints it.

        ``heads`` is there only for a row of a table that has some, ``version`` and ``other_versions`` only for a law,
        ``recognised`` only where it holds.
        """
        passage, held = self.passage, self.versions
        version = {"version": held.day, "other_versions": list(held.others)} if held else {}
        recognised = {"recognised": True} if passage.is_recognised else {}
        return {
            "text": self.text,
            **({"heads": self.heads} if self.heads else {}),
            "file": passage.file,
            "start": self.start,
            "end": self.end,
            "passage": passage.id,
            "report": passage.document,
            "number": passage.number,
            "clause": passage.clause.path,
            "citation": self.citation,
            **version,
            **recognised,
        }


class Outcome(StrEnum):
    """Kind of a reply; the values are part of the public interface."""

    ANSWER = "answer"
    RELATED = "related"
    NONE = "none"
    SCOPE = "scope"
    CLARIFY = "clarify"
    SMALLTALK = "smalltalk"


class Lack(StrEnum):
    """Why the library does not answer; the text that the person reads is chosen by it.

    COMPLEMENT: only those that are not asked for are counted. CHANGE: no change is stated; DIFFERENCE: only its two
    ends; LEVEL: only how much it was. WENT_UP, WENT_DOWN, UNCHANGED: an answer that says otherwise.
    """

    WORD = "word"
    ATTRIBUTE = "attribute"
    KIND = "kind"
    YEAR = "year"
    PLACE = "place"
    CLAUSE = "clause"
    EMPTY_FIELD = "empty-field"
    NO_WORDS = "no-words"
    NOTHING = "nothing"
    UNSURE = "unsure"
    ROLE = "role"
    WHICH_PLACE = "which-place"
    WHICH_YEAR = "which-year"
    WHICH_REPORT = "which-report"
    COMPLEMENT = "complement"
    CHANGE = "change"
    DIFFERENCE = "difference"
    LEVEL = "level"
    WENT_UP = "went-up"
    WENT_DOWN = "went-down"
    UNCHANGED = "unchanged"


class DialogueAct(StrEnum):
    """What a message does that asks nothing; the text that the person reads is chosen by it."""

    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"
    PRAISE = "praise"
    ACKNOWLEDGEMENT = "acknowledgement"
    WHO = "who"
    CHAT = "chat"
    UNHELPFUL = "unhelpful"
    COMPLAINT = "complaint"
    INSULT = "insult"
    REQUEST = "request"
    STATEMENT = "statement"
    LANGUAGE = "language"
    NUMBER = "number"
    PERSONAL = "personal"
    LINK = "link"
    SIGNS = "signs"
    NOISE = "noise"


# How many titles of the library a reason names.
MOST_HELD = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """What is missing for an answer: the kind of lack and the words or the attribute concerned.

    ``held`` are the first titles, at most `MOST_HELD`, of the ``held_count`` reports
    that the library has; ``turn_to`` says where to ask instead.
    """

    lack: Lack
    what: str = ""
    held: tuple[str, ...] = ()
    turn_to: str = ""
    held_count: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One of several questions in a message, as it was typed, and what the library states of it.

    ``quote`` is the index of the reply's quote that states it, ``short`` a substring of that quote; where ``quote`` is
    None the library does not state it, and ``reason`` says what is missing. Beside a quote ``reason`` is there where
    the report says the other way round what the part takes for granted.
    """

    asked: str
    short: str | None = None
    quote: int | None = None
    reason: Reason | None = None

    def to_json(self) -> dict[str, Any]:
        """The part as the command line prints it, without the reason, which is text for a person."""
        return {"asked": self.asked, "short": self.short, "quote": self.quote}


# Between the short answers of the parts of a message.
PART_SEPARATOR = "；"


@dataclass(frozen=True, slots=True)
class Reply:
    """Reply of the engine to one question.

    ``short`` is a substring of the first quote; where there are ``parts``, as for a message that asks several things,
    it joins theirs by `PART_SEPARATOR`. ``understood`` holds pairs of a word as it was written and the word that it was
    taken for. ``reason`` stands beside an answer where the report says the other way round what the question takes for
    granted. ``greeting`` is a `DialogueAct`, where the outcome is small talk. ``written`` is the text of a staff
    answer, shown above the quotes that support it; the engine itself leaves it empty.
    ``offered`` are the files of the reports that ``suggestions`` name, in step, where the outcome is CLARIFY.
    """

    question: str
    outcome: Outcome
    quotes: tuple[Quote, ...] = ()
    short: str | None = None
    understood: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()
    reason: Reason | None = None
    greeting: str = ""
    written: str = ""
    parts: tuple[Part, ...] = ()
    offered: tuple[str, ...] = field(default=(), compare=False)
    elapsed_ms: float = field(default=0.0, compare=False)
