"""What a person can see of what is kept of them, and that what they erase is gone from the file itself."""

from __future__ import annotations

from pathlib import Path

from bot.dialogue.exchange_history import PAGE_SIZE
from bot.privacy.redaction import pseudonym
from bot.storage.interactions import InteractionLog
from bot.telegram.outgoing.callback_data import ShowMyDataPress, encode
from bot.texts import replies
from bot.texts.chat import (
    BAD_BUTTON,
    FORGET_FAILED,
    FORGOTTEN_ALL,
    FORGOTTEN_STAYS,
    GOOD_BUTTON,
    MYDATA_LEAD,
    MYDATA_NONE,
    MYDATA_UNREADABLE,
    NEXT_PAGE,
    STALE_BUTTON,
)
from tests.bot.chatting import ask, press, touch
from tests.bot.conftest import SECRET, Scripted, Serve
from tests.botapi import BotApiServer


def bytes_of(log: InteractionLog) -> bytes:
    """Everything that the database's files hold."""
    folder = log.path.parent
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.name.startswith(log.path.name))


async def test_a_person_sees_what_is_kept_of_them(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Their questions without personal data, newest first, by the page, and nobody else's."""
    async with serve(server, scripted):
        chat, other = server.private_chat(user_id=1), server.private_chat(user_id=2)
        assert (await ask(chat, "/mydata")).text == MYDATA_NONE
        await ask(other, "别人的问题")
        for number in range(PAGE_SIZE):
            await ask(chat, f"第{number}问")
        answer = await ask(chat, "我的电话13800138000")
        await touch(chat, answer, GOOD_BUTTON)
        shown = await ask(chat, "/mydata")
        assert MYDATA_LEAD.format(count=PAGE_SIZE + 1, ratings=1) in shown.text
        assert f"我的电话{replies.MASKS['mobile']}" in shown.text
        assert f"　{GOOD_BUTTON}" in shown.text
        assert "别人" not in shown.text
        assert "第0问" not in shown.text
        older = await press(chat, shown, NEXT_PAGE)
        assert "第0问" in older.text


async def test_what_is_erased_is_gone_from_the_file(
    server: BotApiServer, serve: Serve, scripted: Scripted, log: InteractionLog
) -> None:
    """After /forget no byte of the person's questions, nor their pseudonym, is in any file; others' stay."""
    async with serve(server, scripted):
        chat, other = server.private_chat(user_id=1), server.private_chat(user_id=2)
        for number in range(30):
            answer = await ask(chat, f"秘密之问{number}" + "长" * (number * 7))
            await ask(other, f"公开之问{number}" + "短" * (number * 5))
        await touch(chat, answer, BAD_BUTTON)
        mine, theirs = pseudonym(1, SECRET).encode(), pseudonym(2, SECRET).encode()
        assert "秘密之问".encode() in bytes_of(log)
        assert mine in bytes_of(log)
        said = await ask(chat, "/forget")
        assert said.text.startswith(FORGOTTEN_ALL.format(count=30, ratings=1, copies=0))
        assert said.text.endswith(FORGOTTEN_STAYS)
        left = bytes_of(log)
        assert "秘密之问".encode() not in left
        assert mine not in left
        assert "公开之问29".encode() in left
        assert theirs in left
        assert (await ask(chat, "/mydata")).text == MYDATA_NONE


async def test_erasing_forgets_the_thread_and_the_buttons(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """The next question follows nothing up, and an old answer knows its exchange no more."""
    async with serve(server, scripted):
        chat = server.private_chat()
        answer = await ask(chat, "甲")
        await ask(chat, "/forget")
        assert (await touch(chat, answer, GOOD_BUTTON)).text == STALE_BUTTON
        await ask(chat, "乙")
    assert scripted.asked[-1] == ("乙", ())


async def test_a_log_that_cannot_be_read_is_no_error(
    server: BotApiServer, serve: Serve, scripted: Scripted, log: InteractionLog
) -> None:
    """Answers come all the same; what needs the log says that it cannot."""
    log.path.parent.mkdir()
    Path(log.path).write_text("rubbish " * 1000)
    async with serve(server, scripted):
        chat = server.private_chat()
        answer = await ask(chat, "甲")
        query = chat.press_data(answer, encode(ShowMyDataPress(1)))
        await query.wait_answered()
        assert query.text == MYDATA_UNREADABLE
        assert (await ask(chat, "/mydata")).text == MYDATA_UNREADABLE
        assert (await ask(chat, "/forget")).text == FORGET_FAILED


async def test_stored_data_is_paged_in_ones_own_chat_only(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """A press on a message of a group, as a changed client sends it, shows none there."""
    async with serve(server, scripted):
        group = server.group_chat()
        answer = await ask(group, "@qa_test_bot 甲")
        query = group.press_data(answer, "d:0")
        assert (await query.wait_answered())["text"] == STALE_BUTTON
    assert group.message(answer).text == answer.text
