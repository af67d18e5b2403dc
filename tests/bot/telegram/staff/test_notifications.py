"""What staff are told without asking: the weekly digest and notices, over HTTP."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram.constants import ParseMode
from telegram.ext import Defaults, ExtBot, JobQueue

from bot.dialogue.conversation import Conversation
from bot.dialogue.exchange_history import ExchangeHistory
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import Interaction, InteractionLog
from bot.telegram.handlers.handler_services import HandlerServices
from bot.telegram.outgoing import rate_limiter
from bot.telegram.outgoing.markup import LIMIT
from bot.telegram.outgoing.message_sender import MessageSender
from bot.telegram.outgoing.rate_limiter import RetryingRateLimiter
from bot.telegram.staff import notifications as module
from bot.telegram.staff.notifications import StaffNotifications
from bot.telegram.updates.concurrency import UpdateSlots
from bot.telegram.views.library_view import LibraryViews
from bot.texts.chat import STATS_NONE
from retrieval import Library
from tests.bot.conftest import SECRET, Scripted, Serve, Still
from tests.botapi import BotApiServer
from tests.waiting import until

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 09:00 in China
MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts are short in tests."""
    monkeypatch.setattr(rate_limiter, "FIRST_PAUSE", 0.001)


@dataclass
class NotificationRun:
    """The jobs of one run of the program, with a clock that the test sets."""

    services: HandlerServices
    bot: ExtBot[None]
    now: datetime = MONDAY

    def __post_init__(self) -> None:
        self.jobs = StaffNotifications(self.services, lambda: self.now)

    async def at(self, now: datetime) -> None:
        """What is done at this time."""
        self.now = now
        await self.jobs.tell(self.bot)


@asynccontextmanager
async def started(
    server: BotApiServer, library: Library, store: DatabaseWorker, staff: tuple[int, ...] = (42, 43)
) -> AsyncIterator[NotificationRun]:
    """A run of the program, as far as the jobs are concerned."""
    engine = Scripted()
    log = InteractionLog(store)
    library_views = LibraryViews(Still(engine, library), "12345")
    sender = MessageSender()
    history = ExchangeHistory(log, library_views.library, SECRET)
    services = HandlerServices(
        Conversation(engine, log, "1", SECRET), history, library_views, store, frozenset(staff), sender
    )
    bot: ExtBot[None] = ExtBot(
        server.token, base_url=f"{server.base_url}/bot", defaults=Defaults(parse_mode=ParseMode.HTML),
        rate_limiter=RetryingRateLimiter(UpdateSlots(8), sender.counts),  # type: ignore[arg-type]  # its arguments are not used
    )  # fmt: skip
    async with bot:
        yield NotificationRun(services, bot)


@pytest.fixture
def asked(log: InteractionLog) -> None:
    """One question in the week before."""
    log.add(Interaction("2026-11-18T04:00:00.000+00:00", "telegram", "谁", "none", "1", "1", 1.0, user="u"))


def notice(store: DatabaseWorker, text: str) -> None:
    """Leave a notice for the staff."""
    store.write(lambda db: db.table("notices").insert({"text": text, "time": "2026-11-23T00:00:00+00:00"}))


def waiting(store: DatabaseWorker) -> list[str]:
    """The notices that nobody has got."""
    return store.read(lambda db: [row["text"] for row in db.table("notices").rows_where("sent is null")])


async def test_the_digest_comes_on_monday_at_nine_once(
    server: BotApiServer, library: Library, store: DatabaseWorker, asked: None
) -> None:
    """To all staff, with the figures of the week before, not earlier and not twice, also after restarts."""
    chats = [server.private_chat(user_id=number) for number in (42, 43)]
    async with started(server, library, store) as run:
        await run.at(MONDAY - MINUTE)
        assert [chat.bot_messages for chat in chats] == [[], []]
        for now in (MONDAY, MONDAY + MINUTE, MONDAY + timedelta(days=3)):
            await run.at(now)
    async with started(server, library, store) as run:
        await run.at(MONDAY + timedelta(days=4))
        await run.at(MONDAY + WEEK - MINUTE)
    for chat in chats:
        (digest,) = chat.bot_messages
        assert "photo" in digest.media
        assert str(digest.caption).startswith("📊 上周问答（11月16日—11月22日）\n提问 1 次，1 人")
    assert store.read(lambda db: db.table("progress").get("digest")["value"]) == 202648


