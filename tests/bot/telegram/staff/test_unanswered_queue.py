"""The unanswered queue in the chat, over HTTP: what is shown, decided, undone, pointed at, and by whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import AppContext
from bot.curation import curated_answers
from bot.curation.curated_answers import CuratedState
from bot.telegram.outgoing.callback_data import DecideDraftPress, ShowDraftPress, encode
from bot.telegram.views.draft_view import version_of
from bot.texts import replies, staff_chat
from bot.texts.chat import BAD_BUTTON, NEXT_PAGE, PREVIOUS_PAGE, STALE_BUTTON
from bot.texts.faq import CURATED_NO_TEXT, CURATED_TEXT_LONG
from bot.topics import topics
from bot.topics.topics import TopicAction
from retrieval import Engine
from tests.bot.chatting import ask, full, labels, press, touch
from tests.bot.conftest import passage_at
from tests.bot.staffed import CITIZEN, FIRST, SECOND, answer_to, prompt, staffed, topic
from tests.botapi import BotApiServer, Chat, Message

ASKED = "讼师聘了多少名"
CLAUSE = "一/(二)/四是"


async def asked(server: BotApiServer, *questions: str) -> None:
    """Different people ask."""
    for person, question in enumerate(questions, CITIZEN):
        await ask(server.private_chat(user_id=person), question)


def action(app_context: AppContext, number: int = 1) -> TopicAction | None:
    """What was decided about a topic last."""
    found = app_context.store.read(lambda db: topics.topic(db, number))
    return found.decision.action if found and found.decision else None


async def test_the_queue_turns_its_pages_and_opens_topics(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """The heaviest first, eight a page; a topic shows wordings, figures, the reason and the nearest clauses."""
    others = ["图书馆几点开门", "公交卡怎么充值", "游泳馆门票多少钱", "火锅店哪家好吃", "月球离地球多远",
              "哪里能学钢琴", "天气预报准不准", "快递柜收费吗", "奶茶店排名"]  # fmt: skip
    async with staffed(server, monkeypatch, tmp_path, engine):
        chat = server.private_chat(user_id=FIRST)
        assert (await ask(chat, "/unanswered")).text == staff_chat.QUEUE_EMPTY
        await asked(server, *others, ASKED, f"请问{ASKED}", f"{ASKED}呀")
        last = server.private_chat(user_id=CITIZEN + len(others))
        await touch(last, last.bot_messages[-1], BAD_BUTTON)
        queue = await ask(chat, "/unanswered")
        assert queue.text.startswith(staff_chat.QUEUE_LEAD.format(count=len(others) + 1))
        assert f"1. {ASKED}" in queue.text or f"1. 请问{ASKED}" in queue.text
        assert "3 人问过 3 次" in queue.text
        assert "👎 1" in queue.text
        assert labels(queue) == [*map(str, range(1, 9)), NEXT_PAGE]
        second = await press(chat, queue, NEXT_PAGE)
        assert labels(second) == ["9", "10", PREVIOUS_PAGE]
        first = await press(chat, second, PREVIOUS_PAGE)
        assert first.text == queue.text
        opened = await press(chat, first, "1")
        assert "报告没有提到“讼师”" in opened.text
        assert all(f"· {question}" in opened.text for question in (ASKED, f"请问{ASKED}", f"{ASKED}呀"))
        assert sum(label.startswith("📄") for label in labels(opened)) == 3
        back = await press(chat, opened, staff_chat.BACK_TO_QUEUE)
        assert back.text == queue.text


async def test_a_bare_follow_up_is_shown_with_what_it_follows(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """In the queue, in the topic and in /topics; the wording that a written answer would take along is as asked."""
    async with staffed(server, monkeypatch, tmp_path, engine):
        citizen, first = server.private_chat(user_id=CITIZEN), server.private_chat(user_id=FIRST)
        await ask(citizen, "图书馆几点开门")
        await ask(citizen, "那月球馆呢")
        for command in ("/unanswered", "/topics"):
            listed = await ask(first, command)
            (line,) = [line for line in listed.text.splitlines() if "月球" in line]
            assert line.endswith("那月球馆呢（上一问：图书馆几点开门）")
            assert "图书馆几点开门\n" in listed.text
        opened = await press(first, listed, line.partition(".")[0])
        assert opened.text.startswith("问题 #2：那月球馆呢（上一问：图书馆几点开门）\n")
        prompted = await prompt(first, opened, staff_chat.WRITE_BUTTON)
        assert prompted.text.startswith("写答案 #2：那月球馆呢（上一问：图书馆几点开门）\n")
        assert "\n问法：那月球馆呢\n" in prompted.text


@pytest.mark.parametrize(
    ("label", "decided"), [(staff_chat.BEYOND_BUTTON, "beyond"), (staff_chat.IGNORE_BUTTON, "ignored")]
)
async def test_one_tap_puts_a_topic_off_and_one_takes_it_back(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine, label: str, decided: str
) -> None:
    """It leaves the queue with who and when, comes back after the undo, and a second undo changes nothing."""
    chat = server.private_chat(user_id=FIRST)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await asked(server, ASKED)
        opened = await topic(chat)
        done = await press(chat, opened, label)
        assert done.text == staff_chat.DECIDED[decided].format(number=1, wording=ASKED)
        assert labels(done) == [staff_chat.UNDO_BUTTON, staff_chat.NOTE_BUTTON, staff_chat.BACK_TO_QUEUE]
        prompted = await prompt(chat, done, staff_chat.NOTE_BUTTON)
        assert (await answer_to(chat, prompted, "不归我们管，13800138000")).text == staff_chat.NOTE_KEPT
        found = app_context.store.read(lambda db: topics.topic(db, 1))
        assert found is not None
        assert found.decision is not None
        assert found.decision.note == "不归我们管，［手机号］"
        assert action(app_context) is TopicAction(decided)
        assert (await ask(chat, "/unanswered")).text == staff_chat.QUEUE_EMPTY
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        again = await press(chat, done, staff_chat.UNDO_BUTTON)
        assert again.text.startswith(staff_chat.UNDONE)
        assert action(app_context) is None
        late = chat.press(done, staff_chat.UNDO_BUTTON)
        await late.wait_answered()
        await chat.wait_until(lambda: chat.message(done).text.startswith(staff_chat.UNDO_TOO_LATE))
        assert (await ask(chat, "/unanswered")).text != staff_chat.QUEUE_EMPTY


async def test_a_clause_is_pointed_at(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Pressed, read and confirmed, then approved by another: the next who ask get that clause's sentence."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await asked(server, ASKED)
        pointing = await press(first, await topic(first), staff_chat.POINT_BUTTON)
        clause = await press(first, pointing, next(label for label in labels(pointing) if "法律顾问" in label))
        assert "选聘15名法律顾问为全区64个党政部门服务" in next(
            entity.of(clause.text) for entity in clause.entities if entity.type == "bold"
        )
        first.press(clause, staff_chat.POINT_CONFIRM)
        assert staff_chat.DRAFT_KEPT in (await first.wait_for())[0].text
        (waiting,) = await second.wait_for()
        await press(second, waiting, staff_chat.APPROVE_BUTTON)
        await first.wait_for()
        assert action(app_context) is TopicAction.POINTED
        given = await ask(server.private_chat(user_id=91), f"请问{ASKED}？")
        assert given.text.startswith(staff_chat.POINTED_TEXT)
        assert "选聘15名法律顾问为全区64个党政部门服务" in given.text
        assert (await ask(first, "/unanswered")).text == staff_chat.QUEUE_EMPTY


async def test_a_clause_is_pointed_at_by_its_number_after_a_restart(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """The reply to the message names p14 or the clause, whichever way it is written; a wrong one is named."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    async with staffed(server, monkeypatch, tmp_path, engine):
        await asked(server, ASKED)
        pointing = await press(first, await topic(first), staff_chat.POINT_BUTTON)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        wrong = await answer_to(first, pointing, "p9999")
        assert wrong.text.startswith("没有“p9999”这一条")
        passage = passage_at(app_context.library, CLAUSE)
        assert staff_chat.DRAFT_KEPT in (await answer_to(first, pointing, CLAUSE.replace("/", "、", 1))).text
        (waiting,) = await second.wait_for()
        assert passage.clause.label in waiting.text
    async with staffed(server, monkeypatch, tmp_path, engine):
        refused = await press(second, waiting, staff_chat.REFUSE_BUTTON)
        assert refused.text.startswith(staff_chat.REFUSED.format(number=1))
        assert (await first.wait_for())[0].text == f"{staff_chat.REFUSED.format(number=1)}\n它答的是：{ASKED}"


