"""Report columns: conditions over arrays choose the reports that a plain evaluation over their metadata chooses."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.filters import (
    EVERY_REPORT,
    NOW,
    OF_SEVERAL_VERSIONS,
    AllOf,
    AnyOf,
    Condition,
    InUse,
    Is,
    NoneOf,
    ReportField,
    YearRange,
)
from retrieval.corpus.report_columns import ReportColumns
from retrieval.corpus.report_columns_part import ReportColumnsPart, title_pairs
from retrieval.index.segments import Segment
from retrieval.index.text_column import TextColumn
from retrieval.parsing.identity.genre import GenreFamily
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.text.gazetteer import Gazetteer, Place
from retrieval.text.normalization import compact, fold, normalize_number

PLACES = [Place("青禾省", ()), Place("白水市", ("青禾省",)), Place("乙县", ("青禾省", "白水市")), Place("红土州", ())]
GAZETTEER = Gazetteer(PLACES, {})
YEARS = [1999, 2020, 2021, 2099]
WORDS = ["青禾", "白水", "乙县", "红土", "2021", "12020", "13号", "113号", "報告", "Ａ\n", " ", "\udce4", "办法"]
NAMES = ["青禾省 政府", "白水市財政局", "财政局", ""]
texts = st.lists(st.sampled_from(WORDS), max_size=5).map("".join)

Report = tuple[DocumentMetadata, str]


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report's metadata and its folded text."""
    year = draw(st.none() | st.sampled_from(YEARS))
    family = draw(st.sampled_from(GenreFamily))
    work = draw(st.sampled_from(["", "|甲法", "白水市|甲法"]))
    metadata = DocumentMetadata(
        draw(st.text("ab\udce4", min_size=1, max_size=3)),
        draw(texts),
        number=draw(texts),
        agencies=tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2))),
        family=family,
        year=year,
        years=frozenset({year, year + family.traits.other_year} if year else ()),
        place=draw(st.none() | st.sampled_from(PLACES)),
        manifest_place=draw(st.sampled_from(NAMES)),
        national=draw(st.booleans()),
        carried=tuple(draw(st.lists(st.sampled_from(["办法", "青禾报告"]), max_size=2))),
        work=work,
        version=draw(st.sampled_from(["1999-04-29", "2020-01-02", "2020-12-31", "2021-03-04"])) if work else "",
    )
    return metadata, fold(draw(texts))


values = {
    **dict.fromkeys((ReportField.NATIONAL, ReportField.ANNUAL), st.booleans()),
    **dict.fromkeys((ReportField.PLACE, ReportField.PLACE_ABOVE), st.sampled_from([p.name for p in PLACES] + [""])),
    ReportField.MENTIONED_PLACE: st.sampled_from([p.name for p in PLACES]),
    **dict.fromkeys(
        (ReportField.YEAR, ReportField.COVERED_YEAR, ReportField.MENTIONED_YEAR), st.sampled_from([*YEARS, 2019, 2022])
    ),
    ReportField.FAMILY: st.sampled_from(GenreFamily),
    ReportField.FILE: st.text("ab", min_size=1, max_size=2),
    ReportField.TITLE: texts.map(fold),
    ReportField.AGENCY: st.sampled_from(["财政", "白水市财政局", "政府财", "局", "火星"]),
    ReportField.PLACE_NAME: st.sampled_from(["青禾", "市", "政府", "火星"]),
    ReportField.WORK: st.sampled_from(["", "|甲法", "白水市|甲法", "|乙法"]),
    ReportField.NUMBER: st.sampled_from(["13号", "113号", "3号", "报告", ""]),
}
conditions: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(*(st.builds(Is, st.just(field), value) for field, value in values.items()))
    | st.builds(YearRange, st.integers(1990, 2030), st.integers(1990, 2100))
    | st.builds(InUse, st.sampled_from([0, *YEARS, 2019, NOW]))
    | st.just(OF_SEVERAL_VERSIONS),
    lambda inner: st.one_of(
        *(st.builds(kind, st.lists(inner, max_size=3).map(tuple)) for kind in (AllOf, AnyOf, NoneOf))
    ),
    max_leaves=6,
)


def has(report: Report, field: ReportField, value: str | int | bool) -> bool:
    """Whether a report has a value, by its metadata and its text."""
    metadata, text = report
    place = metadata.place
    match field:
        case ReportField.PLACE:
            return (place.name if place else "") == value
        case ReportField.PLACE_ABOVE:
            return place is not None and value in place.above
        case ReportField.COVERED_YEAR:
            return value in metadata.years
        case ReportField.MENTIONED_YEAR:
            return str(value) in text
        case ReportField.MENTIONED_PLACE:
            name = str(value)
            return name in text or (len(name) > 2 and name[:-1] in text)
        case ReportField.TITLE:
            held = "\n".join(map(fold, metadata.titles))
            return str(value) in held if value else bool(held)
        case ReportField.AGENCY:
            return any(str(value) in compact(name) for name in metadata.agencies)
        case ReportField.PLACE_NAME:
            return any(str(value) in compact(name) for name in metadata.place_names)
        case ReportField.NUMBER:
            number = normalize_number(metadata.number)
            return bool(value and re.search(rf"(?<!\d){re.escape(str(value))}(?!\d)", number))
        case _:
            return bool(getattr(metadata, field) == value)


