"""Groups and inline mode."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.texts import chat
from retrieval import Engine
from retrieval.models import Outcome, Quote, Reply
from tests.bot.chatting import ask, labels, press
from tests.bot.conftest import Scripted, Serve
from tests.botapi import BotApiServer

QUESTION = "一共保留了多少审批事项"
Make = Callable[..., Quote]


async def test_a_group_is_left_alone(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """People who talk to each other, edit, send pictures or command other bots hear nothing."""
    async with serve(server, scripted):
        group = server.group_chat()
        said = group.send("大家好，审批事项有多少？")
        assert said.message is not None
        group.edit(said.message, "大家早")
        group.send_photo()
        group.send("/help@other_bot")
        group.send("/nonsense")
        group.send("问问 @other_bot")
        await server.wait_until_idle()
        await group.expect_silence()
    assert scripted.asked == []


@pytest.mark.parametrize(
    "text", ["@qa_test_bot 甲", "甲 @QA_test_bot", "😀 @qa_test_bot，甲", "/ask 甲", "/ask@qa_test_bot 甲"]
)
async def test_a_group_gets_one_message_with_one_button(
    server: BotApiServer, serve: Serve, scripted: Scripted, quote_of: Make, text: str
) -> None:
    """Mentioned or commanded, it answers with no keyboard but 原文."""
    reply = Reply("甲", Outcome.ANSWER, (quote_of("一/(一)/一是"),), None, (), ("问一",))
    scripted.replies |= {"甲": reply, "😀 ，甲": reply}
    async with serve(server, scripted):
        group = server.group_chat()
        shown = await ask(group, text)
        assert labels(shown) == [chat.SOURCE_BUTTON]
        source = await press(group, shown, chat.SOURCE_BUTTON)
        assert labels(await press(group, source, chat.BACK_TO_ANSWER)) == [chat.SOURCE_BUTTON]
        await group.expect_silence(0.1)
    assert scripted.asked[0][0].endswith("甲")
    assert "@" not in scripted.asked[0][0]


async def test_a_reply_to_it_is_a_question(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Who replies to the bot need not mention it, and follows that answer up; replies to others are not heard."""
    async with serve(server, scripted):
        group = server.group_chat()
        first = await ask(group, "@qa_test_bot 甲")
        group.send("那乙呢", reply_to=first)
        await group.wait_for()
        others = group.send("闲聊")
        group.send("是吗", reply_to=others)
        await group.expect_silence(0.1)
    assert scripted.asked == [("甲", ()), ("那乙呢", ("甲",))]


async def test_a_group_reads_the_documents_that_fit(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Where a private chat has a button a document, a group has a line a document."""
    scripted.replies["甲"] = Reply("甲", Outcome.CLARIFY, suggestions=("某市报告", "某省报告"))
    async with serve(server, scripted):
        shown = await ask(server.group_chat(), "/ask 甲")
    assert shown.text.endswith("· 某市报告\n· 某省报告")
    assert labels(shown) == []


async def test_what_is_personal_is_not_said_in_a_group(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """/mydata, /forget and /outline refer to the private chat; /start and /library come without buttons."""
    async with serve(server, engine):
        group = server.group_chat()
        for command in ("/mydata", "/forget", "/outline"):
            assert "https://t.me/qa_test_bot" in (await ask(group, command)).text
        for command in ("/start", "/library", "/help"):
            assert labels(await ask(group, command)) == []


async def test_inline_offers_passages_by_the_page(
    server: BotApiServer, serve: Serve, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to 50 a page; the next page follows the offset; each inserts words with citation and a link to the source."""
    async with serve(server, engine):
        person = server.user()
        whole = await person.inline("执法记录仪").wait_answered()
        monkeypatch.setattr("bot.telegram.handlers.inline_queries.PER_PAGE", 5)
        first = await person.inline("执法").wait_answered()
        second = await person.inline("执法", offset=first["next_offset"]).wait_answered()
    assert 0 < len(whole["results"]) <= 50
    best = whole["results"][0]
    assert "执法记录仪" in best["input_message_content"]["message_text"]
    assert "出处：《" in best["input_message_content"]["message_text"]
    assert "执法记录仪" in best["description"]
    assert best["title"].startswith("《2021年度法治政府建设情况报告》")
    assert "start=p_" in best["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert whole["cache_time"] <= 300
    assert len(first["results"]) == len(second["results"]) == 5
    assert not {r["id"] for r in first["results"]} & {r["id"] for r in second["results"]}


@pytest.mark.parametrize("words", ["", "   ", "🙂", "\ud83d" + "x" * 300])
async def test_inline_without_a_hit_leads_to_the_bot(
    server: BotApiServer, serve: Serve, engine: Engine, words: str
) -> None:
    """Nothing typed, or nothing found, is an empty list with a button."""
    async with serve(server, engine):
        answer = await server.user().inline(words.encode("utf-8", "ignore").decode()).wait_answered()
    assert answer["results"] == []
    assert answer["button"]["start_parameter"] == "inline"


async def test_a_late_inline_answer_is_no_error(
    server: BotApiServer, serve: Serve, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """Who types on has no use for the answer to half a word."""
    server.fail("answerInlineQuery", 400, description="Bad Request: query is too old and response timeout expired")
    async with serve(server, engine):
        server.user().inline("执")
        await server.user().inline("执法").wait_answered()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
