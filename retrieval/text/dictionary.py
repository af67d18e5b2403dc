"""Segmentation dictionary: jieba's words with their frequencies, read from a mapped file where texts need them.

jieba reads its 350,000 words, and every beginning of one, into a dict before it cuts the first text, which takes half a
second and 60 MB. It looks up only pieces of the text, each by its first character: so the words that begin with a
character are put into jieba's dict when a text with that character comes. Every text is cut as with the whole
dictionary.
"""

from __future__ import annotations

import json
import logging
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import jieba

from retrieval.file_cache import cached

_WORDS = Path(jieba.__file__).with_name("dict.txt")


class SegmentationDictionary:
    """Frequencies of words by first character. Thread-safe: to load a character twice changes nothing."""

    def __init__(self) -> None:
        """Open the cached file, or make it from jieba's own."""
        content = cached("dictionary", f"jieba {jieba.__version__} {_WORDS.stat().st_size}", _packed)
        size = int.from_bytes(content[:8], "little")
        self.total, self._characters, self._ends = json.loads(bytes(content[8 : 8 + size]))
        self._buckets = content[8 + size :]
        self._loaded: set[str] = set()
        self.frequencies: dict[str, int] = {}

    def tokenizer(self) -> Any:
        """A jieba tokenizer over the words that are loaded."""
        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total, tokenizer.initialized = self.frequencies, self.total, True
        return tokenizer

    def load(self, text: str) -> None:
        """Load the words that begin with a character of this text."""
        for char in set(text).difference(self._loaded):
            at = bisect_left(self._characters, char)
            if self._characters[at : at + 1] == char:
                start, end = self._ends[at], self._ends[at + 1]
                self.frequencies.update(json.loads(bytes(self._buckets[start:end])))
            self._loaded.add(char)

    def load_all(self) -> None:
        """Load every word, for a tokenizer whose texts are not known beforehand."""
        self.load(self._characters)


def _packed() -> bytes:
    """The length of a head, the head, and the words of one character after the other.

    The head has the total of all frequencies, the characters in order, and where each one's words end, after a 0.
    """
    tokenizer = jieba.Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    buckets: dict[str, dict[str, int]] = defaultdict(dict)
    for word, frequency in frequencies.items():
        buckets[word[0]][word] = frequency
    characters = "".join(sorted(buckets))
    packed = [_json(buckets[char]) for char in characters]
    head = _json([total, characters, [0, *accumulate(map(len, packed))]])
    return b"".join((len(head).to_bytes(8, "little"), head, *packed))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def dictionary_entries() -> Iterator[tuple[str, int, str]]:
    """The words of jieba's dictionary with their counts and tags of parts of speech, as its file lists them."""
    for line in _WORDS.read_text("utf-8").splitlines():
        word, count, tag = line.split()
        yield word, int(count), tag
