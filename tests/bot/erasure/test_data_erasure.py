"""What is left of a person's words in the log, once they or their time are gone."""

from __future__ import annotations

import json
import math
import random
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.curation import curated_answers, gold_questions
from bot.curation.cited_spans import CuratedAnswerError, cite
from bot.curation.gold_questions import ReviewedExchange
from bot.erasure.data_erasure import DataErasure, ErasedData
from bot.erasure.tombstones import FILE, Tombstones
from bot.storage import notices
from bot.storage.database import Connection, DatabaseWorker
from bot.storage.interactions import Interaction, InteractionLog, Rating
from bot.texts import faq
from bot.topics import topics
from bot.topics.assignment import TopicAssigner
from bot.topics.similarity import QuestionReader
from bot.topics.topics import TopicAction
from retrieval import Library
from retrieval.text.lexicon import Lexicon

ROW = Interaction("2026-01-01T00:00:00.000+00:00", "telegram", "谁", "none", "1", "abc", 1.5, user="a", chat="a")
LATER = "2026-06-01T00:00:00.000+00:00"
WORDS = "青石巷的旧井归谁来管"
CLAUSE = "一/(一)/一是"


class Records:
    """A log with its erasure."""

    def __init__(self, store: DatabaseWorker) -> None:
        self.store, self.log, self.erasure = store, InteractionLog(store), DataErasure(store)
        self._assigner = TopicAssigner(store, lambda: QuestionReader(Lexicon()))

    def ask(self, question: str, user: str, chat: str | None = None, **more: Any) -> int:
        """Log a question, in the person's own chat unless another is given."""
        return self.log.add(replace(ROW, question=question, user=user, chat=chat or user, **more)).id or 0

    def group(self) -> None:
        """Put what was asked into topics."""
        self._assigner.assign_new()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table."""
        return self.store.read(lambda db: list(db.table(table).rows))

    def held(self) -> bytes:
        """All bytes of all files in the folder."""
        return b"".join(path.read_bytes() for path in self.store.path.parent.iterdir() if path.is_file())


@pytest.fixture
def records(store: DatabaseWorker) -> Records:
    """An empty log in a folder of its own."""
    return Records(store)


def test_a_person_goes_with_all_that_they_asked_and_rated(records: Records) -> None:
    """Other people's exchanges and thumbs stay; nothing is left in the file, the log file or a free page."""
    mine, theirs = records.ask(WORDS, "a"), records.ask("别人的问题", "b")
    records.log.rate(Rating(theirs, "a", "good", None, LATER))
    records.log.rate(Rating(mine, "b", "bad", None, LATER))
    records.log.rate(Rating(theirs, "b", "bad", None, LATER))
    assert records.erasure.forget("a") == ErasedData(exchanges=1, ratings=1)
    assert [row["question"] for row in records.rows("interactions")] == ["别人的问题"]
    assert [(row["interaction"], row["user"]) for row in records.rows("ratings")] == [(theirs, "b")]
    assert WORDS.encode() not in records.held()


def test_pages_that_were_split_hold_no_copy(records: Records) -> None:
    """Of a pseudonym in an index: zeroing what is deleted does not reach where it stood before."""
    order = random.Random(5)

    def fill(db: Connection) -> None:
        for number in range(1, 1501):
            alias = order.choice("abcde") * 16
            db.table("interactions").insert({"id": number} | replace(ROW, user=alias, chat=alias).to_row())
            replied = {"reply_message": order.randrange(1 << 40)}
            db.table("interactions").update(order.randrange(number) + 1, replied)

    records.store.write(fill)
    records.erasure.forget("a" * 16)
    assert b"a" * 16 not in records.held()
    assert b"e" * 16 in records.held()


def test_purging_erases_what_is_old(records: Records) -> None:
    """Rows from before a time go with their ratings, to the last byte; younger ones stay."""
    old = records.ask(WORDS, "a")
    records.log.rate(Rating(old, "u", "bad", None, "2026-01-02"))
    records.ask("新的问题", "a", time=LATER)
    assert records.erasure.purge_before("2026-03-01T00:00:00.000+00:00").exchanges == 1
    assert [row["question"] for row in records.rows("interactions")] == ["新的问题"]
    assert records.rows("ratings") == []
    assert WORDS.encode() not in records.held()


