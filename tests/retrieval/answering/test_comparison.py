"""Comparison: two questions in one, and reports that answer equally well."""

from __future__ import annotations

from retrieval.answering.comparison import pair


def test_one_question_about_two_things_is_two() -> None:
    """The tail with 各 or 分别 belongs to both."""
    assert pair("办甲证和办乙证，时限各几天") == ("办甲证时限各几天", "办乙证时限各几天")
    assert pair("办甲证几天") is None
