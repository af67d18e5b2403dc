"""Text batch: counts, lengths and presence of terms equal those of plain Python, whatever the texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.text_batch import TextBatch
from retrieval.text.tokenization import TokenKind, tokens_of
from tests.examples import examples
from tests.retrieval.counted import count, length, places

# Han of all planes with the characters on both sides of each range, halves of pairs, letters, digits and their
# neighbours, points, blanks and line breaks.
EDGES = "\u33ff㐀鿿\ua000\U0001ffff𠀀𪚥\U0003ffff\U00040000"
SIGNS = f"复议议件{EDGES}\ud840\udc00az09`{{/:15.、. ，\n"
any_text = st.text(SIGNS, max_size=12) | st.text(max_size=8)
texts = st.lists(any_text, max_size=6)
PIECES = ["复议", "件", "政𠀀", "gdp", "15", "3.5", "20000", "a"]
# What keeps figures and words apart.
between = st.sampled_from(["", "，", " ", "。", "的", "\n"])
spoken = st.lists(st.tuples(st.sampled_from(PIECES), between), max_size=8).map(
    lambda told: "".join(piece + (gap or "有") for piece, gap in told)
)


def steady(count: int) -> settings:
    """Settings for a property: seeded, without a deadline."""
    return settings(max_examples=examples(count), deadline=None, derandomize=True)


@st.composite
def texts_and_term(draw: st.DrawFn) -> tuple[list[str], str]:
    """Some texts, and a term that is a piece of one of them or anything, without a line break."""
    drawn = draw(texts)
    piece = draw(any_text)
    of_a_text = draw(st.booleans())
    if drawn and of_a_text:
        text = draw(st.sampled_from(drawn))
        first = draw(st.integers(0, len(text)))
        piece = text[first : draw(st.integers(first, len(text)))]
    return drawn, piece.replace("\n", "")


@given(texts_and_term())
@steady(600)
def test_counts_are_those_of_plain_python(drawn: tuple[list[str], str]) -> None:
    """How often each text holds a term, overlapping places included; never over the end of a text."""
    found, term = drawn
    assert TextBatch(found).counts(term).tolist() == [float(count(text, term)) for text in found]


@given(texts_and_term())
@steady(400)
def test_what_is_held_is_that_of_plain_python(drawn: tuple[list[str], str]) -> None:
    """Whether each text holds a term, within a longer word or number too."""
    found, term = drawn
    assert TextBatch(found).holds(term).tolist() == [bool(places(text, term)) for text in found]


@given(texts)
@steady(400)
@pytest.mark.parametrize("kind", TokenKind)
def test_lengths_are_those_of_plain_python(kind: TokenKind, found: list[str]) -> None:
    """Characters for words; pairs of Han characters; Han characters and runs of letters and digits."""
    batch = TextBatch(found)
    assert len(batch) == len(found)
    assert batch.lengths(kind).tolist() == [length(kind, text) for text in found]


@given(st.lists(spoken, max_size=4))
@steady(200)
@pytest.mark.parametrize("kind", [TokenKind.PAIR, TokenKind.CHARACTER])
def test_counts_are_those_of_a_tokenizer(kind: TokenKind, found: list[str]) -> None:
    """Where blanks or Han stand between figures and words, terms and lengths are counted as tokens are."""
    batch = TextBatch(found)
    tokens = [tokens_of(kind, text) for text in found]
    assert batch.lengths(kind).tolist() == [len(own) for own in tokens]
    for token in {token for own in tokens for token in own}:
        assert batch.counts(token).tolist() == [float(own.count(token)) for own in tokens]


@pytest.mark.parametrize(
    ("term", "counts", "holds"),
    [
        ("5", [0, 0, 1, 0], [True, True, True, False]),
        ("15", [1, 0, 0, 0], [True, True, False, False]),
        ("3.15", [0, 1, 0, 0], [False, True, False, False]),
        ("3", [0, 0, 0, 0], [False, True, False, False]),
        ("gdp", [0, 1, 0, 0], [False, True, False, True]),
        ("gdp2", [0, 0, 0, 1], [False, False, False, True]),
        ("件", [1, 0, 2, 0], [True, False, True, False]),
        ("件件", [0, 0, 1, 0], [False, False, True, False]),
        (".", [0, 1, 0, 0], [False, True, False, False]),
    ],
)
def test_a_figure_counts_as_a_whole(term: str, counts: list[int], holds: list[bool]) -> None:
    """No part of a longer number or word counts, but it is held."""
    batch = TextBatch(["15件", "gdp:3.15", "5件件", "gdp2"])
    assert (batch.counts(term).tolist(), batch.holds(term).tolist()) == (counts, holds)


@pytest.mark.parametrize("term", ["复议", "议", "复"])
def test_terms_at_the_ends_of_texts_count(term: str) -> None:
    """At the beginning and the end of the first, the last and the only text."""
    assert TextBatch(["复议", "", "有复议", "复议有"]).counts(term).tolist() == [1, 0, 1, 1]
    assert TextBatch(["复议"]).counts(term).tolist() == [1]


def test_no_term_reaches_into_the_next_text() -> None:
    """Neither a term nor a pair nor a number."""
    batch = TextBatch(["行", "政1", "5政"])
    for term in ("行政", "15"):
        assert not batch.counts(term).any()
        assert not batch.holds(term).any()
    assert batch.counts("1").tolist() == [0, 1, 0]
    assert batch.lengths(TokenKind.PAIR).tolist() == [0, 0, 0]
    assert batch.lengths(TokenKind.CHARACTER).tolist() == [1, 2, 2]


def test_a_term_that_is_longer_than_all_texts_stands_nowhere() -> None:
    """Nor one as long as all of them together, nor an empty one."""
    batch = TextBatch(["复", "议"])
    for term in ("复议复议", "复议", "复议件", ""):
        assert batch.counts(term).tolist() == [0, 0]
        assert batch.holds(term).tolist() == [False, False]


def test_halves_of_a_pair_are_no_character() -> None:
    """Of a broken PDF; they are characters of their own."""
    batch = TextBatch(["\ud840\udc00", "𠀀"])
    assert batch.counts("𠀀").tolist() == [0, 1]
    assert batch.counts("\udc00").tolist() == [1, 0]
    assert batch.lengths(TokenKind.WORD).tolist() == [2, 1]
    assert batch.lengths(TokenKind.CHARACTER).tolist() == [0, 1]


@pytest.mark.parametrize("kind", TokenKind)
def test_no_texts(kind: TokenKind) -> None:
    """Nothing is counted in nothing."""
    batch = TextBatch([])
    assert (len(batch), batch.lengths(kind).tolist()) == (0, [])
    assert (batch.counts("复议").tolist(), batch.holds("复议").tolist()) == ([], [])