async def test_what_is_wrong_with_an_answer_is_said(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """No source, no words, an unknown passage, words that do not stand in it: a sentence each, and nothing is kept."""
    chat = server.private_chat(user_id=FIRST)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await asked(server, ASKED)
        prompted = await prompt(chat, await topic(chat), staff_chat.WRITE_BUTTON)
        assert prompted.text.startswith(f"写答案 #1：{ASKED}")
        assert "p14 " in prompted.text
        for written, wrong in (
            ("聘了 15 名。", staff_chat.WRITE_NO_SOURCE),
            ("出处：p14", CURATED_NO_TEXT),
            ("聘了 15 名。\n出处：p777", "没有“p777”这一条"),
            ("聘了 15 名。\n出处：p14 “讼师”", "里没有一字不差的“讼师”"),
            ("字" * 801 + "\n出处：p14", CURATED_TEXT_LONG.format(limit=800, found=801)),
        ):
            said = await answer_to(chat, prompted, written)
            assert wrong in said.text
            assert said.text.endswith(staff_chat.PROMPT_AGAIN.partition("\n")[2])
        assert app_context.store.read(curated_answers.list_answers) == []
        sent = chat.send("聘了 15 名，电话0631-8452789。\n出处：p14\n问法：讼师有几位", reply_to=prompted)
        (kept,) = await chat.wait_for()
        assert staff_chat.MASKED in kept.text
        assert "讼师有几位" in kept.text
        chat.edit(sent, "改了\n出处：p14")
        assert (await chat.wait_for())[0].text == staff_chat.PROMPT_EDITED
        (draft,) = app_context.store.read(curated_answers.list_answers)
        assert draft.phrasings == ("讼师有几位", ASKED)
        withdrawn = await press(chat, kept, staff_chat.WITHDRAW_BUTTON)
        assert withdrawn.text.startswith(staff_chat.WITHDRAWN.format(number=1))
        assert app_context.store.read(curated_answers.list_answers)[0].state is CuratedState.RETIRED


async def test_a_draft_stands_in_its_topic(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Whoever opens the topic can read it: its author may withdraw it, the others may approve it or send it back."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    async with staffed(server, monkeypatch, tmp_path, engine):
        await asked(server, ASKED)
        prompted = await prompt(first, await topic(first), staff_chat.WRITE_BUTTON)
        await answer_to(first, prompted, "聘了 15 名。\n出处：p14")
        await second.wait_for()
        for chat, buttons in (
            (first, [staff_chat.WITHDRAW_BUTTON]),
            (second, [staff_chat.APPROVE_BUTTON, staff_chat.REFUSE_BUTTON]),
        ):
            draft = await press(chat, await topic(chat), staff_chat.DRAFT_BUTTON.format(number=1))
            back = [staff_chat.TOPIC_BUTTON.format(number=1), staff_chat.BACK_TO_RECORDS]
            assert labels(draft) == [*buttons, *back]
        alone = await touch(first, await press_draft(first), staff_chat.WITHDRAW_BUTTON)
        assert alone.text is None


async def test_each_of_the_staff_decides_what_is_theirs(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """An author does not refuse their own draft, nobody else withdraws it, and what is withdrawn is not approved."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await asked(server, ASKED)
        prompted = await prompt(first, await topic(first), staff_chat.WRITE_BUTTON)
        kept = await answer_to(first, prompted, "聘了 15 名。\n出处：p14")
        (waiting,) = await second.wait_for()
        (found,) = app_context.store.read(curated_answers.list_answers)
        for chat, message, choice, said in (
            (first, kept, "refuse", staff_chat.OWN_REFUSED),
            (second, waiting, "withdraw", staff_chat.NOT_YOURS),
        ):
            query = chat.press_data(message, encode(DecideDraftPress(choice, 1, version_of(found))))
            await query.wait_answered()
            assert query.text == said
        await press(first, kept, staff_chat.WITHDRAW_BUTTON)
        assert (await touch(second, waiting, staff_chat.APPROVE_BUTTON)).text == staff_chat.DRAFT_GONE
        second.press_data(waiting, encode(ShowDraftPress(1)))
        shown = await second.wait_edit(waiting)
        assert labels(shown) == [staff_chat.TOPIC_BUTTON.format(number=1), staff_chat.BACK_TO_RECORDS]
        assert app_context.store.read(curated_answers.list_answers)[0].state is CuratedState.RETIRED


async def press_draft(chat: Chat) -> Message:
    """The draft of the first topic, opened."""
    return await press(chat, await topic(chat), staff_chat.DRAFT_BUTTON.format(number=1))


async def test_nobody_can_approve_where_only_one_is_staff(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """The author is told that somebody else must be named as staff."""
    chat = server.private_chat(user_id=FIRST)
    async with staffed(server, monkeypatch, tmp_path, engine, staff=(FIRST,)):
        await asked(server, ASKED)
        prompted = await prompt(chat, await topic(chat), staff_chat.WRITE_BUTTON)
        assert staff_chat.DRAFT_NOBODY in (await answer_to(chat, prompted, "聘了 15 名。\n出处：p14")).text


async def test_nobody_else_is_let_in(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """The command is unknown to citizens; presses and replies of one who was staff do nothing any more."""
    chat, citizen = server.private_chat(user_id=FIRST), server.private_chat(user_id=CITIZEN)
    async with staffed(server, monkeypatch, tmp_path, engine):
        reply = await ask(citizen, ASKED)
        assert not any("⭐" in label for label in labels(reply))
        assert (await ask(citizen, "/unanswered")).text == replies.UNKNOWN_COMMAND
        for data in ("u:0", "t:1:0", "w:ignore:1:0", "v:approve:1:00000000", "g:add", "k:keep:1:0"):
            query = citizen.press_data(reply, data)
            await query.wait_answered()
            assert query.text == STALE_BUTTON
        opened = await topic(chat)
        prompted = await prompt(chat, opened, staff_chat.WRITE_BUTTON)
        sent = chat.send("聘了 15 名。", reply_to=prompted)
        await chat.wait_for()
    async with staffed(server, monkeypatch, tmp_path, engine, staff=(SECOND,)) as app_context:
        chat.edit(sent, "聘了 15 名。\n出处：p14")
        assert (await chat.wait_for())[0].text == replies.UNKNOWN_COMMAND
        assert (await touch(chat, opened, staff_chat.IGNORE_BUTTON)).text == STALE_BUTTON
        assert (await answer_to(chat, prompted, "聘了 15 名。\n出处：p14")).text == replies.UNKNOWN_COMMAND
        assert app_context.store.read(curated_answers.list_answers) == []
        assert action(app_context) is None


@pytest.mark.parametrize("data", ["u:x", "u:-1", "t:1", "t:99:0", "w:fly:1:0", "y:7:1:0", "c:1:0:nokey", "j:9", "v:a"])
async def test_any_press_is_answered(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine, data: str
) -> None:
    """What leads nowhere stops spinning, says so, and changes nothing."""
    chat = server.private_chat(user_id=FIRST)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await asked(server, ASKED)
        queue = await ask(chat, "/unanswered")
        query = chat.press_data(queue, data)
        await query.wait_answered()
        assert query.text or data.startswith("y")
        assert action(app_context) is None


async def test_a_topic_whose_people_erased_themselves_is_gone(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Its button says so."""
    chat, citizen = server.private_chat(user_id=FIRST), server.private_chat(user_id=CITIZEN)
    async with staffed(server, monkeypatch, tmp_path, engine):
        await asked(server, ASKED)
        queue = await ask(chat, "/unanswered")
        await ask(citizen, "/forget")
        assert (await touch(chat, queue, "1")).text == staff_chat.TOPIC_GONE
        assert full(queue, "1") == "1"
