"""Pinyin of Han characters without tones, from a table that is made of pypinyin's and is a few times smaller.

The table has one syllable for each character, and the phrases in which pypinyin reads a character in another way.
pypinyin itself takes a quarter of a second to load, so that it is loaded only to make the table. Flat and retroflex
initials count as the same sound, and so do front and back nasals: people confuse them.
"""

from __future__ import annotations

import json
import re

from retrieval.file_cache import cached, package_checksum

_FIRST, _LAST = "\u4e00", "\u9fff"
_INITIAL = re.compile("([zcs])h")
_NASAL = re.compile("([aei]n)g(?![aeiou])")
_PHRASE = re.compile(f"[{_FIRST}-{_LAST}]+")


class PinyinTable:
    """Sounds of texts. Thread-safe: nothing changes after construction.

    >>> table = PinyinTable(pinyin_table())
    >>> table.sound("执法记路仪") == table.sound("执法记录仪"), table.sound("行政"), table.sound("银行")
    (True, 'xinzen', 'yinhan')
    """

    def __init__(self, content: bytes) -> None:
        """Read what `pinyin_table` gave."""
        syllables, characters, self._phrases = json.loads(content)
        self._syllables: list[str] = [syllables[ord(char)] for char in characters]
        self._longest = max(map(len, self._phrases), default=0)

    def sound(self, text: str) -> str:
        """The toneless pinyin of a text; sounds that people confuse are made equal, letters stay."""
        parts, at = [], 0
        while at < len(text):
            for size in range(min(self._longest, len(text) - at), 1, -1):
                if reading := self._phrases.get(text[at : at + size]):
                    parts.append(reading)
                    at += size
                    break
            else:
                char = text[at]
                parts.append(self._syllables[ord(char) - ord(_FIRST)] if _FIRST <= char <= _LAST else char)
                at += 1
        return merge_sounds("".join(parts))


def merge_sounds(pinyin: str) -> str:
    """Pinyin in which sounds that people confuse are made equal.

    >>> merge_sounds("shenpi"), merge_sounds("fangan")
    ('senpi', 'fangan')
    """
    return _NASAL.sub(r"\1", _INITIAL.sub(r"\1", pinyin.lower()))


def pinyin_table() -> bytes:
    """The table, from a cache file where there is one: syllables, that of each character, phrases as JSON."""
    return bytes(cached("pinyin", package_checksum("pypinyin"), _packed_table))


def _packed_table() -> bytes:
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT

    read = {chr(point): lazy_pinyin(chr(point))[0] for point in range(ord(_FIRST), ord(_LAST) + 1)}
    number = {syllable: at for at, syllable in enumerate(dict.fromkeys(read.values()))}
    readings = {phrase: lazy_pinyin(phrase) for phrase in PHRASES_DICT if _PHRASE.fullmatch(phrase)}
    irregular = {
        phrase: "".join(reading) for phrase, reading in readings.items() if reading != [read[char] for char in phrase]
    }
    characters = "".join(chr(number[syllable]) for syllable in read.values())
    return json.dumps([list(number), characters, irregular], ensure_ascii=False).encode()
