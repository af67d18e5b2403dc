"""Two versions of a law in one library: the newest answers, another where its year is named, and the reply says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval import Engine
from retrieval.models import HeldVersions, Lack, Outcome
from tests.retrieval.invented import library_of

TITLE = "中华人民共和国灯塔法"
OLD = f"{TITLE}\n1999年4月29日 第九届全国人民代表大会常务委员会第九次会议通过\n"
NEW = OLD + "2023年9月1日 第十四届全国人民代表大会常务委员会第五次会议修订\n"
TEXT = (
    "第一章 总则\n第一条 为了保护灯塔，制定本法。\n第二条 灯塔管理机关应当自收到复议申请之日起{days}日内作出决定。\n"
    "第三条 灯塔的照明时间由灯塔管理机关公布。\n"
)
OTHER = (
    "青禾省港口条例\n2010年3月4日 青禾省第一届人民代表大会常务委员会第二次会议通过\n"
    "第一条 为了港口，制定本条例。\n第二条 泊位费每日三元。\n"
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over both versions and another law."""
    files: dict[str, str | bytes] = {
        "旧.txt": OLD + TEXT.format(days="六十"),
        "新.txt": NEW + TEXT.format(days="三十"),
        "港口.txt": OTHER,
    }
    return Engine(library_of(tmp_path_factory.mktemp("versions"), files))


@pytest.mark.parametrize(
    ("question", "file", "others"),
    [
        ("灯塔法规定收到复议申请之日起多少日内作出决定", "新.txt", ("1999-04-29",)),
        ("2023年灯塔法规定收到复议申请之日起多少日内作出决定", "新.txt", ("1999-04-29",)),
        ("1999年灯塔法规定收到复议申请之日起多少日内作出决定", "旧.txt", ("2023-09-01",)),
        ("2010年灯塔法规定收到复议申请之日起多少日内作出决定", "旧.txt", ("2023-09-01",)),
        ("港口条例规定泊位费每日几元", "港口.txt", ()),
    ],
)
def test_which_version_answers(engine: Engine, question: str, file: str, others: tuple[str, ...]) -> None:
    """The newest, unless a year is named in which another was in use."""
    reply = engine.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert {quote.passage.file for quote in reply.quotes} == {file}
    versions = reply.quotes[0].versions
    assert versions is not None
    assert versions.others == others


def test_a_quote_tells_its_version(engine: Engine) -> None:
    """And which others are held; in JSON too."""
    quote = engine.ask("灯塔法规定收到复议申请之日起多少日内作出决定").quotes[0].to_json()
    assert (quote["version"], quote["other_versions"]) == ("2023-09-01", ["1999-04-29"])
    json.dumps(quote)


def test_a_law_of_one_version(engine: Engine) -> None:
    """There is nothing to choose."""
    reply = engine.ask("港口条例规定泊位费每日几元")
    assert reply.quotes[0].versions == HeldVersions("2010-03-04")


def test_a_year_before_any_version_is_lacking(engine: Engine) -> None:
    """No law stands before it is made."""
    reply = engine.ask("1985年灯塔法规定收到复议申请之日起多少日内作出决定")
    assert reply.outcome is Outcome.SCOPE
    assert reply.reason is not None
    assert reply.reason.lack is Lack.YEAR


def test_the_listing_shows_both(engine: Engine, tmp_path: Path) -> None:
    """Title, version, and nothing guessed."""
    listed = {entry.metadata.file: entry.to_json() for entry in engine.library.catalog}
    assert {listed[file]["title"] for file in ("旧.txt", "新.txt")} == {TITLE}
    assert [listed[file]["version"] for file in ("旧.txt", "新.txt")] == ["1999-04-29", "2023-09-01"]
    assert listed["港口.txt"]["agency"] == "青禾省人民代表大会常务委员会"
    assert all(entry["guessed"] == [] for entry in listed.values())


@pytest.fixture(scope="module")
def twice_in_a_year(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over a law that was revised twice in the year 2023, and its first version."""
    first = OLD + "2023年3月15日 第十四届全国人民代表大会第一次会议修正\n"
    files: dict[str, str | bytes] = {
        "新.txt": NEW + TEXT.format(days="三十"),
        "春.txt": first + TEXT.format(days="四十五"),
        "旧.txt": OLD + TEXT.format(days="六十"),
    }
    return Engine(library_of(tmp_path_factory.mktemp("year"), files))


@pytest.mark.parametrize(
    ("year", "file", "others"),
    [
        ("", "新.txt", ("2023-03-15", "1999-04-29")),
        ("2023年", "新.txt", ("2023-03-15", "1999-04-29")),
        ("2010年", "旧.txt", ("2023-09-01", "2023-03-15")),
    ],
)
def test_of_two_versions_of_a_year_the_later_answers(
    twice_in_a_year: Engine, year: str, file: str, others: tuple[str, ...]
) -> None:
    """Both are held and told of; the earlier one is never taken for the one in use."""
    assert len(twice_in_a_year.library.catalog) == 3
    reply = twice_in_a_year.ask(f"{year}灯塔法规定收到复议申请之日起多少日内作出决定")
    assert {quote.passage.file for quote in reply.quotes} == {file}
    versions = reply.quotes[0].versions
    assert versions is not None
    assert versions.others == others
