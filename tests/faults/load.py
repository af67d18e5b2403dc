"""Too much of it: a flood from one person, a hundred thousand updates, and a clock that jumps."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tests.botapi import BotApiServer, Chat
from tests.faults.harness import (
    ROOT,
    TOKEN,
    Asked,
    Checks,
    Crowd,
    Finding,
    Ground,
    Program,
    Scenario,
    inbox_rows,
    log_rows,
    number_in,
    questions,
    unanswered,
)
from tests.faults.network import playing
from tests.pace import slowness
from tests.waiting import until

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
ROUNDS = 5  # so many hundreds at a time
ROOMS = 100  # updates among which there is one question


async def one_person(ground: Ground) -> Finding:
    """A thousand updates at once from one person."""
    flood, checks = ground.pick(1000, 1000), Checks()
    async with playing(ground) as (server, program):
        await program.start()
        crowd = Crowd(server, 10)
        crowd.ask(10)
        await crowd.answered()
        before, usual, began = program.resident(), slowness(), time.monotonic()
        loud = server.private_chat(user_id=666, first_name="loud")
        for at in range(flood):
            loud.send(f"问题{at}")
        waits: list[float] = []
        most = before
        while server.pending_updates or not waits or len(waits) < 10:
            (asked,) = crowd.ask()
            started = time.monotonic()
            checks.that(await crowd.answered([asked]), "another person got no reply")
            waits.append(time.monotonic() - started)
            most = max(most, program.resident())
            await asyncio.sleep(0.1)
        await _drained(program, ground)
        most, usual = max(most, program.resident()), max(usual, slowness())
        minutes = 1 + int((time.monotonic() - began) / 60)
        told, tally = len(loud.bot_messages), crowd.tally()
    checks.that(max(waits) < 2.0 * usual, f"others waited up to {max(waits):.1f} s")
    checks.that(most - before < 20, f"memory grew by {most - before:.1f} MB")
    checks.that(61 <= told <= 61 * minutes, f"{told} messages to the one person, wanted 60 and a notice a minute")
    checks.that(tally.lost == 0, str(tally))
    measured = (
        f"{len(waits)} questions of others answered meanwhile, the slowest after {max(waits):.2f} s; "
        f"{told} messages to the one; memory +{most - before:.1f} MB"
    )
    figures = {"slowest_s": max(waits), "grown_mb": most - before}
    return Finding(f"{flood:,} updates at once", measured, tuple(checks.wrong), figures)


async def _drained(program: Program, ground: Ground) -> None:
    """Wait until nothing is left to be handled."""
    await until(lambda: not inbox_rows(program.state, ground.folder, "number", "state = 'waiting'"), "the rest")


async def many(ground: Ground) -> Finding:
    """A hundred thousand updates: chatter of groups, commands, questions."""
    count, checks = ground.pick(100_000, 5_000), Checks()
    async with BotApiServer(TOKEN) as server:
        program = Program(server.base_url, ground.folder)
        try:
            await program.start()
            crowd = Crowd(server, 20)
            crowd.ask(60)  # every thread has worked once
            await crowd.answered()
            asked: list[Asked] = []
            feed, samples, started = mixture(server, asked), [], time.monotonic()
            largest = 0.0
            step = max(ROOMS, count // 100)
            for done in range(0, count, step):
                for _ in range(step // ROOMS):
                    for _ in range(ROOMS):
                        next(feed)
                    await until(lambda: len(unanswered(asked[-2 * ROUNDS :])) < ROUNDS, "replies")
                if done >= count // 10:
                    samples.append(program.resident())
                largest = max(largest, _megabytes(program.state))
                _forget(server)
            await until(lambda: not server.core.updates.pending and not unanswered(asked[-1:]), "the last")
            seconds = time.monotonic() - started
            crowd.ask(3)
            checks.that(await crowd.answered(), "no reply after all that")
            samples.append(program.resident())
        finally:
            await program.close()
        checks.that(server.violations == [], f"calls that Telegram refuses: {server.violations[:2]}")
    slope = statistics.linear_regression(range(len(samples)), samples).slope * len(samples)
    grown = statistics.fmean(samples[-5:]) - statistics.fmean(samples[:5])
    checks.that(grown < 15, f"memory grew by {grown:.1f} MB after the first tenth")
    checks.that(largest < 40, f"the inbox grew to {largest:.0f} MB")
    measured = (
        f"{count / seconds:.0f} a second; after the first tenth {len(samples)} samples of {min(samples):.0f} to "
        f"{max(samples):.0f} MB, trend {slope:+.1f} MB; inbox at most {largest:.1f} MB on disk"
    )
    figures = {"grown_mb": grown, "trend_mb": slope, "min_mb": min(samples), "max_mb": max(samples)}
    return Finding(f"{count:,} updates, 96% chatter of groups", measured, tuple(checks.wrong), figures)


def mixture(server: BotApiServer, sent: list[Asked]) -> Iterator[None]:
    """Send one update after the other: of a hundred 96 not meant for the bot, two commands, a press, a question."""
    people = [server.user(50_000 + at, "p") for at in range(200)]
    groups = [
        server.group_chat(people[at * 10 : at * 10 + 10], chat_id=-1_002_000_000_000 - at, title=f"群{at}")
        for at in range(20)
    ]
    privates = [server.private_chat(user_id=50_000 + at, first_name="p") for at in range(200)]
    texts, at = questions(), 0
    while True:
        for place in range(ROOMS):
            at += 1
            private = privates[at // ROOMS % 200]
            if place == ROOMS - 1:
                update = private.send(next(texts))
                if update.message:
                    sent.append(Asked(private, update.message.message_id, update.update_id))
            else:
                _send(place, groups[at % 20], private, f"闲聊第{at}句")
            yield


def _send(place: int, group: Chat, private: Chat, text: str) -> None:
    match place:
        case 40:
            private.send("/help")
        case 70:
            private.send("/library")
        case 80:
            private.send_sticker()
        case _:
            group.send(text, user=group.users[place % 10])


def _forget(server: BotApiServer) -> None:
    """The server remembers everything for tests; it is not to grow either."""
    server.core.calls.clear()
    for store in server.core.chats.values():
        for message_id in [*store._versions][:-50]:
            del store._versions[message_id]
        del store.bot_log[:-50]


def _megabytes(state: Path) -> float:
    return sum(path.stat().st_size for path in state.glob("inbox.db*")) / 2**20


async def clock(ground: Ground) -> Finding:
    """The clock of the machine is set: an hour ahead, then two back."""
    if not FAKETIME.exists():
        return Finding("", skipped=f"there is no {FAKETIME} (apt-get install faketime)")
    checks, set_to = Checks(), ground.folder / "clock"
    ground.folder.mkdir(parents=True, exist_ok=True)
    set_to.write_text("+0\n")
    async with BotApiServer(TOKEN) as server:
        program = Program(
            server.base_url, ground.folder, LD_PRELOAD=str(FAKETIME), FAKETIME_TIMESTAMP_FILE=str(set_to),
            DONT_FAKE_MONOTONIC="1", FAKETIME_FORCE_MONOTONIC_FIX="0", FAKETIME_NO_CACHE="1",
        )  # fmt: skip
        try:
            await program.start()
            crowd = Crowd(server, 20)
            for jump in ("+0", "+3600", "-3600"):
                _set(set_to, jump)
                for _ in range(ground.pick(20, 6)):
                    crowd.ask(2)
                    await asyncio.sleep(0.1)
                checks.that(await crowd.answered(), f"no reply at {jump} s")
            loud = server.private_chat(user_id=777, first_name="loud")
            for at in range(80):
                loud.send(f"问题{at}")
            _set(set_to, "+7200")
            await until(lambda: not server.pending_updates, "the confirmation")
            (last,) = crowd.ask()
            checks.that(await crowd.answered([last]), "no reply at the end")
            await _drained(program, ground)
            told, said, tally = len(loud.bot_messages), program.said(), crowd.tally()
            code = await program.stop() and program.code
        finally:
            await program.close()
    hours = log_rows(program.state, ground.folder, "1", "distinct substr(time, 1, 13)")
    checks.that(hours >= 4, f"the clock did not jump: {hours} different hours in the log")
    checks.that((tally.lost, tally.repeated, tally.disordered) == (0, 0, ()), str(tally))
    checks.that(told == 61, f"the limit let {told} messages through, wanted 60 and a notice")
    checks.that(code == 0 and " ERROR " not in said, f"exit {code}, {said[-300:]}")
    measured = f"{tally}; the limit of 60 a minute held ({told} messages for 80 questions); exit {code}"
    done = f"an hour ahead, two back, three ahead, while {len(crowd.asked)} questions are asked"
    return Finding(done, measured, tuple(checks.wrong))


AHEAD = """
import datetime, os, time
from bot import clock

