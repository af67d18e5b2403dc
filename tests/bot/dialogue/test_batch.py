"""JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.batch import answer_lines
from bot.dialogue.conversation import Conversation
from bot.strings import json_line
from bot.texts.command_line import BATCH_SEARCH_AWAY
from retrieval.models import Reply, SearchUnavailableError
from tests.bot.conftest import Scripted
from tests.examples import examples


def replies(*lines: bytes, engine: Scripted | None = None) -> list[dict[str, Any]]:
    """What a batch prints."""
    return list(answer_lines(lines, Conversation(engine or Scripted(), None)))


def test_replies_come_in_order_under_their_ids() -> None:
    """Each question has its reply, and an id of any type is handed back as it came."""
    lines = [json.dumps({"id": i, "question": f"问{i}"}).encode() for i in (3, "b", None, [1])]
    assert [(r["id"], r["question"]) for r in replies(*lines)] == [
        (3, "问3"), ("b", "问b"), (None, "问None"), ([1], "问[1]"),
    ]  # fmt: skip


def test_the_history_is_the_one_of_the_line(scripted: Scripted) -> None:
    """A line brings its own history, and the next line does not see it."""
    replies(b'{"question":"b","history":["a"]}', b'{"question":"c"}', engine=scripted)
    assert scripted.asked == [("b", ("a",)), ("c", ())]


@pytest.mark.parametrize(
    ("line", "question_id"),
    [
        (b"{not json", None),
        (b'"a string"', None),
        (b"[]", None),
        (b'{"id":"x"}', "x"),
        (b'{"id":"x","question":5}', "x"),
        (b'{"id":"x","question":"a","history":"b"}', "x"),
        (b'{"id":"x","question":"a","history":[1]}', "x"),
        (b'{"id":NaN,"question":"a"}', None),
        (b'{"id":"x","question":"\xff\xfe"}', None),
        (b"[" * 100_000, None),
        (b"1" * 10_000, None),
    ],
)
def test_a_bad_line_is_answered_and_the_next_one_too(line: bytes, question_id: str | None) -> None:
    """What is wrong with a line stands in its own reply."""
    bad, good = replies(line, b'{"id":1,"question":"a"}')
    assert (bad["id"], bad["outcome"]) == (question_id, "error")
    assert bad["reason"].startswith("第 1 行")
    assert list(bad) == ["id", "outcome", "reason"]
    assert good["outcome"] == "none"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[]", "第 1 行应是一个 JSON 对象"),
        (b'{"question":null,"history":5}', "第 1 行缺少 question，或它不是字符串"),
        (b'{"question":"a","history":["b",null]}', "第 1 行的 history 应是字符串的列表"),
        (b'{"question":"a","history":{"b":"c"}}', "第 1 行的 history 应是字符串的列表"),
        (b'{"question":"a","history":true}', "第 1 行的 history 应是字符串的列表"),
    ],
)
def test_the_first_thing_that_is_wrong_is_told_in_our_words(line: bytes, reason: str) -> None:
    """Never in those of the library that checks it."""
    assert [bad["reason"] for bad in replies(line)] == [reason]


@pytest.mark.parametrize("history", ["null", "[]", '""', "0", "false"])
def test_no_history_may_be_written_in_many_ways(history: str, scripted: Scripted) -> None:
    """As programs write it that have none."""
    replies(f'{{"question":"a","history":{history}}}'.encode(), engine=scripted)
    assert scripted.asked == [("a", ())]


def test_an_engine_that_fails_costs_one_line(scripted: Scripted) -> None:
    """A bug on one question does not end the batch."""

    def fail(question: str) -> None:
        if question == "a":
            raise RuntimeError("bug")

    scripted.hook = fail
    first, second = replies(b'{"id":1,"question":"a"}', b'{"id":2,"question":"b"}', engine=scripted)
    assert (first["outcome"], second["outcome"]) == ("error", "none")


def test_blank_lines_and_a_byte_order_mark_are_passed_over() -> None:
    """Windows editors write the one, people the other."""
    assert len(replies(b"\n", b'\xef\xbb\xbf{"question":"a"}\r\n', b"  \n")) == 1


@settings(max_examples=examples(80), deadline=None)
@given(st.binary(max_size=60) | st.text(st.characters(codec=None)).map(lambda t: json.dumps({"question": t}).encode()))
def test_any_line_has_at_most_one_reply_that_can_be_written(line: bytes) -> None:
    """Whatever a line holds, its reply is one line of UTF-8."""

    class Echo(Scripted):
        def ask(self, question: str, history: object = ()) -> Reply:
            question.encode()
            return super().ask(question)

    printed = [json_line(reply) for reply in answer_lines([line], Conversation(Echo(), None))]
    assert len(printed) == bool(line.strip())
    for text in printed:
        assert "\n" not in text
        text.encode()


def test_a_search_that_is_away_is_an_error_of_its_line(scripted: Scripted) -> None:
    """Not "nothing found": the line says why, and the next one is tried again."""

    def away(question: str) -> None:
        if question == "甲":
            raise SearchUnavailableError("http://search.invalid: gone")

    scripted.hook = away
    lost, answered = replies(b'{"id":1,"question":"\xe7\x94\xb2"}', b'{"id":2,"question":"b"}', engine=scripted)
    assert lost == {"id": 1, "outcome": "error", "reason": BATCH_SEARCH_AWAY.format(line=1)}
    assert answered["outcome"] == "none"
