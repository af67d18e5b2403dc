"""Updates that do harm: one that always fails, one that cannot be parsed, one that ends the program."""

from __future__ import annotations

import asyncio
import json

from tests.botapi import BotApiServer
from tests.faults.harness import (
    FOR_EVER,
    ROOT,
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
from tests.faults.network import playing
from tests.waiting import until

DEADLY = "这个问题要命"
# Runs before anything else in the process, and lets one question end it on the spot.
SITE = f"""
import os
from retrieval import Engine

_ask = Engine.ask

def ask(self, question, *more, **named):
    if {DEADLY!r} in question:
        os._exit(9)
    return _ask(self, question, *more, **named)

Engine.ask = ask
"""
UNPARSABLE = (
    {"message": {"message_id": "x"}},
    {"message": 7},
    {"callback_query": {"id": 1, "from": "nobody"}},
    {"message": {"message_id": 5, "date": "today", "chat": {"id": 1, "type": "private"}, "text": "x"}},
)


async def failing(ground: Ground) -> Finding:
    """Whatever is sent to one chat is refused with a 400 that nothing helps against."""
    checks = Checks()
    async with playing(ground) as (server, program):
        await program.start()
        crowd = Crowd(server, 11)
        doomed = crowd.chats[0]
        server.fail("sendMessage", 400, FOR_EVER, chat_id=doomed.id, description="Bad Request: something")
        (asked,) = crowd.ask(1, doomed)
        others = [one for chat in crowd.chats[1:] for one in crowd.ask(2, chat)]
        checks.that(await crowd.answered_within(10, others), "others had to wait")
        await until(lambda: bool(_aside(program, ground)), "the update to be set aside")
        tries = sum(call.params.get("chat_id") == doomed.id for call in server.calls_of("sendMessage"))
        listed = await _listed(program)
        server.core.faults.faults.clear()
        (later,) = crowd.ask(1, doomed)
        checks.that(await crowd.answered([later]), "the chat gets no reply any more")
        await program.stop()
        code, _, said = await program.run("inbox", "retry", str(asked.update))
        checks.that(code == 0, said)
        await program.start()
        checks.that(await crowd.answered(), "put back, it was not answered")
    checks.that([row["number"] for row in listed] == [asked.update], f"wenda inbox list: {listed}")
    checks.that("BadRequest: Something" in str(listed[0]["trace"]), "without its trace")
    measured = f"set aside after 3 tries ({tries} sends with the apology), listed with its trace; put back and answered"
    return Finding("400 to every message for one chat, 20 questions of others", measured, tuple(checks.wrong))


async def unparsable(ground: Ground) -> Finding:
    """Updates that python-telegram-bot cannot read, by polling and by webhook."""
    checks, measured = Checks(), []
    for way, hook in (("polling", None), ("webhook", free_port())):
        here = Ground(ground.folder / way, ground.full, ground.seed)
        async with playing(here, hook) as (server, program):
            await program.start()
            crowd = Crowd(server, 10)
            crowd.ask(5)
            bad = [server.inject(dict(update)).update_id for update in UNPARSABLE]
            crowd.ask(5)
            checks.that(await crowd.answered(), f"{way}: others got no reply")
            await until(lambda: not server.pending_updates, "the confirmation")
            await asyncio.sleep(0.5)
            listed = {row["number"] for row in await _listed(program)}
            waiting = inbox_rows(program.state, here.folder, "number", "state = 'waiting'")
            checks.that(bad[0] in listed, f"{way}: wenda inbox list has {listed}, wanted {bad[0]}")
            checks.that(waiting == [], f"{way}: {waiting} still wait")
            measured.append(f"{way}: 10 others answered, {len(listed & set(bad))} of {len(bad)} set aside")
    done = f"{len(UNPARSABLE)} updates of wrong types between questions"
    return Finding(done, "; ".join(measured), tuple(checks.wrong))


def absurdities(chat: int) -> list[dict[str, object]]:
    """Updates of a chat with numbers and dates that nobody can mean."""
    where = {"id": chat, "type": "private"}
    message: dict[str, object] = {"message_id": 900_000, "date": 1_700_000_000, "chat": where, "text": "有几台"}
    changes: list[dict[str, object]] = [
        {"date": 10**12}, {"date": -5}, {"date": 10**400}, {"message_id": 10**30},
        {"edit_date": 10**15}, {"from": {"id": 10**40, "is_bot": False, "first_name": "x"}},
        {"reply_to_message": {"message_id": 2**70, "date": 0, "chat": where}}, {"chat": {"id": chat, "type": 10**30}},
    ]  # fmt: skip
    return [{"message": message | change} for change in changes]


async def absurd(ground: Ground) -> Finding:
    """Updates with absurd numbers and dates in the chat of somebody who goes on asking."""
    checks, measured = Checks(), []
    for way, hook in (("polling", None), ("webhook", free_port())):
        here = Ground(ground.folder / way, ground.full, ground.seed)
        async with playing(here, hook) as (server, program):
            await program.start()
            crowd = Crowd(server, 2)
            crowd.ask(2)
            bad = [server.inject(update).update_id for update in absurdities(crowd.chats[0].id)]
            crowd.ask(4)
            checks.that(await crowd.answered(), f"{way}: the chat gets no reply any more")
            await until(lambda: len(_aside(program, here)) == len(bad), "all to be set aside")  # noqa: B023
            await until(lambda: not server.pending_updates, "the confirmation")
            listed = {row["number"] for row in await _listed(program)}
            tally = crowd.tally()
        checks.that(listed == set(bad), f"{way}: wenda inbox list has {listed}, wanted {bad}")
        checks.that((tally.lost, tally.repeated, tally.disordered) == (0, 0, ()), f"{way}: {tally}")
        measured.append(f"{way}: {len(listed)} of {len(bad)} set aside, {tally}")
    done = f"{len(bad)} updates with absurd numbers and dates in a chat in which questions are asked before and after"
    return Finding(done, "; ".join(measured), tuple(checks.wrong))


async def deadly(ground: Ground) -> Finding:
    """An update that ends the process, which somebody starts again each time."""
    checks, site = Checks(), ground.folder / "site"
    site.mkdir(parents=True)
    (site / "sitecustomize.py").write_text(SITE, encoding="utf-8")
    async with BotApiServer(TOKEN) as server:
        path = f"{site}:{ROOT}"
        program = Program(server.base_url, ground.folder, PYTHONPATH=path)
        crowd = Crowd(server, 12)
        update = crowd.chats[0].send(DEADLY)
        crowd.ask(24, None)
        ends = 0
        try:
            await program.start(ready=False)
            while ends < 12 and not _aside(program, ground):
                if program.code is not None:
                    ends += 1
                    await program.start(ready=False)
                await asyncio.sleep(0.05)
            await program.serving()
            checks.that(await crowd.answered(), "others got no reply")
            crowd.ask(3)
            checks.that(await crowd.answered(), "later ones got no reply")
            listed = await _listed(program)
            tally = crowd.tally()
        finally:
            await program.close()
    checks.that([row["number"] for row in listed] == [update.update_id], f"wenda inbox list: {listed}")
    checks.that(ends == 6, f"it ended {ends} times")
    checks.that(tally.lost == 0 and tally.unmarked == 0, str(tally))
    measured = f"set aside after {ends} ends of the program; {tally}"
    return Finding("a question that ends the process, before 24 others; started again each time", measured,
                   tuple(checks.wrong), {"ends": ends})  # fmt: skip


def _aside(program: Program, ground: Ground) -> list[tuple[object, ...]]:
    return inbox_rows(program.state, ground.folder, "number", "state = 'aside'")


async def _listed(program: Program) -> list[dict[str, object]]:
    code, out, said = await program.run("inbox", "list", "--json")
    if code:
        raise RuntimeError(f"wenda inbox list: {said}")
    return list(json.loads(out))


SCENARIOS = (
    Scenario("poison-failing", "an update that always fails", "others answered; set aside and listed", failing),
    Scenario("poison-unparsable", "updates that cannot be parsed", "others answered; set aside and listed", unparsable),
    Scenario(
        "poison-absurd", "absurd numbers and dates", "the chat is answered in order; set aside and listed", absurd
    ),
    Scenario("poison-deadly", "an update that ends the process", "others answered; set aside and listed", deadly),
)
