"""Library view: the library that serves now, in the forms that handlers need; rebuilt for each new engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.dialogue.reply_blocks import ReplyFrame
from bot.dialogue.report_list import message
from bot.telegram.views.contents_view import TableOfContents
from bot.texts import replies
from retrieval.models import Hit
from retrieval.search.query import LookupQuery

if TYPE_CHECKING:
    from retrieval import Library


class LookupEngine(Protocol):
    """The engine as `LibraryView` uses it."""

    @property
    def library(self) -> Library:
        """The reports that the engine searches."""

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions that the reports answer."""

    def search(self, words: str, k: int = 10) -> list[Hit]:
        """At most ``k`` passages, best first."""

    def look_up(self, query: LookupQuery, k: int = 10) -> list[Hit]:
        """At most ``k`` passages that match the phrases and filters of a query, best first."""


class EngineSource(Protocol):
    """Provider of the engine that serves now."""

    def current(self) -> LookupEngine:
        """The engine that serves now."""


@dataclass(frozen=True, slots=True)
class LibraryView:
    """A library: its engine, table of contents, and frame of replies."""

    engine: LookupEngine
    contents: TableOfContents
    frame: ReplyFrame

    @property
    def examples(self) -> Sequence[str]:
        """Questions that the reports answer."""
        return self.engine.examples

    def welcome(self) -> str:
        """The welcome, which names the first reports."""
        return replies.welcome(self.contents.titles(replies.MOST_TITLES), len(self.contents))

    def listing(self) -> str:
        """The list of reports."""
        return message(self.engine.library)


class LibraryViews:
    """Views of a library that is replaced while the bot serves."""

    def __init__(self, source: EngineSource, hotline: str) -> None:
        self._source = source
        self._hotline = hotline
        self._view = self._view_of(source.current())

    def current(self) -> LibraryView:
        """The view of the library that serves now. Called in the event loop only."""
        engine = self._source.current()
        if engine is not self._view.engine:
            self._view = self._view_of(engine)
        return self._view

    def library(self) -> Library:
        """The library that serves now; for any thread."""
        return self._source.current().library

    def _view_of(self, engine: LookupEngine) -> LibraryView:
        library = engine.library
        return LibraryView(engine, TableOfContents(library), ReplyFrame(library.catalog.metadata, self._hotline))
