"""The search is away for a while: nothing is lost, nothing is answered wrongly, and nobody gets anything twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.storage.database import DatabaseWorker
from bot.storage.interactions import InteractionLog
from bot.storage.notices import unsent_notices
from bot.telegram.staff.notifications import StaffNotifications
from bot.telegram.updates import postponed_updates
from bot.texts import replies, staff_chat
from bot.texts.chat import BACK_TO_CONTENTS, INLINE_AWAY, NEXT_CLAUSE, SOURCE_BUTTON
from retrieval import Engine, Library
from tests.bot.chatting import ask, full, press, touch
from tests.bot.conftest import Serve, passage_at
from tests.bot.outage import RemoteEngine, RemoteStore, SearchSwitch
from tests.botapi import BotApiServer
from tests.botapi.model import Message
from tests.waiting import until

Waiting = asyncio.Task[list[Message]]

QUESTION, OTHER = "一共保留了多少审批事项", "选聘了多少名法律顾问"
STAFF = "42"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts are short in tests."""
    monkeypatch.setattr(postponed_updates, "SEARCH_PAUSES", (0.05,))


@pytest.fixture
def remote(engine: Engine) -> RemoteEngine:
    """The engine behind a search that is away."""
    return RemoteEngine(engine, SearchSwitch(is_away=True))


@pytest.fixture
def stored_remotely(library: Library, remote: RemoteEngine) -> Library:
    """The library whose passages and catalog are behind the same search."""
    away = replace(library)
    away.__dict__["passages"] = RemoteStore(library.passages, remote.switch)
    away.__dict__["catalog"] = RemoteStore(library.catalog, remote.switch)
    return away


def notices(store: DatabaseWorker) -> list[str]:
    """What staff are to be told."""
    return [text for _, text in store.read(lambda db: unsent_notices(db, 99))]


async def test_a_question_is_kept_and_answered_once_the_search_is_back(
    server: BotApiServer, serve: Serve, remote: RemoteEngine, engine: Engine, log: InteractionLog
) -> None:
    """It is said plainly, once; the answer follows by itself, as a reply to the question, and is logged once."""
    async with serve(server, remote):
        chat = server.private_chat()
        asked = chat.send(QUESTION)
        (said,) = await chat.wait_for()
        assert asked.message is not None
        assert (said.text, said.reply_to) == (replies.QUESTION_KEPT, asked.message.message_id)
        await chat.wait_until(lambda: remote.switch.failed > 3)
        await chat.expect_silence()
        assert log.recent(9) == []
        remote.switch.is_away = False
        (answer,) = await chat.wait_for()
        await chat.expect_silence()
    assert answer.text.startswith(f"{engine.ask(QUESTION).short}\n")
    assert answer.reply_to == asked.message.message_id
    assert [row["question"] for row in log.recent(9)] == [QUESTION]


async def test_a_chat_goes_on_and_its_questions_keep_their_order(
    server: BotApiServer, serve: Serve, remote: RemoteEngine, engine: Engine
) -> None:
    """Commands are served meanwhile; a question that comes when the search is back is answered after the older one."""
    async with serve(server, remote):
        chat = server.private_chat()
        assert (await ask(chat, QUESTION)).text == replies.QUESTION_KEPT
        assert "怎么用" in (await ask(chat, "/help")).text
        remote.switch.is_away = False
        chat.send(OTHER)
        first, second = await chat.wait_for(2)
    assert first.text.startswith(str(engine.ask(QUESTION).short))
    assert second.text.startswith(str(engine.ask(OTHER).short))


async def test_a_restart_says_nothing_again(
    server: BotApiServer, serve: Serve, remote: RemoteEngine, engine: Engine, log: InteractionLog
) -> None:
    """The inbox knows whom it was told; the next program answers, once."""
    chat = server.private_chat()
    async with serve(server, remote):
        assert (await ask(chat, QUESTION)).text == replies.QUESTION_KEPT
    before = remote.switch.failed
    async with serve(server, remote):
        await chat.wait_until(lambda: remote.switch.failed > before + 1)
        await chat.expect_silence()
    remote.switch.is_away = False
    async with serve(server, remote):
        (answer,) = await chat.wait_for()
        await chat.expect_silence()
    assert answer.text.startswith(f"{engine.ask(QUESTION).short}\n")
    assert len(log.recent(9)) == 1


async def test_many_wait_for_one_that_tries(
    server: BotApiServer, serve: Serve, remote: RemoteEngine, store: DatabaseWorker
) -> None:
    """A search that hangs holds up nobody else; everybody is told at once and answered later; staff get one notice."""
    async with serve(server, remote, staff=STAFF):
        chats = [server.private_chat(user_id=user) for user in range(1, 21)]
        assert (await ask(chats[0], QUESTION)).text == replies.QUESTION_KEPT
        remote.switch.is_refusing.clear()
        before = remote.switch.failed
        for chat in chats[1:]:
            chat.send(QUESTION)
        told, waiting = set[Waiting](), {asyncio.create_task(chat.wait_for()) for chat in chats[1:]}
        while len(waiting) > 1:  # one at the most tries, and hangs
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            told |= done
        assert "怎么用" in (await ask(server.private_chat(user_id=77), "/help")).text
        assert remote.switch.failed <= before + 1
        remote.switch.is_refusing.set()
        assert {said.text for (said,) in await asyncio.gather(*told, *waiting)} == {replies.QUESTION_KEPT}
        remote.switch.is_away = False
        for chat in chats:
            (answer,) = await chat.wait_for()
            assert "189" in answer.text
        await chats[0].expect_silence()
    assert notices(store) == [staff_chat.SEARCH_OUTAGE_NOTICE]