def test_the_thread_of_others_in_a_group_forgets_it(records: Records) -> None:
    """With it goes what their rows took over from it: how it was understood, what was missing, what was suggested."""
    records.ask(WORDS, "a", "group")
    reason = {"lack": "word", "what": "青石巷", "held": [], "turn_to": "", "held_count": 0}
    own = {"asked": "那去年呢", "short": None, "quote": None, "reason": reason | {"what": "去年"}}
    taken = {"asked": "旧井归谁", "short": "七", "quote": 0, "reason": None}
    records.ask(
        "那去年呢", "b", "group", history=(WORDS, "早先B问的"), understood=((WORDS, WORDS),), reason=reason,
        suggestions=(WORDS,), parts=(own, taken),
    )  # fmt: skip
    records.ask("早先B问的", "b", "group")
    gone = records.erasure.forget("a")
    assert gone.copies == 1
    row = records.rows("interactions")[0]
    assert json.loads(row["history"]) == ["早先B问的"]
    assert (row["understood"], row["suggestions"], json.loads(row["reason"])["what"]) == (None, None, "")
    assert [part["asked"] for part in json.loads(row["parts"])] == ["那去年呢", ""]
    assert json.loads(row["parts"])[0]["reason"]["what"] == "去年"
    assert b"\xe9\x9d\x92\xe7\x9f\xb3\xe5\xb7\xb7" not in records.held()


def test_what_was_masked_is_still_found_in_a_thread(records: Records) -> None:
    """A thread holds questions without the masks of numbers; one whose exchange is left keeps its place."""
    records.ask("我的电话［手机号］，井归谁管", "a", "group")
    records.ask("我的电话［手机号］，路归谁管", "b", "group")
    records.ask("手机是［手机号］", "b", "group")  # masked later, when the rest of the number came, here and in threads
    thread = ("我的电话，井归谁管", "我的电话，路归谁管", "手机是［手机号］")
    records.ask("那去年呢", "b", "group", history=thread)
    records.erasure.forget("a")
    assert json.loads(records.rows("interactions")[-1]["history"]) == [*thread[1:]]


def test_a_topic_forgets_the_question_that_it_followed_up(records: Records) -> None:
    """Where its first question is somebody else's too, and where it is not."""
    records.ask(WORDS, "a", "group")
    records.ask("公交卡怎么充值", "b", "group", history=(WORDS,))
    records.group()
    assert WORDS in {row["before"] for row in records.rows("topics")}
    records.erasure.forget("a")
    assert [(row["anchor"], row["before"], row["wording"]) for row in records.rows("topics")] == [
        ("公交卡怎么充值", "", "公交卡怎么充值")
    ]
    assert WORDS.encode() not in records.held()


def test_a_wording_that_was_erased_is_no_longer_shown(records: Records) -> None:
    """Although the first question of the topic is somebody else's."""
    records.ask("旧井归谁来管呢", "b")
    for _ in range(2):
        records.ask("请问旧井归谁来管", "a")
    records.group()
    assert [row["wording"] for row in records.rows("topics")] == ["请问旧井归谁来管"]
    records.erasure.forget("a")
    assert [row["wording"] for row in records.rows("topics")] == ["旧井归谁来管呢"]
    assert "请问旧井".encode() not in records.held()


def test_a_decision_goes_with_its_topic_and_a_note_does_not_repeat_it(records: Records) -> None:
    """A note of staff about a topic of others is emptied where it repeats the words, and only there."""
    records.ask(WORDS, "a")
    records.ask("公交卡怎么充值", "b")
    records.group()
    for number, note in ((1, "与此无关"), (2, f"见“{WORDS}”"), (2, "转交通局")):
        records.store.write(partial(topics.decide, number=number, action=TopicAction.IGNORED, who="staff", note=note))
    records.erasure.forget("a")
    assert [(row["topic"], row["note"]) for row in records.rows("decisions")] == [(2, ""), (2, "转交通局")]


def test_a_gold_question_goes_to_the_next_who_asked_the_same(records: Records) -> None:
    """It goes altogether with the last of them; one that follows up what was erased cannot be judged any more."""
    first, second = records.ask(WORDS, "a"), records.ask(WORDS, "b")
    records.ask("前一问", "a", "group")
    follow = records.ask("那去年呢", "b", "group", history=("前一问",))
    for interaction, question, history in ((first, WORDS, ()), (follow, "那去年呢", ("前一问",))):
        case = ReviewedExchange(question, history, (), None, None, interaction)
        records.store.write(partial(gold_questions.add, case=case, who="staff"))
    records.erasure.forget("a")
    assert [(row["question"], row["interaction"]) for row in records.rows("gold")] == [(WORDS, second)]
    records.erasure.purge_before("9999")
    assert records.rows("gold") == []
    assert WORDS.encode() not in records.held()


