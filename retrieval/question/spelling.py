"""Spelling correction by sound: homophones, pinyin and measure words of a question that found nothing.

The correction makes a second query, so that a correct question is never changed. A piece is replaced where it is no
word of the language and sounds like a word of the library. Flat and retroflex initials count as the same sound, and so
do front and back nasals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from retrieval.index.vocabulary import LONGEST_WORD, Vocabulary
from retrieval.text.pinyin import merge_sounds
from retrieval.text.tokenization import dictionary_frequency

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z]{4,}")
_COMMON = 60
_LONGEST = 100  # characters: a longer text has words enough that are right
_MEASURES = "台场件项名家次条份个人位户起笔套类种处所"
_PARTICLES = frozenset(
    "的了着过地得吗呢吧啊呀不没有是会能要把被让给对向从在到和与或都就也还再很几多少这那哪谁啥咋我你他她它个位"
)
_COUNTED = re.compile(r"(?<=[多][少])[\u4e00-\u9fff]|(?<=几)[\u4e00-\u9fff]")


class SpellingCorrector:
    """Corrects questions to the words of a library by their sound. Thread-safe: nothing changes after construction."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """``vocabulary`` has the words."""
        self._vocabulary = vocabulary

    def __call__(self, folded: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The repaired question and (as written, as taken) pairs; the same question and none where all is well.

        A question of more than 100 characters is not corrected.

        >>> from retrieval.index.vocabulary import WordList
        >>> SpellingCorrector(WordList(["法律顾问", "顾问"]))("法律故问几个人")
        ('法律顾问几个人', (('法律故问', '法律顾问'),))
        """
        if len(folded) > _LONGEST:
            return folded, ()
        changes: list[tuple[str, str]] = []

        def taken(written: str, meant: str) -> str:
            if meant != written:
                changes.append((written, meant))
            return meant

        typed = self._vocabulary.sounding_like({merge_sounds(each) for each in _LATIN.findall(folded)})
        text = _LATIN.sub(lambda match: taken(match[0], typed.get(merge_sounds(match[0]), match[0])), folded)
        text = _HAN.sub(lambda match: "".join(taken(*piece) for piece in self._pieces(match[0])), text)
        text = _COUNTED.sub(lambda match: taken(match[0], self._measure(match[0])), text)
        return text, tuple(changes)

    def _pieces(self, run: str) -> Iterator[tuple[str, str]]:
        """The pieces of a run of Han characters, each with what it is taken for.

        The longest from each place that is a word of the library, or sounds like one.
        """
        meant, at = self._meant(run), 0
        while at < len(run):
            sizes = range(min(LONGEST_WORD, len(run) - at), 1, -1)
            piece = next((run[at : at + size] for size in sizes if run[at : at + size] in meant), run[at])
            yield piece, meant.get(piece, piece)
            at += len(piece)

    def _meant(self, run: str) -> Mapping[str, str]:
        """The pieces of a run that are words of the library, or sound like one, each with that word."""
        sizes = range(2, LONGEST_WORD + 1)
        pieces = {run[at : at + size] for size in sizes for at in range(len(run) - size + 1)}
        known = self._vocabulary.known(pieces)
        # Hardly a word: rare, and without a function word that merely stands beside one.
        odd = {
            piece: self._vocabulary.sound(piece)
            for piece in pieces - known
            if _PARTICLES.isdisjoint(piece) and dictionary_frequency(piece) < _COMMON
        }
        alike = self._vocabulary.sounding_like(set(odd.values()))
        meant = {piece: alike[sound] for piece, sound in odd.items() if sound in alike}
        return {piece: piece for piece in known} | {
            piece: word for piece, word in meant.items() if len(word) == len(piece) and set(piece) & set(word)
        }

    def _measure(self, char: str) -> str:
        """The measure word that a character sounds like."""
        if char in _MEASURES:
            return char
        sound = self._vocabulary.sound(char)
        return next((measure for measure in _MEASURES if self._vocabulary.sound(measure) == sound), char)