async def test_staff_get_the_notice_and_it_is_not_repeated(
    server: BotApiServer, serve: Serve, remote: RemoteEngine, store: DatabaseWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for each question, not for each of several outages in an hour."""
    monkeypatch.setattr("bot.telegram.staff.notifications.FIRST_S", 0.0)
    monkeypatch.setattr("bot.telegram.staff.notifications.EVERY_S", 0.1)
    monkeypatch.setattr(StaffNotifications, "digest", lambda self, bot: asyncio.sleep(0))
    async with serve(server, remote, staff=STAFF):
        staff, chat = server.private_chat(user_id=42), server.private_chat()
        for _ in range(2):
            remote.switch.is_away = True
            assert (await ask(chat, QUESTION)).text == replies.QUESTION_KEPT
            assert (await ask(chat, QUESTION)).text == replies.QUESTION_KEPT
            remote.switch.is_away = False
            await chat.wait_for(2)
        (notice,) = await staff.wait_for()
        await staff.expect_silence(0.5)
    assert notice.text == staff_chat.SEARCH_OUTAGE_NOTICE


async def test_looking_up_says_that_the_search_is_away(
    server: BotApiServer, serve: Serve, remote: RemoteEngine, store: DatabaseWorker
) -> None:
    """/find and the inline mode say so, never that nothing was found, and Telegram does not keep that for later."""
    async with serve(server, remote, staff=STAFF):
        chat, person = server.private_chat(user_id=42), server.user(7)
        assert (await ask(chat, "/find 执法")).text == replies.SEARCH_AWAY
        query = person.inline("执法")
        answer = await query.wait_answered()
        assert (query.results, answer["button"]["text"], answer["cache_time"]) == ([], INLINE_AWAY, 0)
        remote.switch.is_away = False
        assert (await ask(chat, "/find 执法")).text.startswith("🔎")
        again = person.inline("执法")
        await again.wait_answered()
        assert again.results
        await chat.expect_silence(0.1)
    assert len(notices(store)) == 1


async def test_buttons_and_commands_that_read_the_library_say_so(
    server: BotApiServer, serve: Serve, remote: RemoteEngine, stored_remotely: Library, library: Library
) -> None:
    """Where passages are behind the search, a press gets a word, and does its work once the search is back."""
    remote.switch.is_away = False
    async with serve(server, remote, held=stored_remotely, staff=STAFF):
        chat = server.private_chat(user_id=42)
        answer = await ask(chat, QUESTION)
        contents = await ask(chat, "/outline")
        remote.switch.is_away = True
        for message, label in ((answer, SOURCE_BUTTON), (contents, "一、")):
            assert (await touch(chat, message, full(message, label))).text == replies.SEARCH_AWAY
        for command in ("/library", "/outline", "/start", "/cite p17", "/cite 一/(一)", "/start p_p17"):
            assert (await ask(chat, command)).text == replies.SEARCH_AWAY
        remote.switch.is_away = False
        source = await press(chat, answer, SOURCE_BUTTON)
        assert passage_at(library, "一/(一)/一是").text in source.text
        await press(chat, source, NEXT_CLAUSE)
        below = await press(chat, contents, "一、")
        assert BACK_TO_CONTENTS not in below.text
        await chat.expect_silence(0.1)


async def test_a_reply_that_was_logged_is_sent_when_its_passages_can_be_read(
    server: BotApiServer, serve: Serve, remote: RemoteEngine, stored_remotely: Library, log: InteractionLog
) -> None:
    """The search goes between the answer and its buttons: the person is told, and gets that answer, logged once."""
    remote.switch.is_away = False
    ask_engine = remote.engine.ask

    class Leaving:
        def __getattr__(self, name: str) -> object:
            return getattr(remote.engine, name)

        def ask(self, question: str, history: tuple[str, ...] = ()) -> object:
            reply = ask_engine(question, history)
            remote.switch.is_away = True
            return reply

    async with serve(server, Leaving(), held=stored_remotely):
        chat = server.private_chat()
        assert (await ask(chat, QUESTION)).text == replies.QUESTION_KEPT
        assert len(log.recent(9)) == 1
        remote.switch.is_away = False
        (answer,) = await chat.wait_for()
        await until(lambda: log.recent(1)[0]["reply_message"] == answer.message_id, "the id of the reply")
        await chat.expect_silence()
    assert "189" in answer.text
    assert len(log.recent(9)) == 1
