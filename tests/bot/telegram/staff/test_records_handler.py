"""Lists of what staff keep, further phrasings, and the end of an answer, in the chat of staff, over HTTP."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from bot.app import AppContext
from bot.curation import curated_answers, gold_questions, lexicon_entries
from bot.curation.curated_answers import CuratedState
from bot.telegram.outgoing.callback_data import ActOnRecordPress, AddPhrasingsPress, ShowRecordPress, encode
from bot.texts import faq, replies, staff_chat
from retrieval import Engine
from tests.bot.chatting import ask, full, labels, press, touch
from tests.bot.staffed import CITIZEN, FIRST, SECOND, answer_to, prompt, staffed, topic
from tests.botapi import BotApiServer, Chat, Message

ASKED = "市民活动中心几点开门"
OTHERS = ("活动中心几点开门", "市民活动中心早上开门是几点")
TEXT = "报告没有写，请到窗口询问。"
CITED = "出处：p17 “852名执法人员持证上岗”"


async def approved(first: Chat, second: Chat) -> Message:
    """An answer to the first topic of the queue, written by one and approved by the other."""
    prompted = await prompt(first, await topic(first), staff_chat.WRITE_BUTTON)
    await answer_to(first, prompted, f"{TEXT}\n{CITED}")
    (waiting,) = await second.wait_for()
    done = await press(second, waiting, staff_chat.APPROVE_BUTTON)
    await first.wait_for()
    return done


def phrasings(app_context: AppContext) -> tuple[str, ...]:
    """The phrasings of the first answer."""
    return app_context.store.read(lambda db: curated_answers.get(db, 1)).phrasings


async def test_what_people_ask_in_other_words_becomes_phrasings_by_a_button(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """A wording that is not answered leads from its topic to the answer, which takes it up, one alone or all."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    citizen, other = server.private_chat(user_id=CITIZEN), server.private_chat(user_id=CITIZEN + 1)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await ask(citizen, ASKED)
        await approved(first, second)
        for question in OTHERS:
            assert TEXT not in (await ask(other, question)).text
        await ask(citizen, OTHERS[1])
        opened = await topic(first)
        assert staff_chat.TOPIC_ANSWERS in opened.text
        answer = await press(first, opened, staff_chat.ANSWER_BUTTON.format(number=1))
        assert answer.text.startswith("整理答案 #1（使用中）")
        proposed = await press(first, answer, staff_chat.PROPOSE_BUTTON.format(count=2))
        listed = [staff_chat.PROPOSED_ITEM.format(rank=1, question=OTHERS[1], people=2, count=2),
                  staff_chat.PROPOSED_ITEM.format(rank=2, question=OTHERS[0], people=1, count=1)]  # fmt: skip
        assert proposed.text == "\n".join([staff_chat.PROPOSED_LEAD.format(number=1), *listed])
        added = await press(first, proposed, staff_chat.PROPOSE_ADD.format(rank=1))
        assert added.text.startswith(staff_chat.PROPOSED_ADDED.format(number=1, count=1))
        assert (await ask(citizen, OTHERS[1])).text.startswith(TEXT)
        assert phrasings(app_context) == (ASKED, OTHERS[1])
        rest = await press(second, (await ask(second, "/answers")), "1")
        rest = await press(second, rest, staff_chat.PROPOSE_BUTTON.format(count=1))
        assert staff_chat.PROPOSE_ADD_ALL not in labels(rest)
        done = await press(second, rest, staff_chat.PROPOSE_ADD.format(rank=1))
        assert done.text == staff_chat.PROPOSED_ADDED.format(number=1, count=1)
        assert (await ask(other, OTHERS[0])).text.startswith(TEXT)
        assert (await ask(first, "/unanswered")).text == staff_chat.QUEUE_EMPTY
        stale = await touch(first, added, staff_chat.PROPOSE_ADD.format(rank=1))
        assert stale.text == staff_chat.PROPOSED_GONE
        every = first.press_data(added, encode(AddPhrasingsPress("add", 1, "all")))
        await every.wait_answered()
        assert every.text == staff_chat.PROPOSED_GONE
        await ask(other, "/forget")
        assert phrasings(app_context) == (ASKED, OTHERS[1])
        await ask(citizen, "/forget")
        assert phrasings(app_context) == ()


