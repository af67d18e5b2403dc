"""How the program ends: killed at any moment, told to stop, and the stock behaviour for comparison."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from bot.storage.update_inbox import SUSPECT_CRASHES
from tests.botapi import BotApiServer
from tests.faults.harness import (
    FOR_EVER,
    TOKEN,
    Checks,
    Crowd,
    Finding,
    Ground,
    Program,
    Scenario,
    free_port,
    inbox_rows,
)
from tests.pace import slowness
from tests.waiting import until

CHATS = 50
BURST = 8
STOP_S = 30.0
NETWORK_S = 0.05  # what a call to Telegram takes


async def killed_polling(ground: Ground) -> Finding:
    """SIGKILL over and over, by long polling."""
    return await _killed(ground, None)


async def killed_webhook(ground: Ground) -> Finding:
    """The same by webhook."""
    return await _killed(ground, free_port())


async def _killed(ground: Ground, hook: int | None) -> Finding:
    kills, count = ground.pick(8, 4), ground.pick(300, 120)
    chance, checks = random.Random(ground.seed), Checks()
    async with BotApiServer(TOKEN) as server:
        server.fail("sendMessage", None, FOR_EVER, delay=NETWORK_S)
        program, crowd = Program(server.base_url, ground.folder, hook=hook), Crowd(server, CHATS)
        feeder = asyncio.create_task(_feed(crowd, count, kills * 4.0, chance))
        try:
            in_flight = [await _kill_once(program, ground.folder, at, chance) for at in range(kills)]
            await feeder
            await program.start()
            await crowd.answered()
            await until(lambda: not server.pending_updates, "the last confirmation")
            await asyncio.sleep(1.0)
            usual, seconds = slowness(), await program.stop()
        finally:
            feeder.cancel()
            await program.close()
        tally = crowd.tally()
        suspects = {row[0] for row in inbox_rows(program.state, ground.folder, "number", f"deaths>={SUSPECT_CRASHES}")}
        left = inbox_rows(program.state, ground.folder, "number, state", "state != 'done'")
        checks.that(server.violations == [], f"calls that Telegram refuses: {server.violations[:2]}")
    checks.that(tally.lost == 0, f"{tally.lost} questions without a reply")
    checks.that(tally.repeated <= sum(in_flight), f"{tally.repeated} repeats for {sum(in_flight)} in flight")
    checks.that(tally.unmarked == 0, f"{tally.unmarked} repeats without their mark")
    # One that was at work at three deaths is taken for their cause, and handled after all others.
    moved = [number for number in tally.disordered if number not in suspects]
    checks.that(moved == [], f"replies out of order in a chat: updates {moved[:5]}")
    checks.that(left == [], f"{len(left)} updates unfinished: {left[:3]}")
    checks.that(seconds < STOP_S * usual, f"SIGTERM took {seconds:.0f} s")
    measured = f"{tally}; in flight at the kills {'+'.join(map(str, in_flight))}"
    figures = {"lost": tally.lost, "repeated": tally.repeated, "in_flight": sum(in_flight)}
    done = f"{kills} × `kill -9` over {count} questions of {CHATS} chats, restarted at once"
    return Finding(done, measured, tuple(checks.wrong), figures)


async def _kill_once(program: Program, folder: Path, at: int, chance: random.Random) -> int:
    """Start, kill at a random moment, every third time during the start; how many updates were at work."""
    await program.start(ready=False)
    if at % 3 == 2:
        await asyncio.sleep(chance.uniform(0.2, 2.5))
    else:
        await program.serving()
        await asyncio.sleep(chance.uniform(0.05, 2.4))  # a webhook is tried again two seconds later at the latest
    await program.kill()
    return len(inbox_rows(program.state, folder, "number", "started and state = 'waiting'"))


async def _feed(crowd: Crowd, count: int, seconds: float, chance: random.Random) -> None:
    """Ask in bursts, spread over about so many seconds."""
    pause = seconds / (count / BURST)
    while len(crowd.asked) < count:
        crowd.ask(min(chance.randint(1, 2 * BURST - 1), count - len(crowd.asked)))
        await asyncio.sleep(chance.uniform(0.2, 1.8) * pause)


async def terminated(ground: Ground) -> Finding:
    """SIGTERM with a backlog."""
    count, checks = ground.pick(300, 150), Checks()
    async with BotApiServer(TOKEN) as server:
        program, crowd = Program(server.base_url, ground.folder), Crowd(server, CHATS)
        try:
            await program.start()
            server.fail("sendMessage", None, FOR_EVER, delay=0.4)
            crowd.ask(count)
            await until(lambda: len(server.pending_updates) <= count - 100, "a hundred questions to be taken in")
            at_hand = len(inbox_rows(program.state, ground.folder, "number", "state = 'waiting'"))
            usual, seconds = slowness(), await program.stop()
            server.core.faults.faults.clear()
            code, before = program.code, count - crowd.tally().lost
            at_work = inbox_rows(program.state, ground.folder, "number", "started and state = 'waiting'")
            await program.start()
            await crowd.answered()
            await asyncio.sleep(1.0)
        finally:
            await program.close()
        tally = crowd.tally()
    checks.that(code == 0, f"exit code {code}")
    checks.that(seconds < STOP_S * usual, f"it took {seconds:.0f} s")
    checks.that(at_work == [], f"{len(at_work)} updates were left at work")
    checks.that((tally.lost, tally.repeated) == (0, 0), str(tally))
    checks.that(tally.disordered == (), f"out of order: {tally.disordered[:5]}")
    measured = (
        f"exit {code} after {seconds:.1f} s with {before} answered ({at_hand} were at hand); after the restart {tally}"
    )
    done = f"SIGTERM with {count} questions at hand, then a restart"
    return Finding(done, measured, tuple(checks.wrong), {"seconds": seconds, "repeated": tally.repeated})


async def stock(ground: Ground) -> Finding:
    """What python-telegram-bot's plain application loses under the same kills: a remark, not a promise."""
    kills, count, chance = ground.pick(8, 2), ground.pick(300, 60), random.Random(ground.seed)
    async with BotApiServer(TOKEN) as server:
        server.fail("sendMessage", None, FOR_EVER, delay=NETWORK_S)
        crowd = Crowd(server, CHATS)
        program = Stock(server.base_url, ground.folder)
        feeder = asyncio.create_task(_feed(crowd, count, kills * 4.0, chance))
        try:
            for _ in range(kills):
                await program.start()
                await asyncio.sleep(chance.uniform(0.05, 2.4))
                await program.kill()
            await feeder
            await program.start()
            await until(lambda: not server.pending_updates, "the last confirmation")
            before = -1
            while before != (before := crowd.tally().lost):
                await asyncio.sleep(10)  # until nothing more comes
        finally:
            feeder.cancel()
            await program.close()
        tally = crowd.tally()
    done = f"for comparison: the plain `Application` of python-telegram-bot, {kills} kills over {count} questions"
    return Finding(done, f"{tally.lost} of {count} lost", (), {"lost": tally.lost})


class Stock(Program):
    """The stock program in place of ours."""

    async def start(self, ready: bool = True) -> Stock:
        """Start it, and wait until it polls."""
        self.starts += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._log().open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.faults.stock", cwd=self.folder, env=self.environment, stderr=log
            )
        if ready:
            await self.serving()
        return self


KILLED = "0 lost; repeats at most what was in flight, each marked; order within a chat"
SCENARIOS = (
    Scenario("kill-polling", "killed while it polls", KILLED,
             killed_polling),
    Scenario("kill-webhook", "killed behind a webhook", KILLED,
             killed_webhook),
    Scenario("sigterm", "told to stop with a backlog", "exit 0 within 30 s; 0 lost, 0 repeated", terminated),
)  # fmt: skip
REMARKS = (Scenario("stock", "the stock library killed", "nothing is promised", stock),)