async def test_the_next_week_has_its_own(
    server: BotApiServer, library: Library, store: DatabaseWorker, asked: None
) -> None:
    """Seven days later comes the next one, also over the end of a year."""
    chat = server.private_chat(user_id=42)
    async with started(server, library, store, (42,)) as run:
        for weeks in range(8):
            await run.at(MONDAY + weeks * WEEK)
    assert len(chat.bot_messages) == 8
    assert chat.bot_messages[1].text.endswith(STATS_NONE)
    assert store.read(lambda db: db.table("progress").get("digest")["value"]) == 202702


async def test_a_digest_that_was_missed_is_made_up_for(
    server: BotApiServer, library: Library, store: DatabaseWorker, asked: None
) -> None:
    """The program was down on Monday: it comes at the next start."""
    chat = server.private_chat(user_id=42)
    async with started(server, library, store, (42,)) as run:
        await run.at(MONDAY + timedelta(days=2, hours=7))
    assert len(chat.bot_messages) == 1


async def test_a_log_that_begins_this_week_has_no_digest(
    server: BotApiServer, library: Library, store: DatabaseWorker, log: InteractionLog
) -> None:
    """There is nothing to tell of a time before the bot was there."""
    log.add(Interaction("2026-11-23T00:30:00.000+00:00", "telegram", "谁", "none", "1", "1", 1.0))
    chat = server.private_chat(user_id=42)
    async with started(server, library, store, (42,)) as run:
        await run.at(MONDAY)
        await run.at(MONDAY + MINUTE)
        assert chat.bot_messages == []
        await run.at(MONDAY + WEEK)
    assert len(chat.bot_messages) == 1


async def test_who_cannot_be_reached_holds_up_nobody(
    server: BotApiServer, library: Library, store: DatabaseWorker, asked: None, caplog: pytest.LogCaptureFixture
) -> None:
    """Who never wrote to the bot or blocked it is skipped and counted, and not tried again in that week."""
    caplog.set_level(logging.INFO)
    blocked, chat = server.private_chat(user_id=42), server.private_chat(user_id=43)
    blocked.block()
    async with started(server, library, store, (41, 42, 43)) as run:
        await run.at(MONDAY)
        calls = len(server.calls)
        await run.at(MONDAY + MINUTE)
        assert (len(server.calls), run.services.sender.counts["blocked"]) == (calls, 2)
    assert len(chat.bot_messages) == 1
    assert "weekly digest: 1 reached, 2 not" in caplog.text


async def test_who_was_out_of_reach_gets_it_later_and_the_others_once(
    server: BotApiServer, library: Library, store: DatabaseWorker, asked: None
) -> None:
    """A network that fails for one is tried again for that one alone, also by the next run of the program."""
    chats = [server.private_chat(user_id=number) for number in (42, 43)]
    server.fail("sendPhoto", 502, times=10, chat_id=42)
    for _ in range(3):
        async with started(server, library, store) as run:
            await run.at(MONDAY)
    assert [len(chat.bot_messages) for chat in chats] == [1, 1]
    assert len(server.calls_of("sendPhoto")) == 12


async def test_a_notice_reaches_all_and_is_marked(
    server: BotApiServer, library: Library, store: DatabaseWorker
) -> None:
    """Whatever is in it, once; several make one message."""
    chats = [server.private_chat(user_id=number) for number in (42, 43)]
    notice(store, "答复 3 已停用：<b>&")
    notice(store, "答复 4 已停用")
    async with started(server, library, store) as run:
        await run.at(MONDAY)
        await run.at(MONDAY + MINUTE)
    assert [[message.text for message in chat.bot_messages] for chat in chats] == [
        ["答复 3 已停用：<b>&\n\n答复 4 已停用"]
    ] * 2
    assert waiting(store) == []
    assert store.read(lambda db: db.table("notices").get(1)["sent"]) == "2026-11-23T01:00:00+00:00"


