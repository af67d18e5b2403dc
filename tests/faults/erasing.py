"""Erasure under faults: killed while it erases what people had asked, and a key of pseudonyms that was emptied."""

from __future__ import annotations

import asyncio
import json
import random
from functools import partial
from pathlib import Path

from bot.config.settings import SECRET_FILE
from bot.texts.chat import FORGOTTEN_STAYS
from tests.botapi import Chat
from tests.faults.harness import Checks, Finding, Ground, Program, Scenario
from tests.faults.network import playing
from tests.waiting import until

QUESTIONS = 5  # of each person


async def forgotten(ground: Ground) -> Finding:
    """SIGKILL at a random moment of /forget, over and over."""
    people, chance, checks = ground.pick(8, 2), random.Random(ground.seed), Checks()
    async with playing(ground) as (server, program):
        await program.start()
        chats = [server.private_chat(user_id=20_000 + at, first_name="p") for at in range(people + 1)]
        for chat in chats:
            for number in range(QUESTIONS):
                chat.send(f"{_mark(chat)}想问的第{number}件事")
        await until(lambda: all(len(chat.bot_messages) == QUESTIONS for chat in chats), "the replies")
        checks.that(all(_held(program, chat) for chat in chats), "what was asked is not in the files")
        for chat in chats[1:]:
            chat.send("/forget")
            await asyncio.sleep(chance.uniform(0.0, 0.4))
            await program.kill()
            await program.start()
            await until(partial(_is_told, chat), "the reply to /forget")
        # The service rewrites its files once a minute, and when it starts.
        await program.stop()
        await program.start()
        await until(lambda: not any(_held(program, chat) for chat in chats[1:]), "the last bytes to go")
        await program.stop()
        left = [file for chat in chats[1:] for file in _held(program, chat)]
        checks.that(left == [], f"left in {left}")
        checks.that(_held(program, chats[0]) != [], "another person's questions are gone")
        copy = ground.folder / "copy.db"
        code, _, said = await program.run("backup", str(copy))
        checks.that(code == 0, said)
        checks.that(not any(_is_in(copy, chat) for chat in chats[1:]), "left in a backup")
    done = (
        f"`kill -9` at a random moment of /forget, {people} times; {QUESTIONS} questions of each person, and of another"
    )
    measured = (
        f"{people} of {people} told so; no byte of their words in any file or a backup; the other's questions stay"
    )
    return Finding(done, measured, tuple(checks.wrong), {"left": len(left)})


def _mark(chat: Chat) -> str:
    """Words that nobody else writes."""
    return f"来问者{chat.id}号"


def _is_told(chat: Chat) -> bool:
    return any(FORGOTTEN_STAYS in message.text for message in chat.bot_messages)


def _held(program: Program, chat: Chat) -> list[str]:
    """The files of the state folder that hold words of a person."""
    return [path.name for path in sorted(program.state.rglob("*")) if path.is_file() and _is_in(path, chat)]


def _is_in(path: Path, chat: Chat) -> bool:
    """Plain, or as JSON escapes it."""
    content, mark = path.read_bytes(), _mark(chat)
    return mark.encode() in content or json.dumps(mark)[1:-1].encode() in content


async def emptied(ground: Ground) -> Finding:
    """The file of the key is empty, then cut short."""
    checks, said = Checks(), ""
    async with playing(ground) as (_, program):
        await program.start()
        await program.stop()
        key = program.state / SECRET_FILE
        whole = key.read_bytes()
        for left in (b"", whole[:10]):
            key.write_bytes(left)
            await program.start(ready=False)
            code, said = await program.ended(), program.said().strip()
            checks.that(code == 1, f"exit code {code} with a key of {len(left)} bytes")
            checks.that(str(key) in said and "Traceback" not in said, f"it said: {said[-300:]}")
            checks.that(key.read_bytes() == left, "the file was changed")
        key.write_bytes(whole)
        await program.start()
        await program.stop()
    return Finding(
        "`secret` emptied, then cut to 10 bytes", "2 of 2 refused with exit 1, the file named", tuple(checks.wrong)
    )


GONE = "gone once the person is told so, from every file within a minute"
REFUSED = "exit 1 with one sentence; no question gets another owner"
SCENARIOS = (
    Scenario("forgotten", "killed while it erases", GONE, forgotten),
    Scenario("emptied-key", "an emptied key of pseudonyms", REFUSED, emptied),
)
