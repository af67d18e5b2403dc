"""Field tokens: folded text as blank-separated tokens, which the cluster's whitespace analyzer splits again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from retrieval.search.reranker import RerankQuery
from retrieval.text.normalization import compact, normalize_number
from retrieval.text.tokenization import TokenKind

# What the whitespace tokenizer keeps whole; a longer token is a run of letters or digits that nobody asks for.
LONGEST_TOKEN = 255

_NUMBER = re.compile(r"\d+|\D")


def joined(tokens: Iterable[str]) -> str:
    """Tokens as one field of a document."""
    return " ".join(token for token in tokens if len(token) <= LONGEST_TOKEN)


def query_terms(folded: str, kind: TokenKind) -> Counter[str]:
    """The terms of a query's text with how often each stands there; interrogatives are left out.

    >>> query_terms("一共多少台,多少台", TokenKind.CHARACTER)
    Counter({'台': 2, '一': 1, '共': 1})
    """
    query = RerankQuery(folded)
    found = {TokenKind.WORD: query.words, TokenKind.PAIR: query.bigrams, TokenKind.CHARACTER: query.unigrams}[kind]
    return Counter(token for token in found if len(token) <= LONGEST_TOKEN)


def letters(text: str) -> str:
    """Every character of a text without its blanks: a phrase of these stands in a field exactly where it is in the text.

    >>> letters("第 13 号")
    '第 1 3 号'
    """
    return " ".join(compact(text))


def title_letters(folded: str) -> str:
    """Every character of a folded title, a blank as its number: what contains what depends on blanks there.

    >>> title_letters("甲 乙")
    '甲 32 乙'
    """
    return " ".join(str(ord(char)) if char.isspace() else char for char in folded)


def number_letters(number: str) -> str:
    """A document number so that a phrase of it matches where no other digit adjoins: 13号 is no part of 113号.

    A run of digits is one token, and a character beside one is marked on that side.

    >>> number_letters("某政发〔2021〕13号"), number_letters("13号")
    ('某 政 发 _# 2021 #_# 13 #号', '13 #号')
    """
    pieces = _NUMBER.findall(normalize_number(number))
    around = ["", *pieces, ""]
    marked = []
    for before, piece, after in zip(around, pieces, around[2:], strict=False):
        left, right = "#" * before.isdecimal(), "#" * after.isdecimal()
        marked.append(piece if piece.isdecimal() else f"{left}{piece.replace(' ', '_')}{right}")
    return " ".join(marked)
