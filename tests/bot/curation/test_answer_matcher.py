"""Which questions get a staff answer, what the reply is, and what stands in the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain

import pytest
from rich.console import Console

from benchmarks.answer_matching import measure_all_phrasings, measure_one_phrasing
from bot.curation import curated_answers
from bot.curation.answer_matcher import MAX_QUOTE_LENGTH, CuratedAnswerMatcher, WordingIndex, to_quote
from bot.curation.cited_spans import CitedSpan, cite
from bot.dialogue.conversation import Conversation, QuestionSource
from bot.dialogue.exchange_history import ExchangeHistory
from bot.dialogue.reply_blocks import BlockKind, ReplyFrame, lay_out, to_plain
from bot.dialogue.reply_json import to_json
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import MIGRATIONS, InteractionLog
from bot.telegram.outgoing.markup import LIMIT, reply_markup
from bot.terminal import TerminalScreen
from bot.texts import replies
from bot.topics.similarity import QuestionReader
from retrieval import Engine, Library
from retrieval.models import Outcome, Quote, Reply
from tests.bot.conftest import SECRET, Scripted
from tests.pace import cost

CLAUSE = "一/(一)/一是"
HERE = QuestionSource("telegram", chat=5, user=6, update=7, message=8)


@dataclass(frozen=True)
class Desk:
    """Staff who approve what they are told to, and the matcher that gives it."""

    store: DatabaseWorker
    library: Library
    matcher: CuratedAnswerMatcher

    def approved(self, text: str, *asks: str, cites: Sequence[CitedSpan] = ()) -> int:
        """Write and approve an answer."""
        citations = cites or [cite(self.library, CLAUSE, "189项")]
        number = self.store.write(lambda db: curated_answers.add(db, text, citations, asks, "one"))
        return self.store.write(lambda db: curated_answers.approve(db, number, "other", self.library)).id

    def found(self, question: str, *history: str) -> int | None:
        """The number of the answer to a question."""
        match = self.matcher.answer(question, history)
        return match.curated if match else None


@pytest.fixture
def desk(store: DatabaseWorker, library: Library, engine: Engine) -> Desk:
    """One on the shipped report."""
    return Desk(
        store,
        library,
        CuratedAnswerMatcher(store, lambda: library, lambda: QuestionReader(library.lexicon, library.gazetteer)),
    )


def test_the_same_question_in_other_words_is_matched(desk: Desk) -> None:
    """Courtesies, particles, width and a moved word do not matter; masks of personal data neither."""
    number = desk.approved("答", "市民活动中心几点开门", "电话13800138000怎么登记居住证")
    for question in (
        "市民活动中心几点开门",
        "请问市民活动中心几点开门呢？",
        "几点开门，市民活动中心",
        "電話，怎么登记居住证",
    ):
        assert desk.found(question) == number, question


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("市民活动中心几点开门", "市民活动中心几点关门"),
        ("企业可以起诉政府吗", "政府可以起诉企业吗"),
        ("外地人能办居住证吗", "外地人不能办居住证吗"),
        ("2021年招了多少人", "2022年招了多少人"),
        ("文登区有多少名律师", "威海市有多少名律师"),
        ("市民活动中心几点开门", "市民活动中心在哪里"),
        ("市民活动中心几点开门", "几点开门"),
    ],
)
def test_what_decides_keeps_questions_apart(desk: Desk, known: str, asked: str) -> None:
    """Opposites, roles, denials, years, places and what is asked for: the engine answers instead."""
    number = desk.approved("答", known)
    assert (desk.found(known), desk.found(asked)) == (number, None)


def test_between_two_that_are_as_near_neither_is_given(desk: Desk) -> None:
    """Nothing ambiguous is given, but the very words that staff wrote for one are."""
    first = desk.approved("甲", "办理居住证要带哪些材料")
    second = desk.approved("乙", "办理居住证要带哪些资料")
    assert (desk.found("办理居住证要带哪些材料"), desk.found("办理居住证要带哪些资料")) == (first, second)
    third = desk.approved("丙", "办理居住证要带哪些材料")
    assert desk.found("办理居住证要带哪些材料") is None
    desk.store.write(lambda db: curated_answers.retire(db, third, "one"))
    assert desk.found("办理居住证要带哪些材料") == first


def test_a_follow_up_is_compared_with_what_it_follows(desk: Desk) -> None:
    """What points back is matched as a whole; a question that stands by itself is not changed by what came before."""
    whole = desk.approved("答", "办理居住证要带哪些材料")
    assert desk.found("办理居住证要带哪些材料", "公交卡怎么充值") == whole
    alone = desk.approved("答", "那要多少钱")
    assert desk.found("那要多少钱") == alone
    assert desk.found("那要多少钱", "办理居住证要带哪些材料") is None


def test_only_what_is_approved_now_is_given(desk: Desk) -> None:
    """What another program approves, edits, suspends or retires counts from the next question on."""
    question = "市民活动中心几点开门"
    number = desk.store.write(lambda db: curated_answers.add(db, "答", [cite(desk.library, CLAUSE)], [question], "one"))
    assert desk.found(question) is None
    other = DatabaseWorker(desk.store.path, "wenda", MIGRATIONS)
    for change, given in (
        (lambda db: curated_answers.approve(db, number, "other", desk.library), number),
        (lambda db: curated_answers.suspend(db, number, "变了"), None),
        (lambda db: curated_answers.approve(db, number, "other", desk.library), number),
        (lambda db: curated_answers.edit(db, number, "one", text="新"), None),
        (lambda db: curated_answers.approve(db, number, "other", desk.library), number),
        (lambda db: curated_answers.retire(db, number, "other"), None),
    ):
        other.write(change)
        assert desk.found(question) == given
    other.close()


def test_what_cites_what_is_not_there_is_not_given(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """An answer whose words the library in service lacks is passed over even before it is suspended, and so are all
    where the database cannot be read; that is logged."""
    number = desk.approved("答", "市民活动中心几点开门")
    desk.store.write(lambda db: db.execute("update curated set citations = replace(citations, '189', '190')"))
    desk.store.write(lambda db: curated_answers.suspend(db, number, ""))
    desk.store.write(lambda db: db.execute("update curated set state = 'approved'"))
    assert desk.found("市民活动中心几点开门") is None
    desk.store.write(lambda db: db.execute("drop table progress"))
    with caplog.at_level(logging.ERROR):
        assert desk.found("市民活动中心几点开门") is None
        assert desk.found("市民活动中心几点开门") is None
    assert caplog.text.count("cannot be read") == 1  # for a while it is not tried again, which takes time


def test_quotes_are_slices_of_the_report(desk: Desk, library: Library) -> None:
    """Words that are cited are shown as they are; of a clause that is cited whole, its first sentences."""
    for passage in library.passages:
        found = to_quote(CitedSpan.of(passage), passage, passage.start)
        assert library.report_of(passage).text[found.start : found.end] == found.text
        assert 0 < len(found.text) <= MAX_QUOTE_LENGTH
        assert passage.start <= found.start < found.end <= passage.end
    desk.approved("答", "甲问", cites=[cite(library, CLAUSE, "189项"), cite(library, "p17", "852名执法人员持证上岗")])
    match = desk.matcher.answer("甲问")
    assert match
    assert [quote.text for quote in match.reply.quotes] == ["189项", "852名执法人员持证上岗"]
    assert (match.reply.outcome, match.reply.short, match.reply.written) == (Outcome.ANSWER, None, "答")


def test_an_offset_that_shifted_is_no_change(desk: Desk, library: Library) -> None:
    """Citations are found by file, clause and words, wherever they stand now."""
    cited = cite(library, CLAUSE, "189项")
    moved = CitedSpan(cited.file, cited.clause, cited.start + 7, cited.end + 7, cited.digest, cited.text)
    desk.approved("答", "甲问", cites=[moved])
    match = desk.matcher.answer("甲问")
    assert match
    assert match.reply.quotes[0].start == cited.start


def test_staff_come_before_the_engine_and_into_the_log(desk: Desk, log: InteractionLog, scripted: Scripted) -> None:
    """A matched question is not put to the engine; its row has the answer's number and words, and becomes the same
    reply again after a restart. A follow-up knows it."""
    number = desk.approved("报告里没有，请问窗口。", "市民活动中心几点开门")
    conversation = Conversation(scripted, log, desk.library.version, SECRET, staff=desk.matcher)
    exchange = conversation.ask("13800138000，请问市民活动中心几点开门", HERE)
    conversation.set_reply_message(exchange, 9)
    assert scripted.asked == []
    (row,) = log.recent(1)
    assert (row["curated"], row["written"], row["outcome"]) == (number, "报告里没有，请问窗口。", "answer")
    assert json.loads(row["passages"])[0]["clause"] == CLAUSE
    past = ExchangeHistory(log, lambda: desk.library, SECRET).find_by_reply(5, 9)
    assert past
    assert past.reply
    assert (past.reply.written, past.reply.quotes) == (exchange.reply.written, exchange.reply.quotes)
    conversation.ask("别的", HERE)
    assert scripted.asked[0][1] == ("请问市民活动中心几点开门",)
    assert (log.recent(1)[0]["curated"], log.recent(1)[0]["written"]) == (None, None)


def test_a_staff_answer_stands_above_its_source_and_is_marked(desk: Desk) -> None:
    """Words, quotation, citation, then that staff wrote it: in plain text, in colour and in Telegram; as JSON the words
    have a field of their own, which other replies lack."""
    desk.approved("请到窗口办理 <一楼>。", "甲问")
    match = desk.matcher.answer("甲问")
    assert match
    reply, frame = match.reply, ReplyFrame(hotline="12345")
    kinds = [block.kind for block in lay_out(reply, frame)]
    assert kinds == [BlockKind.WRITTEN, BlockKind.QUOTE, BlockKind.CITATION, BlockKind.NOTE]
    words, quote, source, note = to_plain(lay_out(reply, frame)).splitlines()
    assert (words, quote) == ("请到窗口办理 <一楼>。", "原文：189项")
    assert source.startswith("出处：《")
    assert note == replies.WRITTEN_BY_STAFF
    assert "人工整理" in note
    markup, shown = reply_markup(reply, frame, buttons=True)
    assert shown == 1
    assert markup.html.startswith("请到窗口办理 &lt;一楼&gt;。\n<blockquote>189项</blockquote>\n出处：")
    drawn = StringIO()
    TerminalScreen(Console(file=drawn, force_terminal=True, width=80, markup=False), frame).reply(reply)
    assert "请到窗口办理" in drawn.getvalue()
    assert "人工整理" in drawn.getvalue()
    listed = to_json(reply, "甲问")
    assert (listed["written"], listed["short"], listed["quotes"][0]["text"]) == (reply.written, None, "189项")
    assert "written" not in to_json(Reply("乙问", Outcome.ANSWER, reply.quotes, "189项"), "乙问")


def test_the_longest_answer_is_one_message(library: Library) -> None:
    """The most words that staff may write, above three long quotations, fit into a message with nothing cut."""
    longest = sorted(library.passages, key=lambda passage: -len(passage.text))[:3]
    quotes = tuple(to_quote(CitedSpan.of(passage), passage, passage.start) for passage in longest)
    reply = Reply("问", Outcome.ANSWER, quotes, written="𠀀" * curated_answers.MAX_TEXT_LENGTH)
    markup, shown = reply_markup(reply, ReplyFrame(library.catalog.metadata, "12345"), buttons=True)
    assert (shown, markup.units <= LIMIT, "…" in markup.plain) == (3, True, False)
    assert all(isinstance(quote, Quote) and quote.text in markup.plain for quote in quotes)


@pytest.mark.slow
def test_the_gate_lets_no_wrong_question_through(library: Library, engine: Engine) -> None:
    """Of the questions of three gold sets, the gaps and the phrasings of other facts at most one in 200 gets the
    answer of a fact that is not theirs; courtesies cost next to nothing."""
    reader = QuestionReader(library.lexicon, library.gazetteer)
    for figures in (measure_one_phrasing(library, reader, draws=1), measure_all_phrasings(library, reader)):
        assert figures["all"] <= 0.005
        assert figures["polite"] >= 0.95


def test_a_match_among_a_thousand_answers_is_quick(library: Library, engine: Engine) -> None:
    """Less than 2 ms a question."""
    reader = QuestionReader(library.lexicon, library.gazetteer)
    asked = [reader.read(phrasing.question) for phrasing in library.loaded_reports[0].phrasings]
    known = WordingIndex((at % 1000, each) for at, each in enumerate(chain(asked, asked)))
    assert cost(lambda: [known.find(each) for each in asked[:300]], 300 * 0.002) < 300 * 0.002
