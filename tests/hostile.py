"""Messages that are made to cost most, of any length: what a stranger may send that is expensive to read.

Each shape is a different text for each seed, so that no cache has seen it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache

from retrieval.resources import LEXICON, read_gazetteer, read_law_names, read_lexicon
from tests.shipped import library

LONGEST = 4096
"""Characters: Telegram's limit for a message."""

Shape = Callable[[random.Random], str]
_PINYIN = "shen pi shi xiang xing zheng fu yi zhi fa ji lu yi duo shao tai ren min zheng fu gong zuo bao gao".split()
_ASKING = (
    "有多少 几个 谁 哪里 什么时候 为什么 怎么办 多少钱 是不是 有没有 能不能 多久 哪些 占比多少 同比增长多少".split()
)
_PERSONAL = ["13800138000", "0631-8451234", "11010519491231002X", "a.b@example.com", "鲁K12345", "6222021234567890123"]


def _han(first: int, last: int) -> Shape:
    return lambda chance: chr(chance.randint(first, last))


def _of(words: Sequence[str], after: str = "") -> Shape:
    return lambda chance: chance.choice(words) + after


@cache
def _forms() -> tuple[str, ...]:
    return tuple(read_lexicon(LEXICON))


@cache
def _laws() -> tuple[str, ...]:
    return tuple(sorted(read_law_names()))


@cache
def _places() -> tuple[str, ...]:
    return tuple(sorted(read_gazetteer().names))


@cache
def _sentences() -> tuple[str, ...]:
    return tuple(part for passage in library().passages for part in passage.text.split("，") if part)


def _title(chance: random.Random) -> str:
    return f"《{''.join(_han(0x4E00, 0x9FA5)(chance) for _ in range(chance.randint(1, 30)))}》"


def _number(chance: random.Random) -> str:
    return f"某政发〔{chance.randint(1990, 2030)}〕{chance.randint(1, 999)}号"


def _figure(chance: random.Random) -> str:
    unit = chance.choice(["项", "%", "万元", "个百分点", "台", ""])
    return f"{chance.randint(1, 10**9):,}.{chance.randint(0, 99)}{unit}"


def _digits(chance: random.Random) -> str:
    return f"{chance.randint(0, 9999)}{chance.choice(' -./,，·_()～至')}"


SHAPES: dict[str, Shape] = {
    "random Han": _han(0x4E00, 0x9FA5),
    "rare Han": _han(0x3400, 0x4DB5),
    "Han beyond the BMP": _han(0x20000, 0x2A6D6),
    "lexicon forms": lambda chance: chance.choice(_forms()),
    "lexicon forms with marks": lambda chance: chance.choice(_forms()) + chance.choice("，。？、 "),
    "the report's own words": lambda chance: chance.choice(_sentences()),
    "questions in one breath": lambda chance: "".join(map(chance.choice, (_forms(), _ASKING, "，、？"))),
    "asking words": _of(_ASKING),
    "keywords": lambda chance: chance.choice(_sentences())[:6] + " ",
    "pinyin": _of(_PINYIN),
    "pinyin with blanks": _of(_PINYIN, " "),
    "digits": lambda chance: str(chance.randint(0, 9)),
    "digits and separators": _digits,
    "Chinese numerals": _of(list("零一二三四五六七八九十百千万亿两第之分点")),
    "figures with units": _figure,
    "dates": lambda chance: f"{chance.randint(1900, 2100)}年{chance.randint(1, 12)}月第{chance.randint(1, 4)}季度",
    "nested brackets": _of(list("（（（（((〔〔[《《“‘））））))〕]》》”’")),
    "document numbers": _number,
    "titles": _title,
    "law names": lambda chance: chance.choice(_laws()),
    "places": lambda chance: chance.choice(_places()),
    "personal data": lambda chance: chance.choice(_PERSONAL) + chance.choice(["", " ", "，"]),
    "courtesies": _of("请问 谢谢 你好， 您好 麻烦问一下 我想知道 帮我查一下 感谢！ 辛苦了 ～".split()),
    "denials and opposites": _of("不 没有 无 未 不能不 男 女 增 减 是不是 有没有 非 别 莫".split()),
    "one character": lambda chance: "的",
    "no letters": _of(list("。，！？；：…—～🤔👍\u200b\u3000 \n")),
    "letters and signs": _of(list("abcxyz0189.@/_-+%&#:")),
}  # fmt: skip


def text_of(name: str, length: int, seed: int) -> str:
    """A text of a shape, of so many characters as Telegram counts them, which is never blank at its ends."""
    chance, shape = random.Random(f"{name}{seed}"), SHAPES[name]
    made: list[str] = []
    size = 0
    while size < length:
        made.append(shape(chance))
        size += len(made[-1])
    return f"{''.join(made)[: length - 1].strip() or '？'}吗"
