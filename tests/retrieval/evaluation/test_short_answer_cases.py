"""Cases for the confidence in short answers: which questions make one, and which of them are right."""

from __future__ import annotations

import pytest

from retrieval.composition import EngineParts
from retrieval.evaluation import short_answer_cases
from retrieval.evaluation.ablation import without_annotations
from retrieval.evaluation.short_answer_cases import (
    ShortAnswerCases,
    cases_of_known_questions,
    cases_of_made_statements,
    cases_without_known_questions,
)
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS, library_of

# A fact that staff gave no short answer to.
UNANSWERED = "\n> 全县港务系统平稳运行\n港口运转得顺不顺\n"
FILES: dict[str, str | bytes] = {
    "a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS + UNANSWERED, "a.gaps": HARBOUR_GAPS,
}  # fmt: skip


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> EngineParts:
    """The parts of an engine over the invented report."""
    return EngineParts.of(library_of(tmp_path_factory.mktemp("harbour"), FILES))


@pytest.fixture(scope="module")
def bare(parts: EngineParts) -> EngineParts:
    """The same without what staff wrote beside the report."""
    return EngineParts.of(without_annotations(parts.library))


@pytest.mark.parametrize(
    ("question", "gold", "rights"),
    [
        ("购置起重机多少台", "8台", [True]),
        ("购置起重机多少台", "9台", [False]),
        ("购置起重机多少台", None, [False]),
        ("没有购置的起重机有多少台", None, []),
        ("起重机的情况", None, []),
        ("县长的生日", None, []),
        ("……", None, []),
    ],
    ids=["right", "other figure", "not stated", "misfit", "nothing chosen", "unlikely", "nothing found"],
)
def test_a_question_makes_a_case_where_a_short_answer_would_be_shown(
    bare: EngineParts, question: str, gold: str | None, rights: list[bool]
) -> None:
    """What is chosen is compared to the gold answer; where no answer would be shown there is no case."""
    assert [case.is_right for case in ShortAnswerCases.of(bare).asked(question, gold)] == rights


def test_phrasings_are_asked_without_being_known(parts: EngineParts, bare: EngineParts) -> None:
    """Phrasings find the short answer of their fact, both among other phrasings and without any."""
    told, untold = list(cases_of_known_questions(parts)), list(cases_without_known_questions(bare, parts.known))
    assert any(case.features["told"] for case in told)
    assert not any(case.features["told"] for case in untold)
    for made in (told, untold):
        assert len(made) > 2
        assert all(case.is_right for case in made)


def test_a_lost_sentence_makes_wrong_cases(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where the sentence of a fact is left out, what another sentence gives instead is wrong."""
    text = HARBOUR.replace("购置起重机8台,叉车21台。", "购置起重机8台,叉车21台。上年购置起重机5台,叉车9台。")
    files: dict[str, str | bytes] = {
        "a.txt": text, "a.phrasings": "# wenda-phrasings 1\n\n> 购置起重机8台\n= 8台\n购置吊机多少台\n",
    }  # fmt: skip
    parts = EngineParts.of(library_of(tmp_path_factory.mktemp("cranes"), files))
    bare = EngineParts.of(without_annotations(parts.library))
    for made in (cases_of_known_questions(parts), cases_without_known_questions(bare, parts.known)):
        assert [case.is_right for case in made][-1] is False


def test_made_statements_make_right_cases_and_wrong_ones(bare: EngineParts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions about made statements give choices that are right and choices that are wrong."""
    monkeypatch.setattr(short_answer_cases, "_LIBRARIES", 1)
    monkeypatch.setattr(short_answer_cases, "_STATEMENTS", 2)
    assert {case.is_right for case in cases_of_made_statements(bare)} == {True, False}
