"""What section of a report a question asks for as a whole."""

from __future__ import annotations

import pytest

from retrieval.question.intent import asked_section


@pytest.mark.parametrize(
    ("question", "title", "section"),
    [
        ("存在哪些不足", "", "shortcoming"),
        ("这份报告里提到了什么问题", "", "shortcoming"),
        ("明年有什么安排", "", "plan"),
        ("某某建设还有哪些短板", "2021年度某某建设情况报告", "shortcoming"),
        ("某某建设还有哪些短板", "", ""),
        ("考核有什么不足", "", ""),
        ("受理了多少件", "", ""),
    ],
)
def test_a_section_is_asked_for_as_a_whole(question: str, title: str, section: str) -> None:
    """Only where nothing is asked besides; words of the title say nothing."""
    assert asked_section(question, title) == section
