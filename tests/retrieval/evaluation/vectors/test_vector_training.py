"""Vectors that are learnt from texts: sums come nearer to what an encoder makes of the texts."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.evaluation.vectors.vector_training import main, targets, train, trained_table
from retrieval.text.word_vectors import Vectors, WordVectors, unit_vectors

WORDS, DIMENSIONS = 30, 8


def made(seed: int) -> tuple[Vectors, list[np.ndarray], Vectors]:
    """Vectors to begin with, texts of five words each, and encodings by vectors that nobody knows."""
    chance = np.random.default_rng(seed)
    hidden = chance.normal(size=(WORDS, DIMENSIONS)).astype(np.float32)
    start = (hidden + chance.normal(size=hidden.shape)).astype(np.float32)
    texts = [chance.choice(WORDS - 1, 5, replace=False) for _ in range(600)]
    return start, texts, unit_vectors(np.array([hidden[rows].sum(axis=0) for rows in texts]))


def nearness(vectors: Vectors, texts: list[np.ndarray], wanted: Vectors) -> float:
    """The mean cosine of the sums of some texts and their encodings."""
    sums = unit_vectors(np.array([vectors[rows].sum(axis=0) for rows in texts]))
    return float((sums * wanted).sum(axis=1).mean())


def test_texts_that_nothing_was_learnt_from_come_nearer() -> None:
    """Words have the same share in all texts."""
    start, texts, wanted = made(1)
    vectors = train(start, texts[:500], wanted[:500])
    assert nearness(vectors, texts[500:], wanted[500:]) > nearness(start, texts[500:], wanted[500:]) + 0.03


def test_the_same_texts_give_the_same_vectors() -> None:
    """What is left out by chance is so by a seed."""
    start, texts, wanted = made(2)
    assert np.array_equal(train(start, texts, wanted), train(start, texts, wanted))


def test_a_word_of_no_text_is_turned_and_a_text_without_words_left_out() -> None:
    """The last word stands in none."""
    start, texts, wanted = made(3)
    vectors = train(start, [*texts, np.empty(0, np.int64)], np.vstack([wanted, wanted[:1]]))
    assert vectors.shape == start.shape
    assert np.isfinite(vectors).all()
    assert vectors[-1].any()


def test_each_group_has_its_own_mean_taken_off() -> None:
    """Encoders put questions and sentences apart, which says nothing of what they mean."""
    chance = np.random.default_rng(4)
    group = chance.normal(size=(50, 12)).astype(np.float32)
    wanted = targets([group, group + 7], 6)
    assert wanted[:50] == pytest.approx(wanted[50:], abs=1e-4)
    assert np.linalg.norm(wanted, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_table_keeps_its_words() -> None:
    """In eight bits a component, with what was learnt."""
    chance = np.random.default_rng(5)
    table = WordVectors(list("犬狗证照办"), chance.integers(-127, 127, (5, 4)).astype(np.int8), np.ones(5, np.float32))
    questions, sentences = ["办狗证"] * 20, ["养犬登记照"] * 20
    encoded = [chance.normal(size=(20, 16)).astype(np.float32) for _ in range(2)]
    again = trained_table(table, questions, sentences, encoded)
    assert (again.words, again.components.shape, str(again.components.dtype)) == (table.words, (5, 4), "int8")
    assert not np.array_equal(again.components, table.components)


def test_the_command_says_what_it_wants(capsys: pytest.CaptureFixture[str]) -> None:
    """Without the files of texts there is nothing to learn from."""
    with pytest.raises(SystemExit):
        main([])
    assert "questions, sentences" in capsys.readouterr().err
