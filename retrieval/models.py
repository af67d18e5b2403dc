"""Models: reports, passages, quotes and replies.

Every offset counts Unicode code points of the file's decoded text, so that ``report.text[start:end]`` is the cited
text to the letter. All other modules may import this one; it imports none of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Span = tuple[int, int]


class WendaError(Exception):
    """Error that a person can act on: the message says where, what was wanted and what was found."""


class Refusal(StrEnum):
    """Why a file is not served; the sentence that a person reads, with what to do, is chosen by it.

    EMPTY: nothing in it; TOO_LARGE: more bytes, pages or characters than are read; BOMB: an archive that unpacks to too
    much; ENCRYPTED: needs a password; SCAN: pictures of pages, and nothing here recognises text, or none was
    recognised; PICTURE_PAGES: the same of a few pages, without which the file is served; FONTS: fonts that do not tell
    what their characters are; PICTURE: a picture; NO_TEXT: neither letter nor digit; ARCHIVE: an archive that cannot be
    unpacked; UNSUPPORTED: a format that is not read; OLD_WORD: Word 95 or older; BINARY: no document at all; ENCODING:
    a text in an unknown encoding; TOO_SLOW, TOO_MUCH_MEMORY, CRASHED: reading it took too long, too much, or ended the
    reader process; NO_ACCESS: the system does not let us; OUTSIDE: a link out of the library; SAME: the same text as
    another file; MANIFEST, ANNOTATION: a line that staff wrote; FAULT: a fault of this program; BROKEN: anything else
    that is wrong with a file.
    """

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    BOMB = "bomb"
    ENCRYPTED = "encrypted"
    SCAN = "scan"
    PICTURE_PAGES = "picture-pages"
    FONTS = "fonts"
    PICTURE = "picture"
    NO_TEXT = "no-text"
    ARCHIVE = "archive"
    UNSUPPORTED = "unsupported"
    OLD_WORD = "old-word"
    BINARY = "binary"
    ENCODING = "encoding"
    TOO_SLOW = "too-slow"
    TOO_MUCH_MEMORY = "too-much-memory"
    CRASHED = "crashed"
    NO_ACCESS = "no-access"
    OUTSIDE = "outside"
    SAME = "same"
    MANIFEST = "manifest"
    ANNOTATION = "annotation"
    FAULT = "fault"
    BROKEN = "broken"


class ReportError(WendaError):
    """A report file, or an annotation file beside one, that cannot be read: for whom the code concerns, and why.

    The message is English and for logs; `refusal` chooses what a person is told.
    """

    def __init__(self, message: str, refusal: Refusal = Refusal.BROKEN) -> None:
        """The message begins with the name of the file."""
        super().__init__(message)
        self.refusal = refusal


class TextMark(StrEnum):
    """What holds of the text of a file: RECOGNISED, characters of it were recognised in pictures of its pages;
    INCOMPLETE, some of its pages are pictures and are not in the text.
    """

    RECOGNISED = "recognised"
    INCOMPLETE = "incomplete"


class LibraryError(WendaError):
    """A library folder that cannot be served: it is absent or has no readable report."""


class EmptyLibraryError(LibraryError):
    """A library without any readable report: its ``name``, what it could not read, and how many files it has."""

    def __init__(self, name: str, skipped: tuple[Skipped, ...], files: int) -> None:
        """The message names the first file that could not be read."""
        why = f": {skipped[0]}" if skipped else f", found {files} files"
        super().__init__(f"{name}: wanted at least one readable report{why}")
        self.name, self.skipped, self.files = name, skipped, files


class SearchUnavailableError(WendaError):
    """The search cannot be reached now; the same question may be answered later."""


@dataclass(frozen=True, slots=True)
class MetadataField:
    """Line of a metadata header, such as ``发文机关:威海市文登区人民政府``; ``value`` may be empty."""

    name: str
    value: str
    start: int
    end: int


class Region(StrEnum):
    """Part of a report that a clause belongs to."""

    HEADER = "header"
    TITLE = "title"
    INTRODUCTION = "introduction"
    LEAF = "leaf"
    PARENT = "parent"
    ROW = "row"
    SIGNATURE = "signature"
    FOOTER = "footer"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Clause:
    """Numbered part of a report, or one of the unnumbered regions around them.

    ``path`` joins the marks from the outermost to the innermost (``一/(一)/一是``); unnumbered regions have the names
    ``元数据``, ``标题``, ``前言``, ``落款`` and ``页脚``. ``headings`` holds the heading of each level of the path,
    outermost first, without its mark. ``start`` and ``end`` span the clause's own text: a parent's ends where its
    first child begins, so that the clauses of a report, in order, make up its text without gap or overlap.
    ``body`` is where the text after mark and heading begins. ``document`` is the title of the document that it belongs
    to where that is one which the report carries, as a notice does what it passes on; else empty.
    """

    path: str
    headings: tuple[str, ...]
    start: int
    end: int
    body: int
    place: Region = Region.LEAF
    document: str = ""

    @property
    def label(self) -> str:
        """The path as an official citation writes it.

        >>> Clause("一/(一)/一是", (), 0, 0, 0).label
        '一、(一)一是'
        """
        first, *rest = self.path.split("/")
        return first + ("、" if first in _CHINESE_ORDINALS else "") + "".join(rest)


_CHINESE_ORDINALS = frozenset("一二三四五六七八九十") | {f"十{n}" for n in "一二三四五六七八九"}


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What is worked out of a passage once, when its report is read: text as search compares it, sentences, time frame.

    ``sentences`` are spans by the report's offsets. ``time_frame`` is the one that figures have where the passage
    begins (`retrieval.text.timeframe`), empty where that is not known.
    """

    folded: str
    sentences: tuple[Span, ...]
    time_frame: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Unit of retrieval, which is shown whole: a leaf clause, or a line of the header; ``marks`` are its report's."""

    id: str
    file: str
    title: str
    number: str | None
    clause: Clause
    start: int
    end: int
    text: str
    reading: PassageReading | None = field(default=None, compare=False, repr=False)
    marks: frozenset[TextMark] = frozenset()

    @property
    def is_recognised(self) -> bool:
        """Whether its characters were recognised in a picture, so that some may be wrong."""
        return TextMark.RECOGNISED in self.marks

    @property
    def document(self) -> str:
        """The title of the document that it stands in: the report's, or that of one which the report carries."""
        return self.clause.document or self.title

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles above it: the report's, and that of a carried document where the report's does not hold it."""
        carried = self.clause.document
        return (self.title, carried) if carried and carried not in self.title else (self.title,)

    @property
    def heads(self) -> str:
        """The heads of the columns above the row of a table, as one line; empty for any other passage."""
        is_row = self.clause.place is Region.ROW and bool(self.clause.headings)
        return self.clause.headings[-1] if is_row else ""

    @property
    def citation(self) -> str:
        """Title, document number and clause, as an official memo cites them."""
        number = f"({self.number})" if self.number else ""
        return f"《{self.document}》{number}{self.clause.label}"


@dataclass(frozen=True, slots=True)
class ManifestFacts:
    """Facts about a report that staff wrote in ``manifest.jsonl``; empty where they wrote nothing.

    ``more`` holds the keys that have no field here, each with its value as JSON.
    """

    title: str = ""
    agency: str = ""
    place: str = ""
    year: int | None = None
    genre: str = ""
    number: str = ""
    published: str = ""
    url: str = ""
    more: tuple[tuple[str, str], ...] = ()


_DATE_FIELDS = (
    *("文件公开发布日期", "公布日期", "发布日期", "发布时间", "公开日期", "发表日期", "发表时间"),
    *("文件成文日期", "成文日期", "成文时间", "印发日期", "发文日期"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """Parsed document: its decoded text, its header fields (``metadata``) and its clauses in document order.

    ``title`` and ``number`` are the manifest's where it gives them; ``facts`` is all that the manifest says. ``tags``
    are what the file says of itself outside its text, such as ``ArticleTitle`` of a page; ``marks`` what holds of the
    text as a whole.
    """

    file: str
    text: str
    title: str
    number: str | None
    metadata: tuple[MetadataField, ...]
    clauses: tuple[Clause, ...]
    facts: ManifestFacts = ManifestFacts()
    tags: tuple[tuple[str, str], ...] = ()
    marks: frozenset[TextMark] = frozenset()

    def field(self, name: str) -> MetadataField | None:
        """The header field of this name, or None where the header has none."""
        return next((f for f in self.metadata if f.name == name), None)

    @property
    def date(self) -> str | None:
        """The day of publication, else the day of writing, as the header gives it."""
        fields = (self.field(name) for name in _DATE_FIELDS)
        return next((found.value for found in fields if found and found.value), None)


@dataclass(frozen=True, slots=True)
class Skipped:
    """File of the library that is not served: its name, the line at fault (1-based, 0: the whole), and why.

    ``reason`` is English, for logs; ``refusal`` chooses what a person is told. ``same_as`` names the file that is
    served in its place, because it has the same text.
    """

    file: str
    line: int
    reason: str
    refusal: Refusal = Refusal.BROKEN
    same_as: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Hit:
    """Ranked passage; scores are comparable within one query only."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class HeldVersions:
    """Version of a law that is quoted, by the day (ISO 8601) that it dates from, and those of other years."""

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
    elapsed_ms: float = field(default=0.0, compare=False)
