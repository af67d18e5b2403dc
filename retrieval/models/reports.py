"""Reports: a document with its clauses, and the passages that it is searched by."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Span = tuple[int, int]


class TextMark(StrEnum):
    """What holds of the text of a file: RECOGNISED, characters of it were recognised in pictures of its pages;
    INCOMPLETE, some of its pages are pictures and are not in the text.
    """

    RECOGNISED = "recognised"
    INCOMPLETE = "incomplete"


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
