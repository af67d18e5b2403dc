"""Chats that cannot be written to, for good or under this id, over HTTP."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.privacy.redaction import pseudonym
from bot.storage.interactions import InteractionLog
from bot.storage.update_inbox import UpdateInbox
from bot.texts import chat
from retrieval import Engine
from tests.bot.chatting import ask, touch
from tests.bot.conftest import SECRET, Scripted, Serve
from tests.botapi import BotApiServer

REFUSALS = (
    "Bad Request: TOPIC_CLOSED",
    "Bad Request: TOPIC_DELETED",
    "Bad Request: message thread not found",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
    "Bad Request: need administrator rights in the channel chat",
    "Bad Request: PEER_ID_INVALID",
    "Bad Request: have no rights to send a message",
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: have no write access to the chat",
    "Bad Request: TOPIC_NOT_FOUND",
    "Bad Request: CHAT_ADMIN_REQUIRED",
    "Bad Request: CHAT_RESTRICTED",
    "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN",
    "Bad Request: CHAT_GUEST_SEND_FORBIDDEN",
    "Bad Request: USER_BANNED_IN_CHANNEL",
    "Bad Request: group chat was deactivated",
    "Bad Request: INPUT_USER_DEACTIVATED",
    "Bad Request: chat not found",
    "Forbidden: bot is not a member of the supergroup chat",
)


@pytest.mark.parametrize("said", REFUSALS)
async def test_a_refusal_for_good_is_counted_and_nothing_else(
    server: BotApiServer, serve: Serve, scripted: Scripted, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    """One try, no apology, nothing set aside, no failure that an alert could be raised for; others are answered."""
    counts: Counter[str] = Counter()
    server.fail("sendMessage", int(said.startswith("Forbidden")) * 3 + 400, times=9, chat_id=-5, description=said)
    async with serve(server, scripted, counts) as settings:
        closed, open_group = server.group_chat(chat_id=-5), server.group_chat()
        closed.send("@qa_test_bot 甲")
        await closed.wait_until(lambda: counts["blocked"] == 1)
        await ask(open_group, "@qa_test_bot 乙")
        await server.wait_until_idle()
        assert len([call for call in server.calls_of("sendMessage") if call.params["chat_id"] == -5]) == 1
        inbox = UpdateInbox.at(settings.inbox, settings.bot_id)
        assert inbox.dead_letters() == []
        inbox.close()
    assert [asked for asked, _ in scripted.asked] == ["甲", "乙"]
    assert (counts["failures"], counts["set aside"], counts["retries"]) == (0, 0, 0)
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


async def test_the_answer_of_a_group_that_was_upgraded_comes_to_the_supergroup(
    server: BotApiServer, serve: Serve, scripted: Scripted, log: InteractionLog
) -> None:
    """A question from just before is answered there, once, and replies to nothing that bears the same number there."""
    group = server.group_chat(supergroup=False, chat_id=-77)
    group.send("@qa_test_bot 甲")
    supergroup = server.upgrade(group, -100_200)
    async with serve(server, scripted):
        (answer,) = await supergroup.wait_for()
        await server.wait_until_idle()
        await supergroup.expect_silence(0.1)
        assert answer.reply_to is None
        assert group.bot_messages == []
        supergroup.send("那乙呢", reply_to=answer)
        await supergroup.wait_for()
    assert scripted.asked == [("甲", ()), ("那乙呢", ("甲",))]
    rows = log.recent(5)
    assert {row["chat"] for row in rows} == {pseudonym(-100_200, SECRET)}
    assert [row["reply_message"] is None for row in rows] == [False, False]


async def test_what_is_kept_of_a_group_moves_to_its_supergroup(
    server: BotApiServer, serve: Serve, scripted: Scripted, log: InteractionLog
) -> None:
    """The thread goes on, the rows bear the new chat, and no old number is taken for a message of the new chat."""
    async with serve(server, scripted):
        group = server.group_chat(supergroup=False, chat_id=-77)
        first = await ask(group, "@qa_test_bot 甲")
        supergroup = server.upgrade(group, -100_200)
        supergroup.store._next_id = first.message_id
        other = supergroup.send("大家好")
        assert other.message is not None
        assert other.message.message_id == first.message_id
        await ask(supergroup, "@qa_test_bot 那乙呢")
    assert scripted.asked == [("甲", ()), ("那乙呢", ("甲",))]
    assert {row["chat"] for row in log.recent(5)} == {pseudonym(-100_200, SECRET)}
    assert log.find(pseudonym(-100_200, SECRET), "reply_message", first.message_id) is None


async def test_a_button_in_a_group_that_was_upgraded_says_something(
    server: BotApiServer, serve: Serve, engine: Engine
) -> None:
    """The source is shown in the supergroup where the bot has not heard of it yet, else the press is stale."""
    async with serve(server, engine):
        group = server.group_chat(supergroup=False, chat_id=-77)
        answer = await ask(group, "@qa_test_bot 一共保留了多少审批事项")
        server.core.updates.allow(["callback_query"])  # the notices are lost
        supergroup = server.upgrade(group, -100_200)
        await touch(group, answer, chat.SOURCE_BUTTON)
        (shown,) = await supergroup.wait_for()
        assert "审批事项189项" in shown.text
        query = group.press_data(answer, "a")
        assert (await query.wait_answered())["text"] == chat.STALE_BUTTON


async def test_an_apology_goes_to_the_supergroup_too(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Whatever is said to a chat is said where it is now."""
    async with serve(server, scripted):
        group = server.group_chat(supergroup=False, chat_id=-77)
        supergroup = server.upgrade(group, -100_200)
        group.send("@qa_test_bot " + "长" * 2001)
        (said,) = await supergroup.wait_for()
    assert said.text == chat.QUESTION_TOO_LONG.format(limit=2000)
