"""Lessons: what the use of a library taught about a question and the sentence that answers it, or does not."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.models.reports import Span


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question that people tied to a place of a report.

    ``before`` is the question that it follows up, empty where it stands alone; ``passage`` and ``span`` are the id and
    the offsets of the current index; ``confirms``: the place answers the question, else it was found not to.
    """

    question: str
    before: str
    passage: str
    span: Span
    confirms: bool = True
