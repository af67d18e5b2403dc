"""Updates at once, in order within a chat."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.update_inbox import LONG_TEXT_DELAY, QueuePosition
from bot.telegram.updates.chat_order import PerChatQueue
from bot.telegram.updates.concurrency import UpdateSlots
from tests.waiting import LONGEST_S


def test_a_chat_is_called_in_order_and_one_at_a_time() -> None:
    """While one update of a chat is at work the next one waits, and other chats are called."""
    queue = PerChatQueue()
    for number, chat in ((1, 7), (2, 7), (3, 8)):
        queue.add(QueuePosition(number, chat))
    first = queue.pop()
    assert (first.number, queue.pop().number, bool(queue), len(queue)) == (1, 3, False, 1)
    queue.release(first)
    assert queue.pop().number == 2


def test_what_comes_late_goes_where_its_number_belongs() -> None:
    """Updates that overtook each other on the way are put in order again, also ahead of one that was first."""
    queue = PerChatQueue()
    for number in (5, 3, 4):
        queue.add(QueuePosition(number, 7))
    called = []
    while queue:
        position = queue.pop()
        called.append(position.number)
        queue.release(position)
    assert called == [3, 4, 5]


def test_a_suspect_comes_last() -> None:
    """What may end the program is called after everything else, whatever its number."""
    queue = PerChatQueue()
    queue.add(QueuePosition(1, 7, suspicion=3))
    queue.add(QueuePosition(2, 8))
    queue.add(QueuePosition(3, 9))
    assert [queue.pop().number for _ in range(3)] == [2, 3, 1]


def test_a_long_text_lets_other_chats_go_first() -> None:
    """So many later ones as are set, but none of its own chat, and not for ever."""
    queue = PerChatQueue()
    positions = (
        (1, 7, True),
        (2, 7, False),
        (3, 8, False),
        (LONG_TEXT_DELAY, 9, False),
        (LONG_TEXT_DELAY + 2, 10, False),
    )
    for number, chat, is_long in positions:
        queue.add(QueuePosition(number, chat, is_long=is_long))
    called = []
    while queue:
        called.append(queue.pop())
        queue.release(called[-1])
    assert [position.number for position in called] == [3, LONG_TEXT_DELAY, 1, 2, LONG_TEXT_DELAY + 2]


def test_of_long_texts_the_first_comes_first() -> None:
    """Also where its turn is that of a short one."""
    queue = PerChatQueue()
    for number, chat, is_long in ((1, None, True), (2, 8, True), (LONG_TEXT_DELAY + 1, 9, False)):
        queue.add(QueuePosition(number, chat, is_long=is_long))
    assert [queue.pop().number for _ in range(3)] == [1, LONG_TEXT_DELAY + 1, 2]


def test_of_suspects_the_one_that_was_seen_at_fewest_deaths_comes_first() -> None:
    """Who was only beside the culprit is cleared before the culprit has its turn, within a chat as well."""
    queue = PerChatQueue()
    for number, chat, suspicion in ((1, 7, 4), (2, 8, 3), (3, 7, 3)):
        queue.add(QueuePosition(number, chat, suspicion))
    called = []
    while queue:
        assert queue.peek().number not in called
        called.append(queue.pop())
        queue.release(called[-1])
    assert [position.number for position in called] == [2, 3, 1]


def test_an_update_without_a_chat_holds_nobody_up() -> None:
    """Updates of no chat are each on their own, also where a chat has the same number."""
    queue = PerChatQueue()
    queue.add(QueuePosition(7, None))
    queue.add(QueuePosition(8, None))
    queue.add(QueuePosition(9, 7))
    assert [queue.pop().number for _ in range(3)] == [7, 8, 9]


def test_what_is_put_back_is_called_again_once_freed() -> None:
    """An update that failed waits at the head of its chat until its pause is over."""
    queue = PerChatQueue()
    queue.add(QueuePosition(1, 7))
    queue.add(QueuePosition(2, 7))
    first = queue.pop()
    queue.add(first)
    assert not queue
    queue.release(first)
    assert queue.pop().number == 1


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 4)), unique_by=lambda pair: pair[0]))
def test_every_position_is_called_once_and_each_chat_in_order(pairs: list[tuple[int, int]]) -> None:
    """Whatever the order of arrival, all are called, none twice, each chat by number."""
    queue = PerChatQueue()
    for number, chat in pairs:
        queue.add(QueuePosition(number, chat))
    called: list[QueuePosition] = []
    while queue:
        called.append(queue.pop())
        queue.release(called[-1])
    assert sorted(position.number for position in called) == sorted(number for number, _ in pairs)
    for chat in range(5):
        numbers = [position.number for position in called if position.chat == chat]
        assert numbers == sorted(numbers)
    assert queue._by_chat == {}
    assert queue._blocked == set()


async def test_who_waits_for_telegram_gives_its_slot_up() -> None:
    """While one task rests another takes its slot, and the first waits for a slot before it goes on."""
    slots = UpdateSlots(1)
    done: list[str] = []
    released = asyncio.Event()

    async def wait() -> None:
        with slots.holding():
            await slots.sleep(0.01)
            done.append("waited")

    async def work() -> None:
        with slots.holding():
            await released.wait()
            done.append("worked")

    await slots.acquire()
    waiting = asyncio.create_task(wait())
    await asyncio.wait_for(slots.acquire(), LONGEST_S)
    working = asyncio.create_task(work())
    await asyncio.sleep(0.05)
    assert done == []
    released.set()
    await asyncio.gather(waiting, working)
    assert done == ["worked", "waited"]


async def test_a_failure_gives_its_slot_up() -> None:
    """A task that raises gives its slot up all the same."""
    slots = UpdateSlots(1)
    for _ in range(3):
        await asyncio.wait_for(slots.acquire(), LONGEST_S)
        with pytest.raises(RuntimeError), slots.holding():
            raise RuntimeError
