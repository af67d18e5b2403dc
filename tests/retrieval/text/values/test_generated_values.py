"""Every form in which reports write a value is read whole, with its kind, its range and its unit."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.text.normalization import FoldedText
from retrieval.text.values.grammar import find_values
from retrieval.text.values.numerals import numeral_value
from tests.examples import examples
from tests.retrieval.text.values.made_numbers import han_numeral
from tests.retrieval.text.values.made_values import MadeSentence, make_sentence


@given(st.randoms(use_true_random=True).map(make_sentence))
@settings(deadline=None, max_examples=examples(10_000))
def test_no_value_is_cut(made: MadeSentence) -> None:
    """Of a made sentence exactly its values are found, to the letter in the raw text, with unit and range."""
    raw = FoldedText.of(made.text)
    found = find_values(raw.text)
    spans = [raw.raw_span(value.start, value.end) for value in found]
    assert [made.text[start:end] for start, end in spans] == [value.text for _, value in made.values], made.text
    assert [start for start, _ in spans] == [start for start, _ in made.values]
    for value, (_, wanted) in zip(found, made.values, strict=True):
        assert (value.kind, value.unit, value.approximate) == (wanted.kind, wanted.unit, wanted.approximate), made.text
        assert (value.low, value.high) == (wanted.low, wanted.high), made.text


@given(st.integers(1, 10**12 - 1))
@settings(deadline=None, max_examples=examples(2_000))
def test_every_numeral_is_read(number: int) -> None:
    """Every Chinese numeral below a trillion stands for the number that it was written from."""
    assert numeral_value(han_numeral(number)) == number


def test_sentences_of_one_seed_are_the_same() -> None:
    """A sentence that was read wrong can be made again from its seed."""
    assert make_sentence(Random(7)) == make_sentence(Random(7))
