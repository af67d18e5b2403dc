"""Which documents a question is about."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus import catalog as catalog_module
from retrieval.corpus.catalog import CatalogEntry, CatalogPart, SegmentCatalog
from retrieval.corpus.filters import Condition
from retrieval.index.segments import Segment
from retrieval.parsing.identity.genre import GenreFamily
from retrieval.parsing.metadata import DocumentMetadata, read_metadata
from retrieval.parsing.report import parse_report
from retrieval.question.named.named_scope import NamedScope
from retrieval.question.scope import Scope, ScopeResolver
from retrieval.resources import read_gazetteer
from retrieval.text.gazetteer import Gazetteer, Place
from retrieval.text.normalization import fold
from tests.retrieval.invented_library import FILES, YUNNAN


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    """The gazetteer that ships with the product."""
    return read_gazetteer()


@pytest.fixture(scope="module")
def resolver(places: Gazetteer) -> ScopeResolver:
    """A resolver over the invented reports."""
    reports = [parse_report(text, file) for file, text in sorted(FILES.items()) if isinstance(text, str)]
    return resolver_of([(read_metadata(report, places), fold(report.text)) for report in reports], places)


def resolver_of(reports: Sequence[tuple[DocumentMetadata, str]], places: Gazetteer) -> ScopeResolver:
    """A resolver over reports: their metadata, in the order of their files, and their folded texts."""
    part = CatalogPart(places)
    for metadata, text in reports:
        part.add(CatalogEntry(metadata, 1, ""), text)
    return ScopeResolver(SegmentCatalog([Segment(part.arrays(), len(reports), 0)]), places)


def chosen(resolver: ScopeResolver, question: str, years: tuple[int, ...] = ()) -> Scope:
    """What a question selects."""
    return resolver.resolve(resolver.reader.named(question, years))


def test_a_work_report_speaks_of_its_year_and_the_one_before(places: Gazetteer) -> None:
    """Targets of Y, results of Y-1."""
    metadata = read_metadata(parse_report(YUNNAN, "2031-云南省-政府工作报告.txt"), places)
    assert (metadata.family, metadata.year, sorted(metadata.years)) == (GenreFamily.WORK_REPORT, 2031, [2030, 2031])
    assert metadata.place is not None
    assert metadata.place.name == "云南省"


def test_a_place_selects_its_documents(resolver: ScopeResolver) -> None:
    """贵州 names one report."""
    assert chosen(resolver, "贵州gdp目标").file == "2031-贵州省-政府工作报告.txt"


def test_the_nation_selects_national_documents(resolver: ScopeResolver) -> None:
    """国家 means the State Council's."""
    assert chosen(resolver, "国家对守护人怎么规定").file == "2029-国务院办公厅-风车守护办法.txt"


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
    assert chosen(resolver, "今年gdp目标").count == len(FILES)


def test_a_village_is_not_the_province_that_its_name_begins_with(resolver: ScopeResolver) -> None:
    """贵州村 is no 贵州."""
    assert resolver.reader.named("贵州村的风车", ()).places == ()


def test_province_and_city_are_one_place_and_two_when_compared(resolver: ScopeResolver) -> None:
    """云南昆明 names 昆明; 昆明比全省 names both."""
    assert [place.name for place in resolver.reader.named("云南昆明的风车", ()).places] == ["昆明市"]
    assert [place.name for place in resolver.reader.named("昆明的风车比全省多吗", ()).places] == ["昆明市", "云南省"]
    assert [place.name for place in resolver.reader.named("云南全省的风车", ()).places] == ["云南省"]


INVENTED = [Place("青禾省", ()), Place("白水市", ("青禾省",)), Place("乙县", ("青禾省", "白水市")), Place("红土州", ())]
FAMILIES = [GenreFamily.WORK_REPORT, GenreFamily.BUDGET, GenreFamily.REGULATION, GenreFamily.OTHER]
YEARS = [2019, 2020, 2021]
WORDS = ["青禾", "白水", "乙县", "红土州", "2019", "2020", "办法"]


@st.composite
def made_reports(draw: st.DrawFn) -> tuple[DocumentMetadata, str]:
    """A report's metadata and its folded text."""
    year, family = draw(st.none() | st.sampled_from(YEARS)), draw(st.sampled_from(FAMILIES))
    metadata = DocumentMetadata(
        "",
        "".join(draw(st.lists(st.sampled_from(WORDS), max_size=2))),
        family=family,
        year=year,
        years=frozenset({year, year + family.traits.other_year} if year else ()),
        place=draw(st.none() | st.sampled_from(INVENTED)),
        national=draw(st.booleans()),
    )
    return metadata, "".join(draw(st.lists(st.sampled_from(WORDS), max_size=3)))


