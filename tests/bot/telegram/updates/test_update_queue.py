"""The queue between Telegram and the handlers."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.erasure.update_erasure import erase_updates
from bot.storage.outage_marker import OutageMarker
from bot.storage.update_body import LONGEST_TEXT, UnreadableBodyError, parsed
from bot.storage.update_inbox import OUTAGE_FILE, SUSPECT_CRASHES, Body, UpdateInbox
from bot.telegram.updates import attempt_outcomes, postponed_updates, update_queue
from bot.telegram.updates.attempt import EarlierAttempt
from bot.telegram.updates.body_workers import LARGE_BODY
from bot.telegram.updates.concurrency import UpdateSlots
from bot.telegram.updates.raw_bot import ReceivedUpdates
from bot.telegram.updates.update_queue import UpdateQueue
from bot.texts import chat, replies
from bot.texts.chat import REPEATED
from retrieval import Engine
from tests.bot.conftest import Scripted, Serve
from tests.botapi import BotApiServer, Chat
from tests.waiting import LONGEST_S, until

QUESTION = "一共保留了多少审批事项"
HOUR = 3600


@pytest.fixture
async def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[UpdateInbox]:
    """An inbox that is impatient with locks."""
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr("bot.storage.database.BACKOFF_SECONDS", 0.0)
    made = UpdateInbox.at(tmp_path / "inbox.db", 7)
    yield made
    await asyncio.to_thread(made.close)


def queue_of(inbox: UpdateInbox, minimal: Any = dict) -> UpdateQueue:
    """A queue over it, without Telegram."""
    return UpdateQueue(inbox, UpdateSlots(8), minimal, lambda body: Update.de_json(body, None), Counter())


def question(number: int, chat: int) -> Body:
    """An update that python-telegram-bot can read."""
    where = {"id": chat, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "date": 1, "chat": where, "text": QUESTION}}


async def next_of(queue: UpdateQueue) -> int:
    """The number of the next update."""
    update = await asyncio.wait_for(queue.get(), LONGEST_S)
    assert isinstance(update, Update)
    return update.update_id


async def stays_silent(queue: UpdateQueue) -> bool:
    """Whether the queue gives nothing now."""
    try:
        await asyncio.wait_for(queue.get(), 0.2)
    except TimeoutError:
        return True
    return False


# --- the queue by itself -----------------------------------------------------------------------------------------


async def test_a_batch_is_on_disk_before_it_is_confirmed(inbox: UpdateInbox) -> None:
    """When `put` returns all of it is there; the number that confirms it is the last one."""
    queue, batch = queue_of(inbox), ReceivedUpdates([question(1, 5), question(2, 6)])
    await queue.put(batch)
    assert (inbox.waiting_count(), batch.update_id, queue.qsize()) == (2, 2, 2)


async def test_an_update_that_cannot_be_parsed_is_set_aside(inbox: UpdateInbox) -> None:
    """The next one comes in its place, and its trace is kept."""
    queue = queue_of(inbox)
    await queue.accept([{"update_id": 1, "message": {"message_id": "x"}}, question(2, 5)])
    assert await next_of(queue) == 2
    (dead_letter,) = inbox.dead_letters()
    assert (dead_letter["number"], "Traceback" in dead_letter["trace"]) == (1, True)


@pytest.mark.parametrize(
    "change", [{"date": 10**400}, {"date": -1}, {"message_id": 2**63}, {"reply_to_message": {"message_id": 10**30}}]
)
async def test_an_absurd_number_is_set_aside_and_its_chat_goes_on(
    inbox: UpdateInbox, change: dict[str, object]
) -> None:
    """What comes after it in the chat is handed out, and its trace says what was found."""
    queue, absurd = queue_of(inbox), question(1, 5)
    absurd["message"] |= change
    await queue.accept([absurd, question(2, 5)])
    assert await next_of(queue) == 2
    (dead_letter,) = inbox.dead_letters()
    assert (dead_letter["number"], "ImplausibleUpdateError" in dead_letter["trace"]) == (1, True)


async def test_an_absurd_number_that_is_on_the_disk_already_blocks_nothing(inbox: UpdateInbox) -> None:
    """A version before may have stored it."""
    absurd = question(1, 5)
    absurd["message"]["date"] = 10**400
    await asyncio.wrap_future(inbox.put([absurd]))
    queue = queue_of(inbox)
    await queue.accept([question(2, 5)])
    assert await next_of(queue) == 2
    assert [row["number"] for row in inbox.dead_letters()] == [1]


@pytest.mark.parametrize("number", [2**63, 10**30, "7", None, True])
async def test_an_update_without_a_usable_number_is_passed_over(
    inbox: UpdateInbox, number: object, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said, the others are taken in, and all are confirmed by the number of the last of them."""
    queue, batch = queue_of(inbox), ReceivedUpdates([question(1, 5), {**question(2, 6), "update_id": number}])
    await queue.put(batch)
    assert (await next_of(queue), inbox.waiting_count(), batch.update_id) == (1, 1, 1)
    assert "1 updates without a usable number are passed over" in caplog.text


