"""Known questions in an index: however they are spread over segments, the bank of them is the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval import Engine, Library
from retrieval.corpus.segments.known_question_writer import KnownQuestionWriter
from retrieval.corpus.segments.report_index import indexed
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.index.segments import Segment
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.resources import read_gazetteer
from retrieval.text import tokenization
from retrieval.text.question_text import plain
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS, LIBRARIES, library_of
from tests.shipped import REPORTS

LIBRARY_PHRASINGS = "# wenda-phrasings 1\n\n> 办理读者证2700张\n= 2700张\n办了多少借书证\n"
LIBRARY_GAPS = "# wenda-gaps 1\n\n> 办理读者证2700张\n@ 请向馆里咨询\n借书证押金多少\n\n丢了书赔多少\n"
QUESTIONS = ["吊机买了几台", "借书证多少张", "书丢了怎么赔", "船票多少钱", "一台起重机什么价", "火星"]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Sequence[LoadedReport]:
    """Three reports, of which the middle one has no known questions."""
    files: dict[str, str | bytes] = {"a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS, "a.gaps": HARBOUR_GAPS}
    files |= {"b.txt": LIBRARIES.replace("图书馆", "档案馆"), "c.txt": LIBRARIES}
    files |= {"c.phrasings": LIBRARY_PHRASINGS, "c.gaps": LIBRARY_GAPS}
    folder: Path = tmp_path_factory.mktemp("three")
    return library_of(folder, files).loaded_reports


def segment(reports: Sequence[LoadedReport], first: int = 0, ranks: Sequence[int] = ()) -> Segment:
    """A segment of some reports; ``ranks`` are their places in document order, where these differ."""
    writer = KnownQuestionWriter()
    for loaded in reports:
        writer.add(indexed(loaded, read_gazetteer(), ""))
    made = Segment(writer.arrays(), len(reports), 0, first_report=first)
    return replace(made, report_ranks=np.array(ranks)) if ranks else made


def assert_alike(one: KnownQuestionIndex, other: KnownQuestionIndex) -> None:
    """Both know the same questions, and say the same of others."""
    assert one.phrasings == other.phrasings
    assert one.gaps == other.gaps
    assert one.facts == other.facts
    assert (one.questions, one.kinds, one.sentence_of) == (other.questions, other.kinds, other.sentence_of)
    for question in (*QUESTIONS, *one.questions):
        first, second = one.recall(question, "起重机"), other.recall(question, "起重机")
        assert first.similarity.tolist() == second.similarity.tolist()
        assert first.scores.tolist() == second.scores.tolist()
    assert [one.ask_tokens(at) for at in range(len(one.questions))] == [
        other.ask_tokens(at) for at in range(len(other.questions))
    ]


@pytest.mark.parametrize("cut", [False, True])
def test_segments_are_one_bank(reports: Sequence[LoadedReport], cut: bool) -> None:
    """One segment for all reports or one for each, and those that were added later stand at their place too."""
    whole = KnownQuestionIndex([segment(reports)], cut)
    assert whole.asked == 9 + 4 + 1 + 1
    assert len(whole.gaps) == 6 + 2
    assert_alike(whole, KnownQuestionIndex([segment([each], at) for at, each in enumerate(reports)], cut))
    later = [segment(reports[1:], ranks=[1, 2]), segment(reports[:1], 2, ranks=[0])]
    assert_alike(whole, KnownQuestionIndex(later, cut))


def test_a_question_cuts_no_known_question_into_words(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of phrasings and gaps stand in the index: opened anew and asked, the engine segments what is asked."""
    cut: list[str] = []
    segment_text = tokenization._cut

    def noted(folded: str) -> Iterator[str]:
        cut.append(folded)
        return segment_text(folded)

    monkeypatch.setattr(tokenization, "_cut", noted)
    opened = Engine(Library.open(REPORTS))
    asked = ["执法记录仪有多少台", "游泳馆门票多少钱"]
    for question in asked:
        opened.ask(question)
    (loaded,) = library.loaded_reports
    known = {plain(phrasing.question) for phrasing in loaded.phrasings} | {plain(gap.question) for gap in loaded.gaps}
    assert len(known) > 3000
    assert set(asked) <= set(cut)
    assert known.isdisjoint(cut)


def test_a_removed_report_takes_its_questions_along(reports: Sequence[LoadedReport]) -> None:
    """Its rows stay in the segment and count no longer."""
    left = replace(segment(reports), live_reports=np.array([False, True, True]))
    assert_alike(KnownQuestionIndex([segment(reports[1:])]), KnownQuestionIndex([left]))


def test_without_reports_nothing_is_known() -> None:
    """Neither in an index without segments nor in one without known questions."""
    for known in (KnownQuestionIndex([]), KnownQuestionIndex([segment([])])):
        assert known.recall("吊机买了几台").similarity.tolist() == []
        assert known.facts == []
