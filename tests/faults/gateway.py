"""Strangers at the door: connections that send nothing, or hardly anything, bodies of a megabyte, and the dashboard."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import resource
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from bot.telegram.updates.webhook import BODY_S, HEADERS_S, LONGEST_BODY, SECRET_HEADER
from tests.bot.desk_visitor import WORD, Desk, Visitor, desk
from tests.faults.harness import (
    HOOK_SECRET,
    Checks,
    Crowd,
    Finding,
    Ground,
    Program,
    Scenario,
    free_port,
)
from tests.faults.network import playing
from tests.pace import slowness
from tests.waiting import until

FILES = 256  # that the program may open
_HEAD = b"POST /wenda HTTP/1.1\r\nHost: x\r\n"
# What a connection sends at once, and then byte by byte.
_SHAPES = (
    (b"", b""),
    (b"POST /wen", b""),
    (b"", _HEAD + b"X: " + b"x" * 9_000),
    (_HEAD + b"Content-Length: 9\r\n\r\n{", b""),
)
_BYTE_S = 0.5
_AGAIN_S = 1.0  # until one that was closed comes again
_LARGE = LONGEST_BODY - 10_000


class Besiegers:
    """Connections that keep their place as long as they are let, and come again."""

    def __init__(self, port: int, count: int) -> None:
        self._port, self._count = port, count
        self.longest = 0.0  # seconds that one was open
        self.opened = 0

    @asynccontextmanager
    async def besieging(self) -> AsyncIterator[None]:
        """All of them while the block runs."""
        shapes = itertools.cycle(_SHAPES)
        tasks = [asyncio.create_task(self._return(*next(shapes))) for _ in range(self._count)]
        try:
            await until(lambda: self.opened >= self._count, "all connections")
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _return(self, at_once: bytes, slowly: bytes) -> None:
        while True:
            with suppress(OSError):
                await self._stay(at_once, slowly)
            await asyncio.sleep(_AGAIN_S)

    async def _stay(self, at_once: bytes, slowly: bytes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        began, self.opened = time.monotonic(), self.opened + 1
        ended = asyncio.create_task(reader.read())
        try:
            writer.write(at_once)
            for at in itertools.count():
                writer.write(slowly[at : at + 1])
                done, _ = await asyncio.wait({ended}, timeout=_BYTE_S)
                if done:
                    break
            self.longest = max(self.longest, time.monotonic() - began)
            await ended
        finally:
            ended.cancel()
            writer.close()


async def besieged(ground: Ground) -> Finding:
    """Far more connections than files, none of which sends a whole request."""
    count, seconds, checks, port = ground.pick(800, 300), ground.pick(30, 12), Checks(), free_port()
    _allow_files(4 * count)
    async with playing(ground, port) as (server, program):
        program.shell = f"ulimit -n {FILES}"
        await program.start()
        crowd = Crowd(server, 10)
        crowd.ask(10)
        await crowd.answered()
        before, crowded, waits, files = program.resident(), Besiegers(port, count), list[float](), 0
        async with crowded.besieging():
            began = time.monotonic()
            while time.monotonic() - began < seconds:
                started = time.monotonic()
                checks.that(await crowd.answered(crowd.ask()), "a person got no reply")
                waits.append(time.monotonic() - started)
                files = max(files, len(os.listdir(f"/proc/{program.pid}/fd")))
                await asyncio.sleep(0.2)
            usual = slowness()
        grown, said, tally = program.resident() - before, program.said(), crowd.tally()
        await program.stop()
    slowest = max(waits)
    checks.that(tally.lost == 0 and tally.repeated == 0, str(tally))
    checks.that(slowest < 2.0 * usual, f"a reply took {slowest:.1f} s")
    checks.that(files < FILES, f"{files} files were open")
    checks.that(crowded.longest < (HEADERS_S + BODY_S) * usual, f"a connection was open for {crowded.longest:.0f} s")
    checks.that("Too many open files" not in said and "Traceback" not in said, said[-300:])
    measured = (
        f"{crowded.opened:,} connections in {seconds} s, the longest open for {crowded.longest:.1f} s; {len(waits)} "
        f"questions answered meanwhile, the slowest after {slowest:.2f} s{_slowed(usual)}; at most {files} files open; "
        f"memory {grown:+.1f} MB; before: {FILES} of {FILES} files, none closed, none accepted"
    )
    done = (
        f"{count} connections at a time that send nothing, half a line, a byte every half second or half a body, to a "
        f"program that may open {FILES} files"
    )
    return Finding(done, measured, tuple(checks.wrong), {"slowest_s": slowest, "files": files})


def _allow_files(count: int) -> None:
    """Let this process open so many files, or as many as it may."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY:
        count = min(count, most)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, most))


