"""Spelling correction by sound: homophones, pinyin and measure words of a question that found nothing.

The correction makes a second query, so that a correct question is never changed. A piece is replaced where it is no
word of the language and sounds like a word of the library. Flat and retroflex initials count as the same sound, and so
do front and back nasals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from retrieval.text.tokenization import dictionary_frequency, words

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z]{4,}")
_LONGEST, _COMMON = 6, 60
_MEASURES = "台场件项名家次条份个人位户起笔套类种处所"
_PARTICLES = frozenset(
    "的了着过地得吗呢吧啊呀不没有是会能要把被让给对向从在到和与或都就也还再很几多少这那哪谁啥咋我你他她它个"
)
_COUNTED = re.compile(r"(?<=[多][少])[\u4e00-\u9fff]|(?<=几)[\u4e00-\u9fff]")


@lru_cache(maxsize=65536)
def sound(text: str) -> str:
    """The toneless pinyin of a word; sounds that people confuse are made equal.

    >>> sound("执法记路仪") == sound("执法记录仪"), sound("行政"), sound("shenpi") == sound("审批")
    (True, 'xinzen', True)
    """
    # Slow to load, and most questions need no repair.
    from pypinyin import lazy_pinyin

    return _merge("".join(lazy_pinyin(text)))


def _merge(pinyin: str) -> str:
    pinyin = re.sub(r"([zcs])h", r"\1", pinyin.lower())
    return re.sub(r"([aei]n)g(?![aeiou])", r"\1", pinyin)


def vocabulary(folded: Iterable[str]) -> list[str]:
    """The words of some texts, the most frequent first.

    >>> vocabulary(["行政复议", "行政诉讼"])[0]
    '行政'
    """
    counts = Counter(word for text in folded for word in words(text))
    return [word for word, _ in counts.most_common()]


class SpellingCorrector:
    """The words of a library by their sound. The sounds are computed when the first question needs them."""

    def __init__(self, words: Sequence[str]) -> None:
        """``words`` come most important first; of two that sound alike the first is taken."""
        self._words = {word: None for word in words if 2 <= len(word) <= _LONGEST and _HAN.fullmatch(word)}

    @cached_property
    def _by_sound(self) -> dict[str, str]:
        return {sound(word): word for word in reversed(self._words)}

    @cached_property
    def _measures(self) -> dict[str, str]:
        return {sound(char): char for char in reversed(_MEASURES)}

    def warm(self) -> None:
        """Work the sounds out now, so that no question has to wait for them."""
        self._by_sound, self._measures  # noqa: B018

    def __call__(self, folded: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The repaired question and (as written, as taken) pairs; the same question and none where all is well.

        >>> SpellingCorrector(["法律顾问", "顾问"])("法律故问几个人")
        ('法律顾问几个人', (('法律故问', '法律顾问'),))
        """
        changes: list[tuple[str, str]] = []

        def taken(written: str, meant: str) -> str:
            if meant != written:
                changes.append((written, meant))
            return meant

        text = _LATIN.sub(lambda match: taken(match[0], self._by_sound.get(_merge(match[0]), match[0])), folded)
        text = _HAN.sub(lambda match: "".join(taken(*piece) for piece in self._pieces(match[0])), text)
        text = _COUNTED.sub(lambda match: taken(match[0], self._measure(match[0])), text)
        return text, tuple(changes)

    def _pieces(self, run: str) -> Iterator[tuple[str, str]]:
        """The pieces of a run of Han characters, each with what it is taken for."""
        at = 0
        while at < len(run):
            piece, meant = self._longest(run, at)
            yield piece, meant
            at += len(piece)

    def _longest(self, run: str, at: int) -> tuple[str, str]:
        """The longest piece from here that is a word of the library or sounds like one, and that word."""
        for size in range(min(_LONGEST, len(run) - at), 1, -1):
            piece = run[at : at + size]
            if piece in self._words:
                return piece, piece
            meant = self._by_sound.get(sound(piece))
            # Hardly a word: rare, and without a function word that merely stands beside one.
            odd = dictionary_frequency(piece) < _COMMON and _PARTICLES.isdisjoint(piece)
            if meant and odd and len(meant) == size and set(piece) & set(meant):
                return piece, meant
        return run[at], run[at]

    def _measure(self, char: str) -> str:
        return char if char in _MEASURES else self._measures.get(sound(char), char)