_days, _time, _now = float(os.environ["DAYS_AHEAD"]), time.time, clock.now
time.time = lambda: _time() + 86400 * _days
clock.now = lambda: _now() + datetime.timedelta(days=_days)
"""
"""Runs before anything else in the process, and sets its clock ahead."""


async def clock_ahead(ground: Ground) -> Finding:
    """The clock is years ahead at a start, twice, then right again, and a day passes."""
    checks, site, count = Checks(), ground.folder / "site", 10
    site.mkdir(parents=True)
    (site / "sitecustomize.py").write_text(AHEAD, encoding="utf-8")
    async with BotApiServer(TOKEN) as server:
        program = Program(
            server.base_url, ground.folder, PYTHONPATH=f"{site}:{ROOT}", WENDA_RETENTION_DAYS="1", DAYS_AHEAD="0"
        )
        try:
            await program.start()
            crowd = Crowd(server, 10)
            crowd.ask(count)
            checks.that(await crowd.answered(), "no reply")
            bad = server.inject({"message": {"message_id": "x"}}).update_id
            await until(lambda: _set_aside(program, ground) == [bad], "the update to be set aside")
            await program.stop()
            told = 0
            for days in (1_500.0, 1_500.1, 0.01):
                program.environment["DAYS_AHEAD"] = str(days)
                await _until_looked(program, ground, days)
                told += "nothing is erased yet" in program.said()
                await program.stop()
            kept, aside = log_rows(program.state, ground.folder), _set_aside(program, ground)
            program.environment["DAYS_AHEAD"] = "1.1"
            await program.start()
            await until(lambda: not log_rows(program.state, ground.folder), "what is due to be erased")
            await program.stop()
        finally:
            await program.close()
    checks.that(kept == count, f"{count - kept} of {count} exchanges were erased by a clock that was years ahead")
    checks.that(aside == [bad], "the update that was set aside is gone")
    checks.that(told == 2, f"{told} of 2 starts with that clock said so")
    measured = (
        f"{kept} of {count} exchanges and the update that was set aside kept, said at {told} of 2 starts; once the "
        "clock had gone on for a day, what was due was erased"
    )
    return Finding(
        "two starts four years ahead, with a retention of one day; then the right time, and a start a day later",
        measured, tuple(checks.wrong), {"kept": kept},
    )  # fmt: skip


async def _until_looked(program: Program, ground: Ground, days: float) -> None:
    """Start, and wait until the program has looked at its clock."""
    await program.start()
    since = time.time() + 86_400 * days - 60
    looked = "select coalesce(max(value), 0) from progress where name = 'clock looked at last'"
    await until(lambda: abs(number_in(program.state, ground.folder, looked) - since) < 3_600, "a look at the clock")


def _set_aside(program: Program, ground: Ground) -> list[int]:
    return [row[0] for row in inbox_rows(program.state, ground.folder, "number", "state = 'aside'")]


def _set(clock_file: Path, offset: str) -> None:
    draft = clock_file.with_suffix(".new")
    draft.write_text(f"{offset}\n", encoding="ascii")
    os.replace(draft, clock_file)


SCENARIOS = (
    Scenario("one-person", "a flood from one person", "others answered within 2 s; memory +20 MB at most", one_person),
    Scenario("many", "very many updates", "memory grows by less than 15 MB after the first tenth", many),
    Scenario("clock", "clock jump", "all answered in order; limits work", clock),
    Scenario(
        "clock-ahead",
        "a start with a clock that is years ahead",
        "nothing is erased by its age, and the log says so; what is due is erased once two looks a day apart agree",
        clock_ahead,
    ),
)
