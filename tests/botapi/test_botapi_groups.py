"""What people do in groups, as the server plays it: upgrades, reactions, albums, quotes, inserted results."""

from __future__ import annotations

import pytest

from . import ApiError, BotApiServer, Chat
from .core import Core


async def call(core: Core, method: str, **params: object) -> dict[str, object]:
    """The answer to a call of the bot."""
    return (await core.execute(method, params)).body


async def test_an_upgraded_group_is_another_chat() -> None:
    """Both chats tell of the other, numbers of messages begin anew, and the old one refuses with the new id."""
    async with BotApiServer() as server:
        group = server.group_chat(supergroup=False, chat_id=-5)
        group.send("before")
        moved = server.upgrade(group, -100_5)
        told = [update.payload["message"] for update in server.pending_updates][1:]
        assert [message.get("migrate_to_chat_id") for message in told] == [-100_5, None]
        assert [message.get("migrate_from_chat_id") for message in told] == [None, -5]
        assert (told[1]["chat"]["type"], told[1]["message_id"]) == ("supergroup", 1)
        refused = await call(server.core, "sendMessage", chat_id=-5, text="a")
        assert refused["error_code"] == 400
        assert refused["parameters"] == {"migrate_to_chat_id": -100_5}
        assert (await call(server.core, "sendMessage", chat_id=-100_5, text="a"))["ok"]
        assert [message.text for message in moved.bot_messages] == ["a"]
        with pytest.raises(ApiError, match="upgraded"):
            group.store.check_can_write()


@pytest.mark.parametrize("is_group", [False, True])
async def test_reactions_come_to_who_asks_for_them(is_group: bool) -> None:
    """Never by default; in a group to an administrator only; each with what it takes the place of."""
    async with BotApiServer() as server:
        chat: Chat = server.group_chat() if is_group else server.private_chat()
        said = chat.send("a")
        chat.react(said, "👍")
        server.core.updates.allow(["message", "message_reaction"])
        chat.react(said, "👎")
        chat.set_bot_status("administrator")
        chat.react(said)
        kinds = [update.kind for update in server.pending_updates]
        assert kinds == ["message", *["message_reaction"] * (1 if is_group else 2)]
        last = server.pending_updates[-1].payload["message_reaction"]
        assert last["old_reaction"] == [{"type": "emoji", "emoji": "👎"}]
        assert last["new_reaction"] == []


async def test_an_album_is_a_message_a_picture() -> None:
    """They share an id, which the next album does not have."""
    async with BotApiServer() as server:
        chat = server.private_chat()
        first = [update.payload["message"] for update in chat.send_album(["", "a", ""])]
        (other,) = chat.send_album(["b"])
        assert len({message["media_group_id"] for message in first}) == 1
        assert other.payload["message"]["media_group_id"] != first[0]["media_group_id"]
        assert [message.get("caption") for message in first] == [None, "a", None]
        assert len({message["message_id"] for message in first}) == 3


async def test_a_quote_is_part_of_the_message_that_is_replied_to() -> None:
    """With its position in UTF-16 units; other words cannot be quoted."""
    async with BotApiServer() as server:
        chat = server.private_chat()
        said = chat.send("😀 one two")
        reply = chat.send("a", reply_to=said, quote="two").payload["message"]
        assert reply["quote"] == {"text": "two", "position": 7, "is_manual": True}
        with pytest.raises(LookupError):
            chat.send("a", reply_to=said, quote="three")


async def test_a_bot_in_privacy_mode_hears_no_pictures_of_others() -> None:
    """But those whose caption mentions it, and notices."""
    async with BotApiServer(privacy_mode=True) as server:
        group = server.group_chat()
        group.send_album(["", "a"])
        group.send_photo("@qa_test_bot a")
        group.send_service(new_chat_title="b")
        assert len(server.pending_updates) == 2
