"""Messages that ask nothing are told from questions, by how people speak."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Engine
from retrieval.models import DialogueAct, Outcome
from retrieval.question.dialogue_acts.classifier import dialogue_act
from tests.examples import examples
from tests.shipped import ROOT

HERE = Path(__file__).parent
# The rules were made for the messages of the first list; the second was written before them and looked at afterwards.
LISTS = ("messages.txt", "more_messages.txt")
QUESTION = "question"


def messages(name: str) -> list[tuple[str, str]]:
    """The lines of a list, each with its kind, which stands in a heading above."""
    found, kind = [], ""
    for line in (HERE / name).read_bytes().decode().split("\n"):
        if line.startswith("## "):
            kind = line[3:]
        elif line and not line.startswith("# "):
            found.append((line, kind))
    return found


@pytest.mark.parametrize("name", LISTS)
def test_messages_that_ask_nothing_are_recognised(name: str) -> None:
    """At least 95 of 100 of over 200, and each of these with the kind that fits."""
    said = [(text, kind) for text, kind in messages(name) if kind != QUESTION]
    found = [dialogue_act(text) for text, _ in said]
    assert len(said) > 200
    assert sum(act is not None for act in found) >= 0.95 * len(said)
    assert sum(act == kind for act, (_, kind) in zip(found, said, strict=True)) >= 0.95 * len(said)


@pytest.mark.parametrize("name", LISTS)
def test_questions_that_look_like_such_messages_stay_questions(name: str) -> None:
    """投诉电话多少 is no complaint, 感谢信收到几封 no thanks."""
    asked = [text for text, kind in messages(name) if kind == QUESTION]
    assert len(asked) > 70
    assert [text for text in asked if dialogue_act(text)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "eval").glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_question_of_a_gold_set_is_taken_for_anything_else(path: Path) -> None:
    """Only what has no answer may be small talk. Of sealed sets nothing but the number of mistakes is shown."""
    gold = map(json.loads, path.read_text("utf-8").splitlines())
    taken = sum(dialogue_act(each["question"]) is not None for each in gold if each["kind"] != "unanswerable")
    assert taken == 0


def test_nothing_that_a_report_states_is_taken_for_anything_else(engine: Engine) -> None:
    """Neither a known question nor a sentence of the report, which staff copy to find it."""
    asked = [phrasing.question for phrasing in engine.parts.known.phrasings]
    stated = [text for passage in engine.library.passages for text in passage.text.split("。") if len(text) > 6]
    assert len(asked) > 1000
    assert [text for text in (*asked, *stated) if dialogue_act(text)] == []


@pytest.mark.parametrize(
    ("message", "act"),
    [
        ("今天去办事那个人态度太差了气死我了", DialogueAct.COMPLAINT),
        ("我昨天跑了三趟，材料都交了，就是不给办", DialogueAct.COMPLAINT),
        ("您好，我家楼上天天半夜装修", DialogueAct.COMPLAINT),
        ("请你们派人来我们村修一下路", DialogueAct.REQUEST),
        ("你能不能帮我写个申请", DialogueAct.REQUEST),
        ("你好，谢谢", DialogueAct.THANKS),
        ("¼", DialogueAct.NUMBER),
        ("\u200b\u2060\ufeff", DialogueAct.SIGNS),
        ("", DialogueAct.SIGNS),
        ("Ｗｈａｔ　ｉｓ　ｔｈｉｓ？", DialogueAct.LANGUAGE),
        ("ありがとうございます、書類について", DialogueAct.LANGUAGE),
    ],
)
def test_long_and_mixed_messages(message: str, act: DialogueAct) -> None:
    """Clause by clause: what happened may be told beside a complaint."""
    assert dialogue_act(message) is act


@pytest.mark.parametrize(
    "message",
    [
        "傻逼，法律顾问有几个",
        "态度太差了，投诉电话是多少",
        "谢谢，那处罚的呢",
        "帮我查一下法律顾问有几名",
        "我要投诉怎么走流程",
        "气死我了，这种事归哪个部门管？",
    ],
)
def test_one_question_makes_the_message_a_question(message: str) -> None:
    """Whatever else is said."""
    assert dialogue_act(message) is None


def test_a_rant_of_any_length_is_read_at_both_ends() -> None:
    """The question may come last."""
    rant = "窗口的人爱答不理，跑了三趟都没办成。" * 200
    assert dialogue_act(rant) is DialogueAct.COMPLAINT
    assert dialogue_act(f"{rant}法律顾问到底有几个？") is None


def test_the_reply_to_a_message_that_asks_nothing(engine: Engine) -> None:
    """It quotes nothing; examples are offered where a person may want to ask, and never to one who complains."""
    hello, complaint = engine.ask("你好"), engine.ask("态度太差")
    assert (hello.outcome, hello.greeting, hello.quotes, hello.short) == (Outcome.SMALLTALK, "hello", (), None)
    assert len(hello.suggestions) == 3
    assert (complaint.outcome, complaint.greeting, complaint.quotes) == (Outcome.SMALLTALK, "complaint", ())
    assert complaint.suggestions == ()


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=examples(150), derandomize=True)
def test_any_text(text: str) -> None:
    """Any message has an act or none; without a letter or a digit it has one."""
    act = dialogue_act(text)
    assert act is None or isinstance(act, DialogueAct)
    assert act is not None or any(map(str.isalnum, text))
