"""Number candidates: which figures can answer, what speaks for each, and what is left of a list."""

from __future__ import annotations

import pytest

from retrieval.question.analysis import analyse
from retrieval.statements.number_candidates import number_candidates, remaining_parts
from retrieval.statements.number_slots import number_slot
from retrieval.text.lexicon import Lexicon, Term

POWERS = "公布权力事项60项,其中许可25项,确认20项,奖励15项。"
CLOSED = "收到申请96件,已审结71件,未审结25件。"


def fitting(sentence: str, question: str, lexicon: Lexicon | None = None) -> list[str]:
    """The figures that nothing speaks against."""
    asked = analyse(question, (), lexicon or Lexicon(), None)
    return [sentence[slice(*each.span)] for each in number_candidates(sentence, asked) if each.features["fits"]]


@pytest.mark.parametrize(
    ("sentence", "question", "figures"),
    [
        (CLOSED, "没审结的有几件", ["96件", "25件"]),
        (CLOSED, "审结了几件", ["96件", "71件"]),
        (POWERS, "除了许可多少项", ["60项", "20项", "15项"]),
        ("能耗由88吨降至61吨", "能耗降到多少吨", ["61吨"]),
        ("能耗由88吨降至61吨", "能耗原来是多少吨", ["88吨"]),
        ("能耗由88吨降至61吨", "能耗降了多少吨", []),
        ("能耗下降9%", "能耗上升了多少", []),
        ("不予登记案件6件,登记案件90件", "登记了多少件", ["90件"]),
    ],
)
def test_what_speaks_against_a_figure(sentence: str, question: str, figures: list[str]) -> None:
    """Other polarity, direction or end than asked for, and what is left out."""
    assert fitting(sentence, question) == figures


def test_a_lay_word_for_a_negative_term_asks_for_the_negative() -> None:
    """免登 stands for 不予登记."""
    lexicon = Lexicon({"免登案件": (Term("不予登记", 1.0),)})
    assert "6件" in fitting("不予登记案件6件,登记案件90件", "免登案件多少件", lexicon)


def test_every_feature_is_from_0_to_1() -> None:
    """Whoever weighs them may rely on it."""
    asked = analyse("除了许可还有几项权力没公布", ("公布了几项",), Lexicon(), None)
    found = number_candidates(POWERS, asked, [((4, 10), 0.7)])
    assert len(found) == 4
    assert all(0.0 <= value <= 1.0 for each in found for value in each.features.values())
    assert len({frozenset(each.features) for each in found}) == 1


def test_the_figure_that_staff_marked_is_told_from_the_others() -> None:
    """By the span of their short answer."""
    asked = analyse("多少项", (), Lexicon(), None)
    at = POWERS.index("20项")
    told = [each.features["staff"] for each in number_candidates(POWERS, asked, [((at, at + 3), 0.5)])]
    assert told == [0.0, 0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("除了许可还有哪些权力", "确认20项,奖励15项"),
        ("除了确认还有哪些权力", None),
        ("权力有哪些", None),
        ("除了强制还有哪些", None),
    ],
)
def test_what_is_left_of_a_list(question: str, rest: str | None) -> None:
    """The other parts, where they stand together; a list with a hole in it is none."""
    found = remaining_parts(POWERS, number_slot(analyse(question, (), Lexicon(), None)))
    assert (POWERS[slice(*found)] if found else None) == rest
