"""Questions that another message holds: one that is replied to, and a part of one that is quoted."""

from __future__ import annotations

import json

import pytest

from bot.privacy.redaction import pseudonym
from bot.storage.interactions import InteractionLog
from bot.texts.chat import ASK_NEEDS_QUESTION
from retrieval import Engine
from tests.bot.chatting import ask
from tests.bot.conftest import EXAMPLES, SECRET, Scripted, Serve
from tests.botapi import BotApiServer, Chat
from tests.waiting import until

QUESTION = "执法记录仪有多少台"
HINT = ASK_NEEDS_QUESTION.format(example=EXAMPLES[0])
ANA, BEN = 61, 62


def group_of_two(server: BotApiServer) -> Chat:
    """A group of Ana, who asks, and Ben, who has written something."""
    return server.group_chat([server.user(ANA, "安"), server.user(BEN, "本")])


@pytest.mark.parametrize("call", ["@qa_test_bot", "/ask", "/ask@qa_test_bot", "@QA_test_bot ？", "/ask 👆"])
@pytest.mark.parametrize("with_picture", [False, True])
async def test_a_bare_call_in_reply_to_a_message_takes_it_as_the_question(
    server: BotApiServer, serve: Serve, engine: Engine, call: str, with_picture: bool
) -> None:
    """Somebody else's text or caption is answered, in reply to who called."""
    async with serve(server, engine):
        group = group_of_two(server)
        ben = group.users[1]
        asked = group.send_photo(QUESTION, user=ben) if with_picture else group.send(QUESTION, user=ben)
        called = group.send(call, reply_to=asked)
        (answer,) = await group.wait_for()
        await group.expect_silence(0.1)
    assert answer.text.startswith("788台\n")
    assert called.message is not None
    assert answer.reply_to == called.message.message_id


