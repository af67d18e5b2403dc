"""Places that a question names, and words that only look like one."""

from __future__ import annotations

import pytest

from retrieval.models import ReportError
from retrieval.resources import DATA
from retrieval.text.gazetteer import Gazetteer, parse_places

HEADER = "# wenda-places 1\n"
HOME = frozenset({"山东省", "威海市"})


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    """The gazetteer that ships."""
    return parse_places((DATA / "places.txt").read_text("utf-8"), "places.txt")


def names(places: Gazetteer, text: str, home: frozenset[str] = frozenset()) -> list[str]:
    """The full names of the places that a text names."""
    return [place.name for place in places.find(text, home)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("荣成市保留了多少审批事项", ["荣成市"]),
        ("青岛受理了几件复议", ["青岛市"]),
        ("山东省和青岛市", ["山东省", "青岛市"]),
        ("济南的复议,青岛的诉讼,济南的调解", ["济南市", "青岛市"]),
        ("威海市文登区人民政府", ["威海市", "文登区"]),
        ("广西有多少法律顾问", ["广西壮族自治区"]),
        ("行政复议受理了多少件", []),
        ("", []),
    ],
)
def test_named(places: Gazetteer, text: str, named: list[str]) -> None:
    """Full and short names count, each place once, in the order of the text."""
    assert names(places, text) == named


@pytest.mark.parametrize("text", ["云南通过了几项", "各地区的做法", "市区两级", "有多少城区社区", "港口区域"])
def test_no_place_within_other_words(places: Gazetteer, text: str) -> None:
    """A name across two words, or a word for any place, names none of its own."""
    assert not {"南通市"} & set(names(places, text))
    assert len(names(places, text)) <= 1


def test_a_county_needs_its_neighbours(places: Gazetteer) -> None:
    """The short name of a county counts only beside the places of the library; its full name counts everywhere."""
    assert names(places, "荣成的审批事项", HOME) == ["荣成市"]
    assert names(places, "荣成的审批事项") == []
    assert names(places, "荣成市的审批事项") == ["荣成市"]


def test_what_stands_above_a_place(places: Gazetteer) -> None:
    """A county knows its province and prefecture, a prefecture its province, a province nothing."""
    assert [place.above for place in places.find("山东省威海市荣成市")] == [(), ("山东省",), ("山东省", "威海市")]


def test_an_alias_stands_for_a_full_name() -> None:
    """A line with > gives a short name that is not the name without its suffix."""
    places = parse_places(HEADER + "内蒙古自治区 | 呼和浩特市 | 新城区\n> 内蒙 = 内蒙古自治区\n", "p")
    assert names(places, "内蒙 有几件") == ["内蒙古自治区"]


def test_every_province_and_prefecture_is_known(places: Gazetteer) -> None:
    """Each full name of the shipped file is found in a question."""
    lines = [line.split("|") for line in (DATA / "places.txt").read_text("utf-8").splitlines() if line.count("|") == 2]
    wanted = {part.strip() for line in lines for part in line[:2]} - {"省直辖"}
    assert len(wanted) > 330
    assert {name for name in wanted if name not in names(places, f"{name}受理了几件")} == set()


def test_a_broken_line() -> None:
    """An error names file and line, what was wanted and what stands there."""
    with pytest.raises(ReportError, match=r"^p\.txt:3: wanted 'province \| prefecture \| counties', found '山东省'"):
        parse_places(HEADER + "\n山东省\n", "p.txt")
    with pytest.raises(ReportError, match=r"^p\.txt:1: wanted"):
        parse_places("山东省 | 威海市 | 荣成市\n", "p.txt")


def test_counties_of_unmistakable_short_names() -> None:
    """They stand behind a plus; whoever passes their full names finds them by the short ones."""
    made = parse_places("# wenda-places 1\n甲省 | 乙市 | 昆山市 惠民县\n+ 昆山", "p.txt")
    assert made.unmistakable == {"昆山市"}
    assert [place.name for place in made.find("昆山的地铁", made.unmistakable)] == ["昆山市"]
    assert made.find("惠民工程", made.unmistakable) == []
