"""Characters of a page: what fonts call by other code points is put right, and a page without readable ones is told.

Many programs write Kangxi radicals (⾏) for the characters that look the same (行), and bullets of symbol fonts as
private characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from retrieval.conversion.word.symbol_fonts import symbol

# Radicals that have no equivalent of their own in Unicode's tables.
_RADICALS = dict(
    zip(
        "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "民母虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
# An old font of offices names this character for 置, in nearly every PDF that is made with it.
_MISNAMED = {"臵": "置", "\xad": "-"}
# What fonts with a damaged table give for 的不于进规方取动之: no text has several, and where they are, more is wrong.
_DAMAGED = frozenset("癿丌亍迚觃斱叏劢乊")
_MOST_DAMAGED, _FEWEST_DAMAGED = 0.003, 3
_MOST_UNREADABLE, _MOST_RARE = 0.05, 0.3
_FEWEST = 10
# In shares of the page and in characters: a scanner's own line, or a page number, may stand on a picture of the page.
_MOSTLY, _FEW = 0.5, 60


def put_right(char: str) -> str:
    """A character as it is written in text; others stay.

    >>> put_right("⾏") + put_right("⻓"), put_right("ﬁ"), put_right("\\uf0b7"), put_right("２")
    ('行长', 'fi', '•', '２')
    """
    if char in _MISNAMED:
        return _MISNAMED[char]
    if "\u2e80" <= char <= "\u2fd5" or "\uf900" <= char <= "\ufaff" or "\ufb00" <= char <= "\ufb06":
        return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
    if "\uf020" <= char <= "\uf0ff":
        signs = (symbol(font, ord(char)) for font in ("Wingdings", "Symbol"))
        return next((sign for sign in signs if sign != char), char)
    return char


def is_readable(char: str) -> bool:
    """Whether a code point stands for a character; fonts without a table give private and unassigned ones."""
    return unicodedata.category(char[0]) not in ("Co", "Cn", "Cs", "Cc") and char != "\ufffd"


def can_be_text(chars: Iterable[str], unmapped: int) -> bool:
    """Whether what a page shows can be text: ``unmapped`` of its characters have no code point that means anything.

    A font whose table is wrong gives characters that no Chinese or Latin text is made of.

    >>> can_be_text("某市人民政府关于印发的通知", 0), can_be_text("某市人民", 9), can_be_text("ߚᆡڜ֘ئۊऒྒ༺ކ", 0)
    (True, False, False)
    """
    shown = [char for char in chars if not char.isspace()]
    total = len(shown) + unmapped
    bad = unmapped + sum(not is_readable(char) for char in shown)
    if bad > max(2, _MOST_UNREADABLE * total):
        return False
    damaged = sum(char in _DAMAGED for char in shown)
    if damaged >= _FEWEST_DAMAGED and damaged > _MOST_DAMAGED * total:
        return False
    rare = sum(not _is_common(char) for char in shown)
    return total < _FEWEST or rare <= _MOST_RARE * total


def is_picture(pictured: float, shown: int) -> bool:
    """Whether a page is a picture of one: pictures cover this share of it (0 to 1), and so many characters are shown.

    >>> is_picture(0.9, 12), is_picture(0.9, 800), is_picture(0.2, 12)
    (True, False, False)
    """
    return pictured >= _MOSTLY and shown < _FEW


def _is_common(char: str) -> bool:
    """Whether a character is one of Chinese, Latin, Greek, Cyrillic or Japanese text, punctuation or a symbol."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return ord(char[0]) < 0x250 or "\u2000" <= char <= "\u2e7f" or "\u3000" <= char <= "\u9fff" or char >= "\uf000"
    return True
