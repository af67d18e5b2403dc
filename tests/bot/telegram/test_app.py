"""The bot over real HTTP against the Bot API server of `tests.botapi`: what a citizen sees."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import pytest

from bot.privacy.redaction import pseudonym
from bot.storage.interactions import InteractionLog
from bot.texts import replies
from bot.texts.chat import (
    BAD_BUTTON,
    COPY_BUTTON,
    GOOD_BUTTON,
    LIBRARY_CHANGED,
    MORE_BUTTON,
    SOURCE_BUTTON,
    STALE_BUTTON,
)
from retrieval import Engine
from retrieval.models import Outcome, Quote, Reply
from tests.bot.chatting import ask, labels
from tests.bot.conftest import SECRET, Scripted, Serve
from tests.botapi import BotApiServer

QUESTION = "一共保留了多少审批事项"
CLAUSE = "一/(一)/一是"


async def test_start_says_what_this_is(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """/start names the reports, the disclaimer and the privacy, and offers three questions."""
    async with serve(server, engine):
        welcome = await ask(server.private_chat(), "/start")
    assert "《2021年度法治政府建设情况报告》" in welcome.text
    assert replies.DISCLAIMER in welcome.text
    assert replies.PRIVACY_LINE in welcome.text
    assert len(labels(welcome)) == 3


async def test_a_question_is_answered_with_its_source(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """The answer replies to the question: short answer in bold, quotation, short citation, no link preview."""
    async with serve(server, engine):
        chat = server.private_chat()
        asked = chat.send(QUESTION)
        (answer,) = await chat.wait_for()
    assert asked.message is not None
    assert answer.reply_to == asked.message.message_id
    assert answer.text.startswith(f"{engine.ask(QUESTION).short}\n")
    assert [entity.type for entity in answer.entities if entity.offset == 0] == ["bold"]
    assert "blockquote" in {entity.type.removeprefix("expandable_") for entity in answer.entities}
    assert "出处：《2021年度法治政府建设情况报告》一、(一)一是\n" in answer.text
    further = len(engine.ask(QUESTION).quotes) - 1
    more = [MORE_BUTTON.format(count=further)] if further else []
    assert labels(answer) == [SOURCE_BUTTON, COPY_BUTTON, *more, GOOD_BUTTON, BAD_BUTTON]
    (call,) = server.calls_of("sendMessage")
    assert call.params["link_preview_options"]["is_disabled"]


async def test_the_exchange_is_logged(server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog) -> None:
    """The row has pseudonyms, the ids of update, question and reply, and no user id."""
    async with serve(server, engine):
        chat = server.private_chat(user_id=5_000_777)
        update = chat.send(QUESTION)
        (answer,) = await chat.wait_for()
    (row,) = log.recent(5)
    assert update.message is not None
    assert (row["channel"], row["question"], row["short"]) == ("telegram", QUESTION, engine.ask(QUESTION).short)
    assert row["user"] == pseudonym(5_000_777, SECRET)
    assert (row["update_id"], row["question_message"]) == (update.update_id, update.message.message_id)
    assert row["reply_message"] == answer.message_id
    assert "5000777" not in json.dumps(row)


async def test_the_row_is_committed_before_the_reply_is_sent(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog
) -> None:
    """While sending is held up, the row is there and has no reply yet."""
    server.fail("sendMessage", delay=0.5)
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send(QUESTION)
        await asyncio.sleep(0)
        await chat.wait_until(lambda: bool(server.calls_of("getUpdates")) and _logged(log))
        assert chat.bot_messages == []
        assert log.recent(1)[0]["reply_message"] is None
        await chat.wait_for()
    assert log.recent(1)[0]["reply_message"] is not None


async def test_a_follow_up_is_understood_and_new_forgets(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """The second question comes to the engine with the first; after /new it comes alone; chats are apart."""
    async with serve(server, scripted):
        chat, other = server.private_chat(user_id=1), server.private_chat(user_id=2)
        for text in ("甲", "乙"):
            await ask(chat, text)
        await ask(other, "丙")
        assert (await ask(chat, "/new")).text == replies.FORGOTTEN
        await ask(chat, "丁")
    assert scripted.asked == [("甲", ()), ("乙", ("甲",)), ("丙", ()), ("丁", ())]


async def test_an_example_is_asked_by_its_button(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Pressing it stops the spinner and answers the question on its label, which the answer repeats."""
    async with serve(server, engine):
        chat = server.private_chat()
        welcome = await ask(chat, "/start")
        query = chat.press(welcome, QUESTION)
        assert not (await query.wait_answered()).get("text")
        (answer,) = await chat.wait_for()
    assert answer.text.startswith(f"您问：{QUESTION}\n{engine.ask(QUESTION).short}\n")