async def large_bodies(ground: Ground) -> Finding:
    """Updates of nearly a megabyte, of what is slow to read, with the right secret."""
    rounds, checks, port = ground.pick(3, 1), Checks(), free_port()
    async with playing(ground, port) as (server, program):
        await program.start()
        crowd = Crowd(server, 20)
        crowd.ask(20)
        await crowd.answered()
        before, waits, usual = program.resident(), list[float](), slowness()
        senders = [server.private_chat(user_id=800 + at).id for at in range(rounds)]
        posting = asyncio.create_task(_post_large(port, senders, ground.seed))
        while not posting.done() or len(waits) < 5:
            started = time.monotonic()
            checks.that(await crowd.answered(crowd.ask()), "a person got no reply")
            waits.append(time.monotonic() - started)
            await asyncio.sleep(0.1)
        usual, posted = max(usual, slowness()), await posting
        grown, tally = program.resident() - before, crowd.tally()
        await program.stop()
    slowest, longest = max(waits), max(seconds for _, seconds in posted)
    checks.that({status for status, _ in posted} == {200}, f"the webhook answered {sorted({s for s, _ in posted})}")
    checks.that(tally.lost == 0 and tally.repeated == 0, str(tally))
    checks.that(slowest < 1.0 * usual, f"a reply took {slowest:.1f} s")
    measured = (
        f"{len(waits)} questions answered meanwhile, the slowest after {slowest:.2f} s{_slowed(usual)}; a body within "
        f"{longest:.1f} s; memory {grown:+.1f} MB; before: 7.5 s"
    )
    done = f"{len(posted)} updates of {_LARGE / 1e6:.2f} MB: random Han, digits, entities, nested lists, unknown fields"
    return Finding(done, measured, tuple(checks.wrong), {"slowest_s": slowest, "longest_s": longest})


def _slowed(usual: float) -> str:
    """How slow the machine was meanwhile, where that tells."""
    return f" ({usual:.1f} times as slow a machine as usual)" if usual > 1.3 else ""


async def _post_large(port: int, senders: Sequence[int], seed: int) -> list[tuple[int, float]]:
    """Post them one after the other; the status of each, and its seconds."""
    found = []
    async with aiohttp.ClientSession(headers={SECRET_HEADER: HOOK_SECRET}) as session:
        for number, body in enumerate(large_updates(random.Random(seed), senders), 900_000_000):
            raw = json.dumps({"update_id": number, **body}, ensure_ascii=False).encode()
            started = time.monotonic()
            async with session.post(f"http://127.0.0.1:{port}/wenda", data=raw) as response:
                found.append((response.status, time.monotonic() - started))
    return found


