"""Buttons under an answer, and what takes the answer's place when they are pressed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage.interactions import InteractionLog
from bot.texts.chat import (
    BACK_TO_ANSWER,
    BACK_TO_CONTENTS,
    BAD_BUTTON,
    COMPLAINTS,
    COPY_BUTTON,
    GOOD_BUTTON,
    LIBRARY_CHANGED,
    MORE_BUTTON,
    NEVER_MIND,
    NEXT_CLAUSE,
    NEXT_PLACE,
    NO_SUCH_PASSAGE,
    PREVIOUS_CLAUSE,
    SOURCE_BUTTON,
    THANKS_FOR_GOOD,
    UP,
)
from retrieval import Engine, Library
from retrieval.models import Lack, Outcome, Quote, Reason, Reply
from tests.bot.chatting import ask, labels, press, touch
from tests.bot.conftest import EXAMPLES, Scripted, Serve, passage_at
from tests.botapi import BotApiServer, Message
from tests.retrieval.answering.documents.offices import figures
from tests.retrieval.invented import library_of

CLAUSE, AFTER = "一/(一)/一是", "一/(一)/二是"
Make = Callable[..., Quote]


@pytest.fixture
def answer(scripted: Scripted, quote_of: Make) -> Reply:
    """A scripted answer to 甲 with one quote that is shown and two that are not."""
    quotes = quote_of(CLAUSE), quote_of("一/(一)/三是"), quote_of("一/(二)/一是")
    first = replace(quotes[0], marks=((0, 4),))
    reply = Reply("甲", Outcome.ANSWER, (first, *quotes[1:]), first.text[4:8])
    scripted.replies["甲"] = reply
    return reply


def kinds(message: Message) -> set[str]:
    """The kinds of entities."""
    return {entity.type for entity in message.entities}


async def test_the_source_takes_the_answers_place(
    server: BotApiServer, serve: Serve, scripted: Scripted, answer: Reply, library: Library
) -> None:
    """原文 shows the clause whole, expandable, with its citation, neighbours, a link to share and the way back."""
    async with serve(server, scripted):
        chat = server.private_chat()
        shown = await ask(chat, "甲")
        source = await press(chat, shown, SOURCE_BUTTON)
        assert passage_at(library, CLAUSE).text in source.text
        assert "expandable_blockquote" in kinds(source)
        assert "https://t.me/qa_test_bot?start=p_" in source.text
        assert labels(source)[:3] == [PREVIOUS_CLAUSE, NEXT_CLAUSE, COPY_BUTTON]
        following = await press(chat, source, NEXT_CLAUSE)
        assert passage_at(library, AFTER).text in following.text
        before = await press(chat, following, PREVIOUS_CLAUSE)
        assert before.text == source.text
        back = await press(chat, before, BACK_TO_ANSWER)
        assert (back.text, back.entities, labels(back)) == (shown.text, shown.entities, labels(shown))
        await chat.expect_silence(0.1)


async def test_further_evidence_is_paged_in_place(
    server: BotApiServer, serve: Serve, scripted: Scripted, answer: Reply
) -> None:
    """另有2处 leads to the second quote, from there to the third, each with its citation, and back."""
    async with serve(server, scripted):
        chat = server.private_chat()
        shown = await ask(chat, "甲")
        second = await press(chat, shown, MORE_BUTTON.format(count=2))
        assert answer.quotes[1].text in second.text
        assert f"《{answer.quotes[1].passage.title}》{answer.quotes[1].passage.clause.label}" in second.text
        third = await press(chat, second, NEXT_PLACE)
        assert answer.quotes[2].text in third.text
        assert NEXT_PLACE not in labels(third)
        assert (await press(chat, third, BACK_TO_ANSWER)).text == shown.text


async def test_buttons_work_after_a_restart(
    server: BotApiServer, serve: Serve, scripted: Scripted, answer: Reply
) -> None:
    """Nothing of an answer is kept in the program's memory only."""
    chat = server.private_chat()
    async with serve(server, scripted):
        shown = await ask(chat, "甲")
    async with serve(server, scripted):
        second = await press(chat, shown, MORE_BUTTON.format(count=2))
        assert answer.quotes[1].text in second.text
        assert (await press(chat, second, BACK_TO_ANSWER)).entities == shown.entities


