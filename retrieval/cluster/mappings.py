"""Mappings: what each index of the cluster holds, and how it is analysed and scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from retrieval.corpus.filters import ReportField
from retrieval.search.reranker import RerankQuery
from retrieval.text.tokenization import TokenKind, character_pairs, unigrams, words

FORMAT = "wenda-cluster 1"
Json = dict[str, Any]


class IndexKind(StrEnum):
    """Index of a generation; the values are parts of the indices' names."""

    PASSAGES = "passages"
    REPORTS = "reports"
    TERMS = "terms"


# The fields that rank, one for each kind of token.
RANKED: Mapping[TokenKind, str] = {
    TokenKind.WORD: "words",
    TokenKind.PAIR: "pairs",
    TokenKind.CHARACTER: "characters",
}
SPLIT: Mapping[TokenKind, Callable[[str], list[str]]] = {
    TokenKind.WORD: words,
    TokenKind.PAIR: character_pairs,
    TokenKind.CHARACTER: unigrams,
}
# What the whitespace tokenizer keeps whole; a longer token is a run of letters or digits that nobody asks for.
_LONGEST_TOKEN = 255
# A passage's own letters, and those of the headings and the title above it.
LETTERS, ABOVE = "letters", "above"
# The place of a passage or a report in document order.
POSITION = "position"
# What is read back; nothing looks into it.
STORED = "stored"
# A report's text and annotations, and whether it has annotations.
CONTENT, ANNOTATED = "content", "annotated"
# The permanent key of a passage.
KEY = "key"
# The pairs of characters in a report's title and in the name of its file.
TITLE_PAIRS = "title_pairs"
# The first and the last year in which no other version of a law was in use.
USED_FROM, USED_UNTIL = "used_from", "used_until"
# The number of sentences that hold a term.
COUNT = "count"
# The words of a library that sound alike.
WORDS = "words"

# Fields of reports whose values are compared whole, and those that contain what is asked for.
_WHOLE_NUMBERS = (ReportField.YEAR, ReportField.COVERED_YEAR, ReportField.MENTIONED_YEAR)
_FLAGS = (ReportField.NATIONAL, ReportField.ANNUAL)
CONTAINING = (ReportField.TITLE, ReportField.AGENCY, ReportField.PLACE_NAME, ReportField.NUMBER)

_KEYWORD = {"type": "keyword", "doc_values": False}
_WHOLE_NUMBER = {"type": "integer"}
_PHRASE = {"type": "text", "analyzer": "whitespace", "index_options": "positions", "norms": False}
_UNORDERED = {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False}
_OPAQUE = {"type": "object", "enabled": False}


def index_body(kind: IndexKind, shards: int, similarity: str, meta: Json) -> Json:
    """The settings and mappings of a new index: without replicas and refreshes, until it is complete.

    ``similarity`` is the name of a BM25 that has the factor k1 + 1.
    """
    properties, stored_only = _PROPERTIES[kind]
    return {
        "settings": {
            "index": {"number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": "-1"},
            # The parameters of BM25 are the embedded index's.
            "similarity": {
                "short": {"type": similarity, "k1": 0.9, "b": 0.4},
                "character": {"type": similarity, "k1": 1.2, "b": 0.75},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": meta,
            "_source": {"includes": stored_only},
            "properties": properties,
        },
    }


def _ranked(kind: TokenKind) -> Json:
    similarity = "character" if kind is TokenKind.CHARACTER else "short"
    return {"type": "text", "analyzer": "whitespace", "index_options": "freqs", "similarity": similarity}


def _report_field(field: ReportField) -> Json:
    if field in CONTAINING:
        return _PHRASE
    if field in _WHOLE_NUMBERS:
        return _WHOLE_NUMBER
    return {"type": "boolean"} if field in _FLAGS else _KEYWORD


_TOKENS = {name: _ranked(kind) for kind, name in RANKED.items()}
_REPORT_FIELDS = {field.value: _report_field(field) for field in ReportField} | {
    USED_FROM: _WHOLE_NUMBER,
    USED_UNTIL: _WHOLE_NUMBER,
}
_PLACED = {POSITION: _WHOLE_NUMBER, STORED: _OPAQUE}
_PROPERTIES: Mapping[IndexKind, tuple[Json, list[str]]] = {
    IndexKind.PASSAGES: (
        _PLACED | _TOKENS | _REPORT_FIELDS | {LETTERS: _PHRASE, ABOVE: _PHRASE, KEY: _KEYWORD},
        [STORED, POSITION],
    ),
    # The text stands apart: the catalog reads reports without it.
    IndexKind.REPORTS: (
        _PLACED
        | _TOKENS
        | _REPORT_FIELDS
        | {CONTENT: _OPAQUE, ANNOTATED: {"type": "boolean"}, TITLE_PAIRS: _UNORDERED},
        [STORED, POSITION, CONTENT],
    ),
    IndexKind.TERMS: ({COUNT: {"type": "integer", "index": False}, WORDS: _OPAQUE}, [COUNT, WORDS]),
}


def joined(tokens: Iterable[str]) -> str:
    """Tokens as one field of a document."""
    return " ".join(token for token in tokens if len(token) <= _LONGEST_TOKEN)


def query_terms(folded: str, kind: TokenKind) -> Counter[str]:
    """The terms of a query's text with how often each stands there; interrogatives are left out.

    >>> query_terms("一共多少台,多少台", TokenKind.CHARACTER)
    Counter({'台': 2, '一': 1, '共': 1})
    """
    query = RerankQuery(folded)
    found = {TokenKind.WORD: query.words, TokenKind.PAIR: query.bigrams, TokenKind.CHARACTER: query.unigrams}[kind]
    return Counter(token for token in found if len(token) <= _LONGEST_TOKEN)
