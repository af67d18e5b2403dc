"""A library that is too large to be walked through: every command, button and page works by look-ups alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.curation import curated_answers
from bot.dialogue.passage_lookup import MAX_REPORTS
from bot.operations.engine_provider import EngineProvider
from bot.texts import chat, holdings, lookup, replies, staff_chat
from retrieval import Engine, Library
from tests.bot.chatting import ask, full, labels, press, touch
from tests.bot.cli.test_main import invoke
from tests.bot.guarded import WalkError, guarded_engine
from tests.bot.staffed import CITIZEN, FIRST, SECOND, answer_to, prompt, staffed, topic
from tests.botapi import BotApiServer, Chat, Message
from tests.retrieval.invented import HARBOUR, LIBRARIES, library_of

MANY = 60
ASKED = ("请问游艇能停泊位吗", "游艇能停泊位吗？", "游艇能停泊位么")
KNOWN = "新建泊位多少个"


@pytest.fixture(autouse=True)
def one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine without guards replaces the one that is served."""
    monkeypatch.setattr(EngineProvider, "watch", lambda self: None)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Sixty-two reports."""
    text = "{at}号镇道路工作报告\n\n一、道路。(一)养护。养护道路1{at:02}公里。(二)照明。安装路灯{at}盏。\n"
    others = {f"n{at:02}.txt": text.format(at=at) for at in range(MANY)}
    folder = tmp_path_factory.mktemp("reports")
    return guarded_engine(library_of(folder, {"a.txt": HARBOUR, "c.txt": LIBRARIES, **others}))


async def test_a_citizen_finds_the_way(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """The welcome, the list, the contents with their pages, an answer with its source, a link, and inline search."""
    async with staffed(server, monkeypatch, tmp_path, engine):
        person = server.private_chat(user_id=CITIZEN)
        welcome = await ask(person, "/start")
        assert replies.KNOWS_MANY.format(count=MANY + 2) in welcome.text
        assert welcome.text.count("《") == replies.MOST_TITLES
        listing = await ask(person, "/library")
        assert holdings.HOLDINGS_MORE.format(count=MANY + 2 - 40) in listing.text
        await press(person, listing, "《")
        contents = await ask(person, "/outline")
        assert chat.CONTENTS_LONG.format(count=MANY + 2) in contents.text
        contents = await last_page(person, contents)
        assert labels(contents) == [
            *(f"《{at}号镇道路工作报告》 ›" for at in range(MANY - 6, MANY)),
            chat.PREVIOUS_PAGE,
        ]
        report = await press(person, contents, f"《{MANY - 1}号镇")
        part = await press(person, report, "一、")
        passage = await press(person, part, "(一)")
        assert "养护道路159公里" in passage.text
        following = await press(person, passage, chat.NEXT_CLAUSE)
        assert f"安装路灯{MANY - 1}盏" in following.text
        back = await press(person, following, chat.BACK_TO_CONTENTS)
        report = await press(person, back, chat.UP)
        assert chat.CONTENTS_OF_LIBRARY in (await press(person, report, chat.UP)).text
        berth = next(p for p in engine.library.passages.of_report("a.txt") if "泊位12个" in p.text)
        answer = await ask(person, KNOWN)
        assert "12个" in answer.text
        source = await press(person, answer, chat.SOURCE_BUTTON)
        link = source.text.rpartition("start=")[2].split()[0]
        answer = await press(person, source, chat.BACK_TO_ANSWER)
        assert "新建泊位" in (await ask(person, f"/start {link}")).text
        assert "新建泊位" in (await ask(person, f"/start p_{berth.id}")).text
        await press(person, answer, chat.BAD_BUTTON)
        await press(person, person.message(answer), "过时")
        assert (await ask(person, "/start p_AAAAAAAAAAAA")).text == chat.NO_SUCH_PASSAGE
        for command in ("/help", "/new", "/privacy", "/mydata", "/forget"):
            await ask(person, command)
        query = server.user(CITIZEN).inline("泊位")
        await query.wait_answered()
        assert query.results
        group = server.group_chat()
        assert "12个" in (await ask(group, f"/ask {KNOWN}")).text


async def last_page(person: Chat, contents: Message) -> Message:
    """The last page of the contents, page by page."""
    while chat.NEXT_PAGE in labels(contents):
        contents = await press(person, contents, chat.NEXT_PAGE)
    return contents


async def test_staff_do_their_work(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Look-ups, citations, the queue, pointing, a draft, its approval, words, gold questions, statistics."""
    first, second = (server.private_chat(user_id=number) for number in (FIRST, SECOND))
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        found = await ask(first, "/find 道路 养护")
        found = await press(first, found, chat.NEXT_PAGE)
        source = await press(first, found, "9")
        await press(first, source, lookup.BACK_TO_FOUND)
        several = await ask(first, "/cite 一/(一)")
        assert "《59号镇" not in several.text
        assert "《2023年度港务工作报告》一、(一)" in several.text
        (passage,) = [p for p in engine.library.passages.of_report("n59.txt") if p.clause.path == "一/(一)"]
        named = await ask(first, "/cite 《59号镇道路工作报告》一、(一)")
        assert "159公里" in named.text
        assert named.text == (await ask(first, f"/cite {passage.id}")).text
        assert "59" in (await ask(first, "/cite n59.txt 一/(一)")).text
        for question in ASKED:
            citizen = server.private_chat(user_id=CITIZEN + ASKED.index(question))
            await ask(citizen, question)
        opened = await topic(first)
        pointing = await press(first, opened, staff_chat.POINT_BUTTON)
        clause = await press(first, pointing, "📄")
        opened = await press(first, clause, staff_chat.BACK_TO_TOPIC)
        prompted = await prompt(first, opened, staff_chat.WRITE_BUTTON)
        berth = next(p for p in engine.library.passages.of_report("a.txt") if "泊位12个" in p.text)
        await answer_to(first, prompted, f"可以。\n出处：{berth.id} “新建泊位12个”")
        (waiting,) = await second.wait_for()
        await press(second, waiting, staff_chat.APPROVE_BUTTON)
        await first.wait_for()
        given = await ask(server.private_chat(user_id=91), "游艇能停泊位吗")
        assert given.text.startswith("可以。")
        answer = await ask(first, KNOWN)
        marked = await press(first, answer, staff_chat.STAR_RIGHT)
        assert full(marked, staff_chat.UNSTAR)
        assert (await ask(first, "/stats")).text
        assert (await touch(first, opened, staff_chat.BACK_TO_QUEUE)).text is None
        assert app_context.store.read(curated_answers.list_answers)


