"""Whether a document is in force, and until when."""

from __future__ import annotations

import pytest

from tests.retrieval.answering.documents.offices import OfficeLibrary


@pytest.mark.parametrize(
    ("question", "file", "text"),
    [
        ("嘉兴市非机动车管理暂行规定还有效吗", "bikes.txt", "同时废止"),
        ("嘉兴非机动车管理暂行规定废止了没", "bikes.txt", "同时废止"),
        ("烟花爆竹燃放管理办法废止了吗", "abolished.txt", "烟花爆竹燃放管理办法"),
        ("嘉兴临时救助实施细则还管用吗", "abolished.txt", "临时救助实施细则"),
        ("嘉兴电动自行车管理办法有效期多久", "bikes.txt", "有效期五年"),
    ],
)
def test_what_says_so_is_quoted(offices: OfficeLibrary, question: str, file: str, text: str) -> None:
    """The first quote is of the document that is meant, and states it."""
    outcome, found, quote = offices.first(question)
    assert (outcome, found) == ("answer", file)
    assert text in quote
