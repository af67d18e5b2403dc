"""Passage search: passages ranked for a person who looks around, by words, phrases and filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from retrieval.corpus.filters import EVERYTHING, AllOf, AnyOf, Condition, Filters, Is, NoneOf, ReportField, YearRange
from retrieval.models import Hit
from retrieval.search.highlight import Highlighter
from retrieval.search.query import FilterField, LookupQuery, QueryFilter
from retrieval.search.retriever import Query, Retriever
from retrieval.search.shared_words import SharedWords
from retrieval.text.normalization import compact, fold, normalize_number

# How many ranked passages are looked at for one that is found: most of the first share a word.
_CONSIDERED, _LEAST_CONSIDERED = 2, 100
_LONGEST_SEARCH = 2_000  # characters; a message holds 4,096


class PassageSearch:
    """Looks passages up in one library. Thread-safe: nothing changes after construction."""

    def __init__(self, retriever: Retriever, official_terms: Callable[[str], Sequence[str]]) -> None:
        """``retriever`` ranks for readers; ``official_terms`` gives those that words stand for."""
        self._retriever, self._official_terms = retriever, official_terms

    def search(self, words: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most ``k`` passages by the first 2,000 characters, best first; none where no word is known."""
        words = words[:_LONGEST_SEARCH]
        return self._ranked(words, self._official_terms(words), k, filters)

    def _ranked(self, words: str, terms: Sequence[str], k: int, filters: Filters) -> list[Hit]:
        query = fold(" ".join((words, *terms)))
        return self._retriever.search(Query(query), filters, k) if query.strip() else []

    def look_up(self, query: LookupQuery, k: int) -> list[Hit]:
        """At most ``k`` of the passages that phrases and filters leave, ranked by words and phrases.

        One that shares no word with the query, nor an official term for one, is none of them. Without words, those
        that nothing ranks follow in document order with a score of 0.
        """
        filters = Filters(condition(query.filters), query.phrases, query.excluded)
        text = query.text[:_LONGEST_SEARCH]
        terms = self._official_terms(text) if text else ()
        found = self._ranked(text, terms, max(_CONSIDERED * k, _LEAST_CONSIDERED), filters)
        hits = SharedWords(Highlighter(query, terms)).of(found, k)
        if query.words or len(hits) == k:
            return hits
        ranked = {hit.passage.id for hit in hits}
        listed = self._retriever.search(Query(""), filters, k + len(hits))
        return [*hits, *(hit for hit in listed if hit.passage.id not in ranked)][:k]


def condition(filters: Sequence[QueryFilter]) -> Condition:
    """The condition that one filter of each field matches, and none of the negated ones.

    >>> condition([QueryFilter(FilterField.YEAR, "2021", (2021, 2021))])
    AllOf(conditions=(AnyOf(conditions=(YearRange(first=2021, last=2021),)),))
    """
    wanted = sorted((each for each in filters if not each.negated), key=lambda each: each.field)
    fields = [AnyOf(tuple(map(_matches, same))) for _, same in groupby(wanted, lambda each: each.field)]
    negated = tuple(_matches(each) for each in filters if each.negated)
    return AllOf((*fields, *((NoneOf(negated),) if negated else ())))


def _matches(wanted: QueryFilter) -> Condition:
    match wanted.field:
        case FilterField.YEAR:
            return YearRange(*wanted.years)
        case FilterField.NUMBER:
            return Is(ReportField.NUMBER, normalize_number(wanted.value))
        case FilterField.AGENCY:
            return Is(ReportField.AGENCY, compact(wanted.value))
        case FilterField.PLACE:
            return Is(ReportField.PLACE_NAME, compact(wanted.value))