async def test_a_phrasing_that_contradicts_a_gold_question_is_refused_unless_forced(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Staff read which gold question would be answered wrongly, and may add it nevertheless, which is noted."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    citizen = server.private_chat(user_id=CITIZEN)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await ask(citizen, ASKED)
        await approved(first, second)
        await ask(citizen, OTHERS[0])
        case = gold_questions.ReviewedExchange(OTHERS[0], (), ("区行政审批服务局",), None, None, 99)
        app_context.store.write(lambda db: gold_questions.add(db, case, "one"))
        answer = await press(first, await ask(first, "/answers"), "1")
        proposed = await press(first, answer, staff_chat.PROPOSE_BUTTON.format(count=1))
        refused = await press(first, proposed, staff_chat.PROPOSE_ADD.format(rank=1))
        assert refused.text.startswith("没有加入：标准题 s1")
        assert phrasings(app_context) == (ASKED,)
        await press(first, refused, staff_chat.PROPOSE_FORCE)
        assert phrasings(app_context) == (ASKED, OTHERS[0])
        note = app_context.store.read(lambda db: db.execute("select note from decisions order by id desc").fetchone())
        assert note == ("1 forced",)


async def test_an_answer_in_use_is_edited_and_retired(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """An edit is a draft that another must approve; retiring asks once more, and the answer is given no longer."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    citizen = server.private_chat(user_id=CITIZEN)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        assert (await ask(first, "/answers")).text == staff_chat.RECORDS_NONE["answers"]
        await ask(citizen, ASKED)
        await approved(first, second)
        answer = await press(first, await ask(first, "/answers"), "1")
        prompted = await prompt(first, answer, staff_chat.EDIT_BUTTON)
        assert prompted.text.startswith("改答案 #1")
        assert ASKED in prompted.text
        assert staff_chat.EDIT_NOTHING in (await answer_to(first, prompted, "问法：")).text
        wrong = await answer_to(first, prompted, "出处：p999")
        assert "没有“p999”" in wrong.text
        kept = await answer_to(first, prompted, "请打 12345 询问。")
        assert staff_chat.DRAFT_KEPT in kept.text
        (waiting,) = await second.wait_for()
        assert TEXT not in waiting.text
        assert ASKED in waiting.text
        await press(second, waiting, staff_chat.APPROVE_BUTTON)
        await first.wait_for()
        assert (await ask(citizen, ASKED)).text.startswith("请打 12345 询问。")
        answer = await press(second, await ask(second, "/answers"), "1")
        asked = await press(second, answer, staff_chat.RETIRE_BUTTON)
        assert asked.text.startswith(staff_chat.RETIRE_SURE)
        answer = await press(second, asked, staff_chat.BACK_TO_TOPIC)
        asked = await press(second, answer, staff_chat.RETIRE_BUTTON)
        gone = await press(second, asked, staff_chat.RETIRE_SURE_BUTTON)
        assert gone.text.startswith(staff_chat.RETIRED.format(number=1))
        assert (await first.wait_for())[0].text == f"{staff_chat.RETIRED.format(number=1)}\n它答的是：{ASKED}"
        assert replies.WRITTEN_BY_STAFF not in (await ask(citizen, ASKED)).text
        state = app_context.store.read(lambda db: curated_answers.get(db, 1)).state
        assert state is CuratedState.RETIRED
        again = await touch(second, asked, staff_chat.RETIRE_SURE_BUTTON)
        assert again.text == faq.CURATED_RETIRED_BEFORE.format(number=1)


async def test_words_gold_questions_and_lessons_are_listed_and_taken_back(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Each list leads to a record, which one press removes; a lesson can be restored."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    citizen = server.private_chat(user_id=CITIZEN)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        for kind in ("words", "gold", "lessons", "topics"):
            assert (await ask(first, f"/{kind}")).text == staff_chat.RECORDS_NONE[kind]
            assert (await ask(citizen, f"/{kind}")).text == replies.UNKNOWN_COMMAND
        for at in range(9):
            line = f"词儿{'一二三四五六七八九'[at]} => 审批"
            app_context.store.write(partial(lexicon_entries.add, line=line, who="one", effect={}))
        words = await ask(first, "/words")
        assert words.text.startswith(staff_chat.RECORDS_LEAD["words"].format(count=9))
        page = await press(first, words, "下一页")
        word = await press(first, page, "9")
        assert "词儿一 => 审批" in word.text
        left = await press(first, word, staff_chat.REMOVE_BUTTON["words"])
        assert left.text.startswith(staff_chat.RECORDS_LEAD["words"].format(count=8))
        assert (await touch(second, await press(second, await ask(second, "/words"), "1"), "↩")).text
        right = await ask(first, "一共保留了多少审批事项")
        await touch(first, right, staff_chat.STAR_RIGHT)
        case = await press(first, await ask(first, "/gold"), "1")
        assert "短答案：189项" in case.text
        assert (await press(first, case, staff_chat.REMOVE_BUTTON["gold"])).text == staff_chat.RECORDS_NONE["gold"]
        await touch(first, right, "👍")
        lessons = await ask(first, "/lessons")
        lesson = await press(first, lessons, "1")
        assert "一共保留了多少审批事项" in lesson.text
        removed = await press(first, lesson, staff_chat.REMOVE_BUTTON["lessons"])
        assert "已撤下" in removed.text
        back = await press(first, removed, staff_chat.RESTORE_BUTTON)
        assert full(back, staff_chat.REMOVE_BUTTON["lessons"])
        opened = await press(first, await ask(first, "/topics"), "1")
        assert "一共保留了多少审批事项" in opened.text


async def test_what_another_has_removed_is_gone(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Neither a list nor a record that was opened before shows or removes it; nor does what no button carries."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        app_context.store.write(partial(lexicon_entries.add, line="词儿 => 审批", who="one", effect={}))
        right = await ask(first, "一共保留了多少审批事项")
        await touch(first, right, staff_chat.STAR_RIGHT)
        for kind in ("words", "gold"):
            listed = await ask(first, f"/{kind}")
            opened = await press(first, await ask(first, f"/{kind}"), "1")
            await press(second, await press(second, await ask(second, f"/{kind}"), "1"), staff_chat.REMOVE_BUTTON[kind])
            assert (await touch(first, listed, "1")).text == staff_chat.RECORD_GONE
            assert (await touch(first, opened, staff_chat.REMOVE_BUTTON[kind])).text == staff_chat.RECORD_GONE
        for unknown in (
            ShowRecordPress("lessons", "a7", 0),
            ShowRecordPress("answers", "7", 0),
            ActOnRecordPress("restore", "words", "1", 0),
            ActOnRecordPress("remove", "gold", "x", 0),
        ):
            query = first.press_data(opened, encode(unknown))
            await query.wait_answered()
            assert query.text == staff_chat.RECORD_GONE


async def test_every_topic_and_answer_leads_back_to_where_it_was_opened(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """From the second page of ``/topics`` back to it, through a clause and a decision too; from an answer to its list
    and its topic."""
    questions = ["图书馆几点开门", "公交卡怎么充值", "游泳馆门票多少钱", "火锅店哪家好吃", "月球离地球多远",
                 "哪里能学钢琴", "天气预报准不准", "快递柜收费吗", "奶茶店排名"]  # fmt: skip
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    async with staffed(server, monkeypatch, tmp_path, engine):
        for person, question in enumerate(questions, CITIZEN):
            await ask(server.private_chat(user_id=person), question)
        listed = await press(first, await ask(first, "/topics"), "下一页")
        lead = staff_chat.RECORDS_LEAD["topics"].format(count=len(questions))
        assert listed.text.startswith(f"{lead}\n（第 2 页")
        back = await press(first, await press(first, listed, "9"), staff_chat.BACK_TO_RECORDS)
        assert back.text == listed.text
        pointing = await press(first, await press(first, back, "9"), staff_chat.POINT_BUTTON)
        opened = await press(first, pointing, staff_chat.BACK_TO_TOPIC)
        decided = await press(first, opened, staff_chat.IGNORE_BUTTON)
        back = await press(first, decided, staff_chat.BACK_TO_RECORDS)
        assert back.text == listed.text
        queue = await press(first, await topic(first), staff_chat.BACK_TO_QUEUE)
        assert queue.text.startswith(staff_chat.QUEUE_LEAD.format(count=len(questions) - 1))
        opened = await press(first, back, "9")
        prompted = await prompt(first, opened, staff_chat.WRITE_BUTTON)
        await answer_to(first, prompted, f"{TEXT}\n{CITED}")
        (waiting,) = await second.wait_for()
        answers = await ask(second, "/answers")
        draft = await press(second, answers, "1")
        assert (await press(second, draft, staff_chat.BACK_TO_RECORDS)).text == answers.text
        done = await press(second, waiting, staff_chat.APPROVE_BUTTON)
        about = await press(second, done, "‹ 问题 #")
        assert staff_chat.TOPIC_ANSWERS in about.text
        queue = await press(second, about, staff_chat.BACK_TO_QUEUE)
        assert queue.text.startswith(staff_chat.QUEUE_LEAD.format(count=len(questions) - 1))
