"""A number that comes in several messages is masked in all of them."""

from __future__ import annotations

import json

import pytest

from bot.dialogue.conversation import Conversation, QuestionSource
from bot.dialogue.number_fragments import NumberFragments
from bot.dialogue.threads import IDLE_SECONDS
from bot.privacy.split_numbers import find_split
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import InteractionLog
from bot.topics.assignment import TopicAssigner
from bot.topics.similarity import QuestionReader
from retrieval.models import SearchUnavailableError
from retrieval.text.lexicon import Lexicon
from tests.bot.conftest import SECRET, Scripted

HERE = QuestionSource("telegram", chat=5, user=6)
OTHER = QuestionSource("telegram", chat=5, user=7)
MOBILE = "［手机号］"


def questions(log: InteractionLog) -> list[str]:
    """What the log keeps, oldest first."""
    return [row["question"] for row in reversed(log.recent(20))]


@pytest.fixture
def conversation(scripted: Scripted, log: InteractionLog) -> Conversation:
    """A conversation that is logged."""
    return Conversation(scripted, log, "lib1", SECRET)


@pytest.mark.parametrize(
    ("messages", "kept"),
    [
        (["我的手机是154", "00138000"], [f"我的手机是{MOBILE}", MOBILE]),
        (["1547218", "9365，请回电"], [MOBILE, f"{MOBILE}，请回电"]),
        (["154", "7218", "9365"], [MOBILE] * 3),
        (["一五四七二一八", "九三六五"], [MOBILE] * 2),
        (["手机15472189", "365"], [f"手机{MOBILE}", MOBILE]),
        ([*"15472189365"], [MOBILE] * 11),
        (["身份证370000", "19491231", "002X"], ["身份证［身份证号］", "［身份证号］", "［身份证号］"]),
        (["0631", "8451234"], ["［电话号码］"] * 2),
        (["我的电话是154", "有多少名法律顾问", "72189365"], ["我的电话是154", "有多少名法律顾问", "72189365"]),
        (["2021年有多少件", "2022年呢"], ["2021年有多少件", "2022年呢"]),
        (["2", "3", "1"], ["2", "3", "1"]),
        (["一共154", "7218件"], ["一共154", "7218件"]),
    ],
)
def test_the_parts_are_masked_when_the_last_one_comes(
    conversation: Conversation, log: InteractionLog, messages: list[str], kept: list[str]
) -> None:
    """Those that stand side by side; what stands apart, and figures, stay."""
    for message in messages:
        conversation.ask(message, HERE)
    assert questions(log) == kept


def test_the_engine_sees_no_part_of_it(conversation: Conversation, scripted: Scripted) -> None:
    """Neither in the question nor in the thread."""
    for message in ("请回电，我的手机是154", "00138000，有多少名法律顾问", "那公共服务呢"):
        conversation.ask(message, HERE)
    assert scripted.asked[1] == ("有多少名法律顾问", ("请回电，我的手机是",))
    assert scripted.asked[2][1] == ("请回电，我的手机是", "有多少名法律顾问")


def test_histories_and_topics_hold_no_part_of_it(
    conversation: Conversation, log: InteractionLog, store: DatabaseWorker
) -> None:
    """The question is a copy in rows that follow it, and in the topic that began with it."""
    conversation.ask("请回电，我的手机是1547218", HERE)
    conversation.ask("有多少名法律顾问", OTHER)
    TopicAssigner(store, lambda: QuestionReader(Lexicon())).assign_new()
    conversation.ask("9365", HERE)
    rows = store.read(lambda db: [dict(row) for table in ("interactions", "topics") for row in db.table(table).rows])
    kept = json.dumps(rows, ensure_ascii=False)
    assert "1547218" not in kept
    assert kept.count(f"请回电，我的手机是{MOBILE}") >= 3


def test_two_people_in_a_group_make_no_number(conversation: Conversation, log: InteractionLog) -> None:
    """What one ends with does not go on in what another says."""
    conversation.ask("154", HERE)
    conversation.ask("72189365", OTHER)
    assert questions(log) == ["154", "72189365"]


def test_a_new_thread_forgets_the_parts(conversation: Conversation, log: InteractionLog) -> None:
    """Of the chat, or, as after /forget, of the person in every chat."""
    for number in (5, 6):
        conversation.ask("154", HERE)
        conversation.start_thread(number)
        conversation.ask("72189365", HERE)
    assert questions(log) == ["154", "72189365"] * 2


def test_parts_expire() -> None:
    """After half an hour a message is read by itself."""
    now = [0.0]
    fragments = NumberFragments(lambda: now[0])
    fragments.note((1, 2), "154", None)
    assert fragments.complete((1, 2), "72189365").question == MOBILE
    now[0] = IDLE_SECONDS + 1.0
    assert fragments.complete((1, 2), "72189365").question == "72189365"


def test_memory_is_bounded() -> None:
    """Of very many people the last ones are known."""
    fragments = NumberFragments()
    for user in range(5000):
        fragments.note((user, user), "154", None)
    assert fragments.complete((0, 0), "72189365").fragments == ()
    assert len(fragments.complete((4999, 4999), "72189365").fragments) == 1


def test_a_given_history_is_read_too(conversation: Conversation, scripted: Scripted, log: InteractionLog) -> None:
    """As of a batch, whose questions stand in no chat."""
    conversation.ask("00138000，有多少名法律顾问", QuestionSource("ask"), history=("请回电，我的手机是154",))
    (row,) = log.recent(2)
    assert (row["question"], json.loads(row["history"])) == (f"{MOBILE}，有多少名法律顾问", ["请回电，我的手机是"])
    assert scripted.asked == [("有多少名法律顾问", ("请回电，我的手机是",))]


def test_a_long_question_loses_the_part_in_what_is_searched_for(conversation: Conversation, scripted: Scripted) -> None:
    """The condensed words are made before the number is known."""
    conversation.ask("我的手机是154", HERE)
    conversation.ask("00138000，有多少名法律顾问", HERE, words="00138000有多少名法律顾问")
    assert scripted.asked[1][0] == "有多少名法律顾问"


def test_the_parts_stay_known_where_the_search_fails(scripted: Scripted, log: InteractionLog) -> None:
    """The question comes again, and its number is completed then."""
    conversation = Conversation(scripted, log, "lib1", SECRET)
    conversation.ask("我的手机是154", HERE)

    def fail(question: str) -> None:
        raise SearchUnavailableError("away")

    scripted.hook = fail
    with pytest.raises(SearchUnavailableError):
        conversation.ask("00138000", HERE)
    scripted.hook = lambda question: None
    conversation.ask("00138000", HERE)
    assert questions(log) == [f"我的手机是{MOBILE}", MOBILE]


def test_a_number_within_one_message_is_not_split() -> None:
    """It is masked there, as ever."""
    assert find_split(["共2021"], "15472189365") == [[], []]
    assert find_split([], "15472189365") == [[]]
