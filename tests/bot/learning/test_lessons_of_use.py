"""What a library learns of its use: clauses that staff point to and thumbs, and what makes it unlearn."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.curation.curated_answers import CuratedAnswer
from bot.curation.moderation import ModerationService
from bot.curation.regression_trials import RegressionTrials
from bot.dialogue.conversation import Conversation, QuestionSource
from bot.dialogue.exchange_history import ExchangeHistory
from bot.erasure.data_erasure import DataErasure
from bot.learning import taught_questions
from bot.learning.lesson_service import LessonError, LessonService
from bot.learning.lesson_source import LessonSource
from bot.learning.lesson_summary import basis
from bot.learning.taught_questions import MIN_PEOPLE, LessonOrigin, TaughtQuestion
from bot.operations.engine_provider import EngineProvider, LessonVersion, index_stamp, load_engine
from bot.privacy.redaction import pseudonym
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import InteractionLog
from bot.texts import teaching
from bot.topics.assignment import TopicAssigner
from bot.topics.similarity import QuestionReader
from retrieval.corpus.builder import build
from retrieval.models import LessonKind, Outcome, Passage, Reply
from tests.bot.conftest import SECRET
from tests.retrieval.invented import HARBOUR, LIBRARIES, indexed, write

FIRST, SECOND = 41, 42
STAFF = frozenset(pseudonym(each, SECRET) for each in (FIRST, SECOND))
ASKED, ALIKE = "大船靠岸过夜的地儿有几处", "大船靠岸过夜的地方多了几处"
ANSWERED = "购置起重机多少台"


class Office:
    """A bot with its log, its staff and an engine that learns, over a folder of two reports."""

    def __init__(self, folder: Path, store: DatabaseWorker) -> None:
        self.folder, self.store, self.log = folder, store, InteractionLog(store)
        self.provider = self.another()
        engine = self.provider.current
        self.conversation = Conversation(self.provider, self.log, lambda: engine().library.version, SECRET)
        self.history = ExchangeHistory(self.log, lambda: engine().library, SECRET)
        self.assigner = TopicAssigner(store, lambda: QuestionReader(engine().library.lexicon))
        trials = RegressionTrials(engine, store)
        self.desk = ModerationService(store, self.assigner, self.history, trials)
        self._message = 0

    def another(self) -> EngineProvider:
        """The engine of another process that shares the log."""
        source = LessonSource(self.store, lambda: STAFF)
        stamp = index_stamp(self.folder)
        return EngineProvider(self.folder, load_engine(self.folder), stamp, lessons=LessonVersion(source, ()))

    def ask(self, question: str, person: int = 5) -> tuple[Reply, int]:
        """The reply to a person's question, and the message that carried it."""
        self._message += 1
        exchange = self.conversation.ask(question, QuestionSource("telegram", chat=person, user=person), history=())
        self.conversation.set_reply_message(exchange, self._message)
        return exchange.reply, self._message

    def rate(self, chat: int, message: int, person: int, verdict: str) -> None:
        """Press a thumb under a reply."""
        past = self.history.find_by_reply(chat, message)
        assert past
        self.history.rate(past, person, verdict)

    def learn(self) -> bool:
        """Put what was asked into topics, and take up what is taught; whether that was anything new."""
        self.assigner.assign_new()
        return self.provider.refresh()

    def passage(self, text: str) -> Passage:
        """The passage that holds a text."""
        return next(each for each in self.provider.current().library.passages if text in each.text)

    def point(self, text: str) -> CuratedAnswer:
        """Point from the first unanswered topic to the clause that holds a text, and approve that."""
        (topic, *_) = self.desk.unanswered()
        draft = self.desk.answers.draft_pointer(topic.id, self.passage(text), FIRST)
        return self.desk.answers.approve(draft.id, SECOND, draft.changed, force=False)

    def answers(self, question: str) -> str:
        """The sentence that the engine answers with; empty where it does not answer."""
        reply = self.provider.ask(question)
        return reply.quotes[0].text if reply.outcome is Outcome.ANSWER else ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An indexed folder of two reports."""
    return indexed(tmp_path, {"a.txt": HARBOUR, "c.txt": LIBRARIES})


@pytest.fixture
def office(folder: Path, store: DatabaseWorker) -> Office:
    """One in which nobody has asked yet."""
    return Office(folder, store)


def test_a_library_gets_better_by_use(office: Office) -> None:
    """Nobody could answer; staff point to a clause; then the question is answered in other words, in every process."""
    beside = office.another()
    assert office.ask(ASKED)[0].outcome is not Outcome.ANSWER
    assert office.answers(ALIKE) == ""
    office.point("新建泊位12个")
    assert office.learn()
    assert "新建泊位12个" in office.answers(ALIKE)
    assert beside.refresh()
    assert beside.ask(ALIKE).quotes[0].text == office.answers(ALIKE)
    assert not office.learn()
    assert not beside.refresh()


def test_a_draft_teaches_nothing(office: Office) -> None:
    """Only what a second person of the staff has approved does."""
    office.ask(ASKED)
    (topic,) = office.desk.unanswered()
    office.desk.answers.draft_pointer(topic.id, office.passage("新建泊位12个"), FIRST)
    assert not office.learn()
    assert office.answers(ALIKE) == ""


def test_what_is_retired_or_suspended_is_unlearnt(office: Office, folder: Path) -> None:
    """And what cites a text that the report does not hold any more, before anybody has suspended it."""
    office.ask(ASKED)
    number = office.point("新建泊位12个").id
    office.learn()
    write(folder, {"a.txt": HARBOUR.replace("新建泊位12个", "新建泊位13个")})
    build(folder)
    assert office.provider.refresh()
    assert office.provider.current().library.lessons == ()
    write(folder, {"a.txt": HARBOUR.replace("一、主要工作", "这一年很忙。\n\n一、主要工作")})
    build(folder)
    assert office.provider.refresh()
    assert "新建泊位12个" in office.answers(ALIKE)
    office.desk.answers.retire(number, FIRST)
    assert office.provider.refresh()
    assert office.answers(ALIKE) == ""


def test_a_text_of_staff_does_not_make_what_it_cites_an_answer(office: Office) -> None:
    """The clause is raised for questions asked alike, which are not answered by it alone."""
    office.ask(ASKED)
    (topic,) = office.desk.unanswered()
    passage = office.passage("新建泊位12个")
    draft = office.desk.answers.draft(topic.id, "请到港务局窗口询问。", [(passage.id, "全年新建泊位12个")], (), FIRST)
    office.desk.answers.approve(draft.id, SECOND, draft.changed, force=False)
    assert office.learn()
    assert {each.kind for each in office.provider.current().library.lessons} == {LessonKind.BASED}
    assert office.answers(ALIKE) == ""


def test_one_person_changes_nothing(office: Office) -> None:
    """However often they ask and press, and whatever they press."""
    right = office.answers(ANSWERED)
    for asked in (ANSWERED, f"请问{ANSWERED}", f"{ANSWERED}呢"):
        _, message = office.ask(asked, person=6)
        for verdict in ("bad", "good", "bad"):
            office.rate(6, message, 6, verdict)
    _, message = office.ask(ANSWERED, person=7)
    office.rate(7, message, 7, "bad")
    assert not office.learn()
    assert office.answers(ANSWERED) == right != ""


def asked_by(office: Office, asked: str, *people: int) -> dict[int, int]:
    """The message that carried the reply to each of some people."""
    return {person: office.ask(asked, person)[1] for person in people}


def press(office: Office, verdict: str, under: dict[int, int]) -> None:
    """Let each person press a thumb under their reply."""
    for person, message in under.items():
        office.rate(person, message, person, verdict)


def lessons_of(office: Office) -> list[TaughtQuestion]:
    """All that is taught."""
    return office.store.read(lambda db: taught_questions.taught_questions(db, STAFF))


def test_three_people_or_one_of_the_staff_teach(office: Office) -> None:
    """What they found wrong answers no more; who finds it right is set against them; staff count for three."""
    right = office.answers(ANSWERED)
    first, second = asked_by(office, ANSWERED, 6, 7), asked_by(office, f"请问{ANSWERED}", 8)
    others, staff = asked_by(office, ANSWERED, 9), asked_by(office, ANSWERED, FIRST)
    press(office, "bad", first)
    assert not office.learn()
    press(office, "bad", second)
    assert office.learn()
    assert office.answers(ANSWERED) == ""
    assert office.answers("购置叉车多少台") != ""
    press(office, "good", others)
    assert office.learn()
    assert office.answers(ANSWERED) == right
    press(office, "good", staff)
    assert not office.learn()
    press(office, "good", first)
    assert office.learn()
    (taught,) = lessons_of(office)
    assert (taught.kind, taught.agree, taught.disagree) == (LessonKind.ANSWERS, 4, 1)
    assert office.answers(ANSWERED) == right


def test_thumbs_for_an_answer_teach_its_questions(office: Office) -> None:
    """In the words of all who asked, with who pressed and when."""
    press(office, "good", asked_by(office, ANSWERED, 6, 7, 8))
    assert office.learn()
    (taught,) = lessons_of(office)
    assert (taught.origin, taught.kind, taught.agree) == (LessonOrigin.THUMBS, LessonKind.ANSWERS, MIN_PEOPLE)
    assert taught.who == tuple(sorted(pseudonym(person, SECRET) for person in (6, 7, 8)))
    assert {each.question for each in office.provider.current().library.lessons} == {ANSWERED}


def test_what_a_person_has_erased_teaches_no_more(office: Office) -> None:
    """Their thumbs go with their questions, in every process; so do those beyond retention."""
    right, beside = office.answers(ANSWERED), office.another()
    under = asked_by(office, ANSWERED, 6, 7, 8, 9)
    press(office, "bad", {person: under[person] for person in (6, 7, 8)})
    office.learn()
    assert beside.refresh()
    assert office.answers(ANSWERED) == ""
    DataErasure(office.store).forget(pseudonym(7, SECRET))
    assert office.provider.refresh()
    assert beside.refresh()
    assert office.answers(ANSWERED) == beside.ask(ANSWERED).quotes[0].text == right
    press(office, "bad", {9: under[9]})
    office.learn()
    assert office.answers(ANSWERED) == ""
    DataErasure(office.store).purge_before("9999")
    assert office.provider.refresh()
    assert office.answers(ANSWERED) == right
    assert office.provider.current().library.lessons == ()


def test_personal_data_reaches_no_lesson(office: Office) -> None:
    """The log masks it, and lessons have not even the mask."""
    press(office, "bad", asked_by(office, f"我的电话13800138000，{ANSWERED}", 6, 7, 8))
    office.learn()
    asked = {each.question for each in office.provider.current().library.lessons}
    assert asked
    assert all("138" not in each and "［" not in each for each in asked)


def test_staff_take_back_what_was_learnt(office: Office) -> None:
    """It is unlearnt at once and stays so, with who did it; it can be restored."""
    right = office.answers(ANSWERED)
    under = asked_by(office, ANSWERED, 6, 7, 8, 9)
    press(office, "bad", {person: under[person] for person in (6, 7, 8)})
    office.learn()
    (taught,) = lessons_of(office)
    office.store.write(lambda db: taught_questions.remove(db, taught.key, "who"))
    assert office.provider.refresh()
    assert office.answers(ANSWERED) == right
    press(office, "bad", {9: under[9]})
    assert not office.learn()
    (gone,) = lessons_of(office)
    assert gone.removed_by
    assert gone.removed_by[0] == "who"
    assert office.store.write(lambda db: taught_questions.restore(db, taught.key))
    assert not office.store.write(lambda db: taught_questions.restore(db, taught.key))
    assert office.provider.refresh()
    assert office.answers(ANSWERED) == ""


def test_a_lesson_is_taken_back_once_and_restored_once(office: Office) -> None:
    """Of one that is not there, or is as it should become already, that is said; who taught it is shown."""
    source = LessonSource(office.store, lambda: STAFF)
    service = LessonService(office.store, office.assigner, source, lambda: office.provider.current().library)
    office.ask(ASKED)
    answer = office.point("新建泊位12个")
    (placed,) = service.lessons()
    key = placed.taught.key
    assert basis(placed.taught) == teaching.LESSON_ANSWER.format(author=answer.author, approver=answer.approver)
    with pytest.raises(LessonError) as refused:
        service.remove("a99", "who")
    assert str(refused.value) == teaching.NO_LESSON.format(key="a99")
    with pytest.raises(LessonError) as refused:
        service.restore(key)
    assert str(refused.value) == teaching.LESSON_NOT_REMOVED.format(key=key)
    service.remove(key, "who")
    with pytest.raises(LessonError) as refused:
        service.remove(key, "another")
    assert str(refused.value) == teaching.LESSON_REMOVED_BEFORE.format(key=key)
    service.restore(key)
    assert service.find(key).taught.removed_by is None


def test_a_draft_that_is_made_a_second_time_is_the_first_one(office: Office) -> None:
    """An update may be handled twice; another text of the same person is a draft of its own."""
    office.ask(ASKED)
    (topic,) = office.desk.unanswered()
    sources = [(office.passage("新建泊位12个").id, "全年新建泊位12个")]
    texts = "请到港务局窗口询问。", "请到港务局窗口询问。", "请打电话询问。"
    drafts = [office.desk.answers.draft(topic.id, text, sources, (), FIRST).id for text in texts]
    assert drafts == [1, 1, 2]


def test_a_log_that_cannot_be_read_costs_nothing(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """What was learnt before goes on teaching; it is reported."""
    office.ask(ASKED)
    office.point("新建泊位12个")
    office.learn()

    def fails(work: object) -> object:
        raise sqlite3.OperationalError("database is locked")

    office.store.read = fails  # type: ignore[method-assign,assignment]
    assert not office.provider.refresh()
    assert "新建泊位12个" in office.answers(ALIKE)
    assert "cannot be read now" in caplog.text
