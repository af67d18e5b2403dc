"""The figures of what use teaches are those of lessons that point at gold sentences."""

from __future__ import annotations

from benchmarks.gold_sets import load_gold_set
from benchmarks.lessons_of_use import lessons_of
from tests.shipped import library


def test_each_lesson_points_at_the_gold_sentence() -> None:
    """Questions that lean on earlier ones, or have no answer, are not taught."""
    held, golds = library(), load_gold_set("development")
    lessons = list(lessons_of(held, golds))
    sentences = {gold.question: gold.quotes[0] for gold in golds if gold.quotes and not gold.history}
    assert 50 < len(lessons) <= len(sentences)
    for lesson in lessons:
        passage = held.passage(lesson.passage)
        start, end = (at - passage.start for at in lesson.span)
        assert passage.text[start:end] == sentences[lesson.question]
