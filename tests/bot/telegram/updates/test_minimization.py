"""What may lie on disk of an update names nobody, and is handled as the update itself would be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from telegram import Bot, Message, Update, User
from telegram.ext import filters

from bot.storage.update_body import is_from
from bot.telegram.handlers.addressing import question_in
from bot.telegram.updates.bodies.minimization import minimal
from bot.telegram.updates.bodies.redacted_entities import redact_entities
from bot.telegram.updates.bodies.written_words import BotIdentity
from retrieval import Engine
from tests.bot.chatting import ask
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer, Entity
from tests.botapi.model import utf16_slice
from tests.botapi.updates import UpdateQueue
from tests.examples import examples

BOT = Bot("1:a")
ANA = {"id": 5, "is_bot": False, "first_name": "安娜", "last_name": "周", "username": "anna_z", "language_code": "zh"}
CHAT = {"id": 5, "type": "private", "first_name": "安娜", "username": "anna_z"}
FILE = {"file_id": "AgAC", "file_unique_id": "AQAD", "file_size": 9}
PICTURE = FILE | {"width": 90, "height": 60}
PHONE = "13800138000"


def message(**fields: Any) -> dict[str, Any]:
    """An update with a message of one person."""
    return {"update_id": 7, "message": {"message_id": 1, "date": 1700000000, "chat": CHAT, "from": ANA} | fields}


CONTENT: dict[str, Any] = {
    "animation": PICTURE | {"duration": 3, "file_name": "安娜.mp4"},
    "audio": FILE | {"duration": 3, "performer": "安娜"},
    "contact": {"phone_number": PHONE, "first_name": "安娜", "user_id": 9, "vcard": "安娜"},
    "dice": {"emoji": "🎲", "value": 3},
    "document": FILE | {"file_name": "安娜.pdf"},
    "game": {"title": "安娜", "description": "安娜", "photo": [PICTURE]},
    "location": {"longitude": 122.05, "latitude": 37.19},
    "photo": [PICTURE, PICTURE],
    "poll": {
        "id": "1",
        "question": "安娜",
        "options": [{"persistent_id": "1", "text": "安娜", "voter_count": 0}],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    },
    "sticker": PICTURE | {"type": "regular", "is_animated": False, "is_video": False, "set_name": "安娜"},
    "story": {"chat": CHAT, "id": 3},
    "venue": {"location": {"longitude": 122.05, "latitude": 37.19}, "title": "安娜家", "address": "安娜路"},
    "video": PICTURE | {"duration": 3},
    "video_note": FILE | {"length": 3, "duration": 3},
    "voice": FILE | {"duration": 3},
}
STATUS: dict[str, Any] = {
    "chat_background_set": {"type": {"type": "fill", "fill": {"type": "solid", "color": 1}, "dark_theme_dimming": 1}},
    "chat_shared": {"request_id": 1, "chat_id": 2, "title": "安娜"},
    "connected_website": "安娜.example",
    "delete_chat_photo": True,
    "forum_topic_created": {"name": "安娜", "icon_color": 1},
    "forum_topic_edited": {"name": "安娜"},
    "general_forum_topic_hidden": {},
    "group_chat_created": True,
    "left_chat_member": ANA,
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 60},
    "migrate_to_chat_id": -1001,
    "new_chat_members": [ANA, ANA],
    "new_chat_photo": [PICTURE],
    "new_chat_title": "安娜的群",
    "pinned_message": {"message_id": 3, "date": 1, "chat": CHAT, "from": ANA, "text": PHONE},
    "proximity_alert_triggered": {"traveler": ANA, "watcher": ANA, "distance": 3},
    "users_shared": {"request_id": 1, "users": [{"user_id": 2, "first_name": "安娜", "photo": [PICTURE]}]},
    "video_chat_ended": {"duration": 3},
    "video_chat_participants_invited": {"users": [ANA]},
    "video_chat_scheduled": {"start_date": 1700000000},
    "web_app_data": {"data": "安娜", "button_text": "安娜"},
    "write_access_allowed": {"web_app_name": "安娜"},
}
OTHERS: dict[str, Any] = {
    "chosen_inline_result": {"result_id": "p_1", "from": ANA, "query": PHONE, "location": CONTENT["location"]},
    "my_chat_member": {
        "chat": CHAT,
        "from": ANA,
        "date": 1,
        "old_chat_member": {"user": ANA, "status": "member"},
        "new_chat_member": {"user": ANA, "status": "kicked", "until_date": 0},
    },
    "poll_answer": {"poll_id": "1", "user": ANA, "option_ids": [0], "option_persistent_ids": ["0"]},
    "shipping_query": {
        "id": "1",
        "from": ANA,
        "invoice_payload": PHONE,
        "shipping_address": dict.fromkeys(
            ("country_code", "state", "city", "street_line1", "street_line2", "post_code"), PHONE
        ),
    },
    "not_known_yet": {"user": ANA, "deep": [{"note": PHONE, "phone_number": PHONE}]},
}


def read(update: dict[str, Any]) -> Message:
    """The message as the handlers get it."""
    found = Update.de_json(update, BOT).message
    assert found is not None
    return found


@pytest.mark.parametrize("kind", [*CONTENT, *STATUS])
def test_what_is_no_text_is_told_apart_as_before(kind: str) -> None:
    """Pictures, contacts and notices are parsed, are as much a notice as they were, and name nobody."""
    raw = message(**{kind: (CONTENT | STATUS)[kind]})
    kept = minimal(raw)
    assert _pieces(kept) == []
    before, after = Update.de_json(raw, BOT), Update.de_json(kept, BOT)
    for chosen in (filters.StatusUpdate.ALL, filters.TEXT, filters.ATTACHMENT, filters.ChatType.PRIVATE):
        assert bool(chosen.check_update(before)) == bool(chosen.check_update(after))
    assert bool(getattr(read(kept), kind)) == bool(getattr(read(raw), kind))


def _pieces(kept: object) -> list[str]:
    """Which of the telling pieces stand anywhere in the JSON."""
    written = json.dumps(kept, ensure_ascii=False)
    return [piece for piece in ("安", "anna_z", "122.05", "37.19", PHONE, "AgAC") if piece in written]


@pytest.mark.parametrize("kind", OTHERS)
def test_other_kinds_of_updates_name_nobody_either(kind: str) -> None:
    """Known to the library or to nobody yet: they are parsed as before, without names and numbers."""
    kept = minimal({"update_id": 7, kind: OTHERS[kind]})
    assert _pieces(kept) == []
    assert Update.de_json(kept, BOT).update_id == 7
    assert kind == "not_known_yet" or getattr(Update.de_json(kept, BOT), kind)


def test_a_person_is_a_number_and_a_bot_keeps_its_name() -> None:
    """Names and the language go; the name of the bot that a message came by stays."""
    helper = {"id": 8, "is_bot": True, "first_name": "助手", "username": "help_bot"}
    kept = minimal(message(text="甲", via_bot=helper))["message"]
    assert kept["from"] == {"id": 5, "is_bot": False, "first_name": ""}
    assert kept["via_bot"] == {"id": 8, "is_bot": True, "first_name": "", "username": "help_bot"}
    assert kept["chat"] == {"id": 5, "type": "private"}


@pytest.mark.parametrize("where", ["text", "caption"])
def test_every_text_is_redacted(where: str) -> None:
    """In the message, in the one of the sender that it replies to, and in what it quotes to this bot."""
    inner = {"message_id": 2, "date": 1, "chat": CHAT, "from": ANA, where: f"😀{PHONE}"}
    quote = {"text": PHONE, "position": 0, "is_manual": True}
    raw = message(**{where: f"我的{PHONE}", "reply_to_message": inner, "quote": quote})
    kept = minimal(raw)["message"]
    assert (kept[where], kept["reply_to_message"][where]) == ("我的［手机号］", "😀［手机号］")
    assert kept["quote"] == {"text": "［手机号］", "position": 0, "is_manual": True}


def test_what_others_wrote_is_not_kept() -> None:
    """Of a message of somebody else that is replied to, its id and date are left; of those who join, that they did."""
    bob = {"id": 77, "is_bot": False, "first_name": "小波"}
    markup = {"inline_keyboard": [[{"text": "别家的按钮", "callback_data": "x"}]]}
    inner = {"message_id": 2, "date": 1, "chat": CHAT, "from": bob, "text": "别人的话", "reply_markup": markup}
    mention = {"type": "text_mention", "offset": 0, "length": 1, "user": bob}
    raw = message(text="甲", reply_to_message=inner, entities=[mention], new_chat_members=[bob], left_chat_member=bob)
    kept = minimal(raw, bot=BotIdentity(9))
    assert not [piece for piece in ("别", "77", "小波") if piece in json.dumps(kept, ensure_ascii=False)]
    assert read(kept).reply_to_message
    assert read(kept).new_chat_members


GROUP = {"id": -3, "type": "supergroup", "title": "安娜的群"}
BEN = {"id": 77, "is_bot": False, "first_name": "小波", "username": "ben_b"}
US = BotIdentity(9, "qa_bot")


def _in_reply(text: str, **fields: Any) -> dict[str, Any]:
    """What is kept of a message in a group that replies to Ben's, with mentions as entities."""
    inner = {"message_id": 2, "date": 1, "chat": GROUP, "from": BEN, "text": f"本的话{PHONE}", "quote": {"text": "旧"}}
    at, name = text.find("@"), text.partition("@")[2].partition(" ")[0]
    mention = {"type": "mention", "offset": at, "length": len(name) + 1}
    raw = message(text=text, entities=[mention] if at >= 0 else [], chat=GROUP, reply_to_message=inner, **fields)
    kept: dict[str, Any] = minimal(raw, bot=US)["message"]
    assert minimal({"update_id": 7, "message": kept}, bot=US)["message"] == kept
    return kept


