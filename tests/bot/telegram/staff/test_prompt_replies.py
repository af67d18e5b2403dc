"""Everyday words and gold questions in the chat of staff, over HTTP."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import AppContext
from bot.cli.main import cli
from bot.curation import curated_answers, gold_questions, lexicon_entries
from bot.texts import replies, staff_chat
from bot.topics import topics
from bot.topics.topics import TopicAction
from retrieval import Engine
from tests.bot.chatting import ask, labels, press, touch
from tests.bot.staffed import CITIZEN, FIRST, SECOND, answer_to, prompt, staffed, topic
from tests.botapi import BotApiServer, Chat, Message
from tests.retrieval.invented import HARBOUR, indexed

ASKED = "讼师聘了多少名"
ENTRY = "讼师 => 法律顾问"


async def tried(chat: Chat, prompted: Message, entry: str) -> Message:
    """The trial of an entry, once it is done."""
    waiting = await answer_to(chat, prompted, entry)
    assert waiting.text == staff_chat.WORDS_TRYING
    done = await chat.wait_edit(waiting)
    gc.collect()  # the engine of the trial
    return done


@pytest.mark.slow
async def test_words_are_tried_kept_used_and_taken_back(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """The effect is shown before and after; what is kept serves at once, in every command, after a restart as well."""
    chat, citizen = server.private_chat(user_id=FIRST), server.private_chat(user_id=CITIZEN)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        assert "15名" not in (await ask(citizen, ASKED)).text.splitlines()[0]
        version = app_context.engine_provider.current().library.version
        prompted = await prompt(chat, await topic(chat), staff_chat.WORDS_BUTTON)
        result = await tried(chat, prompted, " 讼师＝＞法律顾问 ")
        assert result.text.splitlines()[:2] == [staff_chat.WORDS_LEAD.format(number=1), ENTRY]
        assert "标准题 430 道：准确率 9" in result.text
        asked = staff_chat.WORDS_ASKED.format(before=staff_chat.OUTCOME_UNANSWERED, after=staff_chat.OUTCOME_ANSWERED)
        assert asked in result.text
        assert "选聘15名法律顾问" in result.text
        assert labels(result) == [staff_chat.KEEP_BUTTON, staff_chat.DROP_BUTTON]
        kept = await press(chat, result, staff_chat.KEEP_BUTTON)
        assert staff_chat.WORDS_KEPT in kept.text
        assert (await ask(citizen, ASKED)).text.startswith(replies.UNDERSTOOD.format(pairs="“法律顾问”"))
        assert app_context.engine_provider.current().library.version.startswith(f"{version}+")
        decision = app_context.store.read(lambda db: topics.topic(db, 1))
        assert decision is not None
        assert decision.decision is not None
        assert (decision.decision.action, decision.decision.note) == (TopicAction.LEXICON, ENTRY)
    (word,) = kept_words(app_context)
    assert (word.line, word.forced) == (ENTRY, False)
    assert word.effect["before"]["questions"] == word.effect["after"]["questions"] == 430
    found = CliRunner().invoke(cli, ["ask", "--json", "--no-log", ASKED])
    assert json.loads(found.stdout)["short"] == "15名"
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        assert app_context.engine_provider.current().library.version.startswith(f"{version}+")
        gone = await press(chat, kept, staff_chat.UNDO_BUTTON)
        assert staff_chat.WORDS_REMOVED in gone.text
        assert app_context.engine_provider.current().library.version == version
        assert "15名" not in (await ask(citizen, ASKED)).text.splitlines()[0]
        assert (await ask(chat, "/unanswered")).text != staff_chat.QUEUE_EMPTY
    assert kept_words(app_context) == []


def kept_words(app_context: AppContext) -> list[lexicon_entries.LexiconEntry]:
    """The entries in the database of a service that has ended."""
    again = AppContext()
    try:
        return again.store.read(lexicon_entries.list_entries)
    finally:
        again.close()


async def test_words_that_lower_the_score_are_refused_unless_forced(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What answers a gold question that is not stated is refused, also where it was fine when tried; forcing is noted,
    and can be taken back."""
    folder = indexed(tmp_path, {"a.txt": HARBOUR})  # small: an engine with other words is soon made
    asked, entry = "停船位弄了几个", "停船位 => 泊位"
    chat = server.private_chat(user_id=FIRST)
    async with staffed(server, monkeypatch, tmp_path, library=folder) as app_context:
        await ask(server.private_chat(user_id=CITIZEN), asked)
        opened = await topic(chat)
        prompted = await prompt(chat, opened, staff_chat.WORDS_BUTTON)
        fine = await tried(chat, prompted, entry)
        assert staff_chat.WORDS_NO_GOLD in fine.text
        assert labels(fine) == [staff_chat.KEEP_BUTTON, staff_chat.DROP_BUTTON]
        starred = await press(chat, opened, staff_chat.STAR_ABSENT)
        assert starred.text.startswith(staff_chat.STARRED)
        refused = await press(chat, fine, staff_chat.KEEP_BUTTON)
        assert staff_chat.WORDS_LOWERS in refused.text
        assert staff_chat.WORDS_WORSE.format(questions=asked) in refused.text
        assert labels(refused) == [staff_chat.KEEP_FORCED_BUTTON, staff_chat.DROP_BUTTON]
        assert app_context.store.read(lexicon_entries.list_entries) == []
        dropped = await tried(chat, prompted, entry)
        assert labels(dropped) == [staff_chat.KEEP_FORCED_BUTTON, staff_chat.DROP_BUTTON]
        assert staff_chat.WORDS_DROPPED in (await press(chat, dropped, staff_chat.DROP_BUTTON)).text
        forced = await press(chat, refused, staff_chat.KEEP_FORCED_BUTTON)
        assert staff_chat.WORDS_KEPT_FORCED in forced.text
        (word,) = app_context.store.read(lexicon_entries.list_entries)
        assert word.forced
        assert word.effect["after"]["answered"] == word.effect["before"]["answered"] + 1
        assert (await ask(chat, "/unanswered")).text == staff_chat.QUEUE_EMPTY
        assert staff_chat.WORDS_REMOVED in (await press(chat, forced, staff_chat.UNDO_BUTTON)).text
        assert app_context.store.read(lexicon_entries.list_entries) == []
        assert asked in (await ask(chat, "/unanswered")).text