async def test_a_bare_call_in_a_private_chat_takes_the_message_that_it_replies_to(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """One's own words of a while ago."""
    async with serve(server, scripted):
        chat = server.private_chat()
        asked = chat.send("甲")
        await chat.wait_for()
        await ask(chat, "/new")
        chat.send("/ask", reply_to=asked)
        await chat.wait_for()
    assert scripted.asked == [("甲", ()), ("甲", ())]


async def test_a_bare_call_that_leads_to_no_question_gets_a_hint(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """To nothing, to a picture without words, or to the bot's own message."""
    async with serve(server, scripted):
        group = group_of_two(server)
        first = await ask(group, "/ask")
        for replied in (group.send_photo(user=group.users[1]), first):
            group.send("@qa_test_bot", reply_to=replied)
            assert (await group.wait_for())[0].text == HINT
    assert first.text == HINT
    assert scripted.asked == []


async def test_words_of_ones_own_go_before_the_message_that_is_replied_to(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """Who asks something asks that; what others wrote does not come to the bot with it."""
    async with serve(server, scripted):
        group = group_of_two(server)
        others = group.send("别人的话有多少", user=group.users[1])
        group.send("@qa_test_bot 甲", reply_to=others)
        await group.wait_for()
    assert scripted.asked == [("甲", ())]


async def test_the_quoted_part_is_what_is_meant(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Of a message with several questions, the quoted one: alone, with courtesy, or pointed at; so of an answer."""
    async with serve(server, engine):
        group = group_of_two(server)
        asked = group.send(f"我想问三件事：{QUESTION}，选聘了多少名法律顾问，审批事项有几项", user=group.users[1])
        for text in ("@qa_test_bot", "/ask", "@qa_test_bot 你好", "@qa_test_bot 这个呢", "/ask 麻烦帮忙看一下这个"):
            group.send(text, reply_to=asked, quote=QUESTION)
            (answer,) = await group.wait_for()
            assert answer.text.startswith("788台\n"), text
        group.send("有多少", reply_to=answer, quote="录音/音像设备")
        assert (await group.wait_for())[0].text.startswith("131台\n")


async def test_a_question_follows_up_the_quoted_part_of_an_answer(
    server: BotApiServer, serve: Serve, engine: Engine, scripted: Scripted
) -> None:
    """It comes after the questions that the answer came to, and the thread goes on from there."""
    async with serve(server, scripted):
        chat = server.private_chat()
        first = chat.send("甲和乙")
        await chat.wait_for()
        await ask(chat, "丙")
        chat.send("有多少", reply_to=first, quote="乙")
        await chat.wait_for()
        await ask(chat, "那丁呢")
    assert scripted.asked[-2:] == [("有多少", ("乙",)), ("那丁呢", ("乙", "有多少"))]


async def test_a_message_that_came_by_the_bots_inline_mode_is_no_question(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog
) -> None:
    """Inserted in the private chat or in a group, replied to by a bare call, or edited, it is an answer of the bot."""
    async with serve(server, engine):
        chat, group = server.private_chat(), group_of_two(server)
        query = chat.user.inline("执法记录仪")
        await query.wait_answered()
        inserted = chat.insert(query, query.results[0]["id"])
        in_group = group.insert(query, query.results[0]["id"])
        assert in_group.message is not None
        chat.edit(inserted, "改过的答案")
        await server.wait_until_idle()
        await chat.expect_silence(0.1)
        await group.expect_silence(0.1)
        group.send("@qa_test_bot", reply_to=in_group)
        assert (await group.wait_for())[0].text == HINT
    assert log.recent(5) == []


async def test_whose_words_were_asked_about_can_have_them_erased(
    server: BotApiServer, serve: Serve, scripted: Scripted, log: InteractionLog
) -> None:
    """The row is Ana's and Ben's: both see it, and when Ben has his data erased it is gone, from the thread too."""
    async with serve(server, scripted):
        group, ben = group_of_two(server), server.private_chat(BEN)
        asked = group.send("本写的话里有多少个甲，电话13800138000", user=group.users[1])
        group.send("@qa_test_bot", reply_to=asked)
        await group.wait_for()
        group.send("@qa_test_bot 有多少", reply_to=asked, quote="本写的话里")
        await group.wait_for()
        rows = log.recent(5)
        assert [row["author"] for row in rows] == [pseudonym(BEN, SECRET)] * 2
        assert {row["user"] for row in rows} == {pseudonym(ANA, SECRET)}
        assert "13800138000" not in json.dumps(rows, ensure_ascii=False)
        assert "本写的话里" in (await ask(ben, "/mydata")).text
        await ask(ben, "/forget")
        await ask(group, "@qa_test_bot 那乙呢")
        assert "没有您的任何记录" in (await ask(ben, "/mydata")).text
    assert [row["question"] for row in log.recent(5)] == ["那乙呢"]
    assert "本写的话" not in json.dumps(log.recent(5), ensure_ascii=False)
    assert scripted.asked[-1] == ("那乙呢", ())


async def test_nothing_of_anybody_else_is_stored(
    server: BotApiServer, serve: Serve, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of messages that are replied to without a bare call, and of quotes in talk among others, nothing is left."""
    stored: list[str] = []
    from bot.storage.update_inbox import UpdateInbox

    put = UpdateInbox.put

    def noted(inbox: UpdateInbox, bodies: list[object]) -> object:
        stored.append(json.dumps(bodies, ensure_ascii=False))
        return put(inbox, bodies)  # type: ignore[arg-type]

    monkeypatch.setattr(UpdateInbox, "put", noted)
    async with serve(server, scripted):
        group = group_of_two(server)
        others = group.send("别人的秘密", user=group.users[1])
        await until(lambda: bool(stored), "the first update")
        stored.clear()
        group.send("我同意", reply_to=others, quote="秘密")
        group.send("@other_bot", reply_to=others)
        group.send("@qa_test_bot 甲", reply_to=others)
        await group.wait_for()
        assert stored
        assert "秘密" not in "".join(stored)
        group.send("@qa_test_bot", reply_to=others)
        await group.wait_for()
        assert "别人的秘密" in "".join(stored)
