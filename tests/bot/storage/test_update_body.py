"""What is read of an update before it is parsed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.storage.update_body import ImplausibleUpdateError, plausible, text_length

CHAT = {"id": -1_002_000_000_000, "type": "supergroup"}


@pytest.mark.parametrize(
    "message",
    [
        {"date": 0},
        {"date": 4_000_000_000, "edit_date": 1},
        {"message_id": 2**62, "chat": CHAT, "is_topic_message": True},
        {"entities": [{"offset": 0, "length": 4096}], "text": "9" * 100},
    ],
)
def test_what_telegram_may_send_is_plausible(message: dict[str, Any]) -> None:
    """Dates until 2106, ids of 52 bits, no date at all."""
    update = {"update_id": 1, "message": message}
    assert plausible(update) is update


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"message": {"date": 2**32}}, "message.date: wanted seconds since 1970, found 4.3e+09"),
        ({"message": {"date": -1}}, "message.date: wanted seconds since 1970, found -1.0e+00"),
        ({"edited_message": {"edit_date": 10**12}}, "edited_message.edit_date: wanted seconds"),
        ({"message": {"chat": {"id": -(2**63)}}}, "message.chat.id: wanted a number of 64 bits, found one of 64"),
        (
            {"message": {"new_chat_members": [{"id": 1}, {"id": 10**30}]}},
            "message.new_chat_members.id: wanted a number",
        ),
        ({"callback_query": {"from": {"id": 2**64}}}, "callback_query.from.id: wanted a number of 64 bits"),
        ({"message": {"reply_to_message": {"message_id": 10**4000}}}, "found one of 13288"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_place(part: dict[str, Any], said: str) -> None:
    """And the number is not repeated, however many digits it has."""
    with pytest.raises(ImplausibleUpdateError) as refused:
        plausible({"update_id": 1, **part})
    assert said in str(refused.value)
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize(
    ("part", "length"),
    [
        ({"message": {"text": "字" * 7}}, 7),
        ({"edited_message": {"text": "字" * 7}}, 7),
        ({"message": {"caption": "字" * 7}}, 7),
        ({"inline_query": {"query": "字" * 7}}, 7),
        ({"callback_query": {"data": "字" * 7, "message": {"text": "一" * 9}}}, 0),
        ({"message": {"text": 5}, "poll": 3}, 0),
    ],
)
def test_the_length_is_that_of_what_somebody_wrote(part: dict[str, Any], length: int) -> None:
    """Not of the bot's own message, on which a button was pressed."""
    assert text_length({"update_id": 1, **part}) == length