def test_what_is_put_to_this_bot_is_kept_with_its_author() -> None:
    """The words that a bare call replies to, masked, and the part that is quoted; with a number and no name."""
    quote = {"text": f"话{PHONE}", "position": 2, "is_manual": True, "entities": [{"type": "bold"}]}
    for call in ("@qa_bot", "/ask", "？ @QA_bot"):
        asked = _in_reply(call)["reply_to_message"]
        assert (asked["text"], asked["from"]["id"]) == ("本的话［手机号］", 77)
    for call in ("@qa_bot", "@qa_bot 甲", "/ask 甲"):
        kept = _in_reply(call, quote=quote)
        assert kept["quote"] == {"text": "话［手机号］", "position": 2, "is_manual": True}
        assert kept["reply_to_message"]["from"] == {"id": 77, "is_bot": False, "first_name": ""}
        assert "本的" not in json.dumps(kept, ensure_ascii=False)


@pytest.mark.parametrize("text", ["@qa_bot 甲", "甲", "@other_bot", "/ask@other_bot", "/help", "？"])
def test_what_is_said_to_others_brings_nothing_along(text: str) -> None:
    """Nor does a question of one's own: of the message that is replied to its id and date are left."""
    kept = _in_reply(text, **({} if text == "@qa_bot 甲" else {"quote": {"text": "本的", "position": 0}}))
    assert not [piece for piece in ("本的", "77", "小波", "旧") if piece in json.dumps(kept, ensure_ascii=False)]


