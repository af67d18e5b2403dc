"""Messages that ask nothing, refusals and the disclaimer, as people meet them in private chats and in groups."""

from __future__ import annotations

import pytest

from bot.telegram.handlers.addressing import condensed
from bot.texts import small_talk
from bot.texts.chat import BACK_TO_ANSWER, BAD_BUTTON, CONDENSED, GOOD_BUTTON, SOURCE_BUTTON
from bot.texts.replies import DISCLAIMER
from retrieval import Engine
from retrieval.models import DialogueAct
from tests.bot.chatting import ask, labels, press
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer

QUESTION, OTHER = "一共保留了多少审批事项", "执法记录仪有几台"
RANT = "我昨天去大厅办证，排了半天队，窗口的人爱答不理，" * 15 + "态度太差了，气死我了！"


@pytest.mark.parametrize(
    ("message", "act", "hotline"),
    [
        ("今天去办事那个人态度太差了气死我了", DialogueAct.COMPLAINT, True),
        ("我要投诉", DialogueAct.COMPLAINT, True),
        ("给我转人工", DialogueAct.REQUEST, True),
        ("帮我写个申请", DialogueAct.REQUEST, True),
        ("真是个废物", DialogueAct.INSULT, True),
        ("你是真人吗", DialogueAct.WHO, True),
        ("好的", DialogueAct.ACKNOWLEDGEMENT, False),
        ("谢谢", DialogueAct.THANKS, False),
        ("How do I renew my passport?", DialogueAct.LANGUAGE, False),
        ("مەن پاسپورت بېجىرمەكچى", DialogueAct.LANGUAGE, False),
        ("7", DialogueAct.NUMBER, False),
        ("①", DialogueAct.NUMBER, False),
        ("asdf", DialogueAct.NOISE, False),
        ("?", DialogueAct.SIGNS, False),
        ("👍👍", DialogueAct.SIGNS, False),
        ("https://www.example.com/a", DialogueAct.LINK, False),
        ("13800138000", DialogueAct.PERSONAL, False),
        (RANT, DialogueAct.COMPLAINT, True),
    ],
)
async def test_a_message_that_asks_nothing(
    server: BotApiServer, serve: Serve, engine: Engine, message: str, act: DialogueAct, hotline: bool
) -> None:
    """It is met by a sentence that fits and no quote, with the hotline where people can help."""
    async with serve(server, engine):
        shown = await ask(server.private_chat(), message)
    said = small_talk.REPLIES[act]
    assert shown.text == (f"{said}\n{small_talk.HOTLINES[act].format(hotline='12345')}" if hotline else said)
    assert "blockquote" not in {entity.type.removeprefix("expandable_") for entity in shown.entities}
    assert GOOD_BUTTON not in labels(shown)
    wants_nothing = act in {DialogueAct.ACKNOWLEDGEMENT, DialogueAct.THANKS, DialogueAct.REQUEST} or "抱歉" in said
    assert len(labels(shown)) == (0 if wants_nothing else 3)


async def test_in_a_group_too(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Where the bot is addressed, without buttons."""
    async with serve(server, engine):
        group = server.group_chat()
        shown = await ask(group, "@qa_test_bot 你们态度太差了")
        hello = await ask(group, "@qa_test_bot 你好")
    assert small_talk.REPLIES[DialogueAct.COMPLAINT] in shown.text
    assert "12345" in shown.text
    assert hello.text == small_talk.REPLIES[DialogueAct.HELLO]
    assert labels(shown) == labels(hello) == []


def test_a_long_complaint_is_not_reduced_to_its_keywords() -> None:
    """Its words alone do not tell that nothing is asked; a question in it is found all the same."""
    assert condensed(RANT) == RANT
    assert condensed(f"{RANT}投诉电话是多少？") == "投诉电话是多少"


async def test_a_long_complaint_has_no_note_on_keywords(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Nothing was looked up."""
    async with serve(server, engine):
        shown = await ask(server.private_chat(), RANT)
    assert CONDENSED not in shown.text


async def test_far_from_everything_nothing_is_shown(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Two lines, the hotline among them; only the thumbs are left to press."""
    async with serve(server, engine):
        chat = server.private_chat()
        weather = await ask(chat, "猪肉价格涨了多少")
        lamp = await ask(chat, "疫苗在哪打")
    for shown in (weather, lamp):
        assert shown.text == "这里的报告没有写到您问的事。\n如需进一步了解，可拨打 12345 咨询。"
        assert labels(shown) == [GOOD_BUTTON, BAD_BUTTON]


async def test_near_one_quote_is_shown(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """With at most two things to press, beside the thumbs."""
    async with serve(server, engine):
        shown = await ask(server.private_chat(), "执法记录仪多少钱一台")
        group = await ask(server.group_chat(), "@qa_test_bot 执法记录仪多少钱一台")
    assert shown.text.startswith("报告没有写明")
    assert shown.text.count("出处：") == group.text.count("出处：") == 1
    offered = [label for label in labels(shown) if label not in (GOOD_BUTTON, BAD_BUTTON)]
    assert offered[0] == SOURCE_BUTTON
    assert len(offered) <= 2
    assert labels(group) == [SOURCE_BUTTON]


async def test_the_disclaimer_stands_below_the_first_answer_alone(
    server: BotApiServer, serve: Serve, engine: Engine
) -> None:
    """In each chat; what is shown again is shown as it was, after a restart too."""
    async with serve(server, engine):
        chat, group = server.private_chat(), server.group_chat()
        hello, first, second = await ask(chat, "你好"), await ask(chat, QUESTION), await ask(chat, OTHER)
        asked = [await ask(group, f"@qa_test_bot {question}") for question in (QUESTION, OTHER)]
        assert [DISCLAIMER in shown.text for shown in (hello, first, second, *asked)] == [
            False, True, False, True, False,
        ]  # fmt: skip
        source = await press(chat, first, SOURCE_BUTTON)
        assert DISCLAIMER not in source.text
        assert (await press(chat, source, BACK_TO_ANSWER)).text == first.text
    async with serve(server, engine):
        again, then = await ask(chat, QUESTION), await ask(chat, OTHER)
        assert [DISCLAIMER in shown.text for shown in (again, then)] == [True, False]
        source = await press(chat, second, SOURCE_BUTTON)
        assert (await press(chat, source, BACK_TO_ANSWER)).text == second.text


async def test_the_welcome_has_said_it(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Then no answer says it again."""
    async with serve(server, engine):
        chat = server.private_chat()
        welcome, answer = await ask(chat, "/start"), await ask(chat, QUESTION)
    assert DISCLAIMER in welcome.text
    assert DISCLAIMER not in answer.text


async def test_an_edited_question_keeps_the_disclaimer(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """The new answer takes the place of the one that had it."""
    async with serve(server, engine):
        chat = server.private_chat()
        sent = chat.send(QUESTION)
        (answer,) = await chat.wait_for()
        assert DISCLAIMER in answer.text
        assert sent.message is not None
        chat.edit(sent.message, OTHER)
        assert DISCLAIMER in (await chat.wait_edit(answer)).text
