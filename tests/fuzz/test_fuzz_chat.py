"""Whatever comes in from a chat or a batch is answered: see `tests.fuzz.fuzzing` for longer runs.

`tests.bot.telegram.outgoing.test_markup` and `tests.bot.telegram.views.test_answer_view` try replies of any make;
here the engine makes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import InlineKeyboardButtonLimit

from bot.dialogue.batch import BatchLineError, BatchQuestion, parse_line
from bot.dialogue.conversation import Conversation, QuestionSource
from bot.dialogue.exchange_history import ExchangeHistory
from bot.dialogue.reply_json import to_json
from bot.privacy.redaction import redact
from bot.storage.interactions import InteractionLog
from bot.strings import mend
from bot.telegram.outgoing.callback_data import (
    AskQuestionPress,
    ConfirmClausePress,
    DecideEntriesPress,
    MarkTopicPress,
    Origin,
    Press,
    RateAnswerPress,
    ShowAnswerPress,
    ShowContentsPress,
    ShowHitsPress,
    ShowMyDataPress,
    ShowPassagePress,
    ShowQuotePress,
    TopicsPage,
    decode,
)
from bot.telegram.outgoing.keyboards import button
from bot.telegram.views.answer_view import personal_record
from bot.telegram.views.contents_view import TableOfContents
from tests.bot.telegram.outgoing.test_markup import NASTY
from tests.bot.telegram.views.test_answer_view import LIBRARY, VIEWS, takes
from tests.fuzz.fuzzing import fuzzed, texts
from tests.pace import cost
from tests.retrieval.test_engine_properties import anything
from tests.shipped import engine

CONTENTS = TableOfContents(LIBRARY)
ENGINE = engine()
REPLY = ENGINE.ask("一共保留了多少审批事项")
QUESTIONS = st.one_of(anything, NASTY, st.sampled_from(texts("questions")))
KEYS = [CONTENTS.key(passage) for passage in LIBRARY.passages]
NUMBERS = st.integers(-(10**30), 10**30).map(str) | st.sampled_from(
    ["", "０", "٣", "1_0", " 1", "+1", "1e3", "9" * 5000]
)
DATA = st.one_of(
    st.text(max_size=70),
    st.builds(
        lambda code, fields: ":".join((code, *fields)),
        st.sampled_from("q s a m r o d f u t w y c p k j v g h".split()),
        st.lists(
            NUMBERS | st.sampled_from([*KEYS[:3], "a", "o", "l", "good", "never"]) | st.text(max_size=9), max_size=4
        ),
    ),
)
IDS = st.integers(0, 10**12)
PAGES = st.builds(TopicsPage, st.integers(0, 9999), st.booleans())
PRESSES = st.one_of(
    st.builds(ShowPassagePress, st.sampled_from(Origin), st.sampled_from(KEYS), st.integers(0, 9999)),
    st.builds(ShowContentsPress, st.sampled_from(["", *KEYS]), st.integers(0, 9), st.integers(0, 9999)),
    st.builds(ShowQuotePress, st.integers(0, 99)),
    st.builds(ShowMyDataPress, st.integers(0, 9999)),
    st.builds(RateAnswerPress, st.sampled_from(["good", "bad", "never"])),
    st.just(ShowAnswerPress()),
    st.builds(AskQuestionPress, st.integers(0, 99)),
    st.builds(ShowHitsPress, st.integers(0, 9999), st.sampled_from(["", *KEYS])),
    st.builds(ConfirmClausePress, IDS, PAGES, st.sampled_from(KEYS)),
    st.builds(DecideEntriesPress, st.sampled_from(["keep", "force", "drop", "undo"]), IDS, IDS),
    st.builds(MarkTopicPress, st.sampled_from(["add", "undo"]), IDS, IDS, PAGES),
)  # fmt: skip


def answered(question: str, history: list[str]) -> None:
    """A reply is made, written as JSON and shown with its buttons."""
    reply = Conversation(ENGINE, None).ask(question, QuestionSource("ask"), history=tuple(history)).reply
    mend(json.dumps(to_json(reply, question, None), ensure_ascii=False)).encode()
    takes(VIEWS.answer(reply, reply.question, ""))
    takes(VIEWS.group_answer(reply))


@pytest.mark.parametrize("question", texts("questions"))
def test_questions_that_once_failed_are_answered(question: str) -> None:
    """The seeds, alone and after each other."""
    answered(question, [])
    answered("那有多少", [question])


@fuzzed(60)
@given(QUESTIONS, st.lists(QUESTIONS, max_size=2))
def test_any_question_is_answered_and_shown(question: str, history: list[str]) -> None:
    """From any words to a message that Telegram takes."""
    answered(question, history)


def pressed(data: str, memory: ExchangeHistory) -> None:
    """Data of a button, ours or not, means nothing or shows something."""
    match decode(data):
        case ShowPassagePress(origin, key, page) if passage := CONTENTS.find(key):
            takes(VIEWS.passage(passage, origin, page))
        case ShowContentsPress(key, depth, page):
            takes(VIEWS.contents_page(CONTENTS.find(key), depth, page))
        case ShowQuotePress(at):
            if view := VIEWS.quote(REPLY, at):
                takes(view)
        case ShowMyDataPress(page):
            shown = memory.personal_record(1, page)
            assert shown is not None
            takes(personal_record(shown, page))


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExchangeHistory]:
    with closing(InteractionLog.at(tmp_path_factory.mktemp("state") / "log.db")) as log:
        yield ExchangeHistory(log, lambda: LIBRARY, b"a secret of the tests")


@pytest.mark.parametrize("data", texts("callbacks"))
def test_buttons_that_once_failed_mean_nothing_or_show_something(data: str, memory: ExchangeHistory) -> None:
    """The seeds of callback data."""
    pressed(data, memory)


@fuzzed(200)
@given(data=DATA)
def test_any_data_means_nothing_or_shows_something(data: str, memory: ExchangeHistory) -> None:
    """Data that a changed client sends raises nothing, and what it shows is taken."""
    pressed(data, memory)


@fuzzed(100)
@given(PRESSES, NASTY)
def test_a_button_carries_its_press(press: Press, label: str) -> None:
    """What is written on a button is read from it again, and fits into it."""
    made = button(label, press)
    assert isinstance(made.callback_data, str)
    assert len(made.callback_data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert made.text.strip()
    assert decode(made.callback_data) == press


def led(payload: str) -> None:
    """A passage of the library, or none."""
    found = CONTENTS.find(payload) or CONTENTS.numbered(payload)
    assert found is None or found in LIBRARY.passages


@pytest.mark.parametrize("payload", texts("deep_links"))
def test_links_that_once_failed_lead_somewhere_or_nowhere(payload: str) -> None:
    """The seeds of deep links."""
    led(payload)


@fuzzed(200)
@given(
    st.text(max_size=64)
    | st.sampled_from(KEYS).flatmap(lambda key: st.sampled_from([key, key[1:], key + "=", key * 5]))
)
def test_any_link_leads_somewhere_or_nowhere(payload: str) -> None:
    """Any payload is a passage's key or number, or nothing."""
    led(payload)


