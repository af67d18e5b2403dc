"""Lesson service: what staff see of the lessons, and how they take one back.

The chat and the command line call it alike. Methods block: call them in a thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.learning import taught_questions
from bot.learning.lesson_source import LessonSource, PlacedLesson
from bot.storage.database import DatabaseWorker
from bot.texts import teaching
from bot.topics.assignment import TopicAssigner
from retrieval.models import WendaError

if TYPE_CHECKING:
    from retrieval import Library


class LessonError(WendaError):
    """A lesson that does not exist, or cannot be taken back or restored; the message says what to do."""


class LessonService:
    """The lessons of a log. ``library`` gives the reports without what staff and use have added."""

    def __init__(
        self, store: DatabaseWorker, assigner: TopicAssigner, source: LessonSource, library: Callable[[], Library]
    ) -> None:
        self._store = store
        self._assigner = assigner
        self._source = source
        self._library = library

    def lessons(self) -> list[PlacedLesson]:
        """All lessons, those that are not in use too, once every question is assigned to its topic."""
        self._assigner.assign_new()
        return self._source.placed(self._library())

    def find(self, key: str) -> PlacedLesson:
        """The lesson of this key. Raises `LessonError` where there is none."""
        for each in self.lessons():
            if each.taught.key == key:
                return each
        raise LessonError(teaching.NO_LESSON.format(key=key))

    def remove(self, key: str, who: str) -> None:
        """Take a lesson back; ``who`` is a pseudonym. Raises `LessonError` where that cannot be done."""
        if self.find(key).taught.removed_by:
            raise LessonError(teaching.LESSON_REMOVED_BEFORE.format(key=key))
        self._store.write(lambda db: taught_questions.remove(db, key, who))

    def restore(self, key: str) -> None:
        """Let a removed lesson teach again. Raises `LessonError` where that cannot be done."""
        self.find(key)
        if not self._store.write(lambda db: taught_questions.restore(db, key)):
            raise LessonError(teaching.LESSON_NOT_REMOVED.format(key=key))
