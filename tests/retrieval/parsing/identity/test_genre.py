"""The kind of a document, from what staff, its title or its file call it, and as a question names it."""

from __future__ import annotations

import pytest

from retrieval.parsing.identity.genre import Genre, GenreFamily, annual_family_in, family_of, genre_of
from retrieval.parsing.report import parse_report


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("某市办公厅关于印发《某某方案》的通知", Genre.NOTICE),
        ("某市办公厅关于印发某某办法(试行)的通知", Genre.NOTICE),
        ("某某办法（试行）", Genre.MEASURES),
        ("2021年度某区法治政府建设工作报告", Genre.LAW_REPORT),
        ("某市2020年部门预算公开说明", Genre.BUDGET),
        ("关于某市2020年预算执行情况和2021年预算草案的报告", Genre.BUDGET),
        ("某市2020年部门决算情况说明", Genre.ACCOUNTS),
        ("某市第七次全国人口普查公报", Genre.STATISTICS),
        ("某市2020年国民经济和社会发展统计公报", Genre.STATISTICS),
    ],
)
def test_the_title_names_the_genre(title: str, genre: Genre) -> None:
    """What the title is called as a whole counts before what it is about."""
    assert genre_of(parse_report(f"{title}\n一、情况\n好。\n", "a.txt")) is genre


@pytest.mark.parametrize(
    ("names", "family"),
    [
        (("", "某市办公厅关于印发某某办法的通知"), GenreFamily.REGULATION),
        (("", "某市2020年预算情况说明"), GenreFamily.BUDGET),
        (("", "关于某市2020年预算执行情况的报告"), GenreFamily.OTHER),
        (("", "某市2020年部门决算说明"), GenreFamily.BUDGET),
        (("", "某市人口普查公报"), GenreFamily.OTHER),
        (("地方性条例", "随手写的一段话"), GenreFamily.REGULATION),
        (("别的什么", "随手写的一段话", "某市-统计公报"), GenreFamily.STATISTICS),
    ],
)
def test_the_first_name_that_tells_gives_the_family(names: tuple[str, ...], family: GenreFamily) -> None:
    """The manifest's genre comes before the title, the title before the name of the file."""
    assert family_of(*names) is family


def test_a_question_names_annual_families_only() -> None:
    """The word for a budget alone selects no document."""
    assert annual_family_in("工作报告里的就业目标") is GenreFamily.WORK_REPORT
    assert annual_family_in("去年的部门决算是多少") is GenreFamily.BUDGET
    assert annual_family_in("一般公共预算收入多少") is GenreFamily.OTHER


@pytest.mark.parametrize(
    ("family", "years"),
    [
        (GenreFamily.WORK_REPORT, {2020, 2021}),
        (GenreFamily.LAW_REPORT, {2021, 2022}),
        (GenreFamily.STATISTICS, {2021}),
        (GenreFamily.NOTICE, {2021}),
    ],
)
def test_a_family_may_speak_of_another_year(family: GenreFamily, years: set[int]) -> None:
    """A work report of the one before, a law report of the one to come, others of their own alone."""
    assert {2021, 2021 + family.traits.other_year} == years


def test_what_is_peculiar_to_no_family() -> None:
    """Most families are neither annual, nor in parts of time, nor of one agency."""
    assert GenreFamily.OTHER.traits == GenreFamily.NOTICE.traits
    assert {family for family in GenreFamily if family.traits.annual} > {
        family for family in GenreFamily if family.traits.one_agency
    }
    assert [family for family in GenreFamily if family.traits.has_time_frames] == [GenreFamily.WORK_REPORT]