def _quoted_from_elsewhere(text: str, origin: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An update that replies, in another chat, to a message of this origin; it quotes a part of that."""
    reply = {"origin": {"date": 1, **origin}, "chat": GROUP, "message_id": 5, "photo": [{"file_id": "x"}]}
    return minimal(message(text=text, external_reply=reply, **fields), bot=US)


QUOTE = {"text": f"本的话{PHONE}有多少", "position": 0, "is_manual": True}


@pytest.mark.parametrize("text", ["", "这个呢", "是谁说的"])
def test_what_is_quoted_from_another_chat_is_its_authors_too(text: str) -> None:
    """Their number comes with the quote, no name and nothing else of the message; so erasing their data reaches it."""
    kept = _quoted_from_elsewhere(text, {"type": "user", "sender_user": BEN}, quote=QUOTE)
    origin = {"type": "user", "date": 1, "sender_user": {"id": 77, "is_bot": False, "first_name": ""}}
    assert kept["message"]["external_reply"] == {"origin": origin}
    assert minimal(kept, bot=US) == kept
    assert (is_from(kept, 77), is_from(kept, 78)) == (True, False)
    found = question_in(read(kept), User(9, "问答", True, username="qa_bot"))
    assert found is not None
    assert (found.author, found.about or found.text) == (77, "本的话［手机号］有多少")


@pytest.mark.parametrize(
    ("origin", "quote"),
    [
        ({"type": "user", "sender_user": BEN}, {}),
        ({"type": "hidden_user", "sender_user_name": "小波"}, {"quote": QUOTE}),
        ({"type": "chat", "sender_chat": GROUP}, {"quote": QUOTE}),
        ({"type": "channel", "chat": GROUP, "message_id": 3}, {"quote": QUOTE}),
    ],
)
def test_of_a_message_of_another_chat_nothing_more_is_kept(origin: dict[str, Any], quote: dict[str, Any]) -> None:
    """Nor anything where it is not quoted, or is nobody's."""
    kept = _quoted_from_elsewhere("甲", origin, **quote)["message"]
    assert kept.get("quote", {}).get("text") == ("本的话［手机号］有多少" if quote else None)
    assert "external_reply" not in kept


def test_a_reaction_is_kept_without_names() -> None:
    """Who, on which message, and which sign."""
    signs = [{"type": "emoji", "emoji": "👍"}, {"type": "custom_emoji", "custom_emoji_id": "5"}]
    raw = {"chat": GROUP, "message_id": 5, "user": BEN, "date": 1, "old_reaction": [], "new_reaction": signs}
    kept = minimal({"update_id": 7, "message_reaction": raw}, bot=US)
    assert _pieces(kept) == []
    found = Update.de_json(kept, BOT).message_reaction
    assert found is not None
    assert found.user is not None
    assert (found.user.id, found.message_id, len(found.new_reaction)) == (77, 5, 2)


def test_only_the_keyboards_of_this_bot_are_kept() -> None:
    """Under a message of this bot that is pressed or replied to; not under another bot's, nor one sent by way of it."""
    markup = {"inline_keyboard": [[{"text": "按", "callback_data": "x"}]]}
    made = {}
    for number in (9, 8):
        author = {"id": number, "is_bot": True, "first_name": "机"}
        inner = {"message_id": 2, "date": 1, "chat": CHAT, "from": author, "text": "答", "reply_markup": markup}
        raw = message(text="甲", reply_to_message=inner, via_bot=author, reply_markup=markup)
        made[number] = minimal(raw, bot=BotIdentity(9))["message"]
    assert "reply_markup" not in made[9] | made[8]
    assert made[9]["reply_to_message"]["reply_markup"] == markup
    assert made[9]["reply_to_message"]["text"] == "答"
    assert "答" not in json.dumps(made[8]["reply_to_message"], ensure_ascii=False)
    assert "reply_markup" not in made[8]["reply_to_message"]


def test_a_press_keeps_what_was_pressed() -> None:
    """The data, the id and the keyboard stay to the letter, whatever they look like; not in which chat's instance."""
    keyboard = {"inline_keyboard": [[{"text": f"甲{PHONE}", "callback_data": f"a:{PHONE}"}]]}
    shown = message(text=f"答{PHONE}", reply_markup=keyboard)["message"]
    shown["from"] = {"id": 9, "is_bot": True, "first_name": "问答"}
    press = {"id": "4382918273645000001", "from": ANA, "message": shown, "chat_instance": "-7000000000005"}
    kept = minimal({"update_id": 1, "callback_query": press | {"data": f"a:{PHONE}"}}, bot=BotIdentity(9))[
        "callback_query"
    ]
    assert (kept["id"], kept["chat_instance"], kept["data"]) == (press["id"], "", f"a:{PHONE}")
    assert kept["message"]["reply_markup"] == keyboard
    assert kept["message"]["text"] == "答［手机号］"


def test_what_a_message_was_taken_from_is_dropped() -> None:
    """Who wrote a forwarded text first, and what else a reply refers to, is nobody's business."""
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "安娜"}
    raw = message(text="甲", forward_origin=origin, external_reply={"origin": origin}, author_signature="安娜")
    kept = minimal(raw)
    assert _pieces(kept) == []
    assert read(kept).forward_origin is None


