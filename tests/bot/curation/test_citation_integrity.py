"""Staff answers whose ground changes: suspended, told of, and answered by the engine instead."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.curation import citation_integrity, curated_answers
from bot.curation.answer_matcher import CuratedAnswerMatcher
from bot.curation.citation_integrity import CitationIntegrityCheck
from bot.curation.cited_spans import cite
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.operations.engine_provider import EngineProvider, index_stamp, load_engine
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import InteractionLog
from bot.texts import replies
from bot.texts.chat import BACK_TO_ANSWER, SOURCE_BUTTON
from bot.topics.similarity import QuestionReader
from retrieval import Library
from retrieval.corpus.builder import build
from retrieval.models import SearchUnavailableError
from tests.bot.chatting import ask, labels, press, touch
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer
from tests.retrieval.invented import HARBOUR
from tests.waiting import LONGEST_S

QUESTION, FACT = "新造了几个泊位", "全年新建泊位12个,维修泊位5个,投入资金340.5万元。"
WORDS = "新建12个，其中渔业泊位由渔港管理处登记。"


class Harbour:
    """A folder with one report and its index, and what serves it."""

    def __init__(self, folder: Path, store: DatabaseWorker) -> None:
        self.folder = folder
        self.store = store
        folder.mkdir()
        self.write(HARBOUR)
        self.source = EngineProvider(folder, load_engine(folder), index_stamp(folder))
        self.matcher = CuratedAnswerMatcher(store, self.library, lambda: QuestionReader(self.library().lexicon))
        self.integrity_check = CitationIntegrityCheck(store, self.library)

    def library(self) -> Library:
        """The one in service."""
        return self.source.current().library

    def write(self, text: str) -> None:
        """Put a new version of the report in its place and index it."""
        (self.folder / "harbour.txt").write_text(text, "utf-8")
        build(self.folder)

    def change(self, text: str) -> None:
        """Put a new version into service."""
        self.write(text)
        assert self.source.refresh()

    def approve(self, quote: str = FACT) -> int:
        """Write and approve an answer to the question."""
        cited = [cite(self.library(), "一/(一)/一是", quote)]
        number = self.store.write(lambda db: curated_answers.add(db, WORDS, cited, [QUESTION], "one"))
        return self.store.write(lambda db: curated_answers.approve(db, number, "other", self.library())).id

    def look(self) -> CuratedAnswer:
        """Run the check; the first answer."""
        self.integrity_check.run_if_due()
        return self.store.read(lambda db: curated_answers.get(db, 1))

    def notices(self) -> list[str]:
        """What staff are to be told."""
        return [row["text"] for row in self.store.read(lambda db: list(db.table("notices").rows))]


@pytest.fixture
def harbour(tmp_path: Path, store: DatabaseWorker) -> Iterator[Harbour]:
    """One in service."""
    made = Harbour(tmp_path / "reports", store)
    yield made
    made.source.close()


def test_an_answer_whose_words_changed_is_suspended(harbour: Harbour) -> None:
    """Staff are told once which answer, which clause and words, and what to do; it is not given any more."""
    number = harbour.approve()
    assert harbour.look().state is CuratedState.APPROVED
    harbour.change(HARBOUR.replace("新建泊位12个", "新建泊位15个"))
    assert harbour.matcher.answer(QUESTION) is None
    assert harbour.look().state is CuratedState.SUSPENDED
    assert harbour.look().why == "引用的原文有变动：harbour.txt 一/(一)/一是"
    (notice,) = harbour.notices()
    for part in (f"第 {number} 号", "harbour.txt 一/(一)/一是", "新建泊位12个", f"faq edit {number}"):
        assert part in notice
    assert QUESTION not in notice  # it may be words of people
    assert harbour.matcher.answer(QUESTION) is None


def test_a_search_that_is_away_suspends_nothing(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that cannot be read are not gone: the check stays due."""
    harbour.approve()
    harbour.change(HARBOUR.replace("新建泊位12个", "新建泊位15个"))

    def away(*_: object) -> None:
        raise SearchUnavailableError("http://search.invalid: gone")

    with monkeypatch.context() as patched:
        patched.setattr(type(harbour.library().passages), "of_report", away)
        assert harbour.look().state is CuratedState.APPROVED
    assert harbour.look().state is CuratedState.SUSPENDED


def test_a_clause_that_moved_within_its_report_is_no_change(harbour: Harbour) -> None:
    """Words before it, and words beside those that are cited, may change."""
    harbour.approve(quote="全年新建泊位12个")
    before = harbour.matcher.answer(QUESTION)
    harbour.change(HARBOUR.replace("平稳运行", "总体平稳运行,稳中有进").replace("340.5万元", "350万元"))
    assert harbour.look().state is CuratedState.APPROVED
    after = harbour.matcher.answer(QUESTION)
    assert before
    assert after
    (old,), (new,) = before.reply.quotes, after.reply.quotes
    assert (new.start - old.start, new.text) == (7, old.text)
    assert harbour.library().reports[0].text[new.start : new.end] == new.text
    assert harbour.notices() == []


