"""Concepts of a question: what it asks about, without the words that ask."""

from __future__ import annotations

import pytest

from retrieval.question.analysis import analyse
from retrieval.question.concepts import concepts_of
from retrieval.text.lexicon import Lexicon, Term


def test_a_lay_form_that_asks_stands_for_its_own_words_too() -> None:
    """网箱多少 means what its lexicon line says, and also 网箱 itself."""
    lexicon = Lexicon({"网箱多少": (Term("养殖设施", 0.9),)})
    (concept, *_) = concepts_of(analyse("网箱多少只", (), lexicon, None), lambda text: 1.0)
    assert concept.coverage("网箱总数31万只") == 1.0
    assert concept.coverage("养殖设施31万只") == 0.9
    assert concept.coverage("渔船31万艘") == 0.0


@pytest.mark.parametrize("question", ["检修周期几天", "检修周期缩短到几个月", "检修周期几年"])
def test_words_that_ask_are_no_concepts(question: str) -> None:
    """几天 asks for a number of days, and no sentence needs to hold it."""
    forms = {concept.form for concept in concepts_of(analyse(question, (), Lexicon(), None), lambda text: 1.0)}
    assert {"检修", "周期"} <= forms
    assert not any("几" in form for form in forms)