async def test_a_changed_library_makes_old_evidence_stale(
    server: BotApiServer, serve: Serve, scripted: Scripted, answer: Reply, library: Library
) -> None:
    """Offsets of another version are never shown; the clause itself is still found by what it is."""
    chat = server.private_chat()
    async with serve(server, scripted):
        shown = await ask(chat, "甲")
    async with serve(server, scripted, held=replace(library, version="other")):
        query = await touch(chat, shown, MORE_BUTTON.format(count=2))
        assert query.text == LIBRARY_CHANGED
        assert passage_at(library, CLAUSE).text in (await press(chat, shown, SOURCE_BUTTON)).text


async def test_the_quotation_can_be_copied_with_its_citation(
    server: BotApiServer, serve: Serve, scripted: Scripted, quote_of: Make
) -> None:
    """At most 256 characters: the words are cut where they must be, the citation never."""
    scripted.replies["短"] = Reply("短", Outcome.ANSWER, (quote_of(CLAUSE, "共189项。"),))
    scripted.replies["长"] = Reply("长", Outcome.ANSWER, (quote_of(CLAUSE, "长" * 400),))
    async with serve(server, scripted):
        chat = server.private_chat()
        for question, beginning in (("短", "共189项。——《"), ("长", "长长")):
            shown = await ask(chat, question)
            (copied,) = [b.raw["copy_text"]["text"] for b in shown.buttons if "copy_text" in b.raw]
            assert copied.startswith(beginning)
            assert copied.endswith("(威文政发〔2021〕13号)一、(一)一是，2021年12月31日")
            assert len(copied) <= 256


async def test_a_server_that_knows_no_copying_gets_the_other_buttons(
    server: BotApiServer, serve: Serve, scripted: Scripted, answer: Reply
) -> None:
    """A refusal of the buttons costs the person one button, not the answer."""
    server.fail("sendMessage", 400, description="Bad Request: Text buttons are not allowed in the inline keyboard")
    async with serve(server, scripted):
        shown = await ask(server.private_chat(), "甲")
    assert COPY_BUTTON not in labels(shown)
    assert SOURCE_BUTTON in labels(shown)


async def test_a_thumb_up_is_kept(
    server: BotApiServer, serve: Serve, scripted: Scripted, answer: Reply, log: InteractionLog
) -> None:
    """It is thanked for and stands beside its exchange; a second opinion replaces the first."""
    async with serve(server, scripted):
        chat = server.private_chat()
        shown = await ask(chat, "甲")
        assert (await touch(chat, shown, GOOD_BUTTON)).text == THANKS_FOR_GOOD
        assert _ratings(log) == [(1, "good", None)]
        why = await press(chat, shown, BAD_BUTTON)
        assert labels(why) == [*COMPLAINTS.values(), NEVER_MIND]
        assert _ratings(log) == [(1, "bad", None)]
        shown = await press(chat, why, NEVER_MIND)
        assert labels(shown)[-1] == BAD_BUTTON
        why = await press(chat, shown, BAD_BUTTON)
        again = await press(chat, why, COMPLAINTS["misquoted"])
        assert labels(again) == labels(shown)
        await chat.wait_until(lambda: _ratings(log) == [(1, "bad", "misquoted")])


async def test_not_found_offers_what_there_is(
    server: BotApiServer, serve: Serve, scripted: Scripted, quote_of: Make
) -> None:
    """It says what is missing, shows the nearest sentence and the hotline; its clause and one question are buttons."""
    quotes, offers = (quote_of(CLAUSE), quote_of(AFTER)), ("问一", "问二", "问三")
    reason = Reason(Lack.ATTRIBUTE, "收费标准", turn_to="请向区司法局咨询")
    scripted.replies["甲"] = Reply("甲", Outcome.RELATED, quotes, None, (), offers, reason)
    async with serve(server, scripted):
        chat = server.private_chat()
        shown = await ask(chat, "甲")
        assert shown.text.startswith("报告没有写明收费标准")
        assert quotes[0].text in shown.text
        assert "请向区司法局咨询，也可拨打 12345。" in shown.text
        assert quotes[1].text not in shown.text
        assert labels(shown) == [SOURCE_BUTTON, "问一", GOOD_BUTTON, BAD_BUTTON]
        assert quotes[0].passage.text in (await press(chat, shown, SOURCE_BUTTON)).text


