"""Staff answers: what is kept of them, who may approve them, and what they are as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curation import curated_answers
from bot.curation.cited_spans import CitedSpan, CuratedAnswerError, cite
from bot.curation.curated_answers import CuratedState
from bot.curation.publication import interchange
from bot.privacy.redaction import redact
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import Interaction, InteractionLog
from bot.texts.faq import CURATED_NO_TEXT
from bot.topics import topics
from bot.topics.assignment import TopicAssigner
from bot.topics.similarity import QuestionReader
from retrieval import Library
from retrieval.text.lexicon import Lexicon
from tests.bot.conftest import passage_at

CLAUSE = "一/(一)/一是"
ONE, OTHER = "aaaa", "bbbb"


def put(store: DatabaseWorker, library: Library, text: str = "共189项。", asks: Sequence[str] = ("保留多少事项",),
        topic: int | None = None) -> int:  # fmt: skip
    """Keep a draft that cites a whole clause."""
    return store.write(lambda db: curated_answers.add(db, text, [cite(library, CLAUSE)], asks, ONE, topic))


def test_a_second_person_approves(store: DatabaseWorker, library: Library) -> None:
    """Whoever wrote an answer cannot approve it; another one can, once, and their pseudonym and the time are kept."""
    number = put(store, library)
    with pytest.raises(CuratedAnswerError, match="另一位"):
        store.write(lambda db: curated_answers.approve(db, number, ONE, library))
    done = store.write(lambda db: curated_answers.approve(db, number, OTHER, library))
    assert (done.state, done.approver, done.author) == (CuratedState.APPROVED, OTHER, ONE)
    assert done.approved >= done.created
    with pytest.raises(CuratedAnswerError, match="不需要审核"):
        store.write(lambda db: curated_answers.approve(db, number, OTHER, library))


def test_who_edits_is_the_author(store: DatabaseWorker, library: Library) -> None:
    """An edited answer is a draft again, which its editor cannot approve and the first author can."""
    number = put(store, library)
    store.write(lambda db: curated_answers.approve(db, number, OTHER, library))
    edited = store.write(lambda db: curated_answers.edit(db, number, OTHER, text="共保留189项。"))
    assert (edited.state, edited.author, edited.approver, edited.phrasings) == (
        CuratedState.DRAFT, OTHER, "", ("保留多少事项",))  # fmt: skip
    with pytest.raises(CuratedAnswerError, match="另一位"):
        store.write(lambda db: curated_answers.approve(db, number, OTHER, library))
    assert store.write(lambda db: curated_answers.approve(db, number, ONE, library)).text == "共保留189项。"
    other = cite(library, "一/(四)/一是")
    cited = store.write(lambda db: curated_answers.edit(db, number, OTHER, citations=[other]))
    assert (cited.state, cited.text, cited.citations) == (CuratedState.DRAFT, "共保留189项。", (other,))


def test_what_was_changed_since_it_was_read_is_not_approved(store: DatabaseWorker, library: Library) -> None:
    """An approver who saw an earlier version is told so."""
    number = put(store, library)
    seen = store.read(lambda db: curated_answers.get(db, number)).changed
    changed = store.write(lambda db: curated_answers.edit(db, number, ONE, phrasings=["别的问法"])).changed
    with pytest.raises(CuratedAnswerError, match="又改了"):
        store.write(lambda db: curated_answers.approve(db, number, OTHER, library, seen))
    store.write(lambda db: curated_answers.approve(db, number, OTHER, library, changed))


def test_what_cites_nothing_of_the_library_is_not_approved(store: DatabaseWorker, library: Library) -> None:
    """A citation whose words are not in its clause stands in the way, and so does one whose digest is another's."""
    good = cite(library, CLAUSE, "189项")
    for bad in (replace(good, clause="九/(九)"), replace(good, text="190项"), replace(good, digest="0" * 32)):
        number = store.write(partial(curated_answers.add, text="答", citations=[bad], phrasings=["问"], author=ONE))
        with pytest.raises(CuratedAnswerError, match="找不到"):
            store.write(partial(curated_answers.approve, number=number, approver=OTHER, library=library))