async def test_a_prompt_of_a_topic_that_is_gone_takes_no_reply(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Who asked has erased it meanwhile: nothing is kept of what staff write, and a gold question of it is none."""
    chat, citizen = server.private_chat(user_id=FIRST), server.private_chat(user_id=CITIZEN)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await ask(citizen, ASKED)
        opened = await topic(chat)
        prompted = await prompt(chat, opened, staff_chat.WRITE_BUTTON)
        await ask(citizen, "/forget")
        assert (await answer_to(chat, prompted, "聘了 15 名。\n出处：p14")).text == staff_chat.TOPIC_GONE
        for label in (staff_chat.STAR_ABSENT, staff_chat.IGNORE_BUTTON):
            assert (await touch(chat, opened, label)).text == staff_chat.TOPIC_GONE
        assert app_context.store.read(curated_answers.list_answers) == []
        assert app_context.store.read(gold_questions.list_cases) == []


async def test_a_topic_that_was_asked_again_is_shown_anew_before_it_is_marked(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """What stands there is not what would be kept."""
    chat, citizen = server.private_chat(user_id=FIRST), server.private_chat(user_id=CITIZEN)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await ask(citizen, ASKED)
        opened = await topic(chat)
        await ask(citizen, f"请问{ASKED}")
        shown = await press(chat, opened, staff_chat.STAR_ABSENT)
        assert shown.text.startswith(staff_chat.TOPIC_CHANGED)
        assert app_context.store.read(gold_questions.list_cases) == []
        assert (await press(chat, shown, staff_chat.STAR_ABSENT)).text.startswith(staff_chat.STARRED)
        (case,) = app_context.store.read(gold_questions.list_cases)
        assert case.question == f"请问{ASKED}"


async def test_what_is_wrong_with_an_entry_is_said(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """No arrow, a wrong weight, a form that no question can hold, too many lines: a sentence each."""
    chat = server.private_chat(user_id=FIRST)
    async with staffed(server, monkeypatch, tmp_path, engine):
        await ask(server.private_chat(user_id=CITIZEN), ASKED)
        prompted = await prompt(chat, await topic(chat), staff_chat.WORDS_BUTTON)
        long = "替人打官司写状子的那些先生"
        for written, wrong in (
            ("讼师", staff_chat.WORD_SHAPE.format(found="讼师")),
            ("讼师 => 法律顾问*2", staff_chat.WORD_WEIGHT.format(found="法律顾问*2")),
            ("讼 => 法律顾问", staff_chat.WORD_NEVER_MET.format(found="讼")),
            (f"{long} => 法律顾问", staff_chat.WORD_LONG.format(found=long, most=12)),
            ("讼-师 => 法律顾问", staff_chat.WORD_NEVER_MET.format(found="讼-师")),
            ("甲乙 => 丙丁\n" * 11, staff_chat.WORDS_COUNT.format(most=10, found=11)),
        ):
            assert (await answer_to(chat, prompted, written)).text == staff_chat.PROMPT_AGAIN.format(wrong=wrong)


async def test_a_right_answer_becomes_a_gold_question_in_one_tap(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Its sentence and short answer are kept once, the tap can be taken back, and an evaluation asks it."""
    chat, other = server.private_chat(user_id=FIRST), server.private_chat(user_id=SECOND)
    question = "我是13800138000，一共保留了多少审批事项"
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        reply = await ask(chat, question)
        assert labels(reply)[-1] == staff_chat.STAR_RIGHT
        assert (await touch(chat, reply, staff_chat.STAR_RIGHT)).text == staff_chat.STARRED
        await chat.wait_until(lambda: labels(chat.message(reply))[-1] == staff_chat.UNSTAR)
        again = await ask(other, question)
        assert (await touch(other, again, staff_chat.STAR_RIGHT)).text == staff_chat.STARRED_BEFORE
        (case,) = app_context.store.read(gold_questions.list_cases)
        assert (case.id, case.kind, case.answer, case.clause) == ("s1", "staff", "189项", "一/(一)/一是")
        assert case.question == "我是，一共保留了多少审批事项"
        assert "保留审批事项189项" in case.quotes[0]
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        assert (await touch(chat, chat.message(reply), staff_chat.UNSTAR)).text == staff_chat.UNSTARRED
        assert app_context.store.read(gold_questions.list_cases) == []
        await chat.wait_until(lambda: labels(chat.message(reply))[-1] == staff_chat.STAR_RIGHT)
        assert (await touch(chat, chat.message(reply), staff_chat.STAR_RIGHT)).text == staff_chat.STARRED
        absent = await ask(chat, ASKED)
        assert (await touch(chat, absent, staff_chat.STAR_ABSENT)).text == staff_chat.STARRED
        assert not any("⭐" in label for label in labels(await ask(chat, "你好")))
    run = CliRunner().invoke(cli, ["eval", "--json"])
    assert run.exit_code == 0, run.output
    figures = json.loads(run.stdout)["staff"]
    assert (figures["questions"], figures["accuracy"], figures["short_exact"]) == (2, 100.0, 100.0)
    none = CliRunner().invoke(cli, ["eval", "--no-staff"])
    assert none.exit_code == 2
    assert staff_chat.EVAL_NEEDS_QUESTIONS in none.stderr


async def test_erasing_takes_the_gold_question_along(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """What a person asked is theirs, also where staff learned from it."""
    chat, citizen = server.private_chat(user_id=FIRST), server.private_chat(user_id=CITIZEN)
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await ask(citizen, ASKED)
        starred = await press(chat, await topic(chat), staff_chat.STAR_ABSENT)
        assert staff_chat.UNSTAR in labels(starred)
        assert [case.quotes for case in app_context.store.read(gold_questions.list_cases)] == [()]
        back = await press(chat, starred, staff_chat.UNSTAR)
        assert staff_chat.STAR_ABSENT in labels(back)
        await press(chat, back, staff_chat.STAR_ABSENT)
        await ask(citizen, "/forget")
        assert app_context.store.read(gold_questions.list_cases) == []


async def test_an_answer_that_contradicts_a_gold_question_is_refused_unless_forced(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """The second person is told which gold question; one that cites its sentence passes."""
    first, second = server.private_chat(user_id=FIRST), server.private_chat(user_id=SECOND)
    gold = "一共保留了多少审批事项"
    async with staffed(server, monkeypatch, tmp_path, engine) as app_context:
        await ask(server.private_chat(user_id=CITIZEN), ASKED)
        reply = await ask(first, gold)
        assert (await touch(first, reply, staff_chat.STAR_RIGHT)).text == staff_chat.STARRED
        prompted = await prompt(first, await topic(first), staff_chat.WRITE_BUTTON)
        await answer_to(first, prompted, f"聘了 15 名。\n出处：p14\n问法：{gold}")
        (waiting,) = await second.wait_for()
        refused = await press(second, waiting, staff_chat.APPROVE_BUTTON)
        assert refused.text.startswith(f"草稿 #1 与标准题 s1 不符：“{gold}”")
        assert labels(refused) == [staff_chat.FORCE_BUTTON, staff_chat.REFUSE_BUTTON]
        approved = await press(second, refused, staff_chat.FORCE_BUTTON)
        assert approved.text.startswith(staff_chat.APPROVED.format(number=1))
        found = app_context.store.read(lambda db: topics.topic(db, 1))
        assert found is not None
        assert found.decision is not None
        assert found.decision.note == "1 forced"
        await first.wait_for()
        await ask(server.private_chat(user_id=CITIZEN), "讼棍请了几个")
        prompted = await prompt(first, await topic(first), staff_chat.WRITE_BUTTON)
        passage = app_context.library.passage(next(p.id for p in app_context.library.passages if "189项" in p.text))
        await answer_to(first, prompted, f"共 189 项。\n出处：{passage.id}\n问法：{gold}")
        (waiting,) = await second.wait_for()
        approved = await press(second, waiting, staff_chat.APPROVE_BUTTON)
        assert approved.text.startswith(staff_chat.APPROVED.format(number=2))
