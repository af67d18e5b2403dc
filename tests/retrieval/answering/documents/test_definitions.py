"""Terms whose meaning is asked for."""

from __future__ import annotations

import pytest

from tests.retrieval.answering.documents.offices import OfficeLibrary


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
