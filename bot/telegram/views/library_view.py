"""The library as it is now, in the forms that handlers need; made anew when another index has been taken up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.dialogue.reply_blocks import ReplyFrame
from bot.dialogue.report_list import message
from bot.telegram.views.contents_view import TableOfContents
from retrieval.models import Hit
from retrieval.search.query import LookupQuery

if TYPE_CHECKING:
    from retrieval import Library


class LookupEngine(Protocol):
    """What the stacks need of an engine."""

    @property
    def library(self) -> Library:
        """The reports that it searches."""

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions that they answer."""

    def search(self, words: str, k: int = 10) -> list[Hit]:
        """At most ``k`` passages, best first."""

    def look_up(self, query: LookupQuery, k: int = 10) -> list[Hit]:
        """The same among those that phrases and filters leave."""


class EngineSource(Protocol):
    """Gives the engine that serves now."""

    def current(self) -> LookupEngine:
        """That engine."""


@dataclass(frozen=True, slots=True)
class LibraryView:
    """One library: its engine, its passages by key, what stands around replies, questions it answers, its list."""

    engine: LookupEngine
    contents: TableOfContents
    frame: ReplyFrame
    examples: Sequence[str]
    listing: str


class LibraryViews:
    """The one that serves now."""

    def __init__(self, source: EngineSource, hotline: str) -> None:
        self._source = source
        self._hotline = hotline
        self._held = self._made(source.current())

    def current(self) -> LibraryView:
        """What is held now. Called in the event loop only."""
        engine = self._source.current()
        if engine is not self._held.engine:
            self._held = self._made(engine)
        return self._held

    def library(self) -> Library:
        """The reports that are held now; for any thread."""
        return self._source.current().library

    def _made(self, engine: LookupEngine) -> LibraryView:
        library = engine.library
        contents = TableOfContents(library.reports, library.passages)
        return LibraryView(
            engine, contents, ReplyFrame.of(library.reports, self._hotline), engine.examples, message(library)
        )
