"""Tokenization of folded text: jieba words, character n-grams, stop words. For search only, never shown in replies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from retrieval.text.dictionary import SegmentationDictionary
from retrieval.text.normalization import SEPARATORS

HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
"""Han characters, for a set of a regular expression."""
_HAN = re.compile(f"[{HAN}]+")
_RUN = re.compile(rf"[{HAN}]+|[a-z]+|\d+(?:\.\d+)?")
_LONGEST_RUN = 1_000
# Characters between two marks, as nearly all text has: what has more would fill the memory with what anybody may send.
_LONGEST_REMEMBERED = 32
_UNBROKEN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffffa-zA-Z0-9+#&._%-]{1,1000}+")
_CONTENT = re.compile(r"[^\W_]")
# What jieba cuts by itself, whatever stands around it; of all else it makes single characters.
_JIEBA_RUN = re.compile(r"([^\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)|([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)")


class TokenKind(StrEnum):
    """Kind of token that texts are indexed by: search words, pairs of Han characters, single characters."""

    WORD = "word"
    PAIR = "pair"
    CHARACTER = "character"


# Function words: no content in a question or a report.
STOPWORDS = frozenset(
    "的 了 着 过 地 得 之 其 所 以 而 且 并 与 和 及 或 跟 同 也 都 就 才 又 还 再 很 太 更 最 把 被 让 给 使 将 对 向 "
    "从 自 由 于 在 到 为 因 因为 所以 如果 但 但是 而且 并且 以及 或者 还是 是 是不是 有 有没有 没有 没 不 要 会 能 "
    "可以 吗 呢 吧 啊 呀 哦 嘛 么 哪 哪些 哪个 哪里 哪儿 什么 啥 怎么 怎样 怎么样 咋 咋样 如何 为什么 为何 多少 "
    "几 几个 谁 这 那 这个 那个 这些 那些 这样 那样 此 该 本 我 你 他 她 它 我们 你们 他们 咱 咱们 俺 您 自己 大家 "
    "人家 个 些 点 下 上 里 中 内 外 等 等等 请 请问 问 问下 想 想问 想问下 知道 告诉 一下 麻烦 帮 帮忙 谢谢 你好 您好 "
    "呗 哈 嗯 噢 哎 喂 嘞 咧 啦 吧 总共 一共 共 到底 究竟 具体 大概 大约 目前 现在 时候 什么样 多大 多久 多长 "
    "地方 事 事情 东西 情况 方面 进行 开展 通过 按照 根据 关于 对于 有关 相关".split()
)


@cache
def segmentation_dictionary() -> SegmentationDictionary:
    """The dictionary of this process."""
    return SegmentationDictionary()


@cache
def _tokenizer() -> Any:
    return segmentation_dictionary().tokenizer()


def words(folded: str) -> list[str]:
    """Search-mode words of folded text, without punctuation and function words.

    >>> words("执法记录仪有多少台？")
    ['执法', '记录', '记录仪', '台']
    """
    return [word for word in _cut(folded) if word not in STOPWORDS]


def _cut(folded: str) -> Iterator[str]:
    for piece in _pieces(folded):
        for unknown, run in _JIEBA_RUN.findall(piece):
            yield from _run_words(run) if run else filter(_CONTENT.match, unknown)


def _run_words(run: str) -> tuple[str, ...]:
    """The words of what stands between two punctuation marks: a passage, its sentences and its report share them."""
    return _remembered_words(run) if len(run) <= _LONGEST_REMEMBERED else _cut_run(run)


@lru_cache(maxsize=1 << 13)
def _remembered_words(run: str) -> tuple[str, ...]:
    return _cut_run(run)


# Few of the long ones, but all of one message, whose parts are compared with many things; they take some MB at most.
@lru_cache(maxsize=1 << 7)
def _cut_run(run: str) -> tuple[str, ...]:
    segmentation_dictionary().load(run)
    return tuple(word for word in _tokenizer().lcut_for_search(run) if _CONTENT.search(word))


def plain_words(folded: str) -> list[str]:
    """Non-overlapping words in order, with function words and punctuation."""
    segmentation_dictionary().load(folded)
    return [word for piece in _pieces(folded) for word in _tokenizer().lcut(piece)]


def dictionary_words(folded: str) -> list[str]:
    """Non-overlapping dictionary words in order; text that the dictionary does not hold is cut into characters."""
    segmentation_dictionary().load(folded)
    return [word for piece in _pieces(folded) for word in _tokenizer().lcut(piece, HMM=False)]


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces, cut only within runs of more than 1,000 characters without a break.

    jieba's time grows with the square of a run's length: 100,000 characters would take minutes.
    """
    at = 0
    for run in _UNBROKEN.finditer(text) if len(text) > _LONGEST_RUN else ():
        if run.end() - run.start() == _LONGEST_RUN:
            yield text[at : run.end()]
            at = run.end()
    yield text[at:]


def unigrams(folded: str) -> list[str]:
    """Single Han characters and whole runs of Latin letters or digits."""
    return [unit for run in _RUN.findall(folded) for unit in (run if _HAN.match(run) else [run])]


def is_han(char: str) -> bool:
    """Whether a character is a Han character, which is a token by itself."""
    return _HAN.match(char) is not None


def bigrams(folded: str) -> list[str]:
    """Pairs of neighbouring Han characters.

    >>> bigrams("行政复议50件")
    ['行政', '政复', '复议']
    """
    return [run[at : at + 2] for run in _HAN.findall(folded) for at in range(len(run) - 1)]


def sizes_by_pair(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The lengths of the words of two characters and more by the two that they begin with, the longest first.

    >>> sizes_by_pair(["信用", "信用修复", "复"])
    {'信用': (4, 2)}
    """
    sizes: defaultdict[str, set[int]] = defaultdict(set)
    for word in words:
        if len(word) > 1:
            sizes[word[:2]].add(len(word))
    return {pair: tuple(sorted(found, reverse=True)) for pair, found in sizes.items()}


def tokens_of(kind: TokenKind, folded: str) -> list[str]:
    """The tokens of a kind, in order.

    >>> tokens_of(TokenKind.PAIR, "复议50件"), tokens_of(TokenKind.CHARACTER, "复议50件")
    (['复议'], ['复', '议', '50', '件'])
    """
    match kind:
        case TokenKind.WORD:
            return words(folded)
        case TokenKind.PAIR:
            return bigrams(folded)
        case TokenKind.CHARACTER:
            return unigrams(folded)


def character_pairs(folded: str) -> list[str]:
    """Pairs of neighbouring letters, digits and Han characters; none crosses punctuation or space.

    >>> character_pairs("第3条,罚款")
    ['第3', '3条', '罚款']
    """
    return [run[at : at + 2] for run in SEPARATORS.split(folded) for at in range(len(run) - 1)]


def dictionary_frequency(word: str) -> int:
    """Frequency of a word in jieba's dictionary; 0 for an unknown word."""
    segmentation_dictionary().load(word[:1])
    return segmentation_dictionary().frequencies.get(word, 0)
