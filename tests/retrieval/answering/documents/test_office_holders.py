"""Who holds an office, or signed a document."""

from __future__ import annotations

import pytest

from retrieval.models import Outcome
from tests.retrieval.answering.documents.offices import OfficeLibrary


@pytest.mark.parametrize(
    ("question", "file", "text"),
    [
        ("湖州市长是谁", "decree.txt", "市长 沈望舒"),
        ("湖州电动车规定是哪个市长签的", "decree.txt", "市长 沈望舒"),
        ("白塔县县长是谁", "work2024.txt", "县长 林守正"),
    ],
)
def test_the_line_with_the_name(offices: OfficeLibrary, question: str, file: str, text: str) -> None:
    """The first quote is of the document that is meant, and states it."""
    outcome, found, quote = offices.first(question)
    assert (outcome, found) == ("answer", file)
    assert text in quote


def test_the_name_is_the_short_answer(offices: OfficeLibrary) -> None:
    """And of a place without documents nobody is named."""
    assert offices.engine.ask("湖州市长是谁").short == "沈望舒"
    assert offices.engine.ask("杭州市长是谁").outcome is Outcome.SCOPE
