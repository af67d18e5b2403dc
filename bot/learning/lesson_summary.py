"""Lesson summary: a lesson in the words that staff read. Pure."""

from __future__ import annotations

from bot.clock import local_day
from bot.learning.lesson_source import PlacedLesson
from bot.learning.taught_questions import LessonOrigin, TaughtQuestion
from bot.texts import teaching


def state(placed: PlacedLesson) -> str:
    """Whether a lesson is used, and if not, why."""
    taught = placed.taught
    if taught.removed_by:
        who, time = taught.removed_by
        return teaching.LESSON_REMOVED.format(who=who, time=local_day(time))
    return teaching.LESSON_USED[taught.kind] if placed.is_used else teaching.LESSON_GONE


def basis(taught: TaughtQuestion) -> str:
    """What a lesson rests on."""
    if taught.origin is LessonOrigin.ANSWER:
        author, approver = taught.who
        return teaching.LESSON_ANSWER.format(author=author, approver=approver)
    return teaching.LESSON_THUMBS[taught.kind].format(agree=taught.agree, disagree=taught.disagree)


def places(taught: TaughtQuestion) -> str:
    """Where the text stands that a lesson is about."""
    return "；".join(f"{place.file} {place.clause}" for place in taught.places)
