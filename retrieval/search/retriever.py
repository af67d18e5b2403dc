"""Retriever and term statistics: the two doors between what grows with the library and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.corpus.filters import EVERYTHING, Filters
from retrieval.models import Hit
from retrieval.text.lexicon import Term
from retrieval.text.tokenization import TokenKind

Expansions = tuple[tuple[str, tuple[Term, ...]], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Folded text to find passages for.

    ``expansions`` holds lay forms with the official terms that may stand for each: of a form's terms the best one
    counts. ``context`` is the earlier question that this one leans on; it counts half.
    """

    text: str
    expansions: Expansions = ()
    context: str = ""


class Retriever(Protocol):
    """Ranks passages. It alone knows how many there are."""

    def search(self, query: Query, filters: Filters = EVERYTHING, k: int = 10) -> list[Hit]:
        """At most ``k`` passages, best first, ties in document order.

        Without text: passages that the filters leave, in document order, with a score of 0.
        """


@dataclass(frozen=True, slots=True)
class SentenceSizes:
    """How many sentences a library has, and the mean length in characters of their texts, clauses and headings."""

    sentences: int
    own: float
    clause: float
    headings: float


class TermStatistics(Protocol):
    """In how many sentences of a library terms stand."""

    @property
    def sizes(self) -> SentenceSizes:
        """The number of sentences and their mean lengths."""

    def frequencies(self, kind: TokenKind, terms: Sequence[str]) -> list[int]:
        """For each term the number of sentences that hold it; 0 for an unknown one."""