def test_approving_takes_the_topic_out_of_the_queue(
    store: DatabaseWorker, library: Library, log: InteractionLog
) -> None:
    """The topic's decision names the answer and who approved it."""
    log.add(Interaction("2026-01-01T00:00:00+00:00", "telegram", "图书馆几点开门", "none", "1", "1", 1.0, user="u"))
    TopicAssigner(store, lambda: QuestionReader(Lexicon())).assign_new()
    number = put(store, library, topic=1)
    assert len(store.read(topics.unanswered)) == 1
    store.write(lambda db: curated_answers.approve(db, number, OTHER, library))
    assert store.read(topics.unanswered) == []
    topic = store.read(lambda db: topics.topic(db, 1))
    assert topic
    assert topic.decision
    assert (topic.decision.action, topic.decision.who, topic.decision.note) == (topics.TopicAction.CURATED, OTHER, "1")
    ((answer, wordings),) = store.read(curated_answers.approved_with_phrasings)
    assert (answer.id, [each.question for each in wordings]) == (1, ["保留多少事项", "图书馆几点开门"])


@pytest.mark.parametrize(
    ("text", "asks", "why"),
    [
        ("", ["问"], CURATED_NO_TEXT),
        (" 13800138000 ", ["问"], CURATED_NO_TEXT),
        ("字" * 801, ["问"], "最多 800 字，现在 801 字"),
        ("答", [], "现在是 0 种"),
        ("答", ["？！"], "没有可以比对的字"),
        ("答", ["问" * 201], "超过 200 字"),
        ("答", [f"第{n}问" for n in range(51)], "现在是 51 种"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(
    store: DatabaseWorker, library: Library, text: str, asks: Sequence[str], why: str
) -> None:
    """Missing, empty, too long or too many: a sentence says which, and nothing is kept."""
    with pytest.raises(CuratedAnswerError, match=why):
        put(store, library, text, asks)
    assert store.read(curated_answers.list_answers) == []


def test_an_answer_cites_something(store: DatabaseWorker, library: Library) -> None:
    """One to three citations, each of words that stand there to the letter, in a passage that there is."""
    four = [cite(library, f"p{n}") for n in range(10, 14)]
    for citations in ([], four):
        with pytest.raises(CuratedAnswerError, match="1 至 3 处"):
            store.write(partial(curated_answers.add, text="答", citations=citations, phrasings=["问"], author=ONE))
    with pytest.raises(CuratedAnswerError, match="一字不差"):
        cite(library, CLAUSE, "共保留189项审批")
    with pytest.raises(CuratedAnswerError, match="没有第 7 个问题"):
        put(store, library, topic=7)
    with pytest.raises(CuratedAnswerError, match="没有第 7 号"):
        store.read(lambda db: curated_answers.get(db, 7))


def test_a_citation_is_a_slice_of_the_report(library: Library) -> None:
    """Offsets count in the report, for a whole clause and for words of it."""
    passage = passage_at(library, CLAUSE)
    text = library.report_of(passage).text
    for cited in (cite(library, "一、（一）一是"), cite(library, passage.id, "189项")):
        assert text[cited.start : cited.end] == cited.text
        assert cited.locate([passage]) == (passage, cited.start)


def test_every_change_is_another_version(store: DatabaseWorker, library: Library) -> None:
    """Adding, approving, editing, suspending and retiring each change the version; reading does not."""
    seen = [store.read(curated_answers.version)]
    number = put(store, library)
    seen.append(store.read(curated_answers.version))
    for change in (
        lambda db: curated_answers.approve(db, number, OTHER, library),
        lambda db: curated_answers.suspend(db, number, "变了"),
        lambda db: curated_answers.edit(db, number, ONE, text="又"),
        lambda db: curated_answers.retire(db, number, ONE),
    ):
        store.write(change)
        seen += [store.read(curated_answers.version)]
    assert len(set(seen)) == 6
    assert store.read(curated_answers.version) == seen[-1]
    with pytest.raises(CuratedAnswerError, match="先前已经停用"):
        store.write(lambda db: curated_answers.retire(db, number, ONE))


def test_a_file_of_answers_comes_back_as_drafts(store: DatabaseWorker, library: Library) -> None:
    """What is written out is taken in with the same words, citations and phrasings, and again it is known."""
    number = put(store, library, "两行\n的\u2028答复", ["甲问", "乙问"])
    store.write(lambda db: curated_answers.approve(db, number, OTHER, library))
    lines = "\n".join(interchange.to_lines(store.read(curated_answers.list_answers)))
    assert ONE not in lines
    drafts = interchange.parse(lines, "a.jsonl")
    assert store.write(lambda db: interchange.import_drafts(db, drafts, OTHER)) == (0, 1)
    store.write(lambda db: curated_answers.retire(db, number, ONE))
    assert store.write(lambda db: interchange.import_drafts(db, [*drafts, *drafts], OTHER)) == (1, 1)
    old, new = store.read(curated_answers.list_answers)
    assert (new.text, new.citations, new.phrasings) == (old.text, old.citations, old.phrasings)
    assert (new.state, new.author) == (CuratedState.DRAFT, OTHER)


GOOD = {"text": "答", "phrasings": ["问"],
        "citations": [{"file": "a", "clause": "一", "start": 3, "end": 4, "text": "字"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "a.jsonl:3: 应是一个 JSON 对象"),
        ("[]", "a.jsonl:3: 应是一个 JSON 对象"),
        (json.dumps({**GOOD, "text": 1}), "a.jsonl:3: text 缺少"),
        (json.dumps({**GOOD, "phrasings": "问"}), "a.jsonl:3: phrasings 缺少"),
        (json.dumps({**GOOD, "citations": "p17"}), "a.jsonl:3: citations 缺少"),
        (json.dumps({**GOOD, "citations": [{"file": "a"}]}), "a.jsonl:3: citations 缺少"),
        (json.dumps({**GOOD, "citations": [{**GOOD["citations"][0], "end": 9}]}), "a.jsonl:3: citations 里的"),  # type: ignore[dict-item]
        (json.dumps({**GOOD, "citations": []}), "a.jsonl:3: 整理答案要引用"),
    ],
)
def test_one_bad_line_and_nothing_is_taken_in(store: DatabaseWorker, line: str, why: str) -> None:
    """The file and the line are named."""
    text = "\n".join([json.dumps(interchange.FORMAT), json.dumps(GOOD), line])
    with pytest.raises(CuratedAnswerError, match=why):
        store.write(lambda db: interchange.import_drafts(db, interchange.parse(text, "a.jsonl"), ONE))
    assert store.read(curated_answers.list_answers) == []


def test_a_file_that_does_not_announce_itself_is_refused() -> None:
    """The first line names format and version."""
    for text in ("", json.dumps(GOOD), '{"format": "wenda-curated", "version": 2}'):
        with pytest.raises(CuratedAnswerError, match=r"a\.jsonl:1: "):
            interchange.parse(text, "a.jsonl")


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=4), st.integers(13000000000, 19999999999))
def test_no_personal_data_is_kept(text: str, asks: list[str], number: int) -> None:
    """Whatever is kept has nothing left to mask, is within its limits, and is kept the same a second time."""
    cited = CitedSpan("a.txt", "一", 0, 1, "", "字")
    try:
        kept, phrasings = curated_answers.validate(f"{text}电话{number}", [cited], [*asks, f"打{number}吗{text}"])
    except CuratedAnswerError:
        return
    assert str(number) not in kept
    assert [redact(each) for each in (kept, *phrasings)] == [kept, *phrasings]
    assert all(any(map(str.isalnum, each)) and len(each) <= curated_answers.MAX_PHRASING_LENGTH for each in phrasings)
    assert curated_answers.validate(kept, [cited], phrasings) == (kept, phrasings)
