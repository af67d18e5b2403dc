"""Engine provider: the engine that serves, replaced while it answers when there is a new index, word or lesson.

The file that names the generation of an index is replaced atomically, so its stamp shows a change; the lexicon of staff
and the lessons of use have versions. A new engine is made beside the old one, in a thread of its own, and then replaces
it. A question that the old engine has begun is answered by the old one; what that has mapped goes with it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.storage.database import DATABASE_ERRORS
from retrieval.models import DamagedIndexError, Reply, SearchUnavailableError, WendaError

if TYPE_CHECKING:
    from bot.curation.lexicon_entries import StaffLexicon
    from bot.learning.lesson_source import LessonSource
    from bot.operations.cluster_source import ClusterSource
    from retrieval import Engine, Library

_LOGGER = logging.getLogger(__name__)

Stamp = tuple[int, ...] | None

CHECK_S = 24 * 3600.0  # seconds between two checks of the index while it serves
RECHECK_S = 60.0  # and between two that failing questions give reason for


@dataclass(frozen=True, slots=True)
class LexiconVersion:
    """The source of lexicon entries, the library without them, and the version that the engine has."""

    source: StaffLexicon
    library: Library
    version: int


@dataclass(frozen=True, slots=True)
class LessonVersion:
    """The source of lessons, and the version that the engine has."""

    source: LessonSource
    version: tuple[int, ...]


def index_stamp(folder: Path) -> Stamp:
    """A value that changes when the index of a library is replaced; None where there is no index."""
    from retrieval.corpus.opening import index_of
    from retrieval.corpus.storage import stamp

    index = index_of(folder)
    return stamp(index) if index else None


def check_index(folder: Path) -> bool:
    """Compare the index of a library with its checksums; whether it is damaged, and is made anew when it is opened.

    Raises `UnusableIndexError`, which names the command that mends it, for one that is not made anew by itself.
    """
    from retrieval.corpus.opening import discard_if_damaged

    return discard_if_damaged(folder)


def load_engine(folder: Path) -> Engine:
    """The engine of a library folder in its current state; an index that is damaged is made anew."""
    from retrieval import Engine, Library

    check_index(folder)
    return Engine(Library.open(folder))


@dataclass(frozen=True, slots=True)
class IndexSource:
    """How an index is looked at: its stamp, the engine over it, and whether it is damaged and will be made anew."""

    stamp: Callable[[Path], Stamp] = index_stamp
    load: Callable[[Path], Engine] = load_engine
    is_damaged: Callable[[Path], bool] = check_index

    @classmethod
    def of_cluster(cls, cluster: ClusterSource) -> IndexSource:
        """That of a search cluster, which compares what it reads with checksums of its own."""
        from retrieval import Engine

        return cls(lambda folder: cluster.stamp(), lambda folder: Engine(cluster.open()), lambda folder: False)


class EngineProvider:
    """Gives the engine that serves now; it can be used in place of an engine. For use from any thread."""

    def __init__(
        self,
        folder: Path,
        engine: Engine,
        stamp: Stamp,
        lexicon: LexiconVersion | None = None,
        source: IndexSource = IndexSource(),
        lessons: LessonVersion | None = None,
    ) -> None:
        """``stamp`` is the folder's from before ``engine`` was made; ``source`` gives the next engine, without lexicon
        entries and lessons.
        """
        self._folder = folder
        self._engine = engine
        self._stamp = stamp
        self._source = source
        self._lexicon = lexicon
        self._lessons = lessons
        self._loading = threading.Lock()
        self._closed = threading.Event()
        self._is_damaged = False  # the engine is to be made anew
        self._checked = time.monotonic()  # the program that starts has checked

    def current(self) -> Engine:
        """The engine to answer one question with, from its analysis to its reply."""
        return self._engine

    @property
    def version(self) -> str:
        """The engine's version."""
        return self._engine.version

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        """The current engine's reply.

        Raises `DamagedIndexError` where the index turns out to be damaged; it is then made anew.
        """
        try:
            return self._engine.ask(question, history)
        except DamagedIndexError:
            self._is_damaged = True
            raise
        except SearchUnavailableError:
            raise
        except Exception as error:  # what a damaged index makes of a question can be anything
            if self._find_damage(RECHECK_S):
                raise DamagedIndexError(str(self._folder)) from error
            raise

    def refresh(self) -> bool:
        """Load a new index, or other lexicon entries or lessons, if there are any; whether there were.

        What cannot be loaded is logged once, and the current engine goes on serving.
        """
        with self._loading:
            stamp, version, taught = self._index_stamp(), self._lexicon_version(), self._lesson_version()
            new_index = self._is_damaged or (stamp is not None and stamp != self._stamp)
            new_lexicon = self._lexicon is not None and version != self._lexicon.version
            new_lessons = self._lessons is not None and taught != self._lessons.version
            if not (new_index or new_lexicon or new_lessons):
                return False
            self._stamp, self._is_damaged = stamp if new_index else self._stamp, False
            before = self._engine
            try:
                engine = self._next_engine(new_index, version) if new_index or new_lexicon else before
                self._engine = self._with_lessons(engine, taught)
            except Exception:  # the current engine serves, whatever failed
                _LOGGER.exception("what is new in %s cannot be used; serving as before", self._folder)
                return False
            if self._engine is before:
                return False
            _LOGGER.info("serving what is new in %s, version %s", self._folder, self._engine.library.version)
            return True

    def _next_engine(self, new_index: bool, version: int) -> Engine:
        """The engine of the new index, or of the current library, with the lexicon entries of this version."""
        from retrieval import Engine

        if self._lexicon is None:
            return self._source.load(self._folder)
        # Set first: entries that cannot be used are not tried again every second.
        self._lexicon = replace(self._lexicon, version=version)
        engine = self._source.load(self._folder) if new_index else None
        plain = engine.library if engine else self._lexicon.library
        self._lexicon = replace(self._lexicon, library=plain)
        extended = plain.with_words(self._lexicon.source.lexicon())
        return engine if engine and extended is plain else Engine(extended)

    def _with_lessons(self, engine: Engine, version: tuple[int, ...]) -> Engine:
        """An engine with the lessons of this version, which shares all else with the given one."""
        from retrieval import Engine

        if self._lessons is None:
            return engine
        self._lessons = replace(self._lessons, version=version)
        library = engine.library.with_lessons(self._lessons.source.lessons(engine.library))
        return engine if library is engine.library else Engine.of(replace(engine.parts, library=library))

    def _index_stamp(self) -> Stamp:
        """None where that cannot be told now: the current engine goes on serving."""
        try:
            return self._source.stamp(self._folder)
        except SearchUnavailableError:
            return None

    def _lexicon_version(self) -> int:
        """Zero where there is no lexicon of staff; unchanged where the log cannot be read now."""
        if self._lexicon is None:
            return 0
        try:
            return self._lexicon.source.version()
        except DATABASE_ERRORS as error:
            _LOGGER.warning("the lexicon entries of staff cannot be read now: %s", error)
            return self._lexicon.version

    def _find_damage(self, after: float) -> bool:
        """Whether the index is damaged, if it was not looked at within so many seconds; it is then made anew."""
        if self._is_damaged or time.monotonic() - self._checked < after:
            return self._is_damaged
        self._checked = time.monotonic()
        try:
            self._is_damaged = self._source.is_damaged(self._folder)
        except WendaError as error:
            _LOGGER.error("the index cannot be made anew by itself: %s", error)
            self._is_damaged = True
        return self._is_damaged

    def _lesson_version(self) -> tuple[int, ...]:
        """Empty where no lessons are followed; unchanged where the log cannot be read now."""
        if self._lessons is None:
            return ()
        try:
            return self._lessons.source.version()
        except DATABASE_ERRORS as error:
            _LOGGER.warning("what the log teaches cannot be read now: %s", error)
            return self._lessons.version

    def watch(self, every: float = 1.0) -> None:
        """Call `refresh` every so many seconds, in a thread that ends with the program or with `close`.

        The index is compared with its checksums once a day.
        """
        threading.Thread(target=self._watch, args=(every,), name="new index", daemon=True).start()

    def close(self) -> None:
        """End the watching thread."""
        self._closed.set()

    def _watch(self, every: float) -> None:
        while not self._closed.wait(every):
            self._find_damage(CHECK_S)
            self.refresh()
