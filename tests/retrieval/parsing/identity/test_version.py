"""Versions of one law."""

from __future__ import annotations

from retrieval.parsing.identity.genre import Genre
from retrieval.parsing.identity.version import has_versions, work_of
from retrieval.parsing.metadata import DocumentMetadata, read_metadata
from retrieval.parsing.report import parse_report
from retrieval.text.gazetteer import Gazetteer, Place
from tests.retrieval.parsing.identity.bodies import ARTICLES

NOWHERE = Gazetteer([], {})


def law(notes: str, title: str = "某国某某法", file: str = "a.txt") -> DocumentMetadata:
    """What is read of a law with these notes below its title."""
    return read_metadata(parse_report(f"{title}\n{notes}\n{ARTICLES}", file), NOWHERE)


def test_two_versions_share_their_work() -> None:
    """They are two documents, each of the year in which it was passed."""
    old, new = law("1999年4月29日 某会通过"), law("1999年4月29日 某会通过\n2023年9月1日 某会修订")
    assert old.work == new.work
    assert (old.version, old.year, new.version, new.year) == ("1999-04-29", 1999, "2023-09-01", 2023)
    assert (new.adopted, new.revised, new.guessed) == ("1999-04-29", "2023-09-01", ())


def test_what_stands_behind_the_title_tells_the_version_only() -> None:
    """Nor does the name of the state make another law; the place does."""
    assert (
        work_of("中华人民共和国某某法（2023年修订）", None)
        == work_of("某某法(2017年修正)", None)
        == work_of("某某法", None)
    )
    assert work_of("某某条例（试行）", None) == work_of("某某条例", None)
    assert work_of("某某条例", Place("甲省", ())) != work_of("某某条例", Place("乙省", ()))
    assert work_of("某某解释（一）", None) != work_of("某某解释（二）", None)


def test_only_the_name_of_the_file_tells_the_last_revision() -> None:
    """Then year and version are guessed, and said to be."""
    found = law("1999年4月29日 某会通过", file="某某法(2017-09-01).txt")
    assert (found.version, found.year, found.guessed) == ("2017-09-01", 2017, ("year", "version"))


def test_a_notice_has_no_versions() -> None:
    """It is of its day, whatever it tells."""
    assert not has_versions(Genre.NOTICE, "某省人民政府关于某某的通知")
    found = law("2010年3月4日印发", title="某省人民政府关于某某的通知")
    assert (found.work, found.version) == ("", "")


def test_decisions_on_changes_are_no_versions_of_each_other() -> None:
    """Though they bear one title: each changes something else."""
    title = "某会关于修改部分地方性法规的决定"
    assert (law("2018年9月30日 某会通过", title).work, law("2020年9月30日 某会通过", title).work) == ("", "")
    assert law("2018年9月30日 某会通过", title).year == 2018
