"""A real engine whose search is away for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from retrieval import Engine, Library
from retrieval.models import Hit, Passage, Reply, SearchUnavailableError
from retrieval.search.query import LookupQuery
from tests.waiting import LONGEST_S

_T = TypeVar("_T")
REASON = "http://search.invalid:9200: wanted an answer, found none"


@dataclass
class SearchSwitch:
    """Whether the search is away, whether a call finds that out or hangs, and how many calls have found it out."""

    is_away: bool = False
    failed: int = 0
    is_refusing: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.is_refusing.set()

    def check(self) -> None:
        """Raise `SearchUnavailableError` while the search is away."""
        if self.is_away:
            self.is_refusing.wait(LONGEST_S)
            self.failed += 1
            raise SearchUnavailableError(REASON)


@dataclass
class RemoteEngine:
    """A real engine behind a search that may be away: every question and look-up goes there."""

    engine: Engine
    switch: SearchSwitch = field(default_factory=SearchSwitch)

    @property
    def version(self) -> str:
        """The engine's version."""
        return self.engine.version

    @property
    def library(self) -> Library:
        """The engine's library."""
        return self.engine.library

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions that the engine answers."""
        return self.engine.examples

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        """The engine's reply."""
        return self._searched(self.engine.ask, question, history)

    def search(self, words: str, k: int = 10) -> list[Hit]:
        """The engine's hits."""
        return self._searched(self.engine.search, words, k)

    def look_up(self, query: LookupQuery, k: int = 10) -> list[Hit]:
        """The engine's hits of a query."""
        return self._searched(self.engine.look_up, query, k)

    def best_sentence(self, passage: Passage, question: str, history: Sequence[str] = ()) -> str:
        """The engine's choice."""
        return self._searched(self.engine.best_sentence, passage, question, history)

    def _searched(self, work: Callable[..., _T], *args: Any) -> _T:
        self.switch.check()
        return work(*args)


class RemoteStore:
    """A passage store or a catalog behind the same search."""

    def __init__(self, store: object, switch: SearchSwitch) -> None:
        self._store, self._switch = store, switch

    def __len__(self) -> int:
        """The number of passages or reports, which is known without a search."""
        return len(self._store)  # type: ignore[arg-type]  # both have a length

    def __getattr__(self, name: str) -> Any:
        """A method or mapping of the store."""
        self._switch.check()
        return getattr(self._store, name)
