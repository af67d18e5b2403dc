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

_YEARS = re.compile(r"([0-9]{4})年?(?:[-–—−~至到]+([0-9]{4})年?)?")
_FIELDS = {
    **dict.fromkeys(("年", "年份", "年度", "year"), FilterField.YEAR),
    **dict.fromkeys(("机关", "agency"), FilterField.AGENCY),
    **dict.fromkeys(("文号", "number"), FilterField.NUMBER),
    **dict.fromkeys(("地区", "place"), FilterField.PLACE),
}
_NAMES = "|".join(sorted(_FIELDS, key=len, reverse=True))
# A dash by itself is a word.
_TOKEN = re.compile(
    rf"\s*(?P<dashes>[-－−]++(?=\S))?(?:(?P<filter>(?P<name>{_NAMES})[:：])\s*)?"
    r"(?:(?P<phrase>[\"＂“”„][^\"＂“”„]*[\"＂“”„]|「[^」]*」|『[^』]*』)"
    r"|(?P<word>[^\s\"＂“”„「『]++)|(?P<unclosed>[\"＂“”„「『]))?",
    re.IGNORECASE,
)


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
    for token in _TOKEN.finditer(raw):
        value = _value(token)
        if token["name"]:
            filters.append(_filter(token, value))
        elif value:
            (excluded if token["dashes"] else phrases if token["phrase"] else words).append(value)
    if not (words or phrases or filters):
        raise QuerySyntaxError(SyntaxFault.NOTHING, raw.strip())
    return LookupQuery(tuple(words), tuple(phrases), tuple(excluded), tuple(filters))


def _value(token: re.Match[str]) -> str:
    """The word, or the phrase without its quotation marks; empty where neither stands."""
    if token["unclosed"]:
        raise QuerySyntaxError(SyntaxFault.UNCLOSED, token.string[token.start("unclosed") :])
    phrase = token["phrase"]
    if phrase and not phrase[1:-1].strip():
        raise QuerySyntaxError(SyntaxFault.EMPTY_PHRASE, phrase)
    return phrase[1:-1].strip() if phrase else token["word"] or ""


def _filter(token: re.Match[str], value: str) -> QueryFilter:
    field, negated = _FIELDS[token["name"].lower()], token["dashes"] is not None
    if not value:
        raise QuerySyntaxError(SyntaxFault.EMPTY_FILTER, token["filter"])
    if field is not FilterField.YEAR:
        return QueryFilter(field, value, negated=negated)
    years = _YEARS.fullmatch(unicodedata.normalize("NFKC", value))
    if years is None:
        raise QuerySyntaxError(SyntaxFault.YEAR, token.string[token.start("filter") : token.end()].strip())
    first, last = int(years[1]), int(years[2] or years[1])
    return QueryFilter(field, value, (min(first, last), max(first, last)), negated)
