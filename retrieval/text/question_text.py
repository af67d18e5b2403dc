"""Question text: what is compared of a question, without courtesies, and the tokens that tell known questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.text.normalization import fold
from retrieval.text.tokenization import bigrams, unigrams, words

Token = str

_COURTESY = (
    r"请问一?下?|您好|你好|麻烦(?:您|你|问一?下)?|劳驾|谢谢|我?想?问一?下|我?想问|我?想知道|"
    r"我?想了解一?下|帮我?查一?下|请教一?下|那个(?=[,，\s])|"
    r"哎|喂|嗨|同志(?=[,，\s])|老师(?=[,，\s])|亲(?=[,，~～\s])"
)
_POLITE = re.compile(
    rf"^(?:(?:{_COURTESY})[,，。!！\s~～]*)+|"
    r"(?:谢谢|谢了|多谢|感谢|辛苦了|拜托了?|麻烦(?:您|你)?了)[你您啦了哈呀,，。!！~～\s]*$"
)
_LONGEST = 500
_NOISE = re.compile(r"[^\w%.+]|_|(?<!\d)\.|\.(?!\d)")
# A space between two Latin words or figures keeps them apart; any other means nothing.
_SPACE = re.compile(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])")


def strip_politeness(folded: str) -> str:
    """The question without its courtesies, unless nothing else is there.

    >>> strip_politeness("请问,法律顾问几个人,谢谢")
    '法律顾问几个人'
    """
    rest, before = folded.strip(), ""
    while rest != before:
        rest, before = _POLITE.sub("", rest).strip(" ,，。!！~～") or rest, rest
    return rest


def plain(raw: str) -> str:
    """What is compared of a question: folded, without politeness, emoji, punctuation, and spaces between characters.

    What stands beyond the first 500 characters is not read.

    >>> plain("请问：執法記錄儀 有幾台？🤔"), plain("GDP 2021 年")
    ('执法记录仪有几台', 'gdp 2021年')
    """
    kept = _NOISE.sub(" ", strip_politeness(fold(raw[:_LONGEST])))
    return _SPACE.sub("", strip_politeness(kept)).strip()


def tokens(folded: str, cut: Sequence[str] | None = None) -> dict[Token, float]:
    """Weighted tokens of a question: words and bigrams count 1, single characters a half; kinds do not mix.

    ``cut`` are its words, where they are known.

    >>> tokens("几台")
    {'w几台': 1.0, 'b几台': 1.0, 'u几': 0.5, 'u台': 0.5}
    """
    return (
        {f"w{word}": 1.0 for word in (words(folded) if cut is None else cut)}
        | {f"b{pair}": 1.0 for pair in bigrams(folded)}
        | {f"u{char}": 0.5 for char in unigrams(folded)}
    )


def ask_tokens(folded: str, cut: Sequence[str] | None = None) -> set[Token]:
    """The tokens of a question with its character trigrams, which catch 叫什么 and 多少钱."""
    return set(tokens(folded, cut)) | {f"t{folded[at : at + 3]}" for at in range(len(folded) - 2)}
