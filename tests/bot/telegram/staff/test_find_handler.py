"""/find and /cite in the chat of one of the staff, over HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clock import today
from bot.texts import command_line, lookup, replies
from bot.texts.chat import NEXT_PAGE, PREVIOUS_PAGE, SOURCE_BUTTON, STALE_BUTTON
from retrieval import Engine, Library
from retrieval.models import ManifestFacts
from tests.bot.chatting import ask, labels, press, touch
from tests.bot.conftest import Serve, passage_at
from tests.botapi import BotApiServer, Message

STAFF = "42"
CLAUSE = "一/(一)/一是"


def bold(message: Message) -> list[str]:
    """What stands out."""
    return [entity.of(message.text) for entity in message.entities if entity.type == "bold"]


def copied(message: Message) -> list[str]:
    """What the buttons copy."""
    return [b.raw["copy_text"]["text"] for b in message.buttons if "copy_text" in b.raw]


async def test_what_matched_is_bold(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """The query stands first, then ranked citations, each with an excerpt around what matched."""
    async with serve(server, engine, staff=STAFF):
        found = await ask(server.private_chat(user_id=42), '/find "执法记录仪" -培训  年：2021')
    assert found.text.splitlines()[0] == lookup.SEARCHED.format(query='"执法记录仪" -培训 年：2021')
    assert "\n1. 《2021年度法治政府建设情况报告》" in found.text
    assert set(bold(found)) == {"执法记录仪"}
    assert labels(found)[0] == "1"


async def test_pages_and_passages_take_each_others_place_after_a_restart(
    server: BotApiServer, serve: Serve, engine: Engine, library: Library
) -> None:
    """The words are in the message: pages turn, passages open, and the way back leads to the page left."""
    chat = server.private_chat(user_id=42)
    async with serve(server, engine, staff=STAFF):
        first = await ask(chat, "/find 执法 “行政” -<b>&")
    assert labels(first) == [*map(str, range(1, 9)), NEXT_PAGE]
    async with serve(server, engine, staff=STAFF):
        second = await press(chat, first, NEXT_PAGE)
        assert labels(second)[:1] == ["9"]
        assert second.text.splitlines()[0] == first.text.splitlines()[0]
        assert not set(second.text.splitlines()[3:]) & set(first.text.splitlines()[3:])
        source = await press(chat, second, "9")
    async with serve(server, engine, staff=STAFF):
        assert not source.text.startswith(lookup.SEARCHED[:1])
        back = await press(chat, source, lookup.BACK_TO_FOUND)
        assert (back.text, back.entities, labels(back)) == (second.text, second.entities, labels(second))
        assert (await press(chat, back, PREVIOUS_PAGE)).text == first.text
        await chat.expect_silence(0.1)


async def test_a_passage_whose_command_was_deleted_leads_nowhere(
    server: BotApiServer, serve: Serve, engine: Engine
) -> None:
    """Without the words the button says that it is stale; pages need no command."""
    async with serve(server, engine, staff=STAFF):
        chat = server.private_chat(user_id=42)
        sent = chat.send("/find 执法 行政")
        (found,) = await chat.wait_for()
        assert sent.message is not None
        chat.delete(sent.message)
        second = await press(chat, found, NEXT_PAGE)
        source = await press(chat, second, "9")
        assert (await touch(chat, source, lookup.BACK_TO_FOUND)).text == STALE_BUTTON


async def test_a_filter_alone_lists(server: BotApiServer, serve: Serve, engine: Engine, library: Library) -> None:
    """All passages of the reports that fit, by the page, in document order."""
    async with serve(server, engine, staff=STAFF):
        found = await ask(server.private_chat(user_id=42), "/find 机关:司法局")
    assert lookup.FOUND_LISTED.format(count=len(library.passages)) in found.text
    assert bold(found) == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/find", lookup.FIND_NEEDS_WORDS),
        ("/find 年:abc", "年份没有看懂：年:abc。请写成四位数字，例如 年:2021，或 年:2019-2021。"),
        ('/find "执法', '引号没有配对："执法。请在这句话后面补上引号，或去掉前面的引号。'),
        ("/find -执法", "没有写要查什么，只写了不要什么：-执法。请至少写一个关键词、一句加引号的话或一个条件。"),
        ("/find 年:1999 执法", lookup.FOUND_NO_REPORT.format(filters="年:1999")),
        ("/find zzzz 年:2021", command_line.NOTHING_FOUND.format(words="zzzz")),
        ("/find " + "执法" * 200, lookup.FIND_TOO_LONG.format(limit=300)),
        ("/cite", lookup.CITE_NEEDS),
    ],
)
async def test_what_cannot_be_done_is_said(
    server: BotApiServer, serve: Serve, engine: Engine, said: str, answer: str
) -> None:
    """A sentence says what was found and what is wanted."""
    async with serve(server, engine, staff=STAFF):
        assert (await ask(server.private_chat(user_id=42), said)).text == answer


async def test_nobody_else_has_these_commands(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """They are unknown to citizens, and the buttons of one who was staff work no longer."""
    chat, citizen = server.private_chat(user_id=42), server.private_chat(user_id=5)
    async with serve(server, engine, staff=STAFF):
        found = await ask(chat, "/find 执法 行政")
        for said in ("/find 执法", "/find", "/cite p1", "/cite"):
            assert (await ask(citizen, said)).text == replies.UNKNOWN_COMMAND
    async with serve(server, engine, staff="43"):
        assert (await touch(chat, found, NEXT_PAGE)).text == STALE_BUTTON
        assert (await ask(chat, "/cite p1")).text == replies.UNKNOWN_COMMAND


@pytest.mark.parametrize("data", ["f:", "f:x:", "f:0", "f:0:a:b", "f:99999:", "f:-5:AAAAAAAAAAAA"])
async def test_any_press_is_answered(server: BotApiServer, serve: Serve, engine: Engine, data: str) -> None:
    """A page that is not there is the nearest one, and data that we did not make are stale."""
    async with serve(server, engine, staff=STAFF):
        chat = server.private_chat(user_id=42)
        found = await ask(chat, "/find 执法 行政")
        query = chat.press_data(found, data)
        await query.wait_answered()
        assert query.text == (None if data == "f:99999:" else STALE_BUTTON)


async def test_a_passage_is_cited_in_every_form(
    server: BotApiServer, serve: Serve, engine: Engine, library: Library
) -> None:
    """By number or clause: one message, a button a form; the words of a long clause are cut on the button only."""
    passage = passage_at(library, CLAUSE)
    async with serve(server, engine, staff=STAFF):
        chat = server.private_chat(user_id=42)
        shown = [await ask(chat, f"/cite {wanted}") for wanted in (passage.id, CLAUSE, "一、 （一）一是")]
        wrong = await ask(chat, "/cite p99999")
    assert len({message.text for message in shown}) == 1
    assert "第一部分第（一）项第一目：“一是持续优化政务服务。" in shown[0].text
    assert shown[0].text.count("146.4%。”") == 1
    memo, short, gbt = copied(shown[0])
    assert memo.startswith("《2021年度法治政府建设情况报告》（威文政发〔2021〕13号，")
    assert memo.endswith("……”")
    assert short == passage.citation
    assert gbt.endswith("13号[R]. 2021-12-31.")
    assert "p99999" in wrong.text


async def test_a_reply_cites_what_the_answer_shows(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """The sentence of an answer; once the clause stands in its place, the clause."""
    async with serve(server, engine, staff=STAFF):
        chat = server.private_chat(user_id=42)
        answer = await ask(chat, "一共保留了多少审批事项")
        chat.send("/cite", reply_to=answer)
        (cited,) = await chat.wait_for()
        source = await press(chat, answer, SOURCE_BUTTON)
        chat.send("/cite", reply_to=source)
        (whole,) = await chat.wait_for()
        hello = await ask(chat, "/help")
        chat.send("/cite", reply_to=hello)
        (nothing,) = await chat.wait_for()
    assert "第一目：“截至目前,区行政审批服务局共保留审批事项189项," in cited.text
    assert "第一目：“一是持续优化政务服务。" in whole.text
    assert nothing.text == lookup.CITE_NOTHING_THERE


async def test_a_reply_to_what_was_found_cites_it(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """All of a page, a button each, or the one of a number, in every form."""
    async with serve(server, engine, staff=STAFF):
        chat = server.private_chat(user_id=42)
        found = await ask(chat, "/find 执法 行政")
        chat.send("/cite", reply_to=found)
        (listed,) = await chat.wait_for()
        chat.send("/cite 2", reply_to=found)
        (second,) = await chat.wait_for()
        chat.send("/cite 9", reply_to=found)
        (none,) = await chat.wait_for()
    assert listed.text.splitlines()[0] == lookup.CITE_LIST_LEAD.format(count=8)
    assert len(copied(listed)) == 8
    named = listed.text.splitlines()[2].removeprefix("2. ")
    assert f"{named}：“" in second.text
    assert none.text == lookup.CITE_NO_RANK.format(rank=9)


async def test_a_known_address_is_cited_with_the_day(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """A reference to the web says when it was read: today."""
    loaded = engine.library.loaded_reports[0]
    report = replace(loaded.report, facts=ManifestFacts(url="https://e.gov.cn/1?a=1&b=2"))
    held = engine.library.with_reports([replace(loaded, report=report)])
    async with serve(server, engine, held=held, staff=STAFF):
        shown = await ask(server.private_chat(user_id=42), "/cite p17")
    assert f"[R/OL]. (2021-12-31)[{today()}]. https://e.gov.cn/1?a=1&b=2" in shown.text
