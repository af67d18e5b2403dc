"""A message that asks several things, over real HTTP: one message back, one row in the log."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.storage.interactions import InteractionLog
from bot.texts import replies
from bot.texts.chat import BACK_TO_ANSWER, SOURCE_BUTTON
from retrieval import Engine
from tests.bot.chatting import ask, labels, press
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer

MESSAGE = "普法宣传活动开展了多少场次？惠及群众多少人？发了多少奖金？"
SENTENCE = "惠及群众10万多人"


def shorts_of(engine: Engine) -> list[str]:
    """The short answers of the two parts that are stated."""
    shorts = [part.short for part in engine.ask(MESSAGE).parts]
    assert shorts == ["120多场次", "10万多人", None]
    return [short for short in shorts if short]


async def test_each_part_has_a_line_and_the_sentence_stands_once(
    server: BotApiServer, serve: Serve, engine: Engine
) -> None:
    """Two parts are answered in bold, the third is said not to be stated and why; one quotation, one citation."""
    async with serve(server, engine):
        answer = await ask(server.private_chat(), MESSAGE)
    lines, shorts = answer.text.split("\n"), shorts_of(engine)
    assert lines[:2] == [f"普法宣传活动开展了多少场次：{shorts[0]}", f"惠及群众多少人：{shorts[1]}"]
    assert lines[2].startswith("发了多少奖金：未写明（报告")
    bold = [answer.text[entity.offset : entity.offset + entity.length] for entity in answer.entities[:2]]
    assert ([entity.type for entity in answer.entities[:2]], bold) == (["bold", "bold"], shorts)
    assert answer.text.count(SENTENCE) == answer.text.count(replies.CITED.partition("{")[0]) == 1
    assert len(server.calls_of("sendMessage")) == 1


async def test_it_is_one_row_with_its_parts(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog
) -> None:
    """The row has the message, the joined short answers, and each part with its quote and its reason."""
    async with serve(server, engine):
        await ask(server.private_chat(), MESSAGE)
    (row,) = log.recent(5)
    assert (row["question"], row["outcome"], row["short"]) == (MESSAGE, "answer", "；".join(shorts_of(engine)))
    first, second, third = json.loads(row["parts"])
    assert first == {"asked": "普法宣传活动开展了多少场次", "short": "120多场次", "quote": 0, "reason": None}
    assert (second["short"], second["quote"]) == (shorts_of(engine)[1], 0)
    assert (third["asked"], third["short"], third["quote"]) == ("发了多少奖金", None, None)
    assert third["reason"]["lack"]


async def test_the_answer_comes_back_from_the_log(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Behind the button to the source the same lines return."""
    async with serve(server, engine):
        chat = server.private_chat()
        answer = await ask(chat, MESSAGE)
        source = await press(chat, answer, SOURCE_BUTTON)
        again = await press(chat, source, BACK_TO_ANSWER)
    assert again.text == answer.text
    assert labels(again) == labels(answer)


async def test_a_follow_up_continues_the_last_question(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """那…呢 asks of another thing what the message asked last."""
    async with serve(server, engine):
        chat = server.private_chat()
        await ask(chat, "法律顾问有多少名？保留的审批事项里行政许可有多少项？")
        answer = await ask(chat, "那行政确认呢")
    assert answer.text.startswith("4项\n")


@pytest.mark.slow
def test_the_command_line_prints_the_parts(engine: Engine) -> None:
    """``wenda ask`` prints a line for each, and with ``--json`` the parts."""
    command, shorts = [sys.executable, "-m", "bot", "ask", "--no-log", MESSAGE], shorts_of(engine)
    plain = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    assert plain[:2] == [f"普法宣传活动开展了多少场次：{shorts[0]}", f"惠及群众多少人：{shorts[1]}"]
    assert plain[2].startswith("发了多少奖金：未写明（")
    found = json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True, text=True).stdout)
    assert found["short"] == "；".join(shorts)
    stated = [(part["short"], part["quote"]) for part in found["parts"]]
    assert stated == [(shorts[0], 0), (shorts[1], 0), (None, None)]
    assert list(found["parts"][0]) == ["asked", "short", "quote"]
    assert found["parts"][2]["reason"].endswith("。")
    assert [quote["text"].count(SENTENCE) for quote in found["quotes"]] == [1]
