"""Token similarity: the Dice coefficient over idf-weighted tokens, of a question with each of some known ones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.segments.known_question_writer import token_fingerprints
from retrieval.index.fingerprints import Fingerprints, positions
from retrieval.index.postings import Scores
from retrieval.text.question_text import Token

# Tokens of which the number is remembered: a question's are looked up several times.
_REMEMBERED = 5_000


class TokenSimilarity:
    """Compares questions by their tokens. Thread-safe: it only remembers what it looked up."""

    def __init__(self, tokens: Fingerprints, weights: NDArray[np.float64], sizes: NDArray[np.int64]) -> None:
        """The tokens of each known question, one after the other, with their weights; ``sizes``: how many each has."""
        self._size = len(sizes)
        questions = np.repeat(np.arange(self._size), sizes)
        order = np.argsort(tokens, kind="stable")
        first = np.flatnonzero(np.concatenate([[True], np.diff(tokens[order]) != 0])[: len(tokens)])
        self._table = tokens[order][first]
        self._bounds = np.append(first, len(tokens))
        self._holders = questions[order]
        held = np.diff(self._bounds)
        self._idf = np.log(1 + (self._size - held + 0.5) / (held + 0.5))
        self._unknown = math.log(2 * self._size + 2)
        of_token = np.empty(len(tokens))
        of_token[order] = np.repeat(self._idf, held)
        self._mass = np.bincount(questions, weights * of_token, self._size)
        self._numbers: dict[Token, int] = {}

    def idf(self, token: Token) -> float:
        """How telling a token is among known questions; an unseen one is the most telling."""
        number = self._look_up([token])[0]
        return float(self._idf[number]) if number >= 0 else self._unknown

    def scores(self, asked: Mapping[Token, float]) -> Scores:
        """The similarity with each known question, 0 to 1; ``asked``: the tokens of a question with their weights."""
        common, mass = np.zeros(self._size), 0.0
        for number, weight in zip(self._look_up(list(asked)), asked.values(), strict=True):
            if number < 0:
                mass += weight * self._unknown
                continue
            share = weight * float(self._idf[number])
            mass += share
            common[self._holders[self._bounds[number] : self._bounds[number + 1]]] += share
        return 2 * common / (mass + self._mass) if mass else common

    def _look_up(self, wanted: Sequence[Token]) -> list[int]:
        """The number of each token, -1 for an unseen one."""
        numbers = self._numbers
        new = [token for token in wanted if token not in numbers]
        if new:
            if len(numbers) > _REMEMBERED:
                self._numbers = numbers = {}
                new = list(wanted)
            numbers |= zip(new, positions(self._table, token_fingerprints(new)).tolist(), strict=True)
        return [numbers[token] for token in wanted]