def kept(text: str) -> None:
    """Redacting takes nothing twice."""
    once = redact(text)
    assert redact(once) == once


PIECES = st.lists(
    st.sampled_from(
        "13800138000 138-0013-8000 １３８ +86 a@b.cn 11010519491231002X 4111111111111111 4111 1111 京A12345 "
        "0631-8451234 号 , 电话 〔2021〕 2021 ．  ( ㎡ ① ﷺ İ \u0000 \ud800".split(" ")
    ) | st.text(max_size=6), max_size=12,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("text", texts("redactor"))
def test_texts_that_once_failed_are_redacted(text: str) -> None:
    """The seeds of the redactor."""
    kept(text)


@fuzzed(200)
@given(PIECES)
def test_any_text_is_redacted_once(text: str) -> None:
    """No text raises, and what is left holds nothing that a second look would take."""
    kept(text)


@pytest.mark.parametrize("unit", ["1", "1 ", "a", "a@", "a.", "1-", "京", "+86", "号", "@a."])
def test_redacting_takes_linear_time(unit: str) -> None:
    """100 kB of anything on a line are redacted within a second."""
    assert cost(lambda: redact(unit * (100_000 // len(unit.encode()))), 2) < 2


def taken(line: bytes) -> None:
    """A line of a batch is a question, or says what is wrong with it."""
    try:
        found: BatchQuestion | str = parse_line(line, 7)
    except BatchLineError as error:
        found = error.reason
    assert isinstance(found, BatchQuestion) or "7" in found


@pytest.mark.parametrize("line", texts("batch"))
def test_lines_that_once_failed_are_taken_or_refused(line: str) -> None:
    """The seeds of the batch."""
    taken(line.encode("utf-8", "surrogatepass"))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "question", "history"]), inner),
    max_leaves=8,
)


@fuzzed(200)
@given(st.one_of(st.binary(max_size=60), JSON.map(lambda value: json.dumps(value).encode()), st.text().map(str.encode)))
def test_any_line_is_taken_or_refused(line: bytes) -> None:
    """Any bytes, any JSON."""
    taken(line)