def _entities(text: str, *covered: str) -> list[dict[str, Any]]:
    """An entity for each of these pieces of a text."""
    made = []
    for piece in covered:
        at = text.index(piece)
        offset, length = (len(t.encode("utf-16-le")) // 2 for t in (text[:at], piece))
        made.append({"type": "bold", "offset": offset, "length": length})
    return made


@pytest.mark.parametrize(
    ("text", "covered", "left"),
    [
        (f"@qa_bot 我是{PHONE}，@b 好", ["@qa_bot", "@b"], ["@qa_bot", "@b"]),
        (f"😀{PHONE}😀粗体", ["😀粗体"], ["😀粗体"]),
        (f"/ask {PHONE} 和a@b.com 好", ["/ask", PHONE, "a@b.com", "好"], ["/ask", "好"]),
        (f"我的{PHONE}号码", ["我的", "号码", f"的{PHONE}号"], ["我的", "号码"]),
        ("鲁KAB123-1380-0138-000 末", ["末", "鲁KAB123", "-1380"], ["末"]),
        ("没有号码", ["号码"], ["号码"]),
    ],
)
def test_entities_move_with_the_text(text: str, covered: list[str], left: list[str]) -> None:
    """What stands beside a mask keeps its entity at its new place; what a mask replaced loses it."""
    kept, entities = redact_entities(text, _entities(text, *covered))
    assert [utf16_slice(kept, entity["offset"], entity["length"]) for entity in entities] == left


def test_a_mention_of_us_behind_a_number_is_still_one() -> None:
    """By name and by id, although the text before it has changed its length."""
    us = {"id": 1, "is_bot": True, "first_name": "问答", "username": "qa_bot"}
    text = f"😀{PHONE} @qa_bot 问答 谁"
    entities = _entities(text, "@qa_bot", "问答")
    entities[0]["type"] = "mention"
    entities[1] |= {"type": "text_mention", "user": us}
    found = read(minimal(message(text=text, entities=entities))).parse_entities()
    assert list(found.values()) == ["@qa_bot", "问答"]
    assert [entity.user.id for entity in found if entity.user] == [1]


KEYS = st.sampled_from(
    "update_id message edited_message callback_query inline_query message_id date chat from id is_bot first_name "
    "last_name username type text entities caption caption_entities offset length url user reply_to_message quote "
    "reply_markup data photo contact location new_chat_members new_chat_title latitude phone_number query status "
    "pinned_message via_bot file_id not_known".split()
)
WORDS = st.sampled_from(["private", "mention", "text_mention", PHONE, "a@b.com", "", "甲", "\ud800", "/ask 甲"])
SCALARS = st.none() | st.booleans() | st.integers(-5, 40) | st.floats() | WORDS | st.text(max_size=5)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=6),
    max_leaves=30,
)
PEOPLE = st.fixed_dictionaries({"id": st.integers(1, 9), "is_bot": st.booleans(), "first_name": WORDS})
PLACED = st.fixed_dictionaries(
    {"type": WORDS, "offset": st.integers(-3, 40), "length": st.integers(-3, 40)},
    optional={"user": PEOPLE, "url": JSON},
)
MESSAGES = st.fixed_dictionaries(
    {
        "message_id": st.integers(1, 9),
        "date": st.integers(0, 9),
        "chat": st.fixed_dictionaries({"id": st.integers(-9, 9), "type": st.sampled_from(["private", "group"])}),
    },
    optional={
        "from": PEOPLE,
        "text": st.text("1380086@. 京A京45１甲😀+-", max_size=60),
        "entities": st.lists(PLACED, max_size=4),
        "new_chat_members": st.lists(PEOPLE, max_size=2),
        "not_known": JSON,
        "new_chat_title": WORDS,
    },
)
UPDATES = st.dictionaries(KEYS | st.text(max_size=3), JSON, max_size=5) | st.fixed_dictionaries(
    {"update_id": st.integers(1, 9), "message": MESSAGES | JSON}, optional={"edited_message": MESSAGES}
)


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(UPDATES)
def test_any_json_object_is_taken(update: dict[str, Any]) -> None:
    """It never fails, and twice is once."""
    kept = minimal(update)
    assert json.dumps(minimal(kept)) == json.dumps(kept)


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(UPDATES)
def test_what_could_be_parsed_still_can(update: dict[str, Any]) -> None:
    """An update that the library takes is taken in its minimal form too, as the same message of the same chat."""
    kept = minimal(update)
    try:
        before = Update.de_json(update, BOT)
    except Exception:  # whatever the library says of what is no update
        reject()
    after = Update.de_json(kept, BOT)
    assert after.update_id == before.update_id or not isinstance(before.update_id, int)
    assert after.effective_message == before.effective_message


