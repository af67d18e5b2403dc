"""Which documents a question is about."""

from __future__ import annotations

import pytest

from retrieval.parsing.genre import GenreFamily
from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.report import parse_report
from retrieval.question.scope import Scope, ScopeResolver
from retrieval.resources import read_gazetteer
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.normalization import fold
from tests.retrieval.invented_library import FILES, YUNNAN


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    """The gazetteer that ships with the product."""
    return read_gazetteer()


@pytest.fixture(scope="module")
def resolver(places: Gazetteer) -> ScopeResolver:
    """A resolver over the invented reports."""
    reports = [parse_report(text, file) for file, text in FILES.items() if isinstance(text, str)]
    documents = [read_metadata(report, places) for report in reports]
    return ScopeResolver(documents, places, {report.file: fold(report.text) for report in reports})


def chosen(resolver: ScopeResolver, question: str, years: tuple[int, ...] = ()) -> Scope:
    """What a question selects."""
    return resolver.resolve(resolver.named(question, years))


def test_a_work_report_speaks_of_its_year_and_the_one_before(places: Gazetteer) -> None:
    """Targets of Y, results of Y-1."""
    metadata = read_metadata(parse_report(YUNNAN, "2031-云南省-政府工作报告.txt"), places)
    assert (metadata.family, metadata.year, sorted(metadata.years)) == (GenreFamily.WORK_REPORT, 2031, [2030, 2031])
    assert metadata.place is not None
    assert metadata.place.name == "云南省"


def test_a_place_selects_its_documents(resolver: ScopeResolver) -> None:
    """贵州 names one report."""
    assert chosen(resolver, "贵州gdp目标").files == {"2031-贵州省-政府工作报告.txt"}


def test_the_nation_selects_national_documents(resolver: ScopeResolver) -> None:
    """国家 means the State Council's."""
    assert chosen(resolver, "国家对守护人怎么规定").files == {"2029-国务院办公厅-风车守护办法.txt"}


@pytest.mark.parametrize(("question", "missing"), [("湖南gdp目标", "湖南省"), ("大理的gdp目标", "大理白族自治州")])
def test_a_place_that_is_not_held_is_missing(resolver: ScopeResolver, question: str, missing: str) -> None:
    """Neither a neighbour nor the province around it stands in."""
    assert chosen(resolver, question).missing_place == missing


def test_a_year_that_is_not_held_is_missing(resolver: ScopeResolver) -> None:
    """Annual documents are of their own years only."""
    assert chosen(resolver, "云南gdp", (2022,)).missing_year == 2022
    assert chosen(resolver, "云南gdp", (2030,)).missing_year is None


def test_this_year_is_the_newest_reports(resolver: ScopeResolver) -> None:
    """今年 leaves documents in that are not annual."""
    assert len(chosen(resolver, "今年gdp目标").files) == len(FILES)


def test_a_village_is_not_the_province_that_its_name_begins_with(resolver: ScopeResolver) -> None:
    """贵州村 is no 贵州."""
    assert resolver.named("贵州村的风车", ()).places == ()


def test_province_and_city_are_one_place_and_two_when_compared(resolver: ScopeResolver) -> None:
    """云南昆明 names 昆明; 昆明比全省 names both."""
    assert [place.name for place in resolver.named("云南昆明的风车", ()).places] == ["昆明市"]
    assert [place.name for place in resolver.named("昆明的风车比全省多吗", ()).places] == ["昆明市", "云南省"]
    assert [place.name for place in resolver.named("云南全省的风车", ()).places] == ["云南省"]
