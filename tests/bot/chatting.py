"""What a test does in a chat, in a line."""

from __future__ import annotations

from tests.botapi import Chat, Message, Query


async def ask(chat: Chat, text: str, count: int = 1) -> Message:
    """Send a text and wait for the last of the messages that come back."""
    chat.send(text)
    return (await chat.wait_for(count))[-1]


def labels(message: Message) -> list[str]:
    """What stands on the buttons."""
    return [button.text for button in message.buttons]


async def press(chat: Chat, message: Message, label: str) -> Message:
    """Press the button whose label begins so, and wait for what takes the message's place."""
    chat.press(message, full(message, label))
    return await chat.wait_edit(message)


async def touch(chat: Chat, message: Message, label: str) -> Query:
    """Press a button and wait until its spinner stops."""
    query = chat.press(message, full(message, label))
    await query.wait_answered()
    return query


def full(message: Message, label: str) -> str:
    """The label that begins so."""
    return next(found for found in labels(message) if found.startswith(label))
