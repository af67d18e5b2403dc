"""The engine that serves, and its successor: a new index, and words that staff add, are taken up while it answers.

The index is one file that is replaced whole, so its stamp tells; the words have a version. A new engine is made in a
thread of its own and then put in the old one's place; whoever is being answered by the old one is answered by it to
the end.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.storage.database import DATABASE_ERRORS
from retrieval.models import Reply

if TYPE_CHECKING:
    from retrieval import Engine, Library
    from retrieval.text.lexicon import Lexicon

_LOGGER = logging.getLogger(__name__)

Stamp = tuple[int, int, int] | None


class LexiconSource(Protocol):
    """Everyday words beside those that come with the program."""

    def version(self) -> int:
        """What grows with every change."""

    def lexicon(self) -> Lexicon:
        """All of them."""


@dataclass(frozen=True, slots=True)
class LexiconVersion:
    """Words, the library that they are added to, without them, and the version of the words that an engine has."""

    source: LexiconSource
    library: Library
    version: int


def index_stamp(folder: Path) -> Stamp:
    """What changes when the index of a library is replaced; None where it has none."""
    from retrieval.corpus.storage import FILE, HIDDEN

    for path in (folder / FILE, folder / HIDDEN / FILE):
        try:
            state = path.stat()
        except OSError:
            continue
        return state.st_ino, state.st_size, state.st_mtime_ns
    return None


def load_engine(folder: Path) -> Engine:
    """The engine of a library folder as it is now."""
    from retrieval import Library

    return warm_engine(Library.open(folder))


def warm_engine(library: Library) -> Engine:
    """The engine of a library: no question has to wait for what is made at first use."""
    from retrieval import Engine

    engine = Engine(library)
    engine.repair.warm()
    return engine


class EngineProvider:
    """Gives the engine that serves now; it can stand for an engine where one is asked. For use from any thread."""

    def __init__(
        self,
        folder: Path,
        engine: Engine,
        stamp: Stamp,
        load: Callable[[Path], Engine] = load_engine,
        added: LexiconVersion | None = None,
    ) -> None:
        """``stamp`` is the folder's from before ``engine`` was made of it; ``load`` makes the next, without words."""
        self._folder = folder
        self._engine = engine
        self._stamp = stamp
        self._load = load
        self._lexicon = added
        self._loading = threading.Lock()
        self._closed = threading.Event()

    def current(self) -> Engine:
        """The engine to answer one question with, from the first look at the library to the last."""
        return self._engine

    @property
    def version(self) -> str:
        """The engine's version."""
        return self._engine.version

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        """The present engine's reply."""
        return self._engine.ask(question, history)

    def refresh(self) -> bool:
        """Take up a new index, or other words, if there are any; whether there were.

        What cannot be loaded is logged once, and the engine at hand goes on serving.
        """
        with self._loading:
            stamp, version = index_stamp(self._folder), self._lexicon_version()
            is_new = stamp is not None and stamp != self._stamp
            has_words = self._lexicon is not None and version != self._lexicon.version
            if not is_new and not has_words:
                return False
            self._stamp = stamp if is_new else self._stamp
            try:
                self._engine = self._next_engine(is_new, version)
            except Exception:  # whatever it is, there is an engine that serves
                _LOGGER.exception("what is new in %s cannot be used; serving as before", self._folder)
                return False
            _LOGGER.info("serving what is new in %s, version %s", self._folder, self._engine.library.version)
            return True

    def _next_engine(self, is_new: bool, version: int) -> Engine:
        """The engine of the new index, or of the library at hand, with the words of this version."""
        if self._lexicon is None:
            return self._load(self._folder)
        # Noted first: words that cannot be used are not tried again every second.
        self._lexicon = replace(self._lexicon, version=version)
        engine = self._load(self._folder) if is_new else None
        plain = engine.library if engine else self._lexicon.library
        self._lexicon = replace(self._lexicon, library=plain)
        worded = plain.with_words(self._lexicon.source.lexicon())
        return engine if engine and worded is plain else warm_engine(worded)

    def _lexicon_version(self) -> int:
        """Zero where there are none; as before where the log cannot be read now."""
        if self._lexicon is None:
            return 0
        try:
            return self._lexicon.source.version()
        except DATABASE_ERRORS as error:
            _LOGGER.warning("the words that staff added cannot be read now: %s", error)
            return self._lexicon.version

    def watch(self, every: float = 1.0) -> None:
        """Look for a new index every so many seconds, in a thread that ends with the program or with `close`."""
        threading.Thread(target=self._watch, args=(every,), name="new index", daemon=True).start()

    def close(self) -> None:
        """Look no more."""
        self._closed.set()

    def _watch(self, every: float) -> None:
        while not self._closed.wait(every):
            self.refresh()
