"""The words that people read."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from bot.texts import faq, replies
from bot.texts.errors.command_failures import error_message
from retrieval.models import Lack, Reason

TEXTS = Path(__file__).parents[3] / "bot" / "texts"


def test_no_two_modules_use_one_name() -> None:
    """A name that stands in two modules would show the words of the wrong one when imported from there."""
    names: Counter[str] = Counter()
    for path in TEXTS.rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            flat = [part for t in targets for part in (t.elts if isinstance(t, ast.Tuple) else [t])]
            names.update(part.id for part in flat if isinstance(part, ast.Name))
            if isinstance(node, ast.FunctionDef):
                names[node.name] += 1
    twice = {name for name, count in names.items() if count > 1 and not name.startswith("_")}
    assert twice == set()
    assert len(names) > 300


def test_a_welcome_names_some_titles_and_says_that_there_are_more() -> None:
    """Not every report of a library can stand there."""
    assert replies.welcome(["甲报告"], 9).splitlines()[-2:] == ["《甲报告》", replies.KNOWS_MORE]
    assert replies.KNOWS_MORE not in replies.welcome(["甲报告"], 1)


def test_what_is_not_stated_of_a_thing_is_named() -> None:
    """An attribute that was asked for, by its own word."""
    assert replies.lacking(Reason(Lack.ATTRIBUTE, what="造价")) == "报告没有写明造价"


def test_a_topic_says_where_it_is_answered_or_what_comes_nearest() -> None:
    """The clause that answers comes before any that is merely near; where there is neither, no clause is named."""
    day = "2026-06-09T01:00:00+00:00"
    figures = dict.fromkeys(("count", "people", "answered", "good", "bad"), 1)
    topic = figures | {"wording": "谁", "first": day, "last": day, "clause": None, "decision": None}
    answers, nearest = faq.FAQ_TOPIC_CLAUSE.partition("{")[0], faq.FAQ_TOPIC_NEAREST.partition("{")[0]
    assert "一/二" in faq.topic_shown(topic | {"clause": "一/二", "file": "a.txt"}, "b.txt", "三")
    near = faq.topic_shown(topic, "b.txt", "三")
    assert nearest in near
    assert "三" in near
    assert not any(lead in faq.topic_shown(topic) for lead in (answers, nearest))


def test_a_file_that_cannot_be_used_is_told_in_chinese() -> None:
    """With its name and the cause that the system gives."""
    said = error_message(PermissionError(13, "Permission denied", "reports/a.txt"))
    assert "reports/a.txt" in said
    assert "Permission" not in said
