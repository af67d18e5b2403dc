"""/stats in the chat of one of the staff, over HTTP."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot import clock
from bot.config.extras import Extra, MissingExtraError
from bot.storage.interactions import Interaction, InteractionLog
from bot.telegram.outgoing import rate_limiter
from bot.texts import replies
from bot.texts.chat import NO_CHART, STATS_NEEDS, STATS_NONE, STATS_UNREADABLE
from retrieval import Engine
from tests.bot.chatting import ask
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer, Message

STAFF = "42"


@pytest.fixture
def asked(log: InteractionLog) -> None:
    """Three questions of today and one of twenty days ago, which are words of HTML."""
    for days, outcome in [(20, "answer"), (0, "answer"), (0, "none"), (0, "smalltalk")]:
        time = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
        traces = ({"file": "a.txt", "clause": "一", "start": 0, "end": 9},) if outcome == "answer" else ()
        log.add(Interaction(time, "<b>&", "谁", outcome, "1", "1", 1.0, user="u", passages=traces))


@pytest.fixture
def frozen_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day is the first of December 2026."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, 4, tzinfo=UTC))


def picture(server: BotApiServer, message: Message) -> bytes:
    """What a person sees above the words."""
    stored = server.core.files.get(message.media["photo"][0]["file_id"])
    assert stored is not None
    return stored.content


@pytest.mark.parametrize(
    ("said", "days", "count"), [("/stats", 7, 3), ("/stats 30", 30, 4), ("/stats １天", 1, 3), ("/stats 20 天", 20, 3)]
)
async def test_staff_get_figures_under_a_picture(
    server: BotApiServer, serve: Serve, engine: Engine, asked: None, said: str, days: int, count: int
) -> None:
    """Of seven days, or of as many as are wanted, today included, in one message."""
    async with serve(server, engine, staff=STAFF):
        chat = server.private_chat(user_id=42)
        message = await ask(chat, said)
        await chat.expect_silence()
    assert message.caption is not None
    lines = message.caption.splitlines()
    assert lines[0].endswith(f"共 {days} 天")
    assert lines[1].startswith(f"提问 {count} 次，1 人（前 {days} 天")
    assert f"来自：<b>& {count}" in lines
    assert picture(server, message).startswith(b"\x89PNG")


async def test_a_period_of_several_years_shows_the_years(
    server: BotApiServer, serve: Serve, engine: Engine, asked: None, frozen_day: None
) -> None:
    """Both of its ends, since a day of last year has the same name as today; a week of one year needs none."""
    async with serve(server, engine, staff=STAFF):
        chat = server.private_chat(user_id=42)
        year, week = await ask(chat, "/stats 366"), await ask(chat, "/stats")
    assert "📊 2025年12月1日—2026年12月1日，共 366 天" in str(year.caption or year.text)
    assert "📊 11月25日—12月1日，共 7 天" in str(week.caption or week.text)


@pytest.mark.parametrize("said", ["/stats 0", "/stats 367", "/stats -1", "/stats 很多", "/stats 7 7 7 7"])
async def test_other_words_are_answered_with_what_is_wanted(
    server: BotApiServer, serve: Serve, engine: Engine, said: str
) -> None:
    """A number of days from one to a year."""
    async with serve(server, engine, staff=STAFF):
        assert (await ask(server.private_chat(user_id=42), said)).text == STATS_NEEDS.format(most=366)


async def test_nobody_else_has_the_command(server: BotApiServer, serve: Serve, engine: Engine, asked: None) -> None:
    """To citizens it is unknown, whatever follows it, and in a group it is for nobody."""
    async with serve(server, engine, staff=STAFF):
        citizen = server.private_chat(user_id=5)
        for said in ("/stats", "/stats 30"):
            assert (await ask(citizen, said)).text == replies.UNKNOWN_COMMAND
        group = server.group_chat(users=[server.user(user_id=42)])
        group.send("/stats")
        await group.expect_silence()
    assert not server.calls_of("sendPhoto")


async def test_a_quiet_time_has_no_picture(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """A sentence says that nobody asked."""
    async with serve(server, engine, staff=STAFF):
        assert STATS_NONE in (await ask(server.private_chat(user_id=42), "/stats")).text


async def test_without_the_extra_the_words_come_and_say_what_to_install(
    server: BotApiServer, serve: Serve, engine: Engine, asked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures come as text where nothing can draw them."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    async with serve(server, engine, staff=STAFF):
        message = await ask(server.private_chat(user_id=42), "/stats")
    assert "提问 3 次" in message.text
    assert message.text.endswith(NO_CHART.format(error=MissingExtraError(Extra.CHARTS)))
    assert not server.calls_of("sendPhoto")


async def test_a_picture_that_fails_is_sent_again(
    server: BotApiServer, serve: Serve, engine: Engine, asked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway that fails, or markup that is refused, costs nobody the figures; they come once and whole."""
    monkeypatch.setattr(rate_limiter, "FIRST_PAUSE", 0.01)
    server.fail("sendPhoto", 502, times=2)
    server.fail("sendPhoto", 400, description="Bad Request: can't parse entities")
    counts: Counter[str] = Counter()
    async with serve(server, engine, counts, staff=STAFF):
        chat = server.private_chat(user_id=42)
        message = await ask(chat, "/stats")
        await chat.expect_silence()
    assert message.caption is not None
    assert "来自：<b>& 3" in message.caption
    assert (counts["plain"], counts["sent"], counts["retries"]) == (1, 1, 2)
    assert picture(server, message).startswith(b"\x89PNG")


async def test_a_log_that_cannot_be_read_is_said(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog, caplog: pytest.LogCaptureFixture
) -> None:
    """The staff are told, and the log of the program says why."""
    async with serve(server, engine, staff=STAFF):
        log.path.unlink(missing_ok=True)
        log.path.parent.mkdir(exist_ok=True)
        log.path.write_text("rubbish " * 1000)
        assert (await ask(server.private_chat(user_id=42), "/stats")).text == STATS_UNREADABLE
    assert "the log cannot be read for its figures" in caplog.text
