"""Greetings and thanks, and questions that only begin with one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Engine
from retrieval.models import Outcome
from retrieval.question.intent import greeting_of
from tests.examples import examples


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("你好", "hello"),
        ("您好!", "hello"),
        ("Hello", "hello"),
        ("ＨＩ", "hello"),
        ("在吗?", "hello"),
        ("早上好啊", "hello"),
        ("谢谢", "thanks"),
        ("非常感谢!!", "thanks"),
        ("謝謝你", "thanks"),
        ("辛苦了🙏", "thanks"),
        ("再见", "bye"),
        ("拜拜", "bye"),
        ("你是谁", "who"),
        ("你是机器人吗", "who"),
        ("你能干什么", "who"),
        ("讲个笑话", "joke"),
        ("聊聊天吧", "joke"),
    ],
)
def test_small_talk(message: str, kind: str) -> None:
    """A message that is a courtesy and nothing else has its kind."""
    assert greeting_of(message) == kind


@pytest.mark.parametrize(
    "message",
    [
        "",
        "   ",
        "🤔",
        "你好,法律顾问几个人",
        "谢谢,那行政许可呢",
        "感谢信收到几封",
        "早期介入了几件",
        "再见面礼",
        "在吗的用法",
        "喂养站有几个",
        "怎么用信用码",
        "法律顾问",
    ],
)
def test_a_question_is_no_small_talk(message: str) -> None:
    """A message with anything else in it is a question."""
    assert greeting_of(message) == ""


def test_small_talk_shows_what_can_be_asked(engine: Engine) -> None:
    """The reply to a greeting has no quote; it suggests three questions."""
    reply = engine.ask("你好")
    assert (reply.outcome, reply.greeting, reply.quotes, reply.short) == (Outcome.SMALLTALK, "hello", (), None)
    assert len(reply.suggestions) == 3


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=examples(150), derandomize=True)
def test_any_text(text: str) -> None:
    """Any message has a kind or none."""
    assert greeting_of(text) in {"", "who", "joke", "thanks", "bye", "hello"}
