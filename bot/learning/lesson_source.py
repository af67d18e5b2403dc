"""Lesson source: the lessons of a log, as the engine gets them, for one library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.learning import taught_questions
from bot.learning.taught_places import FoundPlace, PlaceFinder
from bot.learning.taught_questions import TaughtQuestion
from bot.storage.database import DatabaseWorker
from retrieval.models import Lesson

if TYPE_CHECKING:
    from retrieval import Library

MAX_LESSONS = 5_000  # questions: half a millisecond of an answer, and three seconds of taking up a change


@dataclass(frozen=True, slots=True)
class PlacedLesson:
    """Something taught, and where each of its places stands in the library now; None for a place that is gone."""

    taught: TaughtQuestion
    found: tuple[FoundPlace | None, ...]

    @property
    def is_used(self) -> bool:
        """Whether it teaches: nobody took it back, and every text is still there."""
        return self.taught.removed_by is None and all(self.found)

    def lessons(self) -> Iterator[Lesson]:
        """What the engine learns of it."""
        for place in filter(None, self.found) if self.is_used else ():
            passage, span = place
            for asked in self.taught.wordings:
                yield Lesson(asked.question, asked.before, passage.id, span, self.taught.kind)


class LessonSource:
    """What a log teaches, for callers on any thread. Reading does not create a database."""

    def __init__(self, store: DatabaseWorker, staff: Callable[[], Set[str]]) -> None:
        """``staff`` gives the pseudonyms of the staff, whose thumbs count for more."""
        self._store, self._staff = store, staff

    def version(self) -> tuple[int, ...]:
        """A value that changes with what is taught. Raises OSError or sqlite3.Error."""
        return self._store.read(taught_questions.version) if self._store.path.exists() else ()

    def placed(self, library: Library) -> list[PlacedLesson]:
        """All that is taught, held against a library. Raises OSError or sqlite3.Error."""
        if not self._store.path.exists():
            return []
        staff = self._staff()
        # Not on the database's own thread, neither this nor reading the library: replies wait for it.
        taught = self._store.read_snapshot(lambda db: taught_questions.taught_questions(db, staff))
        finder = PlaceFinder(library)
        return [PlacedLesson(each, tuple(map(finder.find, each.places))) for each in taught]

    def lessons(self, library: Library) -> tuple[Lesson, ...]:
        """The lessons in use. Raises OSError or sqlite3.Error."""
        return tuple(lesson for each in self.placed(library) for lesson in each.lessons())[:MAX_LESSONS]
