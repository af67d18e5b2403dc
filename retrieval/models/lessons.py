"""Lessons: what the use of a library taught about a question and a place of a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retrieval.models.reports import Span


class LessonKind(StrEnum):
    """What a place is to a question: it ANSWERS it by itself; a text of staff that answers it is BASED on it; or it was
    found WRONG.
    """

    ANSWERS = "answers"
    BASED = "based"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question that people tied to a place of a report.

    ``before`` is the question that it follows up, empty where it stands alone; ``passage`` and ``span`` are the id and
    the offsets of the current index.
    """

    question: str
    before: str
    passage: str
    span: Span
    kind: LessonKind = LessonKind.ANSWERS