@pytest.mark.parametrize(
    ("data", "alert"),
    [
        ("s:a:nosuchkey000:0", LIBRARY_CHANGED),
        ("s:x:nosuchkey000:0", STALE_BUTTON),
        ("o:nosuchkey000:1:0", LIBRARY_CHANGED),
        ("q:77", STALE_BUTTON),
        ("r:good", STALE_BUTTON),
        ("r:nonsense", STALE_BUTTON),
        ("m:7", STALE_BUTTON),
        ("a", STALE_BUTTON),
        ("d:x", STALE_BUTTON),
        ("\ufffd:::", STALE_BUTTON),
    ],
)
async def test_a_button_that_leads_nowhere_says_so(
    server: BotApiServer, serve: Serve, engine: Engine, data: str, alert: str
) -> None:
    """A press from before a new library, or one that we never offered, gets a word and no error."""
    async with serve(server, engine):
        chat = server.private_chat()
        welcome = await ask(chat, "/start")
        assert (await chat.press_data(welcome, data).wait_answered())["text"] == alert
        await chat.expect_silence()


async def test_a_stale_press_is_answered_all_the_same(
    server: BotApiServer, serve: Serve, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """When Telegram finds the press too old to acknowledge, the answer still comes."""
    async with serve(server, engine):
        chat = server.private_chat()
        welcome = await ask(chat, "/start")
        server.fail("answerCallbackQuery", 400, description="Bad Request: query is too old")
        chat.press(welcome, QUESTION)
        (answer,) = await chat.wait_for()
    assert engine.ask(QUESTION).quotes[0].text in answer.text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_suggestions_are_buttons_that_ask(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """What could be asked instead stands under the reply, and pressing it asks."""
    scripted.replies["甲"] = Reply("甲", Outcome.CLARIFY, suggestions=("2020年的甲", "2021年的甲"))
    async with serve(server, scripted):
        chat = server.private_chat()
        reply = await ask(chat, "甲")
        assert labels(reply) == ["2020年的甲", "2021年的甲"]
        chat.press(reply, "2021年的甲")
        await chat.wait_for()
    assert scripted.asked[-1][0] == "2021年的甲"


@pytest.mark.parametrize("command", ["/help", "/privacy", "/new", "/nonsense"])
async def test_commands_have_an_answer(server: BotApiServer, serve: Serve, engine: Engine, command: str) -> None:
    """Each command, known or not, is answered in words."""
    said = {"/help": "怎么用", "/privacy": "隐私", "/new": replies.FORGOTTEN, "/nonsense": replies.UNKNOWN_COMMAND}
    async with serve(server, engine):
        assert said[command] in (await ask(server.private_chat(), command)).text


async def test_what_is_not_text_gets_a_friendly_line(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Pictures, documents and stickers are met with a line; service messages with nothing."""
    async with serve(server, engine):
        chat = server.private_chat()
        for send in (chat.send_photo, chat.send_document, chat.send_sticker):
            send()
            assert (await chat.wait_for())[0].text == replies.NOT_TEXT
        chat.send_service(pinned_message=None, new_chat_title="x")
        await chat.expect_silence(0.1)


async def test_replies_within_a_chat_keep_their_order(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Although updates run at once, and earlier questions take longer, a chat's replies come in order."""
    scripted.hook = lambda question: time.sleep(0.05 if question.endswith("0") else 0)
    async with serve(server, scripted):
        chats = [server.private_chat(user_id=user) for user in range(1, 5)]
        asked = {chat.id: [chat.send(f"问{i}") for i in range(5)] for chat in chats}
        for chat in chats:
            replies = await chat.wait_for(5)
            expected = [update.message.message_id for update in asked[chat.id] if update.message]
            assert [reply.reply_to for reply in replies] == expected


async def test_a_slow_chat_does_not_hold_up_another(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Ten questions of a chat whose messages are slow to send do not delay the other chat's answer."""
    held = asyncio.Event()
    server.fail("sendMessage", times=9, chat_id=1, after=1, held=held)
    async with serve(server, scripted):
        slow, quick = server.private_chat(user_id=1), server.private_chat(user_id=2)
        for i in range(10):
            slow.send(f"问{i}")
        await slow.wait_for()
        quick.send("问")
        await quick.wait_for()
        assert len(slow.bot_messages) == 1
        held.set()
        await slow.wait_for(9)


async def test_markup_in_a_question_and_in_a_report_is_text(
    server: BotApiServer, serve: Serve, scripted: Scripted, quote_of: Callable[..., Quote]
) -> None:
    """Nothing from outside becomes markup."""
    evil = "<b>&amp;</blockquote><a href='x'>"
    scripted.replies[evil] = Reply(evil, Outcome.ANSWER, (quote_of(CLAUSE, evil, ((0, 4),)),), evil[:3])
    async with serve(server, scripted):
        answer = await ask(server.private_chat(), evil)
    assert answer.text.startswith(f"<b>\n{evil}\n")


def _logged(log: InteractionLog) -> bool:
    return bool(log.recent(1))
