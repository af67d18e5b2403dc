"""The kind of a document, from what staff, its title or its file call it, and as a question names it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.models import ManifestFacts
from retrieval.parsing.genre import Genre, annual_genre_in, genre_of
from retrieval.parsing.report import parse_report


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("某市办公厅关于印发《某某方案》的通知", Genre.NOTICE),
        ("某市办公厅关于印发某某办法(试行)的通知", Genre.NOTICE),
        ("某某办法（试行）", Genre.MEASURES),
        ("2021年度某区法治政府建设工作报告", Genre.LAW_REPORT),
        ("某市2020年部门预算公开说明", Genre.BUDGET),
        ("关于某市2020年预算执行情况和2021年预算草案的报告", Genre.BUDGET_REPORT),
        ("某市2020年部门决算情况说明", Genre.ACCOUNTS),
        ("某市第七次全国人口普查公报", Genre.CENSUS),
        ("某市2020年国民经济和社会发展统计公报", Genre.STATISTICS),
    ],
)
def test_the_title_names_the_genre(title: str, genre: Genre) -> None:
    """What the title is called as a whole counts before what it is about."""
    assert genre_of(parse_report(f"{title}\n一、情况\n好。\n", "a.txt")) is genre


def test_the_manifest_comes_first_and_the_file_last() -> None:
    """What staff wrote overrides the title; the name of the file counts where neither tells."""
    report = parse_report("随手写的一段话。", "某市-统计公报.txt")
    assert genre_of(report) is Genre.STATISTICS
    assert genre_of(replace(report, facts=ManifestFacts(genre="地方性条例"))) is Genre.REGULATION
    assert genre_of(replace(report, facts=ManifestFacts(genre="别的什么"))) is Genre.STATISTICS


def test_a_question_names_annual_genres_only() -> None:
    """The word for a budget alone selects no document."""
    assert annual_genre_in("工作报告里的就业目标") is Genre.WORK_REPORT
    assert annual_genre_in("去年的部门决算是多少") is Genre.ACCOUNTS
    assert annual_genre_in("一般公共预算收入多少") is Genre.OTHER


@pytest.mark.parametrize(
    ("genre", "years"),
    [
        (Genre.WORK_REPORT, {2020, 2021}),
        (Genre.LAW_REPORT, {2021, 2022}),
        (Genre.STATISTICS, {2021}),
        (Genre.NOTICE, {2021}),
    ],
)
def test_a_genre_may_speak_of_another_year(genre: Genre, years: set[int]) -> None:
    """A work report of the one before, a law report of the one to come, others of their own alone."""
    assert {2021, 2021 + genre.traits.other_year} == years


def test_what_is_peculiar_to_no_genre() -> None:
    """Most genres are neither annual, nor in parts of time, nor of one agency."""
    assert Genre.OTHER.traits == Genre.NOTICE.traits
    assert {genre for genre in Genre if genre.traits.annual} > {genre for genre in Genre if genre.traits.one_agency}
    assert [genre for genre in Genre if genre.traits.has_time_frames] == [Genre.WORK_REPORT]