def plainly(named: NamedScope, reports: Sequence[tuple[DocumentMetadata, str]]) -> tuple[set[str], str, int | None]:
    """The files, the missing place and the missing year, by going through all reports at each step."""
    text = {metadata.file: folded for metadata, folded in reports}
    chosen = [metadata for metadata, _ in reports]
    if named.family:
        chosen = [m for m in chosen if m.family is named.family] or chosen
    if named.topic:
        chosen = [m for m in chosen if named.topic in m.title] or chosen
    missing_place, missing_year = "", None
    if named.places:
        place = named.places[-1]
        stem = place.name[:-1] if len(place.name) > 2 else place.name
        own = [m for m in chosen if (m.place == place) or (m.national and stem in m.title)]
        below = [m for m in chosen if m.place and place.name in m.place.above]
        mention = [m for m in chosen if stem in text[m.file]]
        above = [m for m in mention if m.place and m.place.name in place.above]
        missing_place = "" if own else place.name
        chosen = own or below or above or [m for m in mention if m.place is None]
    elif named.national:
        chosen = [m for m in chosen if m.national] or chosen
    if named.years:
        year = named.years[-1]
        annual = [m for m in chosen if m.annual and year in m.years]
        other = [m for m in chosen if not m.annual and (year == m.year or str(year) in text[m.file])]
        missing_year = None if annual or any(m.year == year for m in other) else year
        chosen = annual + other or chosen
    elif named.this_year:
        newest = max((m.year for m, _ in reports if m.year), default=None)
        current = [m for m in chosen if m.annual and m.year == newest]
        chosen = [m for m in chosen if not current or not m.annual or m in current]
    return {m.file for m in chosen}, missing_place, missing_year


@given(
    st.lists(made_reports(), min_size=1, max_size=8),
    st.builds(
        NamedScope,
        st.lists(st.sampled_from([*YEARS, 2018]), max_size=2).map(tuple),
        st.lists(st.sampled_from(INVENTED), max_size=2).map(tuple),
        st.booleans(),
        st.sampled_from(FAMILIES),
        st.sampled_from(["", "办法", "火星"]),
        st.booleans(),
    ),
)
def test_counts_choose_the_documents_that_going_through_all_of_them_chooses(
    made: list[tuple[DocumentMetadata, str]], named: NamedScope
) -> None:
    """Each step that would leave nothing is left out of account."""
    reports = [(replace(metadata, file=f"{at}.txt"), text) for at, (metadata, text) in enumerate(made)]
    resolver = resolver_of(reports, Gazetteer(INVENTED, {}))
    scope = resolver.resolve(named)
    files, missing_place, missing_year = plainly(named, reports)
    assert resolver.catalog.select(scope.reports, len(reports)) == sorted(files)
    assert (scope.count, scope.missing_place, scope.missing_year) == (len(files), missing_place, missing_year)
    assert scope.file == (min(files) if len(files) == 1 else None)


def test_a_scope_costs_a_few_counts_whatever_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no report's record is read, nor anything else done for each report in Python."""
    monkeypatch.setattr(catalog_module, "from_record", None)
    counted = list[Condition]()

    def cost(size: int) -> int:
        """The calls that resolving takes in a library of this size."""
        kinds = [(family, year, place) for family in FAMILIES for year in YEARS for place in INVENTED]
        made = [
            DocumentMetadata(f"{at:06}", f"第{at}号报告", family=family, year=year, place=place)
            for at, (family, year, place) in zip(range(size), cycle(kinds), strict=False)
        ]
        resolver = resolver_of([(metadata, "青禾白水2019") for metadata in made], Gazetteer(INVENTED, {}))
        count = resolver.catalog.count

        def noted(condition: Condition) -> int:
            counted.append(condition)
            return count(condition)

        monkeypatch.setattr(resolver.catalog, "count", noted)
        return python_calls(lambda: resolver.resolve(resolver.reader.named("乙县2018年工作报告里的办法", (2018,))))

    cost(50)
    assert cost(20_000) <= 1.1 * cost(50)
    assert len(counted) <= 3 * 10


def python_calls(work: Callable[[], object]) -> int:
    """How many functions some work calls."""
    calls = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls
