"""One question and its reply: thread, engine, row."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation, QuestionSource
from bot.dialogue.exchange_history import ExchangeHistory
from bot.dialogue.threads import MAX_QUESTIONS, ChatThreads
from bot.privacy.redaction import pseudonym
from bot.storage.interactions import Interaction, InteractionLog, PendingRow
from bot.strings import text_digest
from retrieval import Library
from retrieval.models import Lack, Outcome, Quote, Reason, Reply
from tests.bot.conftest import SECRET, Scripted

HERE = QuestionSource("telegram", chat=5, user=6, update=7, message=8)


def test_a_chat_that_is_not_logged_moves_with_its_thread(scripted: Scripted) -> None:
    """A group that has become a supergroup goes on where it was; parts of a number are masked nowhere."""
    conversation = Conversation(scripted, None, "lib1", SECRET)
    conversation.ask("我的手机是154", HERE)
    conversation.ask("00138000", HERE)
    conversation.move_chat(5, -50)
    conversation.ask("那乙呢", replace(HERE, chat=-50))
    conversation.ask("那丙呢", HERE)
    assert [len(history) for _, history in scripted.asked] == [0, 1, 2, 0]


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


class Broken:
    """A log on a full disk."""

    def add(self, interaction: Interaction) -> PendingRow:
        """Fail."""
        raise OSError(28, "No space left on device")

    def set_reply_message(self, entry: PendingRow, message: int) -> None:
        """Fail."""
        raise OSError(28, "No space left on device")

    def move_chat(self, old: str, new: str) -> None:
        """Fail."""
        raise OSError(28, "No space left on device")

    def mask_fragment(self, entry: PendingRow, fragment: str, mask: str) -> None:
        """Fail."""
        raise OSError(28, "No space left on device")


def test_an_exchange_is_a_row(scripted: Scripted, log: InteractionLog, quote_of: Callable[..., Quote]) -> None:
    """Everything that is known of the exchange is in its row; user and chat are pseudonyms."""
    quote = quote_of("一/(一)/一是")
    scripted.replies["谁"] = Reply("谁", Outcome.ANSWER, (quote,), "一是", (("甲", "乙"),))
    conversation = Conversation(scripted, log, "lib1", SECRET)
    exchange = conversation.ask("谁", HERE)
    conversation.set_reply_message(exchange, 9)
    (row,) = log.recent(2)
    assert exchange.entry
    assert row["id"] == exchange.entry.id
    assert (row["channel"], row["outcome"], row["short"]) == ("telegram", "answer", "一是")
    assert (row["user"], row["chat"]) == (pseudonym(6, SECRET), pseudonym(5, SECRET))
    assert (row["update_id"], row["question_message"], row["reply_message"]) == (7, 8, 9)
    assert (row["engine_version"], row["index_version"]) == ("scripted", "lib1")
    assert row["time"].endswith("+00:00")
    assert row["milliseconds"] >= 0
    (passage,) = json.loads(row["passages"])
    assert passage == {
        "passage": quote.passage.id,
        "file": quote.passage.file,
        "clause": "一/(一)/一是",
        "start": quote.start,
        "end": quote.end,
        "digest": text_digest(quote.text),
        "score": 1.5,
        "marks": [],
    }


def test_a_reason_is_read_from_its_row_as_it_was(scripted: Scripted, log: InteractionLog, library: Library) -> None:
    """With the titles that it names and the number of all; an older row, which names all, is cut short."""
    reason = Reason(Lack.YEAR, "2019年", ("甲报告", "乙报告"), held_count=24_000)
    scripted.replies["谁"] = Reply("谁", Outcome.SCOPE, reason=reason)
    Conversation(scripted, log, library.version, SECRET).ask("谁", HERE)
    (row,) = log.recent(1)
    history = ExchangeHistory(log, lambda: library, SECRET)
    read = history.from_row(row).reply
    assert read is not None
    assert read.reason == reason
    older = {"lack": "year", "what": "2019年", "held": [f"第{at}号报告" for at in range(300)], "turn_to": ""}
    read = history.from_row({**row, "reason": json.dumps(older)}).reply
    assert read is not None
    assert read.reason == Reason(Lack.YEAR, "2019年", tuple(older["held"][:5]), held_count=300)


def test_the_row_is_there_before_the_reply(scripted: Scripted, log: InteractionLog) -> None:
    """When the reply is handed back its row is committed."""
    entry = Conversation(scripted, log).ask("谁", HERE).entry
    assert entry
    assert entry.id == log.recent(1)[0]["id"]


def test_personal_data_is_not_stored(scripted: Scripted, log: InteractionLog) -> None:
    """The row holds no number, wherever it came back from the engine."""
    scripted.replies["是谁的"] = Reply(
        "是谁的", Outcome.NONE, understood=(("13800138000", "x"),), reason=Reason(Lack.WORD, "13800138000")
    )
    Conversation(scripted, log).ask("13800138000是谁的", HERE)
    (row,) = log.recent(1)
    assert row["question"] == "［手机号］是谁的"
    assert "13800138000" not in json.dumps(row)


@pytest.mark.parametrize("question", ["我的电话13800138000，有多少名顾问", "我的电话［手机号］，有多少名顾问"])
def test_a_question_is_answered_on_what_is_left(scripted: Scripted, log: InteractionLog, question: str) -> None:
    """The engine sees neither personal data nor its masks, now or as history; the log keeps the masks."""
    conversation = Conversation(scripted, log)
    conversation.ask(question, HERE)
    conversation.ask("那去年呢", HERE)
    assert scripted.asked == [("我的电话，有多少名顾问", ()), ("那去年呢", ("我的电话，有多少名顾问",))]
    assert log.recent(2)[1]["question"] == "我的电话［手机号］，有多少名顾问"


@pytest.mark.parametrize("question", ["13800138000？", "［手机号］？"])
def test_a_question_of_nothing_else_keeps_its_masks(scripted: Scripted, question: str) -> None:
    """Nothing is left beside the mask, so the mask is what is asked."""
    Conversation(scripted, None).ask(question, HERE)
    assert scripted.asked == [("［手机号］？", ())]


def test_questions_of_a_chat_follow_each_other(scripted: Scripted) -> None:
    """A question comes with the earlier ones of its chat, oldest first, and with no other chat's."""
    conversation = Conversation(scripted, None)
    for question, chat in (("甲", 1), ("乙", 2), ("丙", 1)):
        conversation.ask(question, QuestionSource("telegram", chat=chat))
    assert scripted.asked == [("甲", ()), ("乙", ()), ("丙", ("甲",))]


