"""Strangers who send what costs most: a thousand messages of random characters, from one account and from hundreds.

Meanwhile one person after the other asks a usual question, at a steady pace.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from tests.botapi import BotApiServer, Chat
from tests.faults.harness import Checks, Crowd, Finding, Ground, Program, Scenario, inbox_rows, number_in
from tests.faults.network import playing
from tests.hostile import text_of
from tests.pace import slowness
from tests.waiting import until

LENGTHS = (280, 1_980)  # characters: below what is reduced to its words, and below what is refused
WAIT_S, GROWTH_MB = 1.0, 15.0
AT_A_TIME = 100  # updates that one call fetches
PACE_S = 0.2
LOOKS = 5  # in a row: one at a database that is being rewritten may find nothing in it
PEOPLE = 30
_SHAPE = "random Han"


async def from_one(ground: Ground) -> Finding:
    """All from one account, of which the limit a minute lets sixty through."""
    return await _flood(ground, 1, ground.pick(1_000, 200))


async def from_many(ground: Ground) -> Finding:
    """From so many accounts that no limit is reached."""
    return await _flood(ground, ground.pick(300, 60), ground.pick(1_000, 200))


@dataclass(slots=True)
class _Probe:
    """People who ask one after the other, how long each of them waited in seconds, and the memory meanwhile in MB."""

    crowd: Crowd
    program: Program
    waits: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    async def ask(self) -> None:
        """Ask and wait."""
        (asked,) = self.crowd.ask()
        started = time.monotonic()
        await self.crowd.answered([asked])
        self.waits.append(time.monotonic() - started)
        self.memory.append(self.program.resident())

    async def ask_on(self, is_busy: Callable[[], bool]) -> None:
        """Ask at a steady pace, whether or not those before have a reply, as long as the program is busy."""
        idle = 0
        async with asyncio.TaskGroup() as waiting:
            while idle < LOOKS:
                waiting.create_task(self.ask())
                await asyncio.sleep(PACE_S)
                idle = 0 if is_busy() else idle + 1

    def growth(self) -> float:
        """How far the memory grew in the second half."""
        middle = len(self.memory) // 2
        return fmean(self.memory[-5:]) - fmean(self.memory[middle : middle + 5])

    def slowest(self, percent: float = 100.0) -> float:
        """The wait that so many percent did not exceed."""
        return sorted(self.waits)[math.ceil(percent / 100 * len(self.waits)) - 1]


async def _flood(ground: Ground, accounts: int, count: int) -> Finding:
    checks = Checks()
    async with playing(ground) as (server, program):
        await program.start()
        probe = _Probe(Crowd(server, PEOPLE), program)
        strangers = [server.private_chat(user_id=600_000 + at, first_name="s") for at in range(accounts)]
        regulars = [server.private_chat(user_id=700_000 + at, first_name="r") for at in range(10)]
        for at, text in enumerate(_alphabet()):  # what is loaded on first use, words by their first characters
            regulars[at % len(regulars)].send(text)
            await probe.ask()
        await _settled(program, ground)
        usual, calm = slowness(), probe.slowest(99)
        probe.waits.clear()
        probe.memory.clear()
        feeding = asyncio.create_task(_feed(server, strangers, [_text(at) for at in range(count)]))
        await probe.ask_on(lambda: not feeding.done() or _is_busy(server, program, ground))
        await feeding
        usual, grown = max(usual, slowness()), probe.growth()
        tally, replied = probe.crowd.tally(), sum(len(stranger.bot_messages) for stranger in strangers)
        await program.stop()
        grouped = number_in(program.state, ground.folder, "select count(*) from topics")
    checks.that(probe.slowest(99) < WAIT_S * usual, f"others waited {probe.slowest(99):.1f} s (the 99th of a hundred)")
    checks.that(grown < GROWTH_MB, f"memory grew by {grown:.1f} MB in the second half")
    checks.that((tally.lost, tally.repeated) == (0, 0), str(tally))
    checks.that(accounts == 1 or replied >= count, f"{replied} replies to {count} messages")
    measured = (
        f"{len(probe.waits)} questions of others answered meanwhile, 99 of 100 within {probe.slowest(99):.2f} s, the "
        f"slowest after {probe.slowest():.2f} s ({calm:.2f} s without it); {replied} replies to the strangers, "
        f"{grouped} topics; memory {min(probe.memory):.0f} to {max(probe.memory):.0f} MB, {grown:+.1f} MB in the "
        f"second half; before: {'17 to 39 s' if accounts == 1 else 'up to 52 s for 200 messages'}"
    )
    done = f"{count:,} messages of {' and '.join(f'{length:,}' for length in LENGTHS)} random characters"
    figures = {"p99_s": probe.slowest(99), "slowest_s": probe.slowest(), "grown_mb": grown}
    return Finding(
        f"{done}, {accounts} account{'s' * (accounts > 1)}, as fast as they are fetched",
        measured,
        tuple(checks.wrong),
        figures,
    )


def _alphabet() -> Iterator[str]:
    """All Han characters that the shape is made of, in as many messages as that takes."""
    every = "".join(map(chr, range(0x4E00, 0x9FA6)))
    return (every[at : at + LENGTHS[0]] for at in range(0, len(every), LENGTHS[0]))


def _text(seed: int) -> str:
    return text_of(_SHAPE, LENGTHS[seed % len(LENGTHS)], seed)


async def _feed(server: BotApiServer, strangers: Sequence[Chat], texts: Sequence[str]) -> None:
    """Send them as fast as they are fetched: what waits at Telegram is not the program's to put in order."""
    for at, text in enumerate(texts):
        await until(lambda: len(server.pending_updates) < AT_A_TIME, "the updates to be fetched")
        strangers[at % len(strangers)].send(text)


async def _settled(program: Program, ground: Ground) -> None:
    await until(lambda: not _ungrouped(program, ground), "the topics")


def _is_busy(server: BotApiServer, program: Program, ground: Ground) -> bool:
    """Whether anything is left to be answered or grouped."""
    waiting = server.pending_updates or inbox_rows(program.state, ground.folder, "number", "state = 'waiting'")
    return bool(waiting) or _ungrouped(program, ground) > 0


def _ungrouped(program: Program, ground: Ground) -> int:
    """The exchanges that are not in a topic yet, those of the last seconds aside."""
    grouped = "select coalesce(max(value), 0) from progress where name = 'grouped'"
    return number_in(program.state, ground.folder, f"select coalesce(max(id), 0) - ({grouped}) > 50 from interactions")


_MUST = (
    "99 of 100 replies to others within 1 s, until all is answered and grouped; memory +15 MB at most in the second "
    "half; 0 lost"
)
SCENARIOS = (
    Scenario("hostile-one", "a flood of the costliest messages from one person", _MUST, from_one),
    Scenario("hostile-many", "a flood of the costliest messages from many", _MUST, from_many),
)
