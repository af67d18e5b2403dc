"""Reactions on answers, over HTTP."""

from __future__ import annotations

from bot.privacy.redaction import pseudonym
from bot.storage.interactions import InteractionLog
from bot.texts.chat import BAD_BUTTON, COMPLAINTS
from retrieval import Engine
from tests.bot.chatting import ask, press, touch
from tests.bot.conftest import SECRET, Serve
from tests.botapi import BotApiServer
from tests.waiting import until

QUESTION = "一共保留了多少审批事项"


def ratings(log: InteractionLog) -> set[tuple[str, str, str | None]]:
    """Who gave which rating, with the complaint."""
    rows = log.store.read(lambda db: list(db.table("ratings").rows))
    return {(row["user"], row["verdict"], row["complaint"]) for row in rows}


def of(user: int, verdict: str) -> tuple[str, str, str | None]:
    """A rating without a complaint."""
    return pseudonym(user, SECRET), verdict, None


async def test_a_reaction_in_a_private_chat_is_a_thumb(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog
) -> None:
    """👍 and 👎 count, the last one; one that is taken back is withdrawn; others, and others' messages, are nothing."""
    async with serve(server, engine):
        chat = server.private_chat(7)
        answer = await ask(chat, QUESTION)
        for emojis, expected in (
            (("🔥", "👍"), {of(7, "good")}),
            (("👎",), {of(7, "bad")}),
            (("❤",), set()),
            (("🎉",), set()),
            (("👍",), {of(7, "good")}),
            ((), set()),
        ):
            chat.react(answer, *emojis)
            await until(lambda wanted=expected: ratings(log) == wanted, str(emojis))  # type: ignore[misc]
        chat.react(chat.messages[0], "👍")
        await server.wait_until_idle()
        await chat.expect_silence(0.1)
    assert ratings(log) == set()
    assert answer.history == chat.message(answer).history


async def test_reactions_of_a_group_come_to_an_administrator(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog
) -> None:
    """Each member's counts; a member of a group hears of none."""
    async with serve(server, engine):
        group = server.group_chat([server.user(7), server.user(8)])
        answer = await ask(group, f"@qa_test_bot {QUESTION}")
        group.react(answer, "👍")
        group.set_bot_status("administrator")
        group.react(answer, "👎", user=group.users[1])
        await until(lambda: ratings(log) == {of(8, "bad")}, "the rating of the second")


async def test_a_complaint_outlives_the_reaction(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog
) -> None:
    """Who has said by a button what was wrong does not take that back with a reaction."""
    async with serve(server, engine):
        chat = server.private_chat(7)
        answer = await ask(chat, QUESTION)
        chat.react(answer, "👎")
        await until(lambda: bool(ratings(log)), "the rating")
        await press(chat, answer, BAD_BUTTON)
        await touch(chat, chat.message(answer), COMPLAINTS["outdated"])
        chat.react(answer)
        await server.wait_until_idle()
        await ask(chat, QUESTION)
    assert ratings(log) == {(pseudonym(7, SECRET), "bad", "outdated")}


async def test_reactions_of_a_crowd_cost_nobody_the_answer(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """They count in no limit of the group's questions."""
    async with serve(server, engine):
        group = server.group_chat([server.user(7)])
        group.set_bot_status("administrator")
        said = group.send("大家好")
        for user in range(100, 160):
            group.react(said, "👍", user=server.user(user))
        answer = await ask(group, f"@qa_test_bot {QUESTION}")
        assert answer.text.startswith("189项")


async def test_reactions_are_asked_for(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Telegram sends them to bots that name them only."""
    async with serve(server, engine):
        await ask(server.private_chat(), "/start")
    assert "message_reaction" in server.calls_of("getUpdates")[-1].params["allowed_updates"]