async def test_of_a_batch_that_holds_no_update_nothing_is_stored(inbox: UpdateInbox, tmp_path: Path) -> None:
    """So it is taken in while the disk takes nothing, and no outage is noted."""
    queue = queue_of(inbox)
    await queue.resume()
    with closing(sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await queue.accept([{"update_id": None}])
        other.execute("ROLLBACK")
    assert OutageMarker(tmp_path / OUTAGE_FILE).until == 0


async def test_an_absurd_date_is_not_remembered_where_the_disk_is_full(inbox: UpdateInbox, tmp_path: Path) -> None:
    """Else every update until then would count as one that may be answered already."""
    queue, absurd = queue_of(inbox), question(1, 5)
    absurd["message"]["date"] = 10**12
    await queue.resume()
    with closing(sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        accepting = asyncio.create_task(queue.accept([absurd, question(2, 5)]))
        assert sorted([await next_of(queue), await next_of(queue)]) == [1, 2]
        for number in (1, 2):
            await queue.finish(queue.in_progress[number])
        await asyncio.wait_for(accepting, LONGEST_S)
        other.execute("ROLLBACK")
    assert OutageMarker(tmp_path / OUTAGE_FILE).until <= time.time()


async def test_an_update_that_cannot_be_reduced_leaves_nothing_of_its_text(inbox: UpdateInbox, tmp_path: Path) -> None:
    """What is not understood is not kept: its number and the trace are set aside, and others go on."""

    def minimal(body: Body) -> Body:
        if body["update_id"] == 1:
            raise KeyError("no such field")
        return body

    queue = queue_of(inbox, minimal)
    await queue.accept([{**question(1, 5), "secret": "unkept-text"}, question(2, 6)])
    assert await next_of(queue) == 2
    (dead_letter,) = inbox.dead_letters()
    assert (dead_letter["body"], "no such field" in dead_letter["trace"]) == ('{"update_id": 1}', True)
    assert b"unkept-text" not in b"".join(path.read_bytes() for path in tmp_path.glob("inbox.db*"))


async def test_a_large_body_delays_neither_the_event_loop_nor_others(inbox: UpdateInbox, tmp_path: Path) -> None:
    """While one is being reduced, others of the usual size are stored and handed out, in the order of their arrival."""
    began, goes_on = threading.Event(), threading.Event()

    def minimal(body: Body) -> Body:
        if body["update_id"] == 1:
            began.set()
            goes_on.wait(LONGEST_S)
        return body

    queue = queue_of(inbox, minimal)
    large = asyncio.create_task(queue.accept_raw(raw(question(1, 5), LARGE_BODY + 1)))
    await until(began.is_set, "the large one to be reduced")
    await asyncio.gather(*(queue.accept_raw(raw(question(number, 6))) for number in range(2, 12)))
    assert stored(tmp_path) == list(range(2, 12))
    assert await next_of(queue) == 2
    assert not large.done()
    goes_on.set()
    await large
    assert inbox.waiting_count() == 11


async def test_a_body_is_read_beside_the_event_loop(inbox: UpdateInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its JSON too: no line of it runs on the loop's own thread."""
    readers = list[str]()

    def noting(body: bytes) -> Body:
        readers.append(threading.current_thread().name)
        return parsed(body)

    monkeypatch.setattr(update_queue, "parsed", noting)
    queue = queue_of(inbox)
    await queue.accept_raw(raw(question(1, 5)))
    await queue.accept_raw(raw(question(2, 5), LARGE_BODY + 1))
    assert [name.rpartition("_")[0] for name in readers] == ["bodies", "large-bodies"]


async def test_what_is_no_update_is_refused(inbox: UpdateInbox) -> None:
    """Nothing is stored, and the next one is taken in."""
    queue = queue_of(inbox)
    for body in (b"", b"[]", b"{}", b'{"update_id": 1e3}'):
        with pytest.raises(UnreadableBodyError, match="wanted"):
            await queue.accept_raw(body)
    await queue.accept_raw(raw(question(1, 5)))
    assert (await next_of(queue), inbox.waiting_count()) == (1, 1)


async def test_an_update_larger_than_telegrams_is_cut_and_handled(inbox: UpdateInbox) -> None:
    """The beginning of its text is a question like any other."""
    queue, long = queue_of(inbox), question(1, 5)
    long["message"]["text"] = "长" * 100_000
    await queue.accept([{"unknown": [[]] * 100_000, **long}, {**long, "update_id": 2}])
    assert await next_of(queue) == 1  # what follows ten thousand values of no message is passed over
    await queue.finish(queue.in_progress[1])
    update = await asyncio.wait_for(queue.get(), LONGEST_S)
    assert isinstance(update, Update)
    assert update.message
    assert update.message.text == "长" * LONGEST_TEXT


async def test_an_erased_question_does_not_keep_others_from_being_tried_again(
    inbox: UpdateInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that was to try the search is gone: the next one tries it, and nothing is kept of the gone one."""
    monkeypatch.setattr(postponed_updates, "SEARCH_PAUSES", (0.0,))
    queue = queue_of(inbox)
    await queue.accept([question(1, 5), question(2, 6)])
    for number in (await next_of(queue), await next_of(queue)):
        queue.in_progress[number].is_postponed = True
    assert await asyncio.to_thread(erase_updates, inbox, 5, 9) == 1
    for number in (1, 2):
        await queue.finish(queue.in_progress[number])
    assert await next_of(queue) == 2
    await queue.finish(queue.in_progress[2])
    assert (queue.qsize(), inbox.waiting_count()) == (0, 0)


def raw(body: Body, size: int = 0) -> bytes:
    """A body as Telegram sends it, filled up with spaces to a size in bytes."""
    return json.dumps(body).encode().ljust(size)


def stored(folder: Path) -> list[int]:
    """The numbers in the inbox, in the order in which they were stored."""
    with closing(sqlite3.connect(folder / "inbox.db")) as db:
        return [row[0] for row in db.execute("select number from inbox order by rowid")]


async def test_suspects_come_last_and_one_at_a_time(inbox: UpdateInbox) -> None:
    """While one is at work others are, but no second suspect; the one with fewer deaths comes first."""
    await asyncio.wrap_future(inbox.put([question(1, 5), question(2, 6), question(3, 7)]))
    for at in range(SUSPECT_CRASHES + 1):
        for number in (1, 2)[: 2 if at < SUSPECT_CRASHES else 1]:
            await asyncio.wrap_future(inbox.start(number))
        await asyncio.to_thread(inbox.resume)
    queue = queue_of(inbox)
    await queue.resume()
    assert [await next_of(queue), await next_of(queue)] == [3, 2]
    assert await stays_silent(queue)
    await queue.accept([question(4, 8)])
    assert await next_of(queue) == 4
    await queue.finish(queue.in_progress[2])
    assert await next_of(queue) == 1


async def test_what_the_disk_does_not_take_is_confirmed_when_it_is_handled(inbox: UpdateInbox, tmp_path: Path) -> None:
    """Under a lock `accept` returns after `finish`; the same update again is not handled again, lock or no lock."""
    queue = queue_of(inbox)
    await queue.accept([question(1, 5)])
    with closing(sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        accepting = asyncio.create_task(queue.accept([question(2, 6)]))
        assert sorted([await next_of(queue), await next_of(queue)]) == [1, 2]
        assert not accepting.done()
        other.execute("ROLLBACK")
    again = asyncio.create_task(queue.accept([question(2, 6)]))
    assert await stays_silent(queue)
    assert not again.done()
    await queue.finish(queue.in_progress[2])
    await asyncio.wait_for(asyncio.gather(accepting, again), LONGEST_S)
    await queue.accept([question(2, 6)])
    assert await stays_silent(queue)
    assert inbox.waiting_count() == 1


async def test_after_a_run_without_a_disk_what_comes_again_may_be_a_repeat(inbox: UpdateInbox, tmp_path: Path) -> None:
    """The next run marks what was sent until then and is new to it; what was sent later is not marked."""
    inbox.outage_marker.record(1000.0)
    later = UpdateInbox.at(tmp_path / "inbox.db", 7)
    queue = queue_of(later)
    fresh = question(2, 6)
    fresh["message"]["date"] = 2000
    await queue.accept([question(1, 5), fresh])
    assert [await next_of(queue), await next_of(queue)] == [1, 2]
    marks = {number: (attempt.maybe_delivered, attempt.earlier) for number, attempt in queue.in_progress.items()}
    assert marks == {1: (True, EarlierAttempt.UNLOGGED), 2: (False, EarlierAttempt.NONE)}
    await asyncio.to_thread(later.close)


async def test_an_inbox_that_cannot_be_read_at_the_start_is_taken_up_later(
    inbox: UpdateInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New updates are handled meanwhile, and what was left comes as soon as the lock is gone."""
    monkeypatch.setattr(update_queue, "RESUME_S", 0.05)
    await asyncio.wrap_future(inbox.put([question(1, 5)]))
    queue = queue_of(inbox)
    with closing(sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            await queue.resume()
        later = asyncio.create_task(queue.resume_later())
        accepting = asyncio.create_task(queue.accept([question(2, 6)]))
        assert await next_of(queue) == 2
        await queue.finish(queue.in_progress[2])
        await asyncio.wait_for(accepting, LONGEST_S)
        other.execute("ROLLBACK")
    await asyncio.wait_for(later, LONGEST_S)
    assert await next_of(queue) == 1


# --- in the running bot ------------------------------------------------------------------------------------------


def asked_before(server: BotApiServer, chat: Chat, seconds: int) -> None:
    """A question that has waited so long at Telegram."""
    chat.send(QUESTION)
    server.pending_updates[-1].payload["message"]["date"] -= seconds


async def test_an_answer_that_comes_late_begins_with_an_apology_once(
    server: BotApiServer, serve: Serve, engine: Engine
) -> None:
    """The first answer to an old question of a chat has it, the others of that chat and fresh ones have not."""
    late, fresh = server.private_chat(user_id=1), server.private_chat(user_id=2)
    for _ in range(2):
        asked_before(server, late, HOUR)
    asked_before(server, fresh, 300)
    async with serve(server, engine):
        answers = [*await late.wait_for(2), *await fresh.wait_for(1)]
    begun = [answer.text.startswith(chat.ANSWERED_LATE) for answer in answers]
    assert begun == [True, False, False]
    assert answers[0].text.replace(f"\n{replies.DISCLAIMER}", "").endswith(answers[1].text)


async def test_what_fails_twice_is_answered_all_the_same(
    server: BotApiServer, serve: Serve, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third try answers, and the person never hears of the first two."""
    monkeypatch.setattr(attempt_outcomes, "PAUSES", (0.01, 0.01))
    failures = iter([RuntimeError("once"), RuntimeError("twice")])

    def fail(question: str) -> None:
        if error := next(failures, None):
            raise error

    scripted.hook = fail
    async with serve(server, scripted) as settings:
        chat = server.private_chat()
        chat.send("某事")
        (answer,) = await chat.wait_for()
        await chat.expect_silence()
        inbox = UpdateInbox.at(settings.inbox, settings.bot_id)
        assert await asyncio.to_thread(inbox.dead_letters) == []
        await asyncio.to_thread(inbox.close)
    assert REPEATED not in answer.text
    assert not answer.text.startswith(replies.APOLOGY[:8])
    assert len(scripted.asked) == 3


async def test_three_failures_are_one_apology_with_the_number_of_the_log(
    server: BotApiServer, serve: Serve, scripted: Scripted, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """The update is set aside with its trace; the same chat's next question is answered."""
    monkeypatch.setattr(attempt_outcomes, "PAUSES", (0.01, 0.01))

    def fail(question: str) -> None:
        if question == "坏的":
            raise RuntimeError("always")

    scripted.hook = fail
    async with serve(server, scripted) as settings:
        chat = server.private_chat()
        bad = chat.send("坏的")
        chat.send("好的")
        apology, answer = await chat.wait_for(2)
        await chat.expect_silence()
        inbox = UpdateInbox.at(settings.inbox, settings.bot_id)
        rows = await asyncio.to_thread(inbox.dead_letters)
        await asyncio.to_thread(inbox.close)
    (said,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert apology.text == replies.APOLOGY.format(reference=said.rpartition(" ")[2])
    assert answer.reply_to is not None
    assert [question for question, _ in scripted.asked] == ["坏的"] * 3 + ["好的"]
    assert [(row["number"], "RuntimeError: always" in row["trace"]) for row in rows] == [(bad.update_id, True)]
