"""Updates at once, in order within a chat."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.update_inbox import QueuePosition
from bot.telegram.updates.chat_order import PerChatQueue
from bot.telegram.updates.concurrency import UpdateSlots
from tests.waiting import LONGEST_S


def test_a_chat_is_called_in_order_and_one_at_a_time() -> None:
    """While one update of a chat is at work the next one waits, and other chats are called."""
    lines = PerChatQueue()
    for number, chat in ((1, 7), (2, 7), (3, 8)):
        lines.add(QueuePosition(number, chat))
    first = lines.call()
    assert (first.number, lines.call().number, bool(lines), len(lines)) == (1, 3, False, 1)
    lines.free(first)
    assert lines.call().number == 2


def test_what_comes_late_goes_where_its_number_belongs() -> None:
    """Updates that overtook each other on the way are put in order again, also ahead of one that was first."""
    lines = PerChatQueue()
    for number in (5, 3, 4):
        lines.add(QueuePosition(number, 7))
    called = []
    while lines:
        ticket = lines.call()
        called.append(ticket.number)
        lines.free(ticket)
    assert called == [3, 4, 5]


def test_a_suspect_comes_last() -> None:
    """What may end the program is called after everything else, whatever its number."""
    lines = PerChatQueue()
    lines.add(QueuePosition(1, 7, suspicion=3))
    lines.add(QueuePosition(2, 8))
    lines.add(QueuePosition(3, 9))
    assert [lines.call().number for _ in range(3)] == [2, 3, 1]


def test_of_suspects_the_one_that_was_seen_at_fewest_deaths_comes_first() -> None:
    """Who was only beside the culprit is cleared before the culprit has its turn, within a chat as well."""
    lines = PerChatQueue()
    for number, chat, suspicion in ((1, 7, 4), (2, 8, 3), (3, 7, 3)):
        lines.add(QueuePosition(number, chat, suspicion))
    called = []
    while lines:
        assert lines.next().number not in called
        called.append(lines.call())
        lines.free(called[-1])
    assert [ticket.number for ticket in called] == [2, 3, 1]


def test_an_update_without_a_chat_holds_nobody_up() -> None:
    """Updates of no chat are each on their own, also where a chat has the same number."""
    lines = PerChatQueue()
    lines.add(QueuePosition(7, None))
    lines.add(QueuePosition(8, None))
    lines.add(QueuePosition(9, 7))
    assert [lines.call().number for _ in range(3)] == [7, 8, 9]


def test_what_is_put_back_is_called_again_once_freed() -> None:
    """An update that failed waits at the head of its chat until its pause is over."""
    lines = PerChatQueue()
    lines.add(QueuePosition(1, 7))
    lines.add(QueuePosition(2, 7))
    first = lines.call()
    lines.add(first)
    assert not lines
    lines.free(first)
    assert lines.call().number == 1


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 4)), unique_by=lambda pair: pair[0]))
def test_every_ticket_is_called_once_and_each_chat_in_order(pairs: list[tuple[int, int]]) -> None:
    """Whatever the order of arrival, all are called, none twice, each chat by number."""
    lines = PerChatQueue()
    for number, chat in pairs:
        lines.add(QueuePosition(number, chat))
    called: list[QueuePosition] = []
    while lines:
        called.append(lines.call())
        lines.free(called[-1])
    assert sorted(ticket.number for ticket in called) == sorted(number for number, _ in pairs)
    for chat in range(5):
        numbers = [ticket.number for ticket in called if ticket.chat == chat]
        assert numbers == sorted(numbers)
    assert lines._lines == {}
    assert lines._held_up == set()


async def test_who_waits_for_telegram_leaves_its_place() -> None:
    """While one task rests another takes its place, and the first waits for a place before it goes on."""
    places = UpdateSlots(1)
    done: list[str] = []
    gate = asyncio.Event()

    async def rest() -> None:
        with places.occupied():
            await places.rest(0.01)
            done.append("rested")

    async def work() -> None:
        with places.occupied():
            await gate.wait()
            done.append("worked")

    await places.take()
    resting = asyncio.create_task(rest())
    await asyncio.wait_for(places.take(), LONGEST_S)
    working = asyncio.create_task(work())
    await asyncio.sleep(0.05)
    assert done == []
    gate.set()
    await asyncio.gather(resting, working)
    assert done == ["worked", "rested"]


async def test_a_failure_gives_its_place_up() -> None:
    """A task that raises leaves its place all the same."""
    places = UpdateSlots(1)
    for _ in range(3):
        await asyncio.wait_for(places.take(), LONGEST_S)
        with pytest.raises(RuntimeError), places.occupied():
            raise RuntimeError
