"""Query syntax of the look-up: words, "exact phrases", -excluded words, and filters such as 年:2021 or 机关:司法局.

Width does not matter: 年：２０２１ is 年:2021, “…” and 「…」 quote, － excludes. A dash excludes only where a word
begins, and a name is a filter only before a colon: 2021年 is a word. Filters of one name are alternatives, those of
different names must all match. What a query selects is decided in `retrieval.search.filtering`.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from retrieval.models import WendaError
from retrieval.search.query import FilterField, LookupQuery, QueryFilter

_OPENING = dict.fromkeys('"＂“”„', '"＂“”„') | {"「": "」", "『": "』"}
_DASHES = "-－−"
_YEARS = re.compile(r"([0-9]{4})年?(?:[-–—−~至到]+([0-9]{4})年?)?")
_FIELDS = {
    **dict.fromkeys(("年", "年份", "年度", "year"), FilterField.YEAR),
    **dict.fromkeys(("机关", "agency"), FilterField.AGENCY),
    **dict.fromkeys(("文号", "number"), FilterField.NUMBER),
    **dict.fromkeys(("地区", "place"), FilterField.PLACE),
}
_FILTER = re.compile(f"({'|'.join(sorted(_FIELDS, key=len, reverse=True))})[:：]", re.IGNORECASE)


class SyntaxFault(StrEnum):
    """Kind of mistake in a query; what the person reads is chosen by it."""

    UNCLOSED = "unclosed"
    EMPTY_PHRASE = "empty-phrase"
    YEAR = "year"
    EMPTY_FILTER = "empty-filter"
    NOTHING = "nothing"


_WANTED = {
    SyntaxFault.UNCLOSED: "a quotation mark that closes this phrase",
    SyntaxFault.EMPTY_PHRASE: "words between the quotation marks",
    SyntaxFault.YEAR: "a year as in 年:2021, or two as in 年:2019-2021",
    SyntaxFault.EMPTY_FILTER: "a value after the colon",
    SyntaxFault.NOTHING: "words, a phrase or a filter, not only what to leave out",
}


class QuerySyntaxError(WendaError):
    """A query that cannot be parsed: its ``fault``, and the text that was ``found`` there."""

    def __init__(self, fault: SyntaxFault, found: str) -> None:
        super().__init__(f"query: wanted {_WANTED[fault]}, found {found!r}")
        self.fault = fault
        self.found = found


def parse_query(raw: str) -> LookupQuery:
    """Parse a query.

    Raises `QuerySyntaxError` where a quotation mark is not closed, a filter has no value or no year, or the query has
    nothing to look for.

    >>> parse_query("执法记录仪 “全过程 记录” -培训")
    LookupQuery(words=('执法记录仪',), phrases=('全过程 记录',), excluded=('培训',), filters=())
    >>> parse_query("年：2019-2021").filters
    (QueryFilter(field=<FilterField.YEAR: 'year'>, value='2019-2021', years=(2019, 2021), negated=False),)
    >>> parse_query('"全过程')
    Traceback (most recent call last):
        ...
    retrieval.search.syntax.QuerySyntaxError: query: wanted a quotation mark that closes this phrase, found '"全过程'
    """
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    filters: list[QueryFilter] = []
    at = _skip_blanks(raw, 0)
    while at < len(raw):
        at, negated = _skip_dashes(raw, at)
        if named := _FILTER.match(raw, at):
            value, at, _ = _token(raw, _skip_blanks(raw, named.end()))
            filters.append(_filter(named, value, negated))
        else:
            value, at, quoted = _token(raw, at)
            (excluded if negated else phrases if quoted else words).append(value)
        at = _skip_blanks(raw, at)
    if not (words or phrases or filters):
        raise QuerySyntaxError(SyntaxFault.NOTHING, raw.strip())
    return LookupQuery(tuple(words), tuple(phrases), tuple(excluded), tuple(filters))


def _skip_blanks(raw: str, at: int) -> int:
    while at < len(raw) and raw[at].isspace():
        at += 1
    return at


def _skip_dashes(raw: str, at: int) -> tuple[int, bool]:
    """The position after the dashes that exclude a word, and whether there are any; a dash by itself is a word."""
    end = at
    while end < len(raw) and raw[end] in _DASHES:
        end += 1
    excludes = at < end < len(raw) and not raw[end].isspace()
    return (end, True) if excludes else (at, False)


def _token(raw: str, at: int) -> tuple[str, int, bool]:
    """The word or phrase that begins here, the position of its end, and whether it is a phrase."""
    closing = _OPENING.get(raw[at : at + 1])
    if closing is None:
        end = at
        while end < len(raw) and not raw[end].isspace() and raw[end] not in _OPENING:
            end += 1
        return raw[at:end], end, False
    end = next((i for i in range(at + 1, len(raw)) if raw[i] in closing), -1)
    if end < 0:
        raise QuerySyntaxError(SyntaxFault.UNCLOSED, raw[at:])
    phrase = raw[at + 1 : end].strip()
    if not phrase:
        raise QuerySyntaxError(SyntaxFault.EMPTY_PHRASE, raw[at : end + 1])
    return phrase, end + 1, True


def _filter(named: re.Match[str], value: str, negated: bool) -> QueryFilter:
    field = _FIELDS[named[1].lower()]
    if not value:
        raise QuerySyntaxError(SyntaxFault.EMPTY_FILTER, named[0])
    if field is not FilterField.YEAR:
        return QueryFilter(field, value, negated=negated)
    years = _YEARS.fullmatch(unicodedata.normalize("NFKC", value))
    if years is None:
        raise QuerySyntaxError(SyntaxFault.YEAR, named[0] + value)
    first, last = int(years[1]), int(years[2] or years[1])
    return QueryFilter(field, value, (min(first, last), max(first, last)), negated)