@given(st.text("1380086@. 京A京45１甲😀+-", max_size=60), st.lists(PLACED, max_size=6))
def test_moved_entities_cover_what_they_covered(text: str, entities: list[dict[str, Any]]) -> None:
    """An entity that is kept covers the same words, wherever it covered whole characters."""
    kept, moved = redact_entities(text, [entity | {"url": str(n)} for n, entity in enumerate(entities)])
    for entity in moved:
        old = entities[int(entity["url"])]
        if old["offset"] >= 0 and old["length"] > 0:
            assert _covered(kept, entity) == _covered(text, old)


def _covered(text: str, entity: dict[str, Any]) -> bytes:
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2]


def test_a_bottomless_object_is_cut() -> None:
    """What nests deeper than Telegram ever does is dropped instead of exhausting the stack."""
    replies: dict[str, Any] = {"text": PHONE}
    for _ in range(300):
        replies = {"message_id": 1, "date": 1, "chat": CHAT, "text": "甲", "reply_to_message": replies}
    kept = minimal({"update_id": 1, "message": replies | {"not_known": _chain(900)}, "other": _chain(900)})
    assert PHONE not in json.dumps(kept)
    assert read(kept).text == "甲"


def _chain(depth: int) -> Any:
    made: Any = PHONE
    for _ in range(depth):
        made = [made]
    return made