def test_the_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine) -> None:
    """Questions, look-ups, citations, texts, exports and the terminal; only the listings walk."""
    monkeypatch.setattr(Library, "open", lambda *_, **__: engine.library)
    monkeypatch.setattr("retrieval.Engine", lambda library: engine)
    monkeypatch.setenv("WENDA_LIBRARY", str(tmp_path))
    for _ in range(2):
        assert "12个" in invoke("ask", KNOWN).stdout
    assert json.loads(invoke("ask", "--json", KNOWN).stdout)["outcome"] == "answer"
    assert json.loads(invoke("find", "--json", "泊位").stdout)
    assert "159公里" in invoke("cite", "n59.txt 一/(一)", "--style", "memo").stdout
    missing = invoke("cite", "九/(九)")
    assert (missing.exit_code, lookup.FIRST_REPORTS.split("{")[0] in missing.stderr) == (1, True)
    assert str(MAX_REPORTS) in missing.stderr
    assert "《59号镇道路工作报告》" not in invoke("show", "一/(一)").stdout
    assert "《1号镇道路工作报告》一、(一)" in invoke("show", "一/(一)").stdout
    assert "安装路灯59盏" in invoke("show", "--text", "n59.txt").stdout
    absent = invoke("show", "--text", "absent.txt")
    assert (absent.exit_code, absent.stderr.count(".txt"), f"{MANY + 2}" in absent.stderr) == (1, 6, True)
    assert "泊位" in invoke("log", "faq", "--least", "1").stdout
    assert invoke("faq", "check").exit_code == 0
    said = invoke("run", stdin=f"/start\n/library\n/show 一/(一)\n{KNOWN}\n/quit\n").stdout
    assert "12个" in said
    assert said.partition(replies.DISCLAIMER)[0].count("《") == replies.MOST_TITLES
    with pytest.raises(WalkError):
        invoke("library")
