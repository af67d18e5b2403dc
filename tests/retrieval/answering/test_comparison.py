"""Comparison: two questions in one, and reports that answer equally well."""

from __future__ import annotations

import pytest

from retrieval.answering.comparison import AmbiguityCheck, names_several, pair
from retrieval.composition import EngineParts, answer_pipeline
from retrieval.parsing.genre import GenreFamily
from retrieval.question.scope import NamedScope
from retrieval.text.gazetteer import Place
from tests.retrieval.invented import library_of
from tests.retrieval.invented_library import FILES

NOTHING = NamedScope((), (), False, GenreFamily.OTHER)
YUNNAN, GUIZHOU = Place("云南省", ()), Place("贵州省", ())


def test_one_question_about_two_things_is_two() -> None:
    """The tail with 各 or 分别 belongs to both."""
    assert pair("办甲证和办乙证，时限各几天") == ("办甲证时限各几天", "办乙证时限各几天")
    assert pair("办甲证几天") is None


@pytest.mark.parametrize(
    ("named", "several"),
    [
        (NOTHING, False),
        (NamedScope((2030,), (YUNNAN,), False, GenreFamily.OTHER), False),
        (NamedScope((2030, 2031), (), False, GenreFamily.OTHER), True),
        (NamedScope((), (YUNNAN, GUIZHOU), False, GenreFamily.OTHER), True),
        (NamedScope((), (YUNNAN,), True, GenreFamily.OTHER), True),
    ],
)
def test_two_places_or_years_are_several(named: NamedScope, several: bool) -> None:
    """And a place beside the nation."""
    assert names_several(named) is several


def test_reports_are_alike_only_where_the_question_names_none(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Reports of one genre whose best sentences score about the same; a place, or a thing, chooses."""
    parts = EngineParts.of(library_of(tmp_path_factory.mktemp("library"), FILES))
    check, reader = AmbiguityCheck(parts.profiles), answer_pipeline(parts).reader
    evidence = reader.evidence(parts.analyzer.analyse("今年地区生产总值增长目标是多少"))
    assert sorted(check.alike(evidence, NOTHING)) == ["2031年云南省政府工作报告", "2031年贵州省政府工作报告"]
    assert check.alike(evidence, NamedScope((), (YUNNAN,), False, GenreFamily.OTHER)) == ()
    assert check.alike(evidence, NamedScope((), (), False, GenreFamily.OTHER, topic="风车")) == ()
