"""Conditions: filters on reports and passages as queries that do not score."""

from __future__ import annotations

import re

from retrieval.cluster.mappings import ABOVE, CONTAINING, LETTERS, USED_FROM, USED_UNTIL, Json
from retrieval.corpus.filters import AllOf, AnyOf, Condition, Filters, InUse, Is, NoneOf, ReportField, YearRange
from retrieval.text.normalization import compact, normalize_number

ALL: Json = {"match_all": {}}
NONE: Json = {"match_none": {}}
_NUMBER = re.compile(r"\d+|\D")


def condition_query(condition: Condition) -> Json:
    """The reports, or the passages of the reports, that meet a condition.

    >>> condition_query(AnyOf((Is(ReportField.YEAR, 2021), Is(ReportField.NATIONAL, True))))
    {'bool': {'should': [{'term': {'year': 2021}}, {'term': {'national': True}}], 'minimum_should_match': 1}}
    >>> condition_query(Is(ReportField.NUMBER, "13号"))
    {'match_phrase': {'number': '13 #号'}}
    >>> condition_query(InUse(2021))
    {'bool': {'filter': [{'range': {'used_from': {'lte': 2021}}}, {'range': {'used_until': {'gte': 2021}}}]}}
    """
    match condition:
        case AllOf(conditions):
            return {"bool": {"filter": list(map(condition_query, conditions))}} if conditions else ALL
        case AnyOf(conditions):
            met = list(map(condition_query, conditions))
            return {"bool": {"should": met, "minimum_should_match": 1}} if met else NONE
        case NoneOf(conditions):
            return {"bool": {"must_not": list(map(condition_query, conditions))}} if conditions else ALL
        case YearRange(first, last):
            return {"range": {ReportField.YEAR.value: {"gte": first, "lte": last}}}
        case InUse(year):
            return {"bool": {"filter": [{"range": {USED_FROM: {"lte": year}}}, {"range": {USED_UNTIL: {"gte": year}}}]}}
        case Is(field, value):
            return _containing(field, str(value)) if field in CONTAINING else {"term": {field.value: value}}


def filter_query(filters: Filters) -> Json:
    """The passages that filters leave."""
    wanted = [condition_query(filters.reports)]
    wanted += [_phrase(LETTERS, letters(phrase)) for phrase in filters.phrases if compact(phrase)]
    unwanted = [
        _phrase(field, letters(word)) for word in filters.excluded for field in (LETTERS, ABOVE) if compact(word)
    ]
    return {"bool": {"filter": wanted, "must_not": unwanted}}


def _containing(field: ReportField, value: str) -> Json:
    split = {ReportField.TITLE: title_letters, ReportField.NUMBER: number_letters}.get(field, letters)
    if tokens := split(value):
        return _phrase(field.value, tokens)
    # Every name contains nothing at all; no number is none.
    return NONE if field is ReportField.NUMBER else {"exists": {"field": field.value}}


def _phrase(field: str, tokens: str) -> Json:
    return {"match_phrase": {field: tokens}}


def letters(text: str) -> str:
    """Every character of a text without its blanks: a phrase of these is found exactly where it stands in the text.

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