def test_words_that_are_in_another_clause_now_are_gone(harbour: Harbour) -> None:
    """What stands elsewhere may mean something else."""
    harbour.approve()
    harbour.change(HARBOUR.replace("一是新建泊位。全年新建泊位12个,维修泊位5个,投入资金340.5万元。二是更新设备。",
                                   "一是更新设备。二是新建泊位。" + FACT))  # fmt: skip
    assert harbour.look().state is CuratedState.SUSPENDED


def test_words_that_come_back_are_given_once_they_are_approved_again(harbour: Harbour) -> None:
    """A suspended answer stays so until a second person approves it; then it is checked like any other."""
    number = harbour.approve()
    harbour.change(HARBOUR.replace("12个", "15个"))
    harbour.look()
    harbour.change(HARBOUR)
    assert harbour.look().state is CuratedState.SUSPENDED
    assert harbour.matcher.answer(QUESTION) is None
    harbour.store.write(lambda db: curated_answers.approve(db, number, "other", harbour.library()))
    assert harbour.matcher.answer(QUESTION)
    assert len(harbour.notices()) == 1


def test_the_check_runs_at_the_start_and_when_the_library_changes(
    harbour: Harbour, caplog: pytest.LogCaptureFixture
) -> None:
    """What changed while nothing ran is found at the start; the same library is not checked twice."""
    number = harbour.approve()
    harbour.change(HARBOUR.replace("12个", "15个"))
    with caplog.at_level(logging.WARNING):
        CitationIntegrityCheck(harbour.store, harbour.library).run_if_due()
    assert f"staff answer {number} is suspended" in caplog.text
    harbour.change(HARBOUR)
    integrity_check = CitationIntegrityCheck(harbour.store, harbour.library)
    integrity_check.run_if_due()
    harbour.store.write(lambda db: curated_answers.approve(db, number, "other", harbour.library()))
    harbour.store.write(lambda db: db.execute("update curated set citations = replace(citations, '12个', '13个')"))
    integrity_check.run_if_due()
    assert harbour.store.read(lambda db: curated_answers.get(db, number)).state is CuratedState.APPROVED


def test_checking_twice_tells_once(harbour: Harbour) -> None:
    """The service and the command line may check the same."""
    harbour.approve()
    harbour.change(HARBOUR.replace("12个", "15个"))
    library = harbour.library()
    fallen = [harbour.store.write(lambda db: citation_integrity.suspend_unsupported(db, library)) for _ in range(2)]
    assert [len(each) for each in fallen] == [1, 0]
    assert len(harbour.notices()) == 1


async def test_staff_answer_in_chat_until_its_ground_changes(
    server: BotApiServer, serve: Serve, harbour: Harbour, log: InteractionLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A citizen gets the engine's answer, then what a second member of staff approved, marked 人工整理 with its source
    and its buttons, then, once the report has changed, the engine's answer again while staff have a notice."""
    monkeypatch.setattr("bot.operations.maintenance.INTERVAL_S", 0.05)
    async with serve(server, harbour.source, curated=harbour.matcher, integrity_check=harbour.integrity_check):
        chat = server.private_chat()
        first = await ask(chat, QUESTION)
        assert replies.WRITTEN_BY_STAFF not in first.text
        number = await asyncio.to_thread(harbour.approve)
        given = await ask(chat, f"请问{QUESTION}？")
        lines = given.text.splitlines()
        assert (lines[0], lines[1]) == (WORDS, FACT)
        assert lines[2].startswith("出处：《2023年度港务工作报告》一、(一)一是")
        assert lines[3] == replies.WRITTEN_BY_STAFF
        assert {entity.type for entity in given.entities} == {"blockquote"}
        assert log.recent(1)[0]["curated"] == number
        await touch(chat, given, "👍")
        rated = await asyncio.to_thread(lambda: harbour.store.read(lambda db: list(db.table("ratings").rows)))
        assert [row["verdict"] for row in rated] == ["good"]
        source = await press(chat, given, SOURCE_BUTTON)
        assert FACT in source.text
        back = await press(chat, source, BACK_TO_ANSWER)
        assert (back.text, labels(back)) == (given.text, labels(given))
        await asyncio.to_thread(harbour.change, HARBOUR.replace("新建泊位12个", "新建泊位15个"))
        await _until(lambda: len(harbour.notices()) == 1)
        last = await ask(chat, QUESTION)
        assert WORDS not in last.text
        assert "新建泊位15个" in last.text
        assert replies.WRITTEN_BY_STAFF not in last.text
    assert harbour.store.read(lambda db: curated_answers.get(db, number)).state is CuratedState.SUSPENDED


async def _until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST_S):
        while not await asyncio.to_thread(done):
            await asyncio.sleep(0.05)
