"""The updates that are not handled yet, on disk."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.erasure.update_erasure import erase_updates
from bot.storage.outage_marker import OutageMarker
from bot.storage.update_inbox import (
    DEAD_LETTER_RETENTION_S,
    DONE_RETENTION_S,
    MAX_CRASHES,
    SCRUB_INTERVAL_S,
    SUSPECT_CRASHES,
    QueuedUpdate,
    QueuePosition,
    UpdateInbox,
)
from retrieval import Engine
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer
from tests.waiting import LONGEST_S

QUESTION = "我家宅基地的证什么时候办好"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[UpdateInbox]:
    """An inbox in a folder of its own."""
    made = UpdateInbox.at(tmp_path / "inbox.db", 7)
    yield made
    made.close()


def body(number: int, chat: int = 1, text: str = QUESTION) -> dict[str, Any]:
    """An update with a question."""
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": text}}


def die(inbox: UpdateInbox, *numbers: int) -> list[QueuePosition]:
    """Begin updates and let the program end: what the next start finds."""
    for number in numbers:
        inbox.start(number).result()
    return inbox.resume()


def test_a_postponed_update_waits_and_is_known_as_such(inbox: UpdateInbox) -> None:
    """It is no crash and no failure, also for the next program; set back to wait for another reason it is forgotten."""
    inbox.put([body(1)]).result()
    inbox.start(1).result()
    inbox.postpone(1, failures=1).result()
    assert [position.number for position in inbox.resume()] == [1]
    assert inbox.start(1).result() == QueuedUpdate(1, body(1), crashes=0, failures=1, is_postponed=True)
    inbox.mark_waiting(1, 2, "Traceback").result()
    assert inbox.start(1).result() == QueuedUpdate(1, body(1), crashes=0, failures=2)


def test_what_comes_again_is_not_new(inbox: UpdateInbox) -> None:
    """Only numbers that were not there are given back, also once they are handled."""
    assert inbox.put([body(1), body(2)]).result() == [1, 2]
    assert inbox.put([body(2), body(3)]).result() == [3]
    inbox.mark_done(1).result()
    assert inbox.put([body(1)]).result() == []
    assert inbox.waiting_count() == 2


def test_what_was_left_comes_oldest_first(inbox: UpdateInbox) -> None:
    """Whatever the order of arrival, the numbers order it; each with its chat, none under suspicion."""
    inbox.put([body(3, 8), body(1, 9), body(2, 8)]).result()
    inbox.mark_done(2).result()
    assert inbox.resume() == [QueuePosition(1, 9), QueuePosition(3, 8)]


def test_it_outlives_the_program(tmp_path: Path) -> None:
    """Another run finds the body as it was, and how often it failed."""
    first = UpdateInbox.at(tmp_path / "x.db", 7)
    first.put([body(1)]).result()
    first.mark_waiting(1, failures=2, trace="why").result()
    first.close()
    second = UpdateInbox.at(tmp_path / "x.db", 7)
    assert second.resume() == [QueuePosition(1, 1)]
    assert second.start(1).result() == QueuedUpdate(1, body(1), crashes=0, failures=2)
    second.close()


def test_deaths_count_for_what_was_at_work(inbox: UpdateInbox) -> None:
    """One that was at work at the end has one more death; one that waited, or waits again, has none."""
    inbox.put([body(1), body(2), body(3)]).result()
    inbox.start(3).result()
    inbox.mark_waiting(3).result()
    die(inbox, 1)
    updates = [inbox.start(number).result() for number in (1, 2, 3)]
    assert [update.crashes if update else None for update in updates] == [1, 0, 0]


def test_too_many_deaths_are_suspicious_and_in_the_end_set_aside(inbox: UpdateInbox) -> None:
    """Suspicion begins at three deaths and counts them; at six the update is set aside with its body."""
    inbox.put([body(1), body(2)]).result()
    seen = [die(inbox, 1)[0].suspicion for _ in range(MAX_CRASHES - 1)]
    assert seen == [0] * (SUSPECT_CRASHES - 1) + list(range(SUSPECT_CRASHES, MAX_CRASHES))
    assert die(inbox, 1) == [QueuePosition(2, 1)]
    (dead_letter,) = inbox.dead_letters()
    assert (dead_letter["number"], json.loads(dead_letter["body"])) == (1, body(1))
    assert "ended" in dead_letter["trace"]


def test_what_was_set_aside_can_be_put_back(inbox: UpdateInbox) -> None:
    """As if it were new: no failures, no deaths; a number that is not aside is not put back."""
    inbox.put([body(1), body(2)]).result()
    inbox.mark_waiting(1, failures=2).result()
    inbox.bury(1, "Traceback: bad").result()
    assert [row["trace"] for row in inbox.dead_letters()] == ["Traceback: bad"]
    assert inbox.start(1).result() is None
    assert inbox.requeue([1, 2, 5]) == [1]
    assert inbox.start(1).result() == QueuedUpdate(1, body(1))
    assert inbox.dead_letters() == []


def test_two_bots_share_a_file_and_nothing_else(inbox: UpdateInbox, tmp_path: Path) -> None:
    """The same number of another bot is another update."""
    other = UpdateInbox.at(tmp_path / "inbox.db", 8)
    inbox.put([body(1)]).result()
    assert other.put([body(1, 5)]).result() == [1]
    other.mark_done(1).result()
    assert (inbox.waiting_count(), other.waiting_count(), other.resume()) == (1, 0, [])
    other.close()


def test_numbers_are_forgotten_when_nobody_can_deliver_them_again(inbox: UpdateInbox) -> None:
    """Handled ones after two days, those set aside after a week, waiting ones never."""
    inbox.put([body(number) for number in range(1, 6)]).result()
    for number in (1, 2):
        inbox.mark_done(number).result()
    for number in (3, 4):
        inbox.bury(number, "x").result()
    now = time.time()
    ends = [(now - DONE_RETENTION_S - 9, 1), (now - DEAD_LETTER_RETENTION_S - 9, 3)]
    setting = "update inbox set ended = ? where number = ?"
    inbox._store.write(lambda db: db.conn.executemany(setting, ends))
    assert inbox.clean_up() == 2
    assert [row["number"] for row in inbox.dead_letters()] == [4]
    assert inbox.put([body(1), body(2), body(3), body(4), body(5)]).result() == [1, 3]


def test_no_update_waits_for_a_lock_that_was_just_waited_for(
    inbox: UpdateInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After one failed at a lock, those behind it fail at once, so that they can be handled without the disk."""
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 300)
    monkeypatch.setattr("bot.storage.database.BACKOFF_SECONDS", LONGEST_S)
    inbox.put([body(1)]).result()
    other = sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        inbox.put([body(2)]).result()
    for number in range(3, 13):
        with pytest.raises(sqlite3.OperationalError, match="a moment ago"):  # and not "locked", after a wait
            inbox.put([body(number)]).result()
    other.execute("ROLLBACK")
    other.close()


