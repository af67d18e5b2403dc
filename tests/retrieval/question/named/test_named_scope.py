"""What a question names: laws, versions, counties, reports by their year, document numbers."""

from __future__ import annotations

import pytest

from retrieval import Engine
from retrieval.composition import EngineParts
from retrieval.question.named.named_scope import NamedScopeReader
from tests.retrieval.invented import library_of
from tests.retrieval.invented_library import FILES


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> NamedScopeReader:
    """The reader of a library of five invented reports."""
    return EngineParts.of(library_of(tmp_path_factory.mktemp("library"), FILES)).resolver.reader


@pytest.mark.parametrize(
    ("question", "law", "of_law"),
    [
        ("道路交通安全法里酒驾怎么罚", "道路交通安全法", True),
        ("民法典离婚冷静期多少天", "民法典", False),
        ("民法典宣传活动办了几场", "", False),
        ("宣传道路交通安全法的次数", "", False),
        ("水法讲座哪天开展的", "", False),
        ("执法检查几次", "", False),
    ],
)
def test_a_law_is_named_unless_it_is_only_taught(
    reader: NamedScopeReader, question: str, law: str, of_law: bool
) -> None:
    """The longest name; a lecture on a law is none."""
    named = reader.named(question, ())
    assert (named.law, named.of_law) == (law, of_law)


@pytest.mark.parametrize(
    ("question", "places"),
    [("昆山养狗要登记吗", ["昆山市"]), ("平安建设怎么做", []), ("合作社多少家", []), ("义乌放烟花罚多少", ["义乌市"])],
)
def test_counties_are_named_by_short_names_that_are_no_words(
    reader: NamedScopeReader, question: str, places: list[str]
) -> None:
    """Wherever the library is from."""
    assert [place.name for place in reader.named(question, ()).places] == places


@pytest.mark.parametrize(
    ("question", "names_report"),
    [("2031年云南省政府工作报告里粮食多少", True), ("养犬条例2015年版", True), ("2031年粮食产量多少", False)],
)
def test_a_report_is_named_by_its_year(reader: NamedScopeReader, question: str, names_report: bool) -> None:
    """Not everything of that year."""
    assert reader.named(question, (2031,)).names_report is names_report


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("请查国办发〔2029〕77号", "国办发 2029 77号"),
        ("国办发[2029]77号讲什么", "国办发 2029 77号"),
        ("国办发〔2029〕7号", ""),
    ],
)
def test_a_document_number_that_is_held(reader: NamedScopeReader, raw: str, number: str) -> None:
    """With any brackets; what stands before it belongs to the sentence."""
    assert reader.number_in(raw) == number


def test_a_law_that_is_taught_is_answered(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Though the law itself is not held."""
    report = {
        "a.txt": "某县2031年工作总结\n\n一、普法。举办民法典讲座12场。\n",
        "b.txt": FILES["2031-云南省-政府工作报告.txt"],
    }
    engine = Engine(library_of(tmp_path_factory.mktemp("taught"), report))
    assert engine.ask("民法典讲座办了几场").short == "12场"


@pytest.mark.parametrize(
    ("question", "places"),
    [("云南郊区县道怎么管", ["云南省"]), ("阳泉郊区县道怎么管", ["郊区"]), ("城区停车费多少", [])],
)
def test_a_part_of_any_town_is_no_place(reader: NamedScopeReader, question: str, places: list[str]) -> None:
    """郊区 is a district of Yangquan only behind Yangquan."""
    assert [place.name for place in reader.named(question, ()).places] == places
