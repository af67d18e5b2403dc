"""Terms whose meaning is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.answering.documents.definitions import definition_in
from tests.retrieval.answering.documents.offices import OfficeLibrary
from tests.retrieval.invented import HARBOUR, write


@pytest.mark.parametrize(
    ("question", "file", "text"),
    [
        ("什么是烈性犬", "dogs2022.txt", "所称烈性犬,是指"),
        ("电动自行车是指什么", "bikes.txt", "所称电动自行车,是指"),
        ("嘉兴电动自行车办法里说的“电动自行车”怎么定义", "bikes.txt", "是指"),
        ("公共租赁住房的定义", "renting.txt", "是指"),
    ],
)
def test_the_sentence_that_defines(offices: OfficeLibrary, question: str, file: str, text: str) -> None:
    """The first quote is of the document that is meant, and states it."""
    outcome, found, quote = offices.first(question)
    assert (outcome, found) == ("answer", file)
    assert text in quote


@pytest.mark.parametrize(
    ("sentence", "plainness"),
    [("所称某物包括甲、乙", 1), ("某物包括甲、乙", 0), ("某物指甲,所称某物包括乙", 2), ("出售某物", 0)],
)
def test_how_plainly_a_sentence_defines(sentence: str, plainness: int) -> None:
    """What a so-called thing includes is a weak definition, what any thing includes is none; the plainest counts."""
    assert definition_in(sentence, "某物") == plainness


TERMS = """\
青禾县信用管理办法

第一条 列入严重失信主体名单的,三年内不得参加评选;黑名单由县信用办公布。

第二条 本办法所称严重失信主体名单,是指按规定公布的失信者。

青禾县人民政府
2021年5月20日
"""


def test_a_term_in_everyday_words(tmp_path: Path) -> None:
    """A form that the document does not define is defined under its official name, before what only mentions it."""
    words, reports = tmp_path / "words", tmp_path / "reports"
    for folder in (words, reports):
        folder.mkdir()
    write(words, {"a.txt": "# wenda-lexicon 1\n名单 => 目录\n黑名单 => 严重失信主体名单\n"})
    engine = Engine(Library.open(write(reports, {"a.txt": TERMS, "b.txt": HARBOUR}), lexicon=words))
    quotes = engine.ask("上面所说的黑名单是什么意思").quotes
    assert "是指按规定公布的失信者。" in quotes[0].text