async def test_scope_names_what_is_held(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """A question about another year gets the reports that there are."""
    async with serve(server, engine):
        shown = await ask(server.private_chat(), "2019年一共保留了多少审批事项")
    assert "2019年" in shown.text
    assert "《2021年度法治政府建设情况报告》" in shown.text


async def test_clarify_offers_documents_and_takes_the_question_along(
    server: BotApiServer, serve: Serve, scripted: Scripted, quote_of: Make
) -> None:
    """A press on a document asks the engine for it with the question before, even when others came in between."""
    scripted.replies["甲"] = Reply("甲", Outcome.CLARIFY, (quote_of(CLAUSE),), suggestions=("某市报告", "某省报告"))
    async with serve(server, scripted):
        chat = server.private_chat()
        shown = await ask(chat, "甲")
        assert labels(shown)[:2] == ["某市报告", "某省报告"]
        await ask(chat, "乙")
        chat.press(shown, "某省报告")
        await chat.wait_for()
    assert scripted.asked[-1] == ("某省报告", ("甲",))


async def test_a_report_that_is_picked_answers_the_question_before(
    server: BotApiServer, serve: Serve, tmp_path: Path
) -> None:
    """By its button, its label, its number."""
    reports: dict[str, str | bytes] = {"a.txt": figures(2021, 3620), "b.txt": figures(2022, 3710)}
    async with serve(server, Engine(library_of(tmp_path, reports))):
        chat = server.private_chat()
        shown = await ask(chat, "茶叶产量多少吨")
        title = "白塔县2021年国民经济和社会发展统计公报"
        assert title in labels(shown)
        chat.press(shown, title)
        (pressed,) = await chat.wait_for()
        assert "3620吨" in pressed.text
        assert "3710吨" in (await ask(chat, "白塔县2022年国民经济和社会发展统计公报")).text
        again = await ask(chat, "茶叶产量多少吨")
        number = labels(again).index(title) + 1
        assert "3620吨" in (await ask(chat, str(number))).text


async def test_a_deep_link_opens_its_passage(
    server: BotApiServer, serve: Serve, scripted: Scripted, answer: Reply, library: Library
) -> None:
    """The link of the source view leads whoever follows it to the clause; one that leads nowhere says so."""
    async with serve(server, scripted):
        source = await press(chat := server.private_chat(), await ask(chat, "甲"), SOURCE_BUTTON)
        payload = source.text.rpartition("start=")[2]
        assert 2 < len(payload) <= 64
        stranger = server.private_chat(user_id=77)
        opened = await ask(stranger, f"/start {payload}")
        assert passage_at(library, CLAUSE).text in opened.text
        assert passage_at(library, AFTER).text in (await press(stranger, opened, NEXT_CLAUSE)).text
        assert (await ask(stranger, "/start p_nosuchthing")).text == NO_SUCH_PASSAGE
        assert (
            passage_at(library, CLAUSE).text
            in (await ask(stranger, f"/start p_{passage_at(library, CLAUSE).id[1:]}")).text
        )


async def test_the_contents_lead_down_to_a_clause_and_back(
    server: BotApiServer, serve: Serve, engine: Engine, library: Library
) -> None:
    """/outline is one message that is edited: report, part, item, clause, and back up."""
    async with serve(server, engine):
        chat = server.private_chat()
        top = await ask(chat, "/outline")
        part = await press(chat, top, "一、")
        item = await press(chat, part, "(一)")
        clause = await press(chat, item, "一是")
        assert passage_at(library, CLAUSE).text in clause.text
        assert labels(await press(chat, clause, BACK_TO_CONTENTS))[:4] == labels(item)[:4]
        up = await press(chat, chat.message(item), UP)
        assert labels(up) == labels(part)
        await chat.expect_silence(0.1)


async def test_the_library_is_listed(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """/library names the reports with agency, year, passages and day of reading; each leads to its contents."""
    async with serve(server, engine):
        chat = server.private_chat()
        held = await ask(chat, "/library")
        assert "《2021年度法治政府建设情况报告》（威海市文登区人民政府，2021年，42 条，20" in held.text
        assert "读入）" in held.text
        assert len(labels(await press(chat, held, "《2021"))) > 5


async def test_smalltalk_offers_questions_and_no_thumbs(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """A greeting is answered by a greeting with something to press."""
    scripted.replies["你好"] = Reply("你好", Outcome.SMALLTALK, suggestions=EXAMPLES, greeting="hello")
    async with serve(server, scripted):
        assert labels(await ask(server.private_chat(), "你好")) == list(EXAMPLES)


def _ratings(log: InteractionLog) -> list[tuple[object, ...]]:
    rows = log._store.read(lambda db: list(db.table("ratings").rows))
    assert "5000001" not in json.dumps(rows)
    return [(row["interaction"], row["verdict"], row["complaint"]) for row in rows]
