"""The whole story: nobody can answer it, staff write an answer, the next person gets it, and it loses its ground."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.curation import curated_answers
from bot.curation.curated_answers import CuratedState
from bot.texts import replies, staff_chat
from bot.texts.faq import CURATED_OWN
from bot.topics import topics
from bot.topics.topics import TopicAction
from retrieval.corpus.builder import build
from tests.bot.chatting import ask, labels, press, touch
from tests.bot.staffed import CITIZEN, FIRST, SECOND, answer_to, prompt, staffed, topic
from tests.botapi import BotApiServer
from tests.retrieval.invented import HARBOUR, LIBRARIES, write

ASKED = ("请问游艇能靠岸吗", "游艇能靠岸吗？", "游艇能靠岸么")


@pytest.mark.slow
async def test_from_an_unanswered_question_to_an_answer_and_out_of_use(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Asked by three, seen, written by one, not approvable by them, approved by the other, given, suspended."""
    reports = tmp_path / "reports"
    reports.mkdir()
    write(reports, {"a.txt": HARBOUR, "c.txt": LIBRARIES})
    build(reports)
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    async with staffed(server, monkeypatch, tmp_path / "var", library=reports) as app_context:
        for person, question in enumerate(ASKED, CITIZEN):
            reply = await ask(server.private_chat(user_id=person), question)
            assert replies.WRITTEN_BY_STAFF not in reply.text
        opened = await topic(first)
        assert "3 人问过 3 次" in opened.text
        assert all(question in opened.text for question in ASKED)
        passage = next(p for p in app_context.library.passages if "泊位12个" in p.text)
        prompted = await prompt(first, opened, staff_chat.WRITE_BUTTON)
        assert prompted.reply_markup == {"force_reply": True, "input_field_placeholder": staff_chat.WRITE_PLACEHOLDER}
        kept = await answer_to(first, prompted, f"可以，先向港务部门登记。\n出处：{passage.id} “新建泊位12个”")
        assert staff_chat.DRAFT_KEPT in kept.text
        (waiting,) = await second.wait_for()
        assert "可以，先向港务部门登记。" in waiting.text
        again = await ask(server.private_chat(user_id=90), ASKED[0])
        assert "登记" not in again.text
        version = next(b.data for b in waiting.buttons if b.text == staff_chat.APPROVE_BUTTON)
        own = first.press_data(kept, version or "")
        await own.wait_answered()
        assert own.text == CURATED_OWN.format(number=1)
        approved = await press(second, waiting, staff_chat.APPROVE_BUTTON)
        assert approved.text.startswith(staff_chat.APPROVED.format(number=1))
        assert staff_chat.APPROVE_BUTTON not in labels(approved)
        assert (await first.wait_for())[0].text.startswith(staff_chat.APPROVED.format(number=1))
        assert (await ask(first, "/unanswered")).text == staff_chat.QUEUE_EMPTY
        given = await ask(server.private_chat(user_id=91), "游艇能靠岸吗")
        assert given.text.startswith("可以，先向港务部门登记。")
        assert "新建泊位12个" in given.text
        assert replies.WRITTEN_BY_STAFF in given.text
        decision = app_context.store.read(lambda db: topics.topic(db, 1))
        assert decision is not None
        assert decision.decision is not None
        assert decision.decision.action is TopicAction.CURATED
        write(reports, {"a.txt": HARBOUR.replace("泊位12个", "泊位13个")})
        build(reports)
        await second.wait_until(lambda: _is_suspended(app_context))
        after = await ask(server.private_chat(user_id=92), "游艇能靠岸吗")
        assert "登记" not in after.text
        seen = await touch(second, waiting, staff_chat.APPROVE_BUTTON)
        assert seen.text == staff_chat.DRAFT_GONE


def _is_suspended(app_context: object) -> bool:
    store = app_context.store  # type: ignore[attr-defined]  # an AppContext
    return bool(store.read(lambda db: curated_answers.get(db, 1)).state is CuratedState.SUSPENDED)