def draft(records: Records, library: Library, phrasings: list[str], text: str = "由街道负责。") -> int:
    """Store an answer of staff to the first topic, if there is one."""

    def add(db: Connection) -> int:
        topic = 1 if db.table("topics").count_where("id = 1") else None
        return curated_answers.add(db, text, [cite(library, CLAUSE)], phrasings, "staff", topic)

    return records.store.write(add)


def phrasings_of(records: Records, number: int) -> tuple[str, ...]:
    """The phrasings of an answer."""
    return records.store.read(lambda db: curated_answers.get(db, number)).phrasings


def test_phrasings_in_the_words_of_a_person_go_with_them(records: Records, library: Library) -> None:
    """Those of staff stay, and so do those that somebody else has asked too; line breaks make no difference."""
    records.ask(WORDS, "a")
    records.ask("旧井的水\n能不能喝", "a")
    records.ask("古井谁管", "a")
    records.ask("古井谁管", "b")
    asked = ["古井谁管", WORDS, "旧井的水 能不能喝"]
    numbers = [draft(records, library, [*asked, "水井由谁管理"])]
    records.group()
    numbers.append(draft(records, library, [*asked, "水井由谁管理"]))
    assert records.erasure.forget("a").copies >= 4
    assert [phrasings_of(records, number) for number in numbers] == [("古井谁管", "水井由谁管理")] * 2
    assert WORDS.encode() not in records.held()


def test_nobody_erases_what_staff_wrote_before_them(records: Records, library: Library) -> None:
    """A phrasing of staff stays, also where a stranger asks in just these words and is forgotten."""
    number = draft(records, library, ["水井由谁管理"])
    records.ask("水井由谁管理", "a")
    records.erasure.forget("a")
    assert phrasings_of(records, number) == ("水井由谁管理",)


def test_an_edited_answer_still_knows_whose_words_it_has(records: Records, library: Library) -> None:
    """Also after the exchange was moved out of the topic, or the phrasing was typed again by staff."""
    records.ask(WORDS, "a")
    number = draft(records, library, [WORDS])
    records.store.write(lambda db: curated_answers.edit(db, number, "other", phrasings=["水井由谁管理", WORDS]))
    records.erasure.forget("a")
    assert phrasings_of(records, number) == ("水井由谁管理",)


def test_staff_are_told_of_an_answer_that_nobody_can_ask_for(records: Records, library: Library) -> None:
    """The notice has its number and no word of the question."""
    records.ask(WORDS, "a")
    number = draft(records, library, [WORDS])
    records.erasure.forget("a")
    (told,) = records.store.read(lambda db: notices.unsent_notices(db, 9))
    assert told[1] == faq.NO_PHRASING_NOTICE.format(number=number)
    assert phrasings_of(records, number) == ()


@pytest.mark.parametrize("how", ["add", "edit"])
def test_an_answer_does_not_repeat_somebodys_words(records: Records, library: Library, how: str) -> None:
    """A text that quotes a question is refused: it would outlive it. A short one is a word, and may stand there."""
    records.ask(WORDS, "a")
    records.ask("旧井", "b")
    number = draft(records, library, [WORDS, "旧井"], "旧井由街道负责。")
    quoting = f"您问“{WORDS}”：由街道负责。"
    edit = partial(curated_answers.edit, number=number, who="staff", text=quoting)
    with pytest.raises(CuratedAnswerError, match=WORDS):
        draft(records, library, [WORDS], quoting) if how == "add" else records.store.write(edit)


def test_a_notice_that_was_not_sent_yet_is_cut(records: Records) -> None:
    """A notice of a former version may quote a question; of one that was sent the text is gone anyway."""
    records.ask(WORDS, "a")
    for text in (f"第 1 号（“{WORDS}”）已暂停", f"已发出：{WORDS}"):
        records.store.write(partial(notices.add, text=text, now=LATER))
    records.store.write(lambda db: notices.mark_sent(db, [2], LATER))
    records.erasure.forget("a")
    assert [row["text"] for row in records.rows("notices")] == [f"第 1 号（“{faq.ERASED_WORDS}”）已暂停", ""]
    assert WORDS.encode() not in records.held()


def test_forgetting_nobody_costs_nothing(records: Records) -> None:
    """Who was never there makes no file be rewritten and leaves no tombstone, however often they ask for it."""
    records.ask("别人的问题", "b")
    before = records.rows("progress")
    assert records.erasure.forget("a").is_nothing
    assert records.rows("progress") == before
    assert not records.store.path.with_name(FILE).exists()


