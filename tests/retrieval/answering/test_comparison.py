"""Comparison: two questions in one, and reports that answer equally well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval import Engine
from retrieval.answering.comparison import alternatives, names_several, pair
from retrieval.composition import EngineParts, answer_pipeline
from retrieval.models import Lack, Reason
from retrieval.parsing.identity.genre import GenreFamily
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.named.named_scope import NamedScope
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
    reader = answer_pipeline(parts).reader
    asked = parts.analyzer.analyse("今年地区生产总值增长目标是多少")
    evidence = reader.evidence(asked)
    found = alternatives(evidence, NOTHING)
    assert found is not None
    assert sorted(found.labels) == ["2031年云南省政府工作报告", "2031年贵州省政府工作报告"]
    assert found.reason is None
    assert alternatives(evidence, NamedScope((), (YUNNAN,), False, GenreFamily.OTHER)) is None
    assert alternatives(evidence, NamedScope((), (), False, GenreFamily.OTHER, topic="风车")) is None


@pytest.mark.parametrize(
    ("count", "places", "lack"),
    [(8, 8, None), (9, 9, Lack.WHICH_PLACE), (20, 2, Lack.WHICH_PLACE), (9, 1, Lack.WHICH_YEAR)],
)
def test_of_many_reports_that_fit_equally_eight_are_offered(
    engine: Engine, count: int, places: int, lack: Lack | None
) -> None:
    """With what would tell them apart: the place, else the year."""
    metadata = [
        DocumentMetadata(
            f"{at}", f"第{at}号报告", family=GenreFamily.WORK_REPORT, place=Place(f"{at % places}", ()), year=2000 + at
        )
        for at in range(count)
    ]
    asked, reader = engine.parts.analyzer.analyse("审批事项保留了多少"), engine.pipeline.reader
    evidence = reader.evidence(asked)
    best = evidence.best
    ranking = tuple(
        replace(best, sentence=replace(best.sentence, passage=replace(best.sentence.passage, file=each.file)))
        for each in metadata
    )
    candidates = replace(evidence.candidates, metadata={each.file: each for each in metadata})
    found = alternatives(replace(evidence, ranking=ranking, candidates=candidates), NOTHING)
    assert found is not None
    assert len(found.labels) == 8
    assert found.labels[0].endswith("第0号报告")
    assert found.reason == (Reason(lack, held_count=count) if lack else None)
