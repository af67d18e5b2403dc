"""What goes wrong between the program and Telegram."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.texts import operator
from bot.texts.chat import REPEATED
from tests.botapi import BotApiServer
from tests.botapi.webhook import SECRET_HEADER
from tests.faults.harness import (
    FOR_EVER,
    HOOK_SECRET,
    TOKEN,
    Checks,
    Crowd,
    Finding,
    Ground,
    Program,
    Scenario,
    free_port,
    log_rows,
    replies_to,
    unanswered,
)
from tests.pace import slowness
from tests.waiting import until

READ_S = 5.0  # python-telegram-bot's patience with an answer


@asynccontextmanager
async def playing(
    ground: Ground, hook: int | None = None, **server: Any
) -> AsyncIterator[tuple[BotApiServer, Program]]:
    """A server and the program that serves there; it is ended afterwards, whatever it does."""
    async with BotApiServer(TOKEN, **server) as running:
        program = Program(running.base_url, ground.folder, hook=hook)
        try:
            yield running, program
        finally:
            await program.close()


async def redelivered(ground: Ground) -> Finding:
    """The same update again: by webhook while it is handled and after, by polling after a restart."""
    checks, port = Checks(), free_port()
    async with playing(ground, port) as (server, program):
        await program.start()
        crowd = Crowd(server, 10)
        asked = crowd.ask(20)
        payloads = [update.payload for update in server.pending_updates]
        statuses = await _post(port, payloads * 2)
        await crowd.answered()
        statuses += await _post(port, payloads)
        await asyncio.sleep(0.5)
        await program.stop()
        hooked = crowd.tally()
    checks.that(set(statuses) == {200}, f"the webhook answered {sorted(set(statuses))}")
    checks.that((hooked.lost, hooked.repeated) == (0, 0), f"by webhook {hooked}")
    again = Ground(ground.folder / "polling", ground.full, ground.seed)
    async with playing(again) as (server, program):
        await program.start()
        crowd = Crowd(server, 10)
        asked = crowd.ask(20)
        updates = server.pending_updates
        await crowd.answered()
        await program.kill()
        server.core.updates.pending[:0] = [one for one in updates if one not in server.core.updates.pending]
        await program.start()
        crowd.ask(5)
        await crowd.answered()
        await until(lambda: not server.pending_updates, "the confirmation")
        await asyncio.sleep(0.5)
        polled = crowd.tally()
    # What was at work at the kill may come twice, and says so; the offset that was lost must add nothing to that.
    checks.that(polled.lost == 0 and polled.unmarked == 0 and polled.repeated <= 8, f"by polling {polled}")
    done = f"{len(asked)} updates three times more by webhook; all again after a kill that lost the polling offset"
    return Finding(done, f"webhook: {hooked}; polling: {polled}", tuple(checks.wrong))


async def _post(port: int, payloads: list[dict[str, Any]]) -> list[int]:
    async with aiohttp.ClientSession(headers={SECRET_HEADER: HOOK_SECRET}) as session:

        async def one(payload: dict[str, Any]) -> int:
            async with session.post(f"http://127.0.0.1:{port}/wenda", json=payload) as response:
                return response.status

        return list(await asyncio.gather(*map(one, payloads)))


async def flooded(ground: Ground) -> Finding:
    """A 429 on one chat."""
    wait, checks = math.ceil(5 * slowness()), Checks()
    async with playing(ground) as (server, program):
        await program.start()
        crowd = Crowd(server, 21)
        slow = crowd.chats[0]
        server.fail("sendMessage", 429, 1, chat_id=slow.id, retry_after=wait)
        started = time.monotonic()
        held = crowd.ask(2, slow)
        others = [one for chat in crowd.chats[1:] for one in crowd.ask(2, chat)]
        checks.that(await crowd.answered_within(wait, others), f"{len(unanswered(others))} of the others had to wait")
        meanwhile, early = time.monotonic() - started, bool(replies_to(held[0]))
        checks.that(await crowd.answered(), "the chat itself got no reply")
        after = time.monotonic() - started
        tally = crowd.tally()
    checks.that(not early and after >= wait, f"the chat was written to before all others, or after {after:.1f} s")
    checks.that((tally.repeated, tally.disordered) == (0, ()), str(tally))
    measured = f"40 others answered within {meanwhile:.1f} s, the chat itself after {after:.1f} s; {tally}"
    done = f"`retry_after` {wait} for one chat of 21, 42 questions"
    return Finding(done, measured, tuple(checks.wrong), {"others_s": meanwhile})


async def unconfirmed(ground: Ground) -> Finding:
    """A message that Telegram accepts, and the answer that gets lost or comes too late."""
    checks = Checks()
    async with playing(ground) as (server, program):
        await program.start()
        crowd = Crowd(server, 6)
        dropped, late = crowd.chats[:2]
        server.fail("sendMessage", None, 1, chat_id=dropped.id, drop_after_accept=True)
        server.fail("sendMessage", None, 1, chat_id=late.id, delay=READ_S + 4.0 * slowness())
        asked = [*crowd.ask(1, dropped), *crowd.ask(1, late)]
        others = [one for chat in crowd.chats[2:] for one in crowd.ask(1, chat)]
        checks.that(await crowd.answered_within(READ_S, others), "others had to wait")
        try:
            await until(lambda: all(len(replies_to(one)) == 2 for one in asked), "the second replies")
        except TimeoutError as error:
            checks.that(False, str(error))
        await asyncio.sleep(1.0)
        await program.stop()
        counts = [len(replies_to(one)) for one in asked]
        marked = [sum(REPEATED in reply.text for reply in replies_to(one)) for one in asked]
        rows = log_rows(program.state, ground.folder)
        noted = log_rows(program.state, ground.folder, "reply_message is not null")
    checks.that(counts == [2, 2], f"{counts} replies")
    checks.that(marked == [1, 1], f"{marked} of them marked")
    checks.that(rows == noted == len(crowd.asked), f"{rows} rows, {noted} with the reply's id")
    checks.that(all(len(replies_to(one)) == 1 for one in others), "others got two")
    measured = (
        f"{counts} replies, marked {marked}; {rows} rows for {len(crowd.asked)} questions, {noted} with the reply's id"
    )
    done = "an accepted message whose connection drops; one that is accepted after the client gave up"
    return Finding(done, measured, tuple(checks.wrong))


async def outage(ground: Ground) -> Finding:
    """5xx to everything for a minute, then nobody there for a minute."""
    seconds, checks = ground.pick(60, 6), Checks()
    async with playing(ground) as (server, program):
        await program.start()
        crowd = Crowd(server, 30)
        server.fail("*", 502, FOR_EVER)
        await _ask_during(crowd, seconds)
        server.core.faults.faults.clear()
        first = await _recovery(crowd, checks)
        await server.stop()
        await _ask_during(crowd, seconds)
        await server.start()
        second = await _recovery(crowd, checks)
        await asyncio.sleep(1.0)
        tally = crowd.tally()
        checks.that(program.code is None, f"the program ended with {program.code}")
    checks.that(tally.lost == 0 and tally.unmarked == 0, str(tally))
    checks.that(tally.disordered == (), f"out of order: {tally.disordered[:5]}")
    done = f"{seconds} s of 502 to every call, then {seconds} s of refused connections, one question every 0.5 s"
    measured = f"{tally}; all answered {first:.0f} s and {second:.0f} s after the end"
    return Finding(done, measured, tuple(checks.wrong), {"lost": tally.lost, "repeated": tally.repeated})


async def outage_webhook(ground: Ground) -> Finding:
    """Updates still come by webhook while every call of ours is refused."""
    seconds, checks = ground.pick(60, 6), Checks()
    async with playing(ground, free_port()) as (server, program):
        await program.start()
        crowd = Crowd(server, 30)
        server.fail("sendMessage", 503, FOR_EVER)
        await _ask_during(crowd, seconds)
        checks.that(not server.pending_updates, f"{len(server.pending_updates)} updates were not taken in")
        server.core.faults.faults.clear()
        after = await _recovery(crowd, checks)
        await asyncio.sleep(1.0)
        tally = crowd.tally()
    checks.that((tally.lost, tally.repeated, tally.disordered) == (0, 0, ()), str(tally))
    done = f"{seconds} s of 503 to every reply while questions arrive"
    return Finding(done, f"{tally}; all answered {after:.0f} s after the end", tuple(checks.wrong))


async def _ask_during(crowd: Crowd, seconds: float) -> None:
    for _ in range(int(seconds * 2)):
        crowd.ask()
        await asyncio.sleep(0.5)


async def _recovery(crowd: Crowd, checks: Checks) -> float:
    """The seconds until all are answered: the longest pause between two tries is half a minute."""
    started = time.monotonic()
    checks.that(await crowd.answered_within(75), f"{len(unanswered(crowd.asked))} questions without a reply, or late")
    return time.monotonic() - started


async def refused_token(ground: Ground) -> Finding:
    """A wrong token at the start, and one that is revoked while the program runs."""
    checks = Checks()
    async with playing(ground) as (server, program):
        wrong = Program(server.base_url, ground.folder / "wrong", TELEGRAM_BOT_TOKEN="123456:AAwrongwrongwrongwrong")
        await wrong.start(ready=False)
        code, said = await wrong.ended(), wrong.said()
        checks.that(
            code == 1 and said.splitlines() == [f"wenda: {operator.BOT_REFUSED}"], f"wrong: {code}, {said[-300:]}"
        )
        await program.start()
        crowd = Crowd(server, 3)
        crowd.ask(3)
        await crowd.answered()
        server.fail("getUpdates", 401, FOR_EVER)
        crowd.ask(1)  # wakes the poll that waits
        revoked = await program.ended()
        last = program.said().splitlines()[-1]
        leaked = [log.name for log in (*ground.folder.rglob("stderr-*"),) if TOKEN in log.read_text("utf-8")]
    checks.that(revoked == 1 and last == f"wenda: {operator.BOT_REFUSED}", f"revoked: {revoked}, {last[-300:]}")
    checks.that(leaked == [], f"the token stands in {leaked}")
    measured = f"exit {code} and {revoked}, one sentence each; the token in no log"
    return Finding("a wrong token; a token that is revoked while the program runs", measured, tuple(checks.wrong))


async def conflict(ground: Ground) -> Finding:
    """Another program polls with the same token, from another machine as far as we can tell."""
    checks = Checks()
    async with playing(ground) as (server, program):
        await program.start()
        crowd = Crowd(server, 5)
        server.fail("getUpdates", 409, 1)
        crowd.ask(5)
        checks.that(await crowd.answered(), "after a single 409 nothing was answered")
        checks.that(program.code is None, f"a single 409 ended it: {program.code}")
        await program.stop()
        rival = asyncio.create_task(_poll(server.base_url))
        started = time.monotonic()
        try:
            await asyncio.sleep(0.2)
            await program.start(ready=False)
            code = await program.ended()
        finally:
            rival.cancel()
        seconds, last = time.monotonic() - started, program.said().splitlines()[-1]
    checks.that(code == 1 and last == f"wenda: {operator.ANOTHER_POLLS}", f"exit {code}: {last[-300:]}")
    measured = f"served on after one 409; against another poller exit {code} with one sentence after {seconds:.0f} s"
    return Finding("one 409; then a start against a program that polls without a pause", measured, tuple(checks.wrong))


async def _poll(base: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.post(f"{base}/bot{TOKEN}/getUpdates", data={"timeout": "10"}) as response:
                await response.read()


async def refused_markup(ground: Ground) -> Finding:
    """Telegram cannot parse our markup."""
    checks = Checks()
    async with playing(ground) as (server, program):
        await program.start()
        crowd = Crowd(server, 5)
        for chat in crowd.chats:
            said = "Bad Request: can't parse entities: unsupported start tag"
            server.fail("sendMessage", 400, 1, chat_id=chat.id, description=said)
        asked = [one for chat in crowd.chats for one in crowd.ask(1, chat)]
        checks.that(await crowd.answered(), "no reply")
        plain = sum(reply.html is None and not reply.entities for one in asked for reply in replies_to(one))
        tally = crowd.tally()
    checks.that(plain == 5 and tally.repeated == 0, f"{plain} in plain text; {tally}")
    measured = f"{plain} of 5 came in plain text; {tally}"
    return Finding("`can't parse entities` to the first message to each of five chats", measured, tuple(checks.wrong))


async def stale_press(ground: Ground) -> Finding:
    """A button that was pressed while the program was down, and whose query is too old by the time it is back."""
    checks, ttl = Checks(), 0.5
    async with playing(ground, callback_ttl=ttl) as (server, program):
        await program.start()
        crowd = Crowd(server, 2)
        (asked,) = crowd.ask(1)
        await crowd.answered()
        (answer,) = replies_to(asked)
        await program.stop()
        asked.chat.press(answer, next(button.text for button in answer.buttons if button.data))
        await asyncio.sleep(2 * ttl)
        await program.start()
        crowd.ask(1, crowd.chats[1])
        checks.that(await crowd.answered(), "others got no reply")
        try:
            await asked.chat.wait_edit(answer)
        except TimeoutError:
            checks.that(False, "the press changed nothing")
        said, extra = program.said(), len(asked.chat.bot_messages)
    checks.that(" ERROR " not in said and "Traceback" not in said, "an error was logged")
    checks.that(extra == 1, f"{extra} messages in the chat")
    measured = "the view was shown all the same; no error, no apology"
    return Finding("a press, answered after its query has expired", measured, tuple(checks.wrong))


async def second_instance(ground: Ground) -> Finding:
    """Another start with the same state folder, and one with the same token and another folder."""
    checks = Checks()
    async with playing(ground) as (server, program):
        await program.start()
        same = Program(
            server.base_url, ground.folder / "same", state=program.state, TELEGRAM_BOT_TOKEN="9:AAotherother"
        )
        token = Program(server.base_url, ground.folder / "token")
        for other in (same, token):
            await other.start(ready=False)
        codes = [await same.ended(), await token.ended()]
        taken = operator.FOLDER_TAKEN.format(folder=program.state, process=program.pid)
        for other, sentence in ((same, taken), (token, operator.BOT_TAKEN)):
            checks.that(other.said().splitlines() == [f"wenda: {sentence}"], other.said()[-300:])
        crowd = Crowd(server, 3)
        crowd.ask(3)
        checks.that(await crowd.answered(), "the first one does not serve any more")
        await program.kill()
        await token.start()
        crowd.ask(3)
        checks.that(await crowd.answered(), "after the first one was killed no other can serve")
        await token.stop()
    checks.that(codes == [1, 1], f"exit {codes}")
    measured = f"exit {codes} with one sentence each; the first served on; after its kill another one started at once"
    return Finding("the same state folder; the same token with another folder", measured, tuple(checks.wrong))


SCENARIOS = (
    Scenario("redelivery", "updates delivered again", "one reply each", redelivered),
    Scenario("flood", "429 on one chat", "others are not delayed; no repeat", flooded),
    Scenario("unconfirmed", "accepted, and nobody heard of it", "two replies, one marked; the row noted", unconfirmed),
    Scenario("outage", "5xx, then refused connections", "0 lost, 0 repeated without a mark; order", outage),
    Scenario("outage-webhook", "replies refused with 5xx", "0 lost, 0 repeated; updates taken in", outage_webhook),
    Scenario("token", "wrong or revoked token", "exit 1 with one sentence, never the token", refused_token),
    Scenario("conflict", "409: another poller", "a start ends with one sentence; one 409 ends nothing", conflict),
    Scenario("markup", "parse 400", "the same words in plain text", refused_markup),
    Scenario("stale-press", "stale callback", "no error; the press still works", stale_press),
    Scenario("second", "second instance", "exit 1 with one sentence; the first serves on", second_instance),
)