def test_the_file_is_rewritten_once_a_minute_however_often_it_is_asked_for(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rewriting holds up the replies: the rows go at once, their last bytes with the next one."""
    monkeypatch.setattr("bot.erasure.data_erasure.SCRUB_SHARE", math.inf)
    for person in "abc":
        records.ask(WORDS, person)
    records.erasure.forget("a")
    records.erasure.forget("b")
    assert scrubs(records) == (2, 1)
    records.erasure.finish_if_due()
    assert scrubs(records) == (2, 1)
    monkeypatch.setattr("bot.erasure.data_erasure.SCRUB_INTERVAL_S", 0.0)
    records.erasure.finish()
    assert scrubs(records) == (2, 2)
    records.erasure.forget("c")
    assert scrubs(records) == (3, 3)


def test_the_longer_a_rewriting_takes_the_rarer_it_is(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replies wait meanwhile, and should not for more than a share of the time."""
    monkeypatch.setattr("bot.erasure.data_erasure.SCRUB_INTERVAL_S", 0.0)
    monkeypatch.setattr("bot.erasure.data_erasure.SCRUB_SHARE", 1e-9)  # a millisecond has it wait for days
    for person in "ab":
        records.ask(WORDS, person)
        records.erasure.forget(person)
    assert scrubs(records) == (2, 1)
    monkeypatch.setattr("bot.erasure.data_erasure.monotonic", lambda: time.monotonic() + 1e12)
    records.erasure.finish_if_due()
    assert scrubs(records) == (2, 2)


def scrubs(records: Records) -> tuple[int, int]:
    """How often something was erased, and up to which of these the file was rewritten."""
    found = {row["name"]: row["value"] for row in records.rows("progress")}
    return found["erasures"], found["scrubbed"]


def test_a_purge_goes_in_steps(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a transaction of its own, so that replies are written between them; a chat goes as a whole."""
    monkeypatch.setattr("bot.erasure.data_erasure.STEP_SIZE", 2)
    for chat in ("group", "group", "group", "a", "b"):
        records.ask(WORDS, "a", chat)
    records.log.add(replace(ROW, question=WORDS, user=None, chat=None))
    records.ask("那去年呢", "b", "group", history=(WORDS,), time=LATER)
    gone = records.erasure.purge_before("2026-03-01T00:00:00.000+00:00")
    assert (gone.exchanges, gone.copies) == (6, 1)
    assert scrubs(records) == (3, 3)
    assert WORDS.encode() not in records.held()


def test_a_reader_in_the_way_delays_the_last_bytes_only(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody reads the log file its pages stay; afterwards `finish` ends it, once."""
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 50)
    records.ask(WORDS, "a")
    with closing(sqlite3.connect(records.store.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("select count(*) from interactions").fetchone()
        assert records.erasure.forget("a").exchanges == 1
        assert records.rows("interactions") == []
        assert WORDS.encode() in records.held()
    records.erasure.finish()
    assert WORDS.encode() not in records.held()
    assert scrubs(records) == (1, 1)


def test_a_database_that_was_replaced_forgets_too(records: Records, tmp_path: Path) -> None:
    """What a restoration has left beside the log; a damaged one is deleted, since nothing can be erased from it."""
    records.ask(WORDS, "a")
    records.ask("别人的问题", "b", time=LATER)
    former = records.store.path.with_name("wenda.db.before-20260101T000000Z")
    records.store.run_exclusive(lambda db: db.execute("VACUUM INTO ?", [str(former)]))
    damaged = former.with_name("wenda.db.before-20260102T000000Z")
    damaged.write_bytes(b"rubbish " * 1000 + WORDS.encode())
    damaged.with_name(f"{damaged.name}-wal").write_bytes(WORDS.encode())
    records.erasure.forget("a")
    assert WORDS.encode() not in records.held()
    assert not damaged.exists()
    with closing(sqlite3.connect(former)) as db:
        assert db.execute("select question from interactions").fetchall() == [("别人的问题",)]
    records.erasure.purge_before("9999")
    assert "别人的问题".encode() not in records.held()


def test_an_erasure_is_noted_before_it_is_done(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tombstone cannot be written, nothing is erased and the person is told so; a backup must not undo it."""
    records.ask(WORDS, "a")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Tombstones, "add", full)
        with pytest.raises(OSError, match="No space"):
            records.erasure.forget("a")
    assert len(records.rows("interactions")) == 1
    assert records.erasure.forget("a").exchanges == 1
    assert len(Tombstones(records.store.path.with_name(FILE)).read()) == 1