def test_the_file_does_not_grow_with_what_was_erased(inbox: UpdateInbox, tmp_path: Path) -> None:
    """After ten megabytes of bodies only the numbers take room, and they are known still."""
    every = range(1, 2501)
    inbox.put([body(number, text="x" * 4000) for number in every]).result()
    for number in every:
        inbox.mark_done(number)  # in order behind each other
    before = len(content(tmp_path))
    inbox.clean_up()
    assert before > 10_000_000
    assert len(content(tmp_path)) < 1_000_000
    assert inbox.put([body(1), body(2500), body(9999)]).result() == [9999]


def test_nothing_of_a_handled_update_stays_in_the_files(inbox: UpdateInbox, tmp_path: Path) -> None:
    """After tidying no byte of its text is there, plain or escaped; what waits is there still."""
    inbox.put([body(number) for number in range(1, 50)]).result()
    inbox.put([body(50, text="还在等的问题")]).result()
    for number in range(1, 50):
        inbox.start(number).result()
        inbox.mark_done(number).result()
    inbox.clean_up()
    found = content(tmp_path)
    assert not any(form in found for form in forms(QUESTION))
    assert any(form in found for form in forms("还在等的问题"))


def test_a_person_who_is_forgotten_leaves_nothing_here(inbox: UpdateInbox, tmp_path: Path) -> None:
    """Neither waiting nor set aside, in their chat or in a group, nor in what others wrote about it.

    The update that asks for it is handled to its end, and no number is taken for a new one.
    """
    mine = [body(1), body(2), body(3, chat=-5) | {"message": {"chat": {"id": -5}, "from": {"id": 1}, "text": QUESTION}}]
    others = [body(4, chat=2, text=f"写答案：{QUESTION}"), body(5, chat=2, text="别人的问题"), body(6, text="/forget")]
    later = body(7, text="之后才问的")
    inbox.put([*mine, *others, later]).result()
    for number in (2, 3, 4, 5):
        inbox.bury(number, f"Traceback: {QUESTION}" if number == 3 else "Traceback").result()
    assert erase_updates(inbox, 1, asking=6, words=[QUESTION]) == 4
    assert [row["number"] for row in inbox.dead_letters()] == [5]
    assert inbox.start(1).result() is None
    assert inbox.start(6).result() == QueuedUpdate(6, others[2])
    inbox.bury(1, "it failed although it was erased").result()
    inbox.mark_waiting(1, 2, f"Traceback: {QUESTION}").result()
    assert [row["number"] for row in inbox.dead_letters()] == [5]
    assert inbox.put(mine).result() == []
    assert not any(form in content(tmp_path) for form in forms(QUESTION))
    inbox.mark_done(6).result()
    inbox.clean_up()
    assert b"/forget" not in content(tmp_path)
    assert any(form in content(tmp_path) for form in forms("别人的问题"))
    assert inbox.start(7).result() == QueuedUpdate(7, later)


