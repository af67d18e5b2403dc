"""Token similarity: the Dice coefficient, against its formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.segments.known_question_writer import token_fingerprints
from retrieval.question.token_similarity import TokenSimilarity

WEIGHTS = {"w": 1.0, "b": 1.0, "u": 0.5}
TOKENS = [kind + letter for kind in WEIGHTS for letter in "甲乙丙丁"]


def similarity(known: list[list[str]]) -> TokenSimilarity:
    """The similarity with some questions, each a list of tokens."""
    every = [token for question in known for token in question]
    weights = np.array([WEIGHTS[token[0]] for token in every])
    return TokenSimilarity(
        token_fingerprints(every), weights, np.array([len(question) for question in known], np.int64)
    )


def dice(known: list[list[str]], asked: list[str], at: int) -> float:
    """The formula, token by token."""

    def idf(token: str) -> float:
        held = sum(token in question for question in known)
        return math.log(1 + (len(known) - held + 0.5) / (held + 0.5)) if held else math.log(2 * len(known) + 2)

    def mass(tokens: set[str]) -> float:
        return sum(WEIGHTS[token[0]] * idf(token) for token in tokens)

    total = mass(set(asked)) + mass(set(known[at]))
    return 2 * mass(set(asked) & set(known[at])) / total if mass(set(asked)) else 0.0


questions = st.lists(st.sampled_from(TOKENS), unique=True, max_size=6)


@given(st.lists(questions, min_size=1, max_size=6), questions)
def test_the_formula_holds(known: list[list[str]], asked: list[str]) -> None:
    """For any questions, those without tokens included."""
    found = similarity(known).scores({token: WEIGHTS[token[0]] for token in asked})
    assert found.tolist() == pytest.approx([dice(known, asked, at) for at in range(len(known))])


def test_nothing_known_is_like_nothing() -> None:
    """Without known questions there are no similarities, and every token is the most telling."""
    empty = similarity([])
    assert empty.scores({"w甲": 1.0}).tolist() == []
    assert empty.idf("w甲") == pytest.approx(math.log(2))


def test_many_different_tokens_are_not_all_remembered() -> None:
    """The numbers of tokens are looked up again when there were too many, and stay right."""
    known = similarity([["w甲"], ["w乙", "u甲"]])
    expected = known.scores({"w甲": 1.0}).tolist()
    known.scores({f"w{number}": 1.0 for number in range(30_000)})
    assert known.scores({"w甲": 1.0, "w0": 0.0}).tolist() == expected
