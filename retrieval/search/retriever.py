"""Retriever: the door between what grows with a library and what does not; its other half are the term statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from retrieval.corpus.filters import EVERYTHING, Filters
from retrieval.index.collection_statistics import TermStatistics
from retrieval.index.segments import Segment
from retrieval.index.vocabulary import Vocabulary
from retrieval.models import Hit
from retrieval.text.lexicon import Term

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


@runtime_checkable
class SearchDoors(Protocol):
    """All that an engine asks of an index beside passages and catalog, wherever the index is."""

    @property
    def retriever(self) -> Retriever:
        """Ranks passages by the first stage, for answering."""

    @property
    def lookup(self) -> Retriever:
        """Ranks passages for people who look around."""

    @property
    def statistics(self) -> TermStatistics:
        """In how many sentences terms stand."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words, by their sound."""

    @property
    def questions(self) -> Sequence[Segment]:
        """The segments that hold the known questions."""