def large_updates(chance: random.Random, senders: Sequence[int]) -> Iterator[dict[str, object]]:
    """Updates of nearly a megabyte, five of each sender, without their numbers."""
    han = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(_LARGE // 3))
    digits = ("138 0013 8000，1380-0138-000 " * (_LARGE // 30))[: _LARGE * 9 // 10]
    for sender in senders:
        head = {"message_id": sender, "date": int(time.time()), "chat": {"id": sender, "type": "private"},
                "from": {"id": sender, "is_bot": False, "first_name": "p"}}  # fmt: skip
        entity = {"type": "bold", "offset": 0, "length": 2}
        yield {"message": {**head, "text": han}}
        yield {"message": {**head, "text": digits}}
        yield {"message": {**head, "text": "一共多少", "entities": [entity] * (_LARGE // 50)}}
        yield {"message": {**head, "text": "一共多少", "unknown": [[]] * (_LARGE // 5)}}
        yield {"unknown": {f"{key}": "138 0013 8000" for key in range(_LARGE // 28)}}


async def at_the_dashboard(ground: Ground) -> Finding:
    """Somebody on the machine, or behind a browser there, who was given no password."""
    checks = Checks()
    program = Program("http://127.0.0.1:9", ground.folder)
    code, _, said = await program.run("ask", "一共保留了多少审批事项")
    checks.that(code == 0, said)
    measured = await asyncio.to_thread(_try_dashboard, program.state, checks)
    done = "forms without their token, cookies that were forged, ended or signed out, names of other hosts, odd methods"
    return Finding(done, measured, tuple(checks.wrong))


def _try_dashboard(state: Path, checks: Checks) -> str:
    with desk(state) as running:
        tries = {"forms": _forms(running), "cookies": _cookies(running), "hosts": _hosts(running)}
        for what, found in tries.items():
            checks.that(_refused(found) == len(found), f"{what}: {found}")
        inside = running.visitor()
        before = running.said()
        odd = [inside.ask(path, method=method).status for path in ("/-/login", "/wenda", "/wenda/exchanges.json")
               for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND")]  # fmt: skip
        checks.that(max(odd) < 500 and running.said() == before, f"odd methods: {odd}, {running.said()[-300:]}")
        checks.that(inside.ask("/wenda.json").status == 200, "who has signed in was signed out")
        refused = ", ".join(f"{_refused(found)} of {len(found)} {what}" for what, found in tries.items())
        done = f"{refused} refused; {len(odd)} odd requests without an error; the session went on"
        return f"{done}; before: 3 of 4, 4 of 5, 0 of 7; 2 tracebacks"


def _refused(statuses: Sequence[int]) -> int:
    """How many were refused without an error of ours."""
    return sum(400 <= status < 500 for status in statuses)


def _forms(running: Desk) -> list[int]:
    form, stranger = {"username": "staff", "password": WORD}, Visitor(running.address)
    found = [stranger.ask("/-/login", form).status, stranger.ask("/-/login", form, headers={"Cookie": "a=b"}).status]
    stranger.ask("/-/login")
    return [*found, stranger.ask("/-/login", {**form, "csrftoken": "x"}).status, stranger.ask("/wenda.json").status]


def _cookies(running: Desk) -> list[int]:
    visitor = running.visitor()
    kept = "; ".join(f"{each.name}={each.value}" for each in visitor.jar)
    token = visitor.ask("/-/logout").body.partition('name="csrftoken" value="')[2].partition('"')[0]
    visitor.ask("/-/logout", {"csrftoken": token})
    stranger = Visitor(running.address)
    forged = ["ds_actor=eyJhIjp7ImlkIjoic3RhZmYifX0.x", "ds_actor=", "ds_actor=x; =", kept, kept[:-2]]
    return [stranger.ask("/wenda.json", headers={"Cookie": cookie}).status for cookie in forged]


def _hosts(running: Desk) -> list[int]:
    inside = running.visitor()
    hosts = ("evil.example", "localhost.evil", "0.0.0.0", "10.0.0.1:8765", "[::]", "[fe80::1]", "127.0.0.1@evil")
    return [inside.ask("/wenda.json", headers={"Host": host}).status for host in hosts]


SCENARIOS = (
    Scenario("besieged", "connections without a request", "updates are taken in; files stay below the limit", besieged),
    Scenario("large-bodies", "updates of a megabyte", "others are answered within 1 s; nothing is lost", large_bodies),
    Scenario("dashboard", "a stranger at the dashboard", "nothing is shown; no error", at_the_dashboard),
)
