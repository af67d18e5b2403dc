"""Pictures, files, albums and voices: what is written below them is a question, and they are answered once."""

from __future__ import annotations

import pytest

from bot.storage.interactions import InteractionLog
from bot.telegram.handlers.albums import Album
from bot.texts import replies
from bot.texts.chat import SOURCE_BUTTON
from retrieval import Engine
from tests.bot.chatting import labels
from tests.bot.conftest import Scripted, Serve
from tests.botapi import BotApiServer

QUESTION = "执法记录仪有多少台"


@pytest.mark.parametrize("send", ["send_photo", "send_document", "send_voice"])
async def test_a_caption_is_a_question(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog, send: str
) -> None:
    """Below a picture, a file or a voice, in a private chat."""
    async with serve(server, engine):
        chat = server.private_chat()
        update = getattr(chat, send)(QUESTION)
        (answer,) = await chat.wait_for()
        await chat.expect_silence(0.1)
    assert answer.text.startswith("788台\n")
    assert update.message is not None
    assert answer.reply_to == update.message.message_id
    assert log.recent(1)[0]["question"] == QUESTION


async def test_a_caption_that_mentions_the_bot_is_a_question_in_a_group(
    server: BotApiServer, serve: Serve, engine: Engine
) -> None:
    """Other pictures of the group are nobody's question, whatever stands below them."""
    async with serve(server, engine):
        group = server.group_chat()
        group.send_photo(f"@qa_test_bot {QUESTION}")
        (answer,) = await group.wait_for()
        assert answer.text.startswith("788台\n")
        assert labels(answer) == [SOURCE_BUTTON]
        group.send_document(f"/ask {QUESTION}", reply_to=answer)
        assert (await group.wait_for())[0].text.startswith("788台\n")
        group.send_photo(QUESTION)
        group.send_photo(f"@other_bot {QUESTION}")
        group.send_photo(f"/ask@other_bot {QUESTION}")
        group.send_voice()
        await server.wait_until_idle()
        await group.expect_silence(0.1)


async def test_an_edited_caption_is_answered_anew_in_place(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """As an edited text is; also one that gets its words only by the edit."""
    async with serve(server, scripted):
        chat = server.private_chat()
        asked, bare = chat.send_photo("甲"), chat.send_photo()
        answer, request = await chat.wait_for(2)
        assert request.text == replies.NOT_TEXT
        chat.edit(asked, "乙")
        await chat.wait_until(lambda: len(scripted.asked) == 2)
        chat.edit(bare, "丙")
        (added,) = await chat.wait_for()
    assert [question for question, _ in scripted.asked] == ["甲", "乙", "丙"]
    assert added.message_id not in (answer.message_id, request.message_id)


@pytest.mark.parametrize("at", [0, 1, 3])
async def test_an_album_is_answered_once(server: BotApiServer, serve: Serve, engine: Engine, at: int) -> None:
    """Whichever of its pictures bears the question; what was said to the first ones becomes the answer."""
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send_album([QUESTION if number == at else "" for number in range(4)])
        (answer,) = await chat.wait_for()
        await chat.wait_until(lambda: chat.message(answer).text.startswith("788台\n"))
        await server.wait_until_idle()
        await chat.expect_silence(0.1)
        chat.send_album(["", ""])
        assert (await chat.wait_for())[0].text == replies.NOT_TEXT
        await server.wait_until_idle()
        await chat.expect_silence(0.1)


async def test_an_album_that_asks_the_same_with_each_picture_is_answered_once(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """Two questions are two; and the same question in another album is asked again."""
    async with serve(server, scripted):
        chat, group = server.private_chat(), server.group_chat()
        chat.send_album(["甲", "甲", "乙"])
        await chat.wait_for(2)
        chat.send_album(["甲"])
        await chat.wait_for()
        group.send_album(["", "@qa_test_bot 丙", ""])
        await group.wait_for()
        await server.wait_until_idle()
        await chat.expect_silence(0.1)
        await group.expect_silence(0.1)
    assert [question for question, _ in scripted.asked] == ["甲", "乙", "甲", "丙"]


async def test_a_voice_gets_one_friendly_line(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """In a private chat, and in a group as a reply to the bot; a group's other voices get none."""
    async with serve(server, scripted):
        chat, group = server.private_chat(), server.group_chat()
        for send in (chat.send_voice, chat.send_video_note):
            send()
            assert [said.text for said in await chat.wait_for()] == [replies.NOT_SPOKEN]
        group.send("@qa_test_bot 甲")
        (answer,) = await group.wait_for()
        spoken = group.send_voice(reply_to=answer)
        (said,) = await group.wait_for()
        assert spoken.message is not None
        assert (said.text, said.reply_to) == (replies.NOT_SPOKEN, spoken.message.message_id)
        group.send_voice()
        group.send_sticker(reply_to=answer)
        await server.wait_until_idle()
        await chat.expect_silence(0.1)
        await group.expect_silence(0.1)


async def test_a_number_in_a_caption_is_masked(
    server: BotApiServer, serve: Serve, scripted: Scripted, log: InteractionLog
) -> None:
    """As in a text."""
    async with serve(server, scripted):
        chat = server.private_chat()
        chat.send_photo("我的电话13800138000，甲有多少")
        await chat.wait_for()
    assert log.recent(1)[0]["question"] == "我的电话［手机号］，甲有多少"
    assert "13800138000" not in scripted.asked[0][0]


def test_an_album_keeps_no_words() -> None:
    """It knows a caption again that was answered, and holds nothing that an erasure would have to reach."""
    album = Album()
    album.answer(QUESTION)
    assert (album.has_answered(QUESTION), album.has_answered("甲")) == (True, False)
    assert QUESTION not in repr(album)
