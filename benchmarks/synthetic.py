"""Synthetic corpus for measuring speed: words of jieba's dictionary in Zipf's proportions.

Passages are made anew each time they are read, never held as a whole. The same seed gives the same passages, and a
smaller corpus is the beginning of a larger one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import jieba
import numpy as np
from numpy.typing import NDArray

from retrieval.text.tokenization import STOPWORDS

_HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_SHORTEST, _LONGEST = 20, 60
_QUERY_WORDS = 5
# Passages that are drawn at a time.
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class SyntheticCorpus:
    """Passages of 20 to 60 words, read one after another; ``size`` is how many there are.

    The n-th most frequent word is drawn with probability proportional to 1 / n (Zipf's law).

    >>> [len(passage) for passage in SyntheticCorpus(3)]
    [58, 45, 48]
    """

    size: int
    seed: int = 7

    def __iter__(self) -> Iterator[list[str]]:
        """The passages in order."""
        return chain.from_iterable(self._batch(number) for number in range(-(-self.size // _BATCH)))

    def queries(self, count: int) -> list[list[str]]:
        """Queries of five neighbouring words of a passage each, of passages drawn at random."""
        random = np.random.default_rng([self.seed, self.size, count])
        sources = random.integers(0, self.size, count).tolist()
        starts = random.integers(0, _SHORTEST - _QUERY_WORDS + 1, count).tolist()
        queries: dict[int, list[str]] = {}
        for number in sorted({source // _BATCH for source in sources}):
            batch = self._batch(number)
            for at, source in enumerate(sources):
                if source // _BATCH == number:
                    queries[at] = batch[source % _BATCH][starts[at] : starts[at] + _QUERY_WORDS]
        return [queries[at] for at in range(count)]

    def _batch(self, number: int) -> list[list[str]]:
        random = np.random.default_rng([self.seed, number])
        terms, bounds = vocabulary(), _zipf_bounds()
        sizes = random.integers(_SHORTEST, _LONGEST + 1, _BATCH)
        drawn = terms[np.searchsorted(bounds, random.random(int(sizes.sum())), side="right")]
        passages = np.split(drawn, np.cumsum(sizes)[:-1])
        return [passage.tolist() for passage in passages[: self.size - number * _BATCH]]


@dataclass(frozen=True, slots=True)
class PassageFile:
    """Passages of words in a file, one passage a line, words separated by spaces; read one after another."""

    path: Path

    @classmethod
    def write(cls, path: Path, passages: Iterable[Sequence[str]]) -> PassageFile:
        """Write passages to a file."""
        with path.open("w", encoding="utf-8") as file:
            file.writelines(" ".join(words) + "\n" for words in passages)
        return cls(path)

    def __iter__(self) -> Iterator[list[str]]:
        """The passages in order."""
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                yield line.split()


@cache
def vocabulary() -> NDArray[Any]:
    """The words of jieba's dictionary, most frequent first, without function words and single characters.

    >>> vocabulary()[:3].tolist(), len(vocabulary()) > 300_000
    (['一个', '中国', '国家'], True)
    """
    with jieba.get_dict_file() as file:
        rows = [line.decode("utf-8").split(" ")[:2] for line in file]
    counts = {word: int(count) for word, count in rows if _HAN_WORD.fullmatch(word) and word not in STOPWORDS}
    return np.array(sorted(counts, key=lambda word: (-counts[word], word)), dtype=object)


@cache
def _zipf_bounds() -> NDArray[np.float64]:
    """For each word but the last the probability that a drawn word is this one or a more frequent one."""
    shares = 1 / np.arange(1, len(vocabulary()) + 1)
    bounds: NDArray[np.float64] = np.cumsum(shares / shares.sum())[:-1]
    return bounds
