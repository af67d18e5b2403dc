"""Questions that continue or compare."""

from __future__ import annotations

import pytest

from retrieval import Engine
from retrieval.composition import EngineParts
from retrieval.question.follow_up import (
    LibraryScoping,
    SingleReportScoping,
    only_slots,
    topic_of,
    without_slots,
    without_title,
)
from retrieval.text.gazetteer import Place
from tests.retrieval.invented import library_of
from tests.retrieval.invented_library import FILES

_YUNNAN = (Place("云南省", ()),)


@pytest.mark.parametrize(
    ("question", "rest"),
    [("云南省2031年gdp目标", "gdp目标"), ("2031年云南的政府工作报告里风车几座", "风车几座"), ("云南", "云南")],
)
def test_what_selects_documents_leaves_the_query(question: str, rest: str) -> None:
    """Unless nothing else is left."""
    assert without_slots(question, _YUNNAN) == rest


@pytest.mark.parametrize(("question", "only"), [("那云南呢", True), ("云南的呢", True), ("云南的风车呢", False)])
def test_a_bare_place_asks_nothing_else(question: str, only: bool) -> None:
    """那云南呢 needs the question before it."""
    assert only_slots(question, _YUNNAN) is only


@pytest.mark.parametrize(
    ("question", "topic"),
    [("那风筝试飞许可的呢", "风筝试飞许可"), ("风筝试飞那个呢", "风筝试飞"), ("风筝试飞几天办好", "")],
)
def test_a_bare_thing_asks_nothing_else(question: str, topic: str) -> None:
    """A question word makes it a question of its own."""
    assert topic_of(question) == topic


def test_the_title_of_the_thing_before_leaves_the_query() -> None:
    """What remains is asked of the other thing."""
    assert without_title("茶园风车设置许可法定几天办完", ["茶园风车设置许可办事指南"]) == "法定几天办完"
    assert without_title("几天办完", ["茶园风车设置许可办事指南"]) == "几天办完"


@pytest.fixture(scope="module")
def library_scoping(tmp_path_factory: pytest.TempPathFactory) -> LibraryScoping:
    """Scoping over five invented reports."""
    parts = EngineParts.of(library_of(tmp_path_factory.mktemp("library"), FILES))
    return LibraryScoping(parts.analyzer, parts.resolver)


def test_the_own_place_and_year_leave_a_question_to_one_report(engine: Engine) -> None:
    """Those of others stay: they are what is missing. The questions before are still leant on."""
    scoping = SingleReportScoping(engine.parts.analyzer, engine.parts.resolver)
    asked = scoping.scoped("文登区2021年保留了几项", ("法律顾问几名",))
    assert (asked.question.text, asked.question.query) == ("保留了几项", "保留了几项")
    assert asked.question.raw == "文登区2021年保留了几项"
    assert asked.history == ("法律顾问几名",)
    assert scoping.scoped("荣成市2020年保留了几项", ()).question.query == "荣成市2020年保留了几项"


def test_what_selects_reports_is_named_and_leaves_the_query(library_scoping: LibraryScoping) -> None:
    """The text keeps it."""
    asked = library_scoping.scoped("云南2031年粮食产量多少", ())
    assert (asked.question.query, asked.question.text) == ("粮食产量多少", "云南2031年粮食产量多少")
    assert [place.name for place in asked.named.places] == ["云南省"]
    assert asked.named.years == (2031,)


@pytest.mark.parametrize(
    ("before", "raw", "query", "places", "years"),
    [
        ("云南今年粮食产量多少", "那贵州呢", "粮食产量多少", ["贵州省"], ()),
        ("云南2031年粮食产量多少", "2030年的呢", "粮食产量多少", ["云南省"], (2030,)),
        ("云南今年gdp目标是多少", "2030年的呢", "gdp是多少", ["云南省"], (2030,)),
    ],
)
def test_another_place_or_year_keeps_the_rest(
    library_scoping: LibraryScoping, before: str, raw: str, query: str, places: list[str], years: tuple[int, ...]
) -> None:
    """The question is whole then, and leans on nothing."""
    asked = library_scoping.scoped(raw, (before,))
    assert (asked.question.raw, asked.question.query, asked.history) == (raw, query, ())
    assert [place.name for place in asked.named.places] == places
    assert asked.named.years == years


def test_another_thing_keeps_the_rest(library_scoping: LibraryScoping) -> None:
    """Where titles tell the thing apart."""
    asked = library_scoping.scoped("风筝试飞那个呢", ("茶园风车设置许可法定几天办完",))
    assert (asked.named.topic, asked.question.query) == ("风筝试飞", "法定几天办完")
