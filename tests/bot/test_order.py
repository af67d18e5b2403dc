"""Updates at once, in order within a chat."""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot.telegram.order import InOrder, Places


def update(chat: int) -> Update:
    """An update of a chat."""
    message = Message(1, datetime.now(UTC), Chat(chat, "private"), text="x")
    return Update(1, message=message)


async def test_a_chat_is_served_in_order_and_others_do_not_wait_for_it() -> None:
    """While one chat is held up, its next update waits and another chat is served."""
    done: list[str] = []
    gate = asyncio.Event()

    async def work(name: str, wait: bool = False) -> None:
        if wait:
            await gate.wait()
        done.append(name)

    order = InOrder(Places(2))
    tasks = [asyncio.create_task(order.process_update(update(1), work("a1", wait=True)))]
    tasks += [asyncio.create_task(order.process_update(update(1), work(f"a{i}"))) for i in range(2, 9)]
    tasks.append(asyncio.create_task(order.process_update(update(2), work("b1"))))
    await asyncio.sleep(0.02)
    assert done == ["b1"]
    gate.set()
    await asyncio.gather(*tasks)
    assert done == ["b1", *(f"a{i}" for i in range(1, 9))]


async def test_no_more_than_so_many_are_processed_at_once() -> None:
    """Of many chats at most the number given are at work."""
    working = most = 0

    async def work() -> None:
        nonlocal working, most
        working += 1
        most = max(most, working)
        await asyncio.sleep(0.001)
        working -= 1

    order = InOrder(Places(8))
    await asyncio.gather(*(order.process_update(update(chat), work()) for chat in range(50)))
    assert most == 8


async def test_a_failure_lets_the_next_one_in() -> None:
    """An update that fails does not lock its chat."""

    async def fail() -> None:
        raise RuntimeError

    order = InOrder(Places(1))
    results = await asyncio.gather(*(order.process_update(update(1), fail()) for _ in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [RuntimeError] * 3


async def test_locks_do_not_pile_up() -> None:
    """After its last update a chat leaves nothing behind."""
    order = InOrder(Places(8))
    await asyncio.gather(*(order.process_update(update(chat), asyncio.sleep(0)) for chat in range(1000)))
    gc.collect()
    assert len(order._chats) == 0