async def test_one_who_cannot_be_told_does_not_stop_a_notice(
    server: BotApiServer, library: Library, store: DatabaseWorker
) -> None:
    """Not the one who blocked the bot, nor the one whom the network does not reach."""
    blocked, far, chat = (server.private_chat(user_id=number) for number in (41, 42, 43))
    blocked.block()
    server.fail("sendMessage", 502, times=5, chat_id=42)
    notice(store, "答复 3 已停用")
    async with started(server, library, store, (40, 41, 42, 43)) as run:
        await run.at(MONDAY)
    assert [message.text for message in chat.bot_messages] == ["答复 3 已停用"]
    assert (far.bot_messages, waiting(store)) == ([], [])


async def test_a_notice_that_reached_nobody_stays(
    server: BotApiServer, library: Library, store: DatabaseWorker
) -> None:
    """It is sent when somebody can be reached again."""
    chat = server.private_chat(user_id=42)
    chat.block()
    notice(store, "答复 3 已停用")
    async with started(server, library, store, (42,)) as run:
        await run.at(MONDAY)
        assert waiting(store) == ["答复 3 已停用"]
        chat.unblock()
        await run.at(MONDAY + MINUTE)
    assert ([message.text for message in chat.bot_messages], waiting(store)) == (["答复 3 已停用"], [])


async def test_no_notice_is_cut(server: BotApiServer, library: Library, store: DatabaseWorker) -> None:
    """What does not fit into one message comes with the next."""
    chat = server.private_chat(user_id=42)
    for sign in "甲乙丙":
        notice(store, sign * (LIMIT // 2 - 2))
    async with started(server, library, store, (42,)) as run:
        await run.at(MONDAY)
        assert len(waiting(store)) == 1
        await run.at(MONDAY + MINUTE)
    said = "\n\n".join(message.text for message in chat.bot_messages)
    assert [said.count(sign) for sign in "甲乙丙"] == [LIMIT // 2 - 2] * 3


async def test_a_database_that_fails_is_reported_and_tried_again(
    server: BotApiServer, library: Library, store: DatabaseWorker, caplog: pytest.LogCaptureFixture
) -> None:
    """The jobs outlive it."""
    chat = server.private_chat(user_id=42)
    notice(store, "答复 3 已停用")
    store.write(lambda db: db.execute("alter table notices rename to hidden"))
    async with started(server, library, store, (42,)) as run:
        await run.at(MONDAY)
        assert "staff notifications" in caplog.text
        store.write(lambda db: db.execute("alter table hidden rename to notices"))
        await run.at(MONDAY + MINUTE)
    assert len(chat.bot_messages) == 1


async def test_the_service_runs_the_jobs(
    server: BotApiServer, serve: Serve, scripted: Scripted, store: DatabaseWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the job queue of the application, again and again."""
    monkeypatch.setattr(module, "FIRST_S", 0.05)
    monkeypatch.setattr(module, "EVERY_S", 0.1)
    notice(store, "第一条")
    async with serve(server, scripted, staff="42"):
        chat = server.private_chat(user_id=42)
        await chat.wait_for()
        notice(store, "第二条")
        await chat.wait_for()
    assert [message.text for message in chat.bot_messages] == ["第一条", "第二条"]


async def test_the_end_does_not_wait_for_a_job(
    server: BotApiServer, serve: Serve, scripted: Scripted, store: DatabaseWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notice under way is given up when the service ends, and is sent by the next one."""
    monkeypatch.setattr(module, "FIRST_S", 0.05)
    notice(store, "答复 3 已停用")
    chat = server.private_chat(user_id=42)
    server.fail("sendMessage", 429, retry_after=60, chat_id=42)
    counts = Counter[str]()
    async with serve(server, scripted, counts, staff="42"):
        await until(lambda: counts["flood waits"] == 1)
    assert len(server.calls_of("sendMessage")) == 1
    assert waiting(store) == ["答复 3 已停用"]
    async with serve(server, scripted, staff="42"):
        (told,) = await chat.wait_for()
    assert told.text == "答复 3 已停用"


@pytest.mark.parametrize(("staff", "jobs"), [((), 0), ((42,), 1)])
async def test_without_staff_nothing_is_scheduled(
    server: BotApiServer, library: Library, store: DatabaseWorker, staff: tuple[int, ...], jobs: int
) -> None:
    """Notices wait until there is somebody to tell."""
    queue = JobQueue[Any]()
    async with started(server, library, store, staff) as run:
        run.jobs.start(queue)
        assert len(queue.jobs()) == jobs
        run.jobs.stop()
