"""The engine that serves, and its successor: a new index is taken up while questions are answered.

The index is one file that is replaced whole, so its stamp tells. A new engine is made in a thread of its own and then
put in the old one's place; whoever is being answered by the old one is answered by it to the end.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.types import Reply

if TYPE_CHECKING:
    from retrieval import Engine

_LOGGER = logging.getLogger(__name__)

Stamp = tuple[int, int, int] | None


def stamp_of(folder: Path) -> Stamp:
    """What changes when the index of a library is replaced; None where it has none."""
    from retrieval.store import FILE, HIDDEN

    for path in (folder / FILE, folder / HIDDEN / FILE):
        try:
            state = path.stat()
        except OSError:
            continue
        return state.st_ino, state.st_size, state.st_mtime_ns
    return None


def load_engine(folder: Path) -> Engine:
    """The engine of a library folder as it is now, ready: no question has to wait for what is made at first use."""
    from retrieval import Engine, Library

    engine = Engine(Library.open(folder))
    engine.repair.warm()
    return engine


class EngineSource:
    """Gives the engine that serves now; it can stand for an engine where one is asked. For use from any thread."""

    def __init__(self, folder: Path, engine: Engine, stamp: Stamp,
                 load: Callable[[Path], Engine] = load_engine) -> None:  # fmt: skip
        """``stamp`` is the folder's from before ``engine`` was made of it."""
        self._folder = folder
        self._engine = engine
        self._stamp = stamp
        self._load = load
        self._loading = threading.Lock()
        self._ended = threading.Event()

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
        """Take up a new index if there is one; whether there was.

        One that cannot be loaded is logged once, and the engine at hand goes on serving.
        """
        with self._loading:
            stamp = stamp_of(self._folder)
            if stamp == self._stamp or stamp is None:
                return False
            self._stamp = stamp
            try:
                engine = self._load(self._folder)
            except Exception:  # whatever it is, there is an engine that serves
                _LOGGER.exception("the new index in %s cannot be used; serving the one before", self._folder)
                return False
            self._engine = engine
            _LOGGER.info("serving the new index in %s, version %s", self._folder, engine.library.version)
            return True

    def watch(self, every: float = 1.0) -> None:
        """Look for a new index every so many seconds, in a thread that ends with the program or with `close`."""
        threading.Thread(target=self._watch, args=(every,), name="new index", daemon=True).start()

    def close(self) -> None:
        """Look no more."""
        self._ended.set()

    def _watch(self, every: float) -> None:
        while not self._ended.wait(every):
            self.refresh()