def test_the_file_is_rewritten_once_a_day_and_after_an_erasure(
    inbox: UpdateInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with every round of tidying."""
    now, rewritten = [1e6], list[float]()

    def note(db: object) -> bool:
        rewritten.append(now[0])
        return True

    monkeypatch.setattr("bot.storage.update_inbox.time.monotonic", lambda: now[0])
    monkeypatch.setattr("bot.storage.update_inbox._rewrite", note)
    for seconds in (0, 60, SCRUB_INTERVAL_S - 60, 60, 60):
        now[0] += seconds
        inbox.clean_up()
    assert len(rewritten) == 2
    erase_updates(inbox, 1, asking=0)
    inbox.clean_up()
    assert len(rewritten) == 3


async def test_nothing_of_a_question_stays_in_the_inbox_of_a_running_bot(
    server: BotApiServer, serve: Serve, engine: Engine
) -> None:
    """When everything was answered and tidied, no file of the inbox holds a byte of what was asked."""
    async with serve(server, engine) as settings:
        chats = [server.private_chat(user_id=number) for number in range(5)]
        for chat in chats:
            chat.send(QUESTION)
            chat.send(f"{QUESTION}，再问一遍")
        for chat in chats:
            await chat.wait_for(2)
        inbox = UpdateInbox.at(settings.inbox, settings.bot_id)
        while await asyncio.to_thread(inbox.waiting_count):
            await asyncio.sleep(0.02)
        await asyncio.to_thread(inbox.clean_up)
        found = content(settings.state)
        await asyncio.to_thread(inbox.close)
    assert b"inbox" in found
    assert not any(form in found for form in forms(QUESTION))


def test_the_mark_of_what_no_disk_took(tmp_path: Path) -> None:
    """It is read at the next start, overwritten in place, and nothing where it was never needed or cannot be kept."""
    path = tmp_path / "unsaved"
    first = OutageMarker(path)
    assert (first.until, first.reserve(), path.stat().st_size) == (0.0, True, 20)
    place = path.stat().st_ino
    assert first.record(1_700_000_000.5)
    assert first.until == 0.0
    assert (OutageMarker(path).until, path.stat().st_size, path.stat().st_ino) == (1_700_000_000.5, 20, place)
    assert not OutageMarker(tmp_path / "none" / "x").record(1.0)
    path.write_text("half a li")
    assert OutageMarker(path).until == 0.0


def forms(text: str) -> tuple[bytes, ...]:
    """A text as a database may hold it."""
    return text.encode(), text.encode("utf-16-le"), json.dumps(text).strip('"').encode()


def content(folder: Path) -> bytes:
    """All bytes of the files of an inbox."""
    return b"".join(path.read_bytes() for path in folder.glob("inbox.db*"))
