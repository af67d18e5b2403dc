"""Lessons: which sentences they speak for and against, and what becomes of a question that is asked like one."""

from __future__ import annotations

import pytest

from retrieval import Engine, Library
from retrieval.composition import EngineParts
from retrieval.corpus.library import same_reports
from retrieval.lessons.lesson_index import LessonHit
from retrieval.models import Lesson, LessonKind, Outcome, Span
from tests.retrieval.invented import HARBOUR, LIBRARIES, library_of

BERTHS, CRANES = "全年新建泊位12个,维修泊位5个,投入资金340.5万元。", "购置起重机8台,叉车21台。"
ASKED, ALIKE = "大船靠岸过夜的地儿有几处", "大船靠岸过夜的地方多了几处"


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of two reports."""
    return library_of(tmp_path_factory.mktemp("several"), {"a.txt": HARBOUR, "c.txt": LIBRARIES})


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of one report."""
    return library_of(tmp_path_factory.mktemp("single"), {"a.txt": HARBOUR})


def place(library: Library, text: str) -> tuple[str, Span]:
    """The passage and the span of a text."""
    passage = next(each for each in library.passages if text in each.text)
    start = passage.start + passage.text.index(text)
    return passage.id, (start, start + len(text))


def taught(library: Library, text: str, *asked: str, kind: LessonKind = LessonKind.ANSWERS) -> Library:
    """The library with questions tied to a text."""
    return library.with_lessons([Lesson(each, "", *place(library, text), kind) for each in asked])


def hits(library: Library, question: str) -> dict[str, LessonHit]:
    """What lessons say of a question, by the text of the sentence."""
    parts = EngineParts.of(library)
    found = parts.lessons.recall(parts.analyzer.analyse(question))
    batch = parts.source.candidates(parts.analyzer.analyse(question)).batch
    texts = {sentence.key: sentence.text for sentence in batch.sentences}
    return {texts[key]: hit for key, hit in found.items()}


def test_the_closest_lesson_tells_of_a_sentence(several: Library) -> None:
    """The very question is wholly alike, one in other words less, another one not at all."""
    learnt = taught(several, BERTHS, ASKED)
    (same,) = hits(learnt, ASKED).values()
    (alike,) = hits(learnt, ALIKE).values()
    assert [same.rank, same.answers] == pytest.approx([1.5, 1])
    assert 0.5 < alike.answers < 1
    assert hits(learnt, "读者证办了多少张") == {}


def test_a_lesson_is_of_every_sentence_of_its_span(several: Library) -> None:
    """A whole clause that was cited is raised whole."""
    passage = next(each for each in several.passages if "演练" in each.text)
    learnt = several.with_lessons([Lesson(ASKED, "", passage.id, (passage.start, passage.end))])
    assert len(hits(learnt, ASKED)) == 2


def test_what_a_text_of_staff_cites_is_no_answer_by_itself(several: Library) -> None:
    """It is raised half as far, and says nothing of whether the sentence answers."""
    (hit,) = hits(taught(several, BERTHS, ASKED, kind=LessonKind.BASED), ASKED).values()
    assert hit.rank == pytest.approx(0.75)
    assert (hit.answers, hit.asked) == (0.0, frozenset())


@pytest.mark.parametrize("of", ["several", "single"])
def test_a_question_asked_like_a_lesson_is_answered(of: str, request: pytest.FixtureRequest) -> None:
    """In one report and in several: the sentence is found and the gate lets it pass, for other words too."""
    library = request.getfixturevalue(of)
    before = Engine(library)
    assert before.ask(ASKED).outcome is not Outcome.ANSWER
    assert before.ask(ALIKE).outcome is not Outcome.ANSWER
    after = Engine(taught(library, BERTHS, ASKED))
    for question in (ASKED, ALIKE):
        reply = after.ask(question)
        assert reply.outcome is Outcome.ANSWER
        assert "新建泊位12个" in reply.quotes[0].text
    unlike = "读者证办了多少张" if of == "several" else "购置起重机多少台"
    assert after.ask(unlike).quotes[0].text == before.ask(unlike).quotes[0].text


@pytest.mark.parametrize("asked", ["大船靠岸过夜要交多少钱", "大船靠岸过夜的地儿归谁管", "大船靠岸过夜的电话"])
def test_what_is_stated_nowhere_is_not_answered_by_a_lesson(several: Library, asked: str) -> None:
    """The thing is that of the lesson, but something else is asked of it."""
    assert Engine(taught(several, BERTHS, ASKED)).ask(asked).outcome is not Outcome.ANSWER


@pytest.mark.parametrize("of", ["several", "single"])
def test_a_sentence_that_was_found_wrong_is_lowered(of: str, request: pytest.FixtureRequest) -> None:
    """For that question and those like it, and for no others."""
    library, asked = request.getfixturevalue(of), "购置起重机多少台"
    before = Engine(library).ask(asked)
    assert before.outcome is Outcome.ANSWER
    assert before.quotes[0].text == CRANES
    after = Engine(taught(library, CRANES, asked, kind=LessonKind.WRONG))
    assert after.ask(asked).outcome is not Outcome.ANSWER
    assert after.ask("购置叉车多少台").outcome is Engine(library).ask("购置叉车多少台").outcome


def test_the_version_tells_of_lessons(several: Library) -> None:
    """It changes with them and back, and says that the reports are the same; words can be added before and after."""
    from retrieval.text.lexicon import Lexicon, Term

    learnt, words = taught(several, BERTHS, ASKED), Lexicon({"停船位": (Term("泊位", 1.0),)})
    assert learnt.version != several.version
    assert same_reports(learnt.version, several.version)
    assert learnt.with_lessons(()) == several
    assert learnt.with_lessons(learnt.lessons) is learnt
    both = [learnt.with_words(words), several.with_words(words).with_lessons(learnt.lessons)]
    assert both[0].version == both[1].version
    assert both[0].lessons == learnt.lessons


def test_other_reports_have_no_lessons(several: Library) -> None:
    """Lessons are of places that other reports do not have."""
    assert taught(several, BERTHS, ASKED).with_reports(several.loaded_reports).lessons == ()
