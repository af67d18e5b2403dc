"""Updates that come back to the queue: after a failure, from a full disk, from a search that was away."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from telegram import Update
from telegram.error import NetworkError

from bot.erasure.update_erasure import erase_updates
from bot.storage.update_inbox import Body, UpdateInbox
from bot.telegram.updates import postponed_updates
from bot.telegram.updates.attempt import Attempt
from bot.telegram.updates.concurrency import UpdateSlots
from bot.telegram.updates.update_queue import UpdateQueue
from bot.texts.chat import ANSWERED_LATE
from tests.waiting import LONGEST_S


@pytest.fixture
async def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[UpdateInbox]:
    """An inbox that is impatient with locks, of a service that is impatient with its search."""
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr("bot.storage.database.BACKOFF_SECONDS", 0.0)
    monkeypatch.setattr(postponed_updates, "SEARCH_PAUSES", (0.01,))
    made = UpdateInbox.at(tmp_path / "inbox.db", 7)
    yield made
    await asyncio.to_thread(made.close)


def queue_of(inbox: UpdateInbox) -> UpdateQueue:
    """A queue over it, without Telegram."""
    return UpdateQueue(inbox, UpdateSlots(8), dict, lambda body: Update.de_json(body, None), Counter())


def question(number: int, chat: int = 5) -> Body:
    """An update of long ago."""
    where = {"id": chat, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "date": 1, "chat": where, "text": "谁"}}


async def attempt_of(queue: UpdateQueue) -> Attempt:
    """The attempt at the next update."""
    update = await asyncio.wait_for(queue.get(), LONGEST_S)
    assert isinstance(update, Update)
    return queue.in_progress[update.update_id]


async def fail(queue: UpdateQueue, attempt: Attempt, error: BaseException) -> None:
    """End an attempt with an error."""
    attempt.error = error
    await queue.finish(attempt)


async def postpone(queue: UpdateQueue, attempt: Attempt) -> None:
    """End an attempt at a search that is away."""
    attempt.is_postponed = True
    await queue.finish(attempt)


@contextmanager
def full_disk(inbox: UpdateInbox, tmp_path: Path) -> Iterator[None]:
    """An inbox that takes nothing while the block runs."""
    with closing(sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_an_update_that_comes_twice_is_handed_out_once(inbox: UpdateInbox) -> None:
    """Telegram delivers again what it does not know to be confirmed."""
    queue = queue_of(inbox)
    await queue.accept([question(1)])
    await queue.accept([question(1), question(2, chat=6)])
    assert [(await attempt_of(queue)).position.number for _ in range(2)] == [1, 2]
    assert (queue.qsize(), inbox.waiting_count()) == (2, 2)


async def test_an_update_that_is_gone_from_the_inbox_is_passed_over(inbox: UpdateInbox) -> None:
    """Whoever sent it has had it erased meanwhile; others go on."""
    queue, mine = queue_of(inbox), question(1)
    mine["message"]["from"] = {"id": 5, "is_bot": False, "first_name": "x"}
    await queue.accept([mine, question(2, chat=6)])
    assert erase_updates(inbox, 5, asking=3) == 1
    assert (await attempt_of(queue)).position.number == 2
    assert inbox.waiting_count() == 1


async def test_what_fails_while_the_disk_is_full_is_tried_again_and_confirmed_at_last(
    inbox: UpdateInbox, tmp_path: Path
) -> None:
    """Three times, as from the disk; a batch that holds it twice is one update."""
    queue = queue_of(inbox)
    await queue.resume()
    with full_disk(inbox, tmp_path):
        accepting = asyncio.create_task(queue.accept([question(1), question(1)]))
        for failures in range(3):
            attempt = await attempt_of(queue)
            assert attempt.failures == failures
            assert not accepting.done()
            await fail(queue, attempt, RuntimeError("no"))
        await asyncio.wait_for(accepting, LONGEST_S)
    assert queue.qsize() == 0


async def test_what_waits_for_the_search_while_the_disk_is_full_is_answered(inbox: UpdateInbox, tmp_path: Path) -> None:
    """It waits in memory, and the person is told only once."""
    queue = queue_of(inbox)
    await queue.resume()
    with full_disk(inbox, tmp_path):
        accepting = asyncio.create_task(queue.accept([question(1)]))
        first = await attempt_of(queue)
        assert not first.was_postponed
        await postpone(queue, first)
        second = await attempt_of(queue)
        assert (second.position.number, second.was_postponed) == (1, True)
        await queue.finish(second)
        await asyncio.wait_for(accepting, LONGEST_S)


async def test_an_apology_that_was_not_sent_stands_in_the_answer(inbox: UpdateInbox) -> None:
    """A question that came late and then waited for the search is apologised for once it is answered."""
    queue = queue_of(inbox)
    await queue.accept([question(1)])
    first = await attempt_of(queue)
    assert first.notes == [ANSWERED_LATE]
    await postpone(queue, first)
    second = await attempt_of(queue)
    assert second.notes == [ANSWERED_LATE]


async def test_who_was_told_that_the_search_is_away_is_not_told_again_after_a_restart(
    inbox: UpdateInbox, tmp_path: Path
) -> None:
    """Also where the network failed in between; nothing of that counts as a failure of the update."""
    queue = queue_of(inbox)
    await queue.accept([question(1)])
    await postpone(queue, await attempt_of(queue))
    told = await attempt_of(queue)
    assert told.was_postponed
    told.maybe_delivered = True
    await fail(queue, told, NetworkError("unreachable"))
    again = await attempt_of(queue)
    assert (again.was_postponed, again.maybe_delivered, again.failures) == (True, True, 0)
    await fail(queue, again, NetworkError("unreachable"))
    later = UpdateInbox.at(tmp_path / "inbox.db", 7)
    restarted = queue_of(later)
    assert await restarted.resume() == 1
    assert (await attempt_of(restarted)).was_postponed
    await asyncio.to_thread(later.close)


async def test_joining_waits_for_what_is_in_progress(inbox: UpdateInbox) -> None:
    """What waits behind it in its chat is not waited for."""
    queue = queue_of(inbox)
    await queue.accept([question(1), question(2)])
    attempt = await attempt_of(queue)
    joining = asyncio.create_task(queue.join())
    await asyncio.sleep(0)
    assert not joining.done()
    await queue.finish(attempt)
    await asyncio.wait_for(joining, LONGEST_S)
    assert queue.qsize() == 1
