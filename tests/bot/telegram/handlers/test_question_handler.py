"""Threads, edits, long questions, typing, menus: a conversation as a person expects it."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace

import pytest

from bot.storage.interactions import InteractionLog
from bot.storage.update_inbox import LONG_TEXT
from bot.telegram.handlers.addressing import condensed
from bot.telegram.handlers.handler_services import LONG_AT_ONCE
from bot.telegram.outgoing import message_sender, rate_limiter
from bot.telegram.updates import attempt_history
from bot.texts import lookup, replies
from bot.texts.chat import ASK_NEEDS_QUESTION, CONDENSED, MENU, QUESTION_TOO_LONG, STAFF_MENU
from bot.texts.small_talk import small_talk
from retrieval import Engine
from retrieval.models import Outcome, Reply
from tests.bot.chatting import ask, labels
from tests.bot.conftest import Scripted, Serve
from tests.botapi import BotApiServer
from tests.waiting import LONGEST_S, until, wait_until


async def test_a_reply_to_an_older_answer_follows_that_one_up(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """Not the last question but the one that was replied to comes along."""
    async with serve(server, scripted):
        chat = server.private_chat()
        first = await ask(chat, "甲")
        await ask(chat, "乙")
        chat.send("那丙呢", reply_to=first)
        await chat.wait_for()
        await ask(chat, "丁")
    assert scripted.asked[-2:] == [("那丙呢", ("甲",)), ("丁", ("甲", "那丙呢"))]


async def test_long_questions_are_answered_a_few_at_a_time(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """While they are, a short one of somebody else is answered, though it came last."""
    held, at_work, most = threading.Event(), Counter[str](), 0

    def hold(question: str) -> None:
        nonlocal most
        if len(question) > LONG_TEXT:
            at_work[question] += 1
            most = max(most, at_work.total())
            held.wait(LONGEST_S)
            at_work[question] -= 1

    scripted.hook = hold
    async with serve(server, scripted):
        others = [server.private_chat(user_id=100 + at) for at in range(6)]
        for at, chat in enumerate(others):
            chat.send(f"问题{at}" * LONG_TEXT)
        await until(lambda: at_work.total() == LONG_AT_ONCE, "the long ones")
        await ask(server.private_chat(user_id=7), "短的")
        held.set()
        for chat in others:
            await chat.wait_for()
    assert most == LONG_AT_ONCE


async def test_an_edited_question_is_answered_anew_in_place(
    server: BotApiServer, serve: Serve, scripted: Scripted, log: InteractionLog
) -> None:
    """The same message holds the new answer, the thread has the new question instead of the old, buttons belong."""
    scripted.replies["乙"] = Reply("乙", Outcome.SMALLTALK, greeting="thanks")
    async with serve(server, scripted):
        chat = server.private_chat()
        await ask(chat, "先")
        asked = chat.send("甲")
        (answer,) = await chat.wait_for()
        assert asked.message is not None
        chat.edit(asked.message, "乙")
        changed = await chat.wait_edit(answer)
        assert changed.text == small_talk("thanks", "12345")
        chat.edit(asked.message, "丙")
        await chat.wait_edit(changed)
        await ask(chat, "丁")
        await chat.expect_silence(0.1)
    assert [asked for asked, _ in scripted.asked] == ["先", "甲", "乙", "丙", "丁"]
    assert scripted.asked[3:] == [("丙", ("先",)), ("丁", ("先", "丙"))]
    assert log.recent(2)[1]["reply_message"] == answer.message_id


async def test_an_edit_that_waits_for_the_network_replaces_the_answer_all_the_same(
    server: BotApiServer, serve: Serve, scripted: Scripted, log: InteractionLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attempt before has logged the new answer, which no message holds yet: the one to replace is older."""
    monkeypatch.setattr(rate_limiter, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(attempt_history, "NETWORK_PAUSES", (0.01,))
    scripted.replies["乙"] = Reply("乙", Outcome.CLARIFY, suggestions=("某市报告", "某省报告"))
    async with serve(server, scripted):
        chat = server.private_chat()
        asked = chat.send("甲")
        (answer,) = await chat.wait_for()
        assert asked.message is not None
        server.fail("editMessageText", 502, times=rate_limiter.ATTEMPTS)
        chat.edit(asked.message, "乙")
        await chat.wait_until(lambda: labels(chat.message(answer)) == ["某市报告", "某省报告"])
        await server.wait_until_idle()
        await chat.expect_silence(0.1)
    assert [row["reply_message"] for row in log.recent(2)] == [answer.message_id] * 2


async def test_an_edit_of_a_deleted_answer_is_a_new_message(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """Where the old answer is gone, the new one is sent."""
    async with serve(server, scripted):
        chat = server.private_chat()
        asked = chat.send("甲")
        (answer,) = await chat.wait_for()
        assert asked.message is not None
        chat.delete(answer)
        chat.edit(asked.message, "乙")
        await chat.wait_for()


async def test_an_edit_that_changes_nothing_is_no_error(
    server: BotApiServer, serve: Serve, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram refuses to put the same words in place of themselves; nobody hears of it."""
    async with serve(server, scripted):
        chat = server.private_chat()
        asked = chat.send("甲")
        await chat.wait_for()
        assert asked.message is not None
        chat.edit(asked.message, "乙")
        await server.wait_until_idle()
        await chat.expect_silence(0.2)
    assert len(scripted.asked) == 2
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_an_edit_that_changes_no_words_asks_nothing_again(
    server: BotApiServer, serve: Serve, scripted: Scripted, log: InteractionLog
) -> None:
    """Telegram tells of an edit when the preview of a link has come, too; one that changes the words back is one."""
    async with serve(server, scripted):
        chat = server.private_chat()
        asked = chat.send("甲，我的电话13800138000")
        await chat.wait_for()
        for text in ("甲，我的电话13800138000", "乙", "甲，我的电话13800138000"):
            chat.edit(asked, text)
            await server.wait_until_idle()
        await ask(chat, "丙")
    assert [asked for asked, _ in scripted.asked] == ["甲，我的电话", "乙", "甲，我的电话", "丙"]
    assert len(log.recent(9)) == 4


async def test_an_edit_in_a_group_replaces_the_answer(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Also one that mentions the bot only now, which is answered then; one that no longer does changes nothing."""
    scripted.replies["乙"] = Reply("乙", Outcome.SMALLTALK, greeting="thanks")
    async with serve(server, scripted):
        group = server.group_chat()
        asked, later = group.send("@qa_test_bot 甲"), group.send("丙")
        (answer,) = await group.wait_for()
        group.edit(asked, "@qa_test_bot 乙")
        assert (await group.wait_edit(answer)).text == small_talk("thanks", "12345")
        group.edit(later, "丙 @qa_test_bot")
        (second,) = await group.wait_for()
        group.edit(later, "丁")
        await server.wait_until_idle()
        await group.expect_silence(0.1)
    assert later.message is not None
    assert second.reply_to == later.message.message_id
    assert [asked for asked, _ in scripted.asked] == ["甲", "乙", "丙"]


async def test_typing_shows_only_when_an_answer_takes_long(
    server: BotApiServer, serve: Serve, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a second is the limit."""
    assert message_sender.TYPING_AFTER == 0.5
    async with serve(server, scripted):
        chat = server.private_chat()
        monkeypatch.setattr(message_sender, "TYPING_AFTER", LONGEST_S)
        await ask(chat, "快")
        assert chat.actions == []
        monkeypatch.setattr(message_sender, "TYPING_AFTER", 0.05)
        scripted.hook = lambda question: wait_until(lambda: chat.actions)
        await ask(chat, "慢")
        assert chat.actions == ["typing"]


async def test_a_long_question_is_asked_by_its_content(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Over 300 characters the engine gets what asks; the person is told, and the log has the whole."""
    long = "我家住在城东，最近想办点事。" * 30 + "一共保留了多少审批事项？"
    async with serve(server, scripted):
        answer = await ask(server.private_chat(), long)
    assert scripted.asked == [("一共保留了多少审批事项", ())]
    assert CONDENSED in answer.text


async def test_a_question_without_end_is_declined(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Over 2,000 characters there is a sentence and no search."""
    async with serve(server, scripted):
        answer = await ask(server.private_chat(), "长" * 2001)
    assert answer.text == QUESTION_TOO_LONG.format(limit=2000)
    assert scripted.asked == []


async def test_a_question_that_becomes_a_command_is_not_asked(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """An edit is no new message: the answer stays, and no command is run."""
    async with serve(server, scripted):
        chat = server.private_chat()
        asked = chat.send("甲")
        (answer,) = await chat.wait_for()
        assert asked.message is not None
        chat.edit(asked.message, "/help")
        await ask(chat, "乙")
        assert chat.message(answer).text == answer.text
        await chat.expect_silence(0.1)
    assert [question for question, _ in scripted.asked] == ["甲", "乙"]


@pytest.mark.parametrize(
    "text",
    [
        "一共保留了多少审批事项" * 40,
        "审批事项。" * 200,
        "𠀀" * 500,
        "多少，" * 300,
        "".join(map(chr, range(0x4E00, 0x5800))),
    ],
)
def test_a_condensed_question_is_short_and_not_empty(text: str) -> None:
    """Whatever repeats is said once."""
    assert 0 < len(condensed(text)) <= 300
    assert len(condensed(text)) < len(text) / 5 or "𠀀" in text


async def test_the_menu_is_chinese_and_staff_see_more(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Everybody has the commands, groups two of them, and only staff in their own chat have the staff's."""
    staff = server.private_chat(user_id=900)
    async with serve(server, engine, staff="900,901"):
        await staff.wait_until(lambda: ("chat:900", "") in server.profile.commands)
        commands = {scope: {c["command"] for c in found} for (scope, _), found in server.profile.commands.items()}
        assert commands["all_private_chats"] == set(MENU)
        assert commands["all_group_chats"] == {"ask", "help"}
        assert commands["chat:900"] - commands["default"] == set(STAFF_MENU)
        assert "chat:901" not in commands
        latecomer = server.private_chat(user_id=901)
        await ask(latecomer, "/start")
        assert ("chat:901", "") in server.profile.commands
    assert all("\u4e00" <= c["description"][0] <= "\u9fff" for c in server.profile.commands["default", ""])


async def test_staff_commands_are_for_staff(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """/find ranks clauses with a button each for staff; for anybody else there is no such command."""
    async with serve(server, engine, staff="900"):
        staff, citizen = server.private_chat(user_id=900), server.private_chat(user_id=5)
        found = await ask(staff, "/find 执法记录仪")
        assert "一、(三)一是" in found.text
        assert labels(found)[0] == "1"
        assert (await ask(staff, "/find")).text == lookup.FIND_NEEDS_WORDS
        assert (await ask(citizen, "/find 执法记录仪")).text == replies.UNKNOWN_COMMAND


async def test_ask_takes_the_question_with_it(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """/ask and a question is a question; /ask alone is told how."""
    async with serve(server, scripted):
        chat = server.private_chat()
        await ask(chat, "/ask 甲 乙")
        assert ASK_NEEDS_QUESTION[:6] in (await ask(chat, "/ask")).text
    assert scripted.asked == [("甲 乙", ())]


async def test_a_message_without_words_gets_a_hint_in_a_private_chat(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """Commas and colons are taken off around a question; where nothing is left, that is said and not passed over."""
    async with serve(server, scripted):
        chat, group = server.private_chat(), server.group_chat()
        for text in ("，", "：："):
            assert ASK_NEEDS_QUESTION[:6] in (await ask(chat, text)).text
        answer = await ask(group, "@qa_test_bot 甲")
        group.send("，", reply_to=answer)
        await server.wait_until_idle()
        await group.expect_silence(0.1)
    assert scripted.asked == [("甲", ())]


async def test_the_source_is_linked_where_it_is_known(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """A citation of a report whose address staff wrote down leads there."""
    library = engine.library
    loaded = library.loaded_reports[0]
    facts = replace(loaded.report.facts, url="https://example.gov.cn/a?b=1&c=2")
    held = library.with_reports([replace(loaded, report=replace(loaded.report, facts=facts))])
    async with serve(server, engine, held=held):
        answer = await ask(server.private_chat(), "一共保留了多少审批事项")
    assert [e.url for e in answer.entities if e.type == "text_link"] == ["https://example.gov.cn/a?b=1&c=2"]
