"""A quote that no message holds is cut around the clause that answers: in private, in groups and inline, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine, Library
from tests.bot.chatting import ask
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer, parse_html, utf16_len

AT = ("begin", "middle", "end")
STATED = "全县建成气象观测站37座"
QUESTION = "建成了多少座气象观测站"


@pytest.fixture
def prolix(tmp_path: Path, request: pytest.FixtureRequest) -> Engine:
    """An engine over a report whose only sentence is longer than two messages, with the answer at a place in it."""
    other = [f"第{number}个村完成了道路整修和路灯更换" for number in range(1, 521)]
    other.insert({"begin": 3, "middle": 260, "end": 518}[request.param], STATED)
    text = f"白塔县人民政府2021年工作报告\n\n一、主要工作\n(一)建设。{'，'.join(other)}。\n(二)其他。办理提案12件。\n"
    folder = tmp_path / "prolix"
    folder.mkdir()
    (folder / "report.txt").write_text(text, "utf-8")
    return Engine(Library.open(folder))


@pytest.mark.parametrize("prolix", AT, indirect=True)
async def test_the_clause_that_answers_is_in_the_message(server: BotApiServer, serve: Serve, prolix: Engine) -> None:
    """With ellipses where the quote was cut, its marks on the same words, the citation, and a copy that has it too."""
    async with serve(server, prolix, held=prolix.library):
        private = await ask(server.private_chat(), QUESTION)
        grouped = await ask(server.group_chat(), f"@qa_test_bot {QUESTION}")
        found = [await server.user().inline(words).wait_answered() for words in ("气象观测站", QUESTION)]
    inserted = [parse_html(each["results"][0]["input_message_content"]["message_text"]) for each in found]
    answered = [(shown.text, shown.entities) for shown in (private, grouped)]
    for text, entities in [*answered, *((shown.text, shown.entities) for shown in inserted)]:
        assert STATED in text
        assert utf16_len(text) <= 4096
        assert "…" in text
        assert "出处：《白塔县人民政府2021年工作报告》" in text
        marked = [entity.of(text) for entity in entities if entity.type == "bold" and entity.offset > 300]
        assert all("村" not in words for words in marked)
    (copied,) = [button.raw["copy_text"]["text"] for button in private.buttons if "copy_text" in button.raw]
    assert "气象观测站" in copied
    assert utf16_len(copied) <= 256


@pytest.mark.parametrize("prolix", AT, indirect=True)
async def test_a_citation_of_a_long_quote_has_the_clause_that_answers(
    server: BotApiServer, serve: Serve, prolix: Engine
) -> None:
    """In the chat of staff, who reply to the answer with /cite."""
    async with serve(server, prolix, held=prolix.library, staff="42"):
        chat = server.private_chat(42)
        answer = await ask(chat, QUESTION)
        chat.send("/cite", reply_to=answer)
        (cited,) = await chat.wait_for()
    assert "气象观测站37座" in cited.text