async def test_updates_of_the_test_server_name_nobody() -> None:
    """Texts, stickers, files, edits, presses, inline queries, in private and in a group."""
    async with BotApiServer() as server:
        person = server.user(5, "安娜", last_name="安", username="anna_z")
        for chat in (server.private_chat(5, "安娜", username="anna_z"), server.group_chat([person], title="安娜的群")):
            sent = chat.send(f"@qa_test_bot 我是{PHONE}")
            chat.send("甲", reply_to=sent)
            chat.send("安", entities=[Entity("text_mention", 0, 1, user_id=5)])
            chat.edit(sent, f"/ask {PHONE}")
            chat.send_photo(f"照片{PHONE}")
            chat.send_sticker()
            chat.send_voice()
            chat.send_document(file_name="安娜.txt")
            chat.send_service(new_chat_members=[person.to_json()])
            chat.press_data(sent, "a:1")
        person.inline(f"查{PHONE}")
        for update in server.core.updates.pending:
            kept = minimal(update.payload)
            assert {"anna_z", PHONE} & set(_pieces(kept)) == set()
            before, after = Update.de_json(update.payload, BOT), Update.de_json(kept, BOT)
            for name in ("effective_user", "effective_chat", "effective_message"):
                assert getattr(before, name) == getattr(after, name)


Put = Callable[..., Any]


async def _conversation(serve: Serve, engine: Engine, first: int) -> list[tuple[str, Any]]:
    """What the bot does in a talk that uses nearly everything; its updates are numbered from ``first``."""
    async with BotApiServer(first_update_id=first) as server:
        async with serve(server, engine):
            chat = server.private_chat()
            await ask(chat, "/start")
            answer = await ask(chat, f"我的电话{PHONE}，一共保留了多少审批事项")
            asked = chat.messages[-2]
            chat.press(answer, answer.buttons[0].data or "")
            await chat.wait_edit(answer)
            chat.edit(asked, "选聘了多少名法律顾问")
            await chat.wait_until(lambda: "法律顾问" in chat.message(answer).text)
            for send in (chat.send_sticker, chat.send_photo, chat.send_voice, chat.send_document):
                send()
                await chat.wait_for(1)
            chat.send_service(pinned_message=server.core.chats[chat.id].to_json(asked))
            await ask(chat, "/unknown")
            group = server.group_chat([server.user(6, "小红")])
            group.send("闲聊")
            found = await ask(group, f"😀{PHONE} @qa_test_bot 行政复议受理了多少件")
            group.send(f"那{PHONE}去年呢", reply_to=found)
            await group.wait_for(1)
            await server.user().inline("执法记录仪").wait_answered()
        done = ("sendMessage", "editMessageText", "answerCallbackQuery", "answerInlineQuery")
        return [(call.method, call.params) for call in server.core.calls if call.method in done]


async def test_the_bot_does_the_same_on_a_minimal_update(
    serve: Serve, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole talk, twice: with the updates as they come and with what is kept of them."""
    plain = await _conversation(serve, engine, 1000)
    put: Put = UpdateQueue.put
    monkeypatch.setattr(
        UpdateQueue, "put", lambda self, payload, *args, **more: put(self, minimal(payload), *args, **more)
    )
    assert await _conversation(serve, engine, 2000) == plain
    assert len(plain) > 12
