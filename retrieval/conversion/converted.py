"""Converted: what a converter makes of a file, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.models import ReportError, TextMark


@dataclass(frozen=True, slots=True)
class Converted:
    """The text of a file, and what the file says besides.

    ``text`` is what is cited: offsets count its code points, and it is the same every time. ``marks`` hold of all of
    it. ``tags`` are the file's own descriptive tags by name, as written: a page's ``ArticleTitle``, ``PubDate``,
    ``ContentSource``, a Word file's ``title``.

    >>> Converted("一、总则\\n", tags={"ArticleTitle": "某市通知"}).tags["ArticleTitle"]
    '某市通知'
    """

    text: str
    marks: frozenset[TextMark] = frozenset()
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConvertedMember:
    """One document of a file: the file itself, or one of those in an archive.

    ``path`` is where it stands in the archive, ``通知/a.docx``, and empty for a file that is no archive. ``content`` is
    the error where this one document cannot be read.
    """

    path: str
    content: Converted | ReportError


def no_progress() -> None:
    """Progress callback that does nothing."""
