"""One record of what a document is: the manifest first, then the document itself."""

from __future__ import annotations

from dataclasses import replace

from retrieval.models import ManifestFacts
from retrieval.parsing.identity.genre import Genre, GenreFamily
from retrieval.parsing.metadata import DocumentMetadata, read_metadata
from retrieval.parsing.report import parse_report
from retrieval.text.gazetteer import Gazetteer, Place
from tests.retrieval.invented import HARBOUR

COUNTY = Place("青禾县", ("稻香省", "稻香市"))
GAZETTEER = Gazetteer([Place("稻香省", ()), COUNTY], {})


def test_a_document_speaks_for_itself() -> None:
    """Without a manifest all is read from header, title and text; what is not there is empty."""
    report = parse_report(HARBOUR, "港务.txt")
    assert read_metadata(report, GAZETTEER) == DocumentMetadata(
        file="港务.txt",
        title="2023年度港务工作报告",
        number="青政发〔2023〕7号",
        agency="青禾县人民政府",
        agencies=("青禾县人民政府",),
        genre=Genre.WORK_REPORT,
        family=GenreFamily.WORK_REPORT,
        genre_name="工作报告",
        year=2023,
        years=frozenset({2022, 2023}),
        place=COUNTY,
        published="2024-01-15",
    )


def test_the_manifest_comes_first() -> None:
    """What staff wrote stands before what the document says, which filters find as well."""
    facts = ManifestFacts(agency="港务局", place="稻香省", year=2020, genre="年报", published="2020-02-03", url="u")
    report = replace(parse_report(HARBOUR, "港务.txt"), facts=facts)
    metadata = read_metadata(report, GAZETTEER)
    assert (metadata.agency, metadata.agencies) == ("港务局", ("港务局", "青禾县人民政府"))
    assert (metadata.year, metadata.published, metadata.url) == (2020, "2020-02-03", "u")
    assert (metadata.genre_name, metadata.genre, metadata.years) == ("年报", Genre.WORK_REPORT, frozenset({2019, 2020}))
    assert (metadata.manifest_place, metadata.place_names) == ("稻香省", ("稻香省", "稻香省"))


def test_a_national_document_has_no_place() -> None:
    """Unless staff name one, a place in its text is what it is about, not whose it is."""
    report = parse_report("国务院关于青禾县若干事项的通知\n\n青禾县:\n\n请执行。\n", "a.txt")
    metadata = read_metadata(report, GAZETTEER)
    assert (metadata.national, metadata.place) == (True, None)
    named = read_metadata(replace(report, facts=ManifestFacts(place="青禾县")), GAZETTEER)
    assert (named.national, named.place) == (True, COUNTY)


def test_a_document_without_title_is_of_the_place_that_it_calls_its_own() -> None:
    """我省 stands in the sentence that names the province; without it a place is only mentioned."""
    own = parse_report("为落实《数字稻香省发展规划》,加快我省数字化,制定本方案。\n一、推进网上办理。\n", "plan.txt")
    told = parse_report("学习稻香省的经验,加快数字化,制定本方案。\n一、推进网上办理。\n", "plan.txt")
    assert [read_metadata(report, GAZETTEER).place for report in (own, told)] == [Place("稻香省", ()), None]


def test_a_sentence_is_no_header() -> None:
    """A line of fields ends no sentence."""
    assert parse_report("索引号:A1 发文机关:青禾县人民政府\n\n某办法\n", "a.txt").metadata
    assert not parse_report("索引号:A1 发文机关:青禾县人民政府。\n\n某办法\n", "a.txt").metadata