def test_small_talk_is_no_part_of_the_thread(scripted: Scripted) -> None:
    """A greeting is not what the next question follows up."""
    scripted.replies["你好"] = Reply("你好", Outcome.SMALLTALK, greeting="hello")
    conversation = Conversation(scripted, None)
    conversation.ask("你好", HERE)
    conversation.ask("谁", HERE)
    assert scripted.asked[-1] == ("谁", ())


def test_a_new_topic_forgets_the_thread(scripted: Scripted) -> None:
    """After /new a question stands by itself."""
    conversation = Conversation(scripted, None)
    conversation.ask("甲", HERE)
    conversation.start_thread(5)
    conversation.ask("乙", HERE)
    assert scripted.asked[-1] == ("乙", ())


def test_a_given_history_is_used_and_the_thread_is_left_alone(scripted: Scripted) -> None:
    """A batch hands its own history in."""
    conversation = Conversation(scripted, None)
    conversation.ask("乙", QuestionSource("ask"), history=["甲"])
    assert scripted.asked == [("乙", ("甲",))]


def test_a_thread_ends_after_half_an_hour() -> None:
    """A question older than thirty minutes is forgotten, a younger one of the same chat is not."""
    clock = Clock()
    threads = ChatThreads(clock)
    threads.add(1, "甲")
    clock.now = 29 * 60
    threads.add(1, "乙")
    assert threads.history(1) == ("甲", "乙")
    clock.now = 31 * 60
    assert threads.history(1) == ("乙",)
    clock.now = 60 * 60
    assert threads.history(1) == ()


def test_threads_take_no_more_room_than_the_last_half_hour() -> None:
    """Chats that fell silent are dropped, and a talkative one keeps its last questions only."""
    clock = Clock()
    threads = ChatThreads(clock)
    for chat in range(1000):
        clock.now += 10
        threads.add(chat, "问")
        threads.history(chat)
    assert len(threads._chats) <= 181
    for number in range(20):
        threads.add(1, str(number))
    assert len(threads.history(1)) == MAX_QUESTIONS


def test_a_log_that_fails_does_not_cost_the_reply(scripted: Scripted, caplog: pytest.LogCaptureFixture) -> None:
    """A full disk is reported loudly, without the question, and the person gets the reply all the same."""
    conversation = Conversation(scripted, Broken())
    exchange = conversation.ask("机密问题", HERE)
    conversation.set_reply_message(exchange, 9)
    assert (exchange.reply.question, exchange.entry) == ("机密问题", None)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "机密问题" not in caplog.text


def test_a_reply_that_cannot_be_noted_is_reported(scripted: Scripted, caplog: pytest.LogCaptureFixture) -> None:
    """When only the second write fails, that too is reported and passed over."""
    conversation = Conversation(scripted, Broken())
    conversation.set_reply_message(type(conversation.ask("甲", HERE))(Reply("甲", Outcome.NONE), PendingRow(3)), 9)
    assert "could not note message 9" in caplog.text


def test_any_text_can_be_asked(scripted: Scripted, log: InteractionLog) -> None:
    """A lone surrogate reaches neither the engine nor the database."""
    Conversation(scripted, log).ask("审\ud800批", HERE)
    assert scripted.asked[0][0] == log.recent(1)[0]["question"] == "审\ufffd批"


@pytest.fixture
def quoting(scripted: Scripted, quote_of: Callable[..., Quote]) -> Scripted:
    """An engine that quotes for 甲 and 乙, and has nothing for 丙."""
    for question in ("甲", "乙"):
        scripted.replies[question] = Reply(question, Outcome.ANSWER, (quote_of("一/(一)/一是"),))
    return scripted


def disclaimers(conversation: Conversation, *asked: tuple[str, int | None]) -> list[bool]:
    """Whether each reply has the disclaimer; questions with their chats."""
    sources = [(question, QuestionSource("telegram", chat=chat)) for question, chat in asked]
    return [conversation.ask(question, source).disclaims for question, source in sources]


def test_one_disclaimer_a_conversation(quoting: Scripted) -> None:
    """Below the first reply that quotes anything; every chat has its own."""
    found = disclaimers(Conversation(quoting, None), ("丙", 1), ("甲", 1), ("乙", 1), ("甲", 2), ("丙", 1), ("甲", 1))
    assert found == [False, True, False, True, False, False]


def test_a_question_without_a_chat_is_a_conversation_of_its_own(quoting: Scripted) -> None:
    """Each time."""
    assert disclaimers(Conversation(quoting, None), ("甲", None), ("甲", None)) == [True, True]


def test_after_half_an_hour_a_new_conversation_begins(quoting: Scripted) -> None:
    """As long as replies quote, the old one goes on."""
    clock = Clock()
    conversation = Conversation(quoting, None, threads=ChatThreads(clock))
    found = []
    for minutes in (0, 20, 40, 71):
        clock.now = minutes * 60
        found += disclaimers(conversation, ("甲", 1))
    assert found == [True, False, False, True]


def test_what_said_it_before_needs_no_disclaimer(quoting: Scripted) -> None:
    """Such as the welcome; where its message is replaced, the next reply has it again."""
    conversation = Conversation(quoting, None)
    conversation.note_disclaimer(1)
    assert disclaimers(conversation, ("甲", 1)) == [False]
    conversation.forget_disclaimer(1)
    assert disclaimers(conversation, ("甲", 1), ("甲", 1)) == [True, False]


def test_a_reply_is_read_from_its_row_with_its_disclaimer(
    quoting: Scripted, log: InteractionLog, library: Library
) -> None:
    """So that it is shown again as it was, after a restart too; small talk keeps its kind."""
    quoting.replies["态度太差"] = Reply("态度太差", Outcome.SMALLTALK, greeting="complaint")
    conversation = Conversation(quoting, log, library.version, SECRET)
    for question in ("甲", "乙", "态度太差"):
        conversation.ask(question, HERE)
    history = ExchangeHistory(log, lambda: library, SECRET)
    past = [history.from_row(row) for row in reversed(log.recent(3))]
    assert [each.disclaims for each in past] == [True, False, False]
    assert past[-1].reply is not None
    assert past[-1].reply.greeting == "complaint"


def test_a_person_who_is_forgotten_leaves_every_thread(scripted: Scripted) -> None:
    """In their own chat and in groups, where also a thread goes that may be theirs; others keep their own."""
    conversation = Conversation(scripted, None)
    group = QuestionSource("telegram", chat=-5, user=6)
    for source, question in ((group, "甲"), (replace(group, user=7), "乙"), (replace(group, chat=6), "丙")):
        conversation.ask(question, source)
    conversation.resume_thread(-8, ["不知谁的"])
    conversation.resume_thread(7, ["丁"])
    conversation.forget(6)
    for chat, left in ((-5, ("乙",)), (6, ()), (-8, ()), (7, ("丁",))):
        conversation.ask("又问", replace(group, chat=chat, user=9))
        assert scripted.asked[-1] == ("又问", left)
