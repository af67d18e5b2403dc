"""Raised text: exponents and marks of notes never join a number."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.conversion.raised_text import TextPiece, join_pieces
from retrieval.text.normalization import fold
from retrieval.text.values.grammar import find_values
from tests.examples import examples


def joined(*texts: str) -> str:
    """Texts on the line and above it by turns."""
    return join_pieces(TextPiece(text, at % 2 == 1) for at, text in enumerate(texts))


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (("3.2×10", "8", "立方米"), "3.2×10⁸立方米"),
        (("约10", "-3", "克"), "约10⁻³克"),
        (("5120", "2", "项"), "5120项²"),
        (("2,150", "①", "人次"), "2,150人次①"),
        (("98", "[2]", "%，"), "98%[2]，"),
        (("2023", "1", "年产值"), "2023年¹产值"),
        (("共12", "1,2", "。"), "共12¹,²。"),
        (("产值", "1", "3473亿元"), "产值¹3473亿元"),
        (("面积5m", "2", "，3km", "2", "。"), "面积5m²，3km²。"),
        (("气温25", "0", "C"), "气温25⁰C"),
        (("共310", "1", "件，结305", "2", "件"), "共310件¹，结305件²"),
        (("第", "3", "条"), "第³条"),
        (("2", "nd"), "2nd"),
        (("甲", " ", "乙"), "甲 乙"),
    ],
)
def test_where_raised_figures_stand(texts: tuple[str, ...], shown: str) -> None:
    """Exponents stay, marks of notes go behind the value; units and words keep theirs."""
    assert joined(*texts) == shown


@settings(max_examples=examples(500), deadline=None)
@given(st.lists(st.text("1025甲万元%[]m①,. ", max_size=5), max_size=8))
def test_no_character_is_lost_and_what_stands_on_the_line_keeps_its_order(texts: list[str]) -> None:
    """Raised digits are written as raised ones; all others are there as often as before."""
    raised = "".join(each for at, each in enumerate(texts) if at % 2)
    line = "".join(each for at, each in enumerate(texts) if not at % 2)
    shown = joined(*texts)
    assert sorted(fold_raised(shown)) == sorted(line + raised)
    rest = iter(fold_raised(shown))
    assert all(char in rest for char in line)


def fold_raised(text: str) -> str:
    """The text with raised signs on the line."""
    return text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾", "0123456789+-()"))


@settings(max_examples=examples(200), deadline=None)
@given(st.integers(11, 99_999), st.integers(1, 99), st.sampled_from(["件", "万元", "%", "人次"]))
def test_the_value_is_read_without_its_mark(value: int, note: int, unit: str) -> None:
    """What is quoted as the value is the value."""
    shown = joined(f"共{value}", str(note), f"{unit}。")
    folded = fold(shown)
    (found,) = [folded[each.start : each.end] for each in find_values(folded)][:1]
    assert found == f"{value}{unit}"