def is_in_use(report: Report, held: Sequence[Report], year: int) -> bool:
    """Whether no other version that is held was in use in a year."""
    own = report[0]
    days = {each.version for each, _ in held if each.work and each.work == own.work}
    newer = min((day for day in days if day > own.version), default="") if own.work else ""
    has_older = bool(own.work) and any(day < own.version for day in days)
    return (not has_older or int(own.version[:4]) <= year) and (not newer or year < int(newer[:4]))


def meets(report: Report, condition: Condition, held: Sequence[Report]) -> bool:
    """Whether one of the reports that are held meets a condition."""
    match condition:
        case Is(field, value):
            return has(report, field, value)
        case YearRange(first, last):
            return report[0].year is not None and first <= report[0].year <= last
        case InUse(year):
            return is_in_use(report, held, year)
        case AllOf(parts):
            return all(meets(report, part, held) for part in parts)
        case AnyOf(parts):
            return any(meets(report, part, held) for part in parts)
        case NoneOf(parts):
            return not any(meets(report, part, held) for part in parts)


def segment(held: Sequence[Report], first: int = 0, live: Sequence[bool] | None = None) -> Segment:
    """A segment of some reports."""
    part = ReportColumnsPart(GAZETTEER)
    for metadata, text in held:
        part.add(metadata, text)
    mask = None if live is None else np.array(live, np.bool_)
    return Segment(part.arrays(), len(held), 0, first, 0, mask)


@given(st.lists(reports(), max_size=5), st.lists(st.tuples(reports(), st.booleans()), max_size=5), conditions)
def test_conditions_choose_what_a_plain_evaluation_chooses(
    one: list[Report], other: list[tuple[Report, bool]], condition: Condition
) -> None:
    """In every segment; replaced reports meet no condition."""
    columns = ReportColumns([segment(one), segment([r for r, _ in other], len(one), [live for _, live in other])])
    every = [*((report, True) for report in one), *other]
    held = [report for report, live in every if live]
    wanted = [live and meets(report, condition, held) for report, live in every]
    assert columns.mask(condition).tolist() == wanted
    assert columns.count(condition) == sum(wanted)
    assert len(columns) == sum(live for _, live in every)


@given(st.lists(st.tuples(reports(), st.booleans()), max_size=6))
def test_years_and_places_are_those_of_the_reports_that_count(held: list[tuple[Report, bool]]) -> None:
    """What was replaced has none."""
    columns = ReportColumns([segment([report for report, _ in held], 0, [live for _, live in held])])
    live = [metadata for (metadata, _), counts in held if counts]
    assert columns.newest_year == max((m.year for m in live if m.year), default=None)
    assert columns.place_names == {name for m in live if m.place for name in (m.place.name, *m.place.above)}


def named(*files: str) -> list[Report]:
    """Reports with nothing but a file's name, which is the title too."""
    return [(DocumentMetadata(file, file), "") for file in files]


def test_rows_come_in_the_order_of_the_files() -> None:
    """Through all segments, as far as they are asked for."""
    columns = ReportColumns([segment(named("a", "c", "e"), 0, [True, False, True]), segment(named("b", "d"), 3)])
    mask = columns.mask(EVERY_REPORT)
    assert [columns.file(row) for row in columns.in_order(mask)] == ["a", "b", "d", "e"]
    assert next(columns.in_order(mask)) == 0


def test_a_file_is_found_unless_it_was_replaced() -> None:
    """The newer one counts."""
    columns = ReportColumns([segment(named("a", "b"), 0, [True, False]), segment(named("b"), 2)])
    assert (columns.row("b"), columns.row("a"), columns.row("z")) == (2, 0, None)


def test_titles_that_hold_most_pairs_come_first() -> None:
    """Ties by name, replaced and excluded ones never, none without a pair."""
    columns = ReportColumns([segment(named("停车办法", "燃气办法", "车辆"), 0), segment(named("停车场"), 3, [False])])
    found = columns.with_title_pairs(["停车", "办法", "办法"], EVERY_REPORT, 20)
    assert [columns.file(row) for row in found] == ["停车办法", "燃气办法"]
    assert columns.with_title_pairs(["停车"], NoneOf((Is(ReportField.TITLE, "停"),)), 20) == []
    assert columns.with_title_pairs(["停车", "办法"], EVERY_REPORT, 1) == [0]


@pytest.mark.parametrize("title", ["甲 乙\n丙", "", "甲"])
def test_pairs_have_no_blank(title: str) -> None:
    """What a line break or a blank separates are no neighbours."""
    assert not any(char.isspace() for pair in title_pairs(DocumentMetadata("", title)) for char in pair)


@given(st.lists(st.text("甲乙\n\udce4", max_size=4), max_size=6), st.text("甲乙\n", max_size=2))
def test_a_text_column_gives_and_finds_its_texts(held: list[str], value: str) -> None:
    """No match spans two texts."""
    column = TextColumn(TextColumn.pack("t", held), "t")
    assert [column[row] for row in range(len(column))] == held
    assert column.containing(value).tolist() == [row for row, text in enumerate(held) if text and value in text]


def test_years_in_use_of_a_report_that_is_not_held() -> None:
    """The error names the file."""
    columns = ReportColumns([segment(named("a"), 0)])
    assert columns.in_use("a")[0] <= columns.in_use("a")[1]
    with pytest.raises(KeyError, match="z"):
        columns.in_use("z")
