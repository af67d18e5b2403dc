"""Described documents: which report of a library a question means by words of its title, abbreviated or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import Filters
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.scope import Scope
from retrieval.search.retriever import Query, Retriever
from retrieval.text.gazetteer import stem_of
from retrieval.text.lexicon import Term
from retrieval.text.normalization import fold
from retrieval.text.tokenization import STOPWORDS, bigrams, dictionary_words
from retrieval.text.values.numerals import YEAR, year_value

_YEAR = re.compile(YEAR)
# What kind of document it is says little: people call a regulation a rule.
_KIND = re.compile(
    r"(?:管理)?(?:办法|规定|条例|细则|规则|通知|公告|通告|意见|方案|决定|报告|文件|公报|法规|政策|指南|法)"
    r"|(?:司法)?解释"
)
_NATION = "中华人民共和国"
_NOTHING = STOPWORDS | frozenset("年 版 年版 版本 修订版 从 自 现行 最新".split())
_OF_KIND, _ABBREVIATED = 0.3, 0.8
# The share of what is said that a title must hold, and how many titles and passages are looked at.
_LEAST, _LOOKED_AT, _RANKED = 0.6, 40, 10
# Characters; no title holds most of what is longer, and each lay form in it would be a search or two.
_LONGEST = 200


def series_of(metadata: DocumentMetadata) -> str:
    """A report's title without place and year, folded: what the reports of one series share.

    >>> [series_of(DocumentMetadata("", title)) for title in ("2021年度某某报告", "2022年度某某报告")]
    ['年度某某报告', '年度某某报告']
    """
    title = _YEAR.sub("", fold(metadata.title))
    return title.replace(stem_of(metadata.place), "") if metadata.place else title


@dataclass(frozen=True, slots=True)
class DocumentFinder:
    """Finds the report that is described; of several whose titles fit equally the one that is most about it."""

    catalog: ReportCatalog
    retriever: Retriever

    def find(self, said: str, scope: Scope, expansions: Sequence[tuple[str, tuple[Term, ...]]] = ()) -> str | None:
        """The file of the report in scope that is described; None where none is, or several are.

        What has more than 200 characters describes none.
        """
        if not said:
            return scope.file
        said = without_places(said, scope)
        for reading in name_readings(said, expansions) if len(said) <= _LONGEST else ():
            hits = self.retriever.search(Query(reading, tuple(expansions)), Filters(scope.reports), _RANKED)
            ranked = list(dict.fromkeys(hit.passage.file for hit in hits))
            if file := described(reading, self.catalog, scope, ranked):
                return file
        return None


def described(said: str, catalog: ReportCatalog, scope: Scope, ranked: Sequence[str] = ()) -> str | None:
    """The file in scope whose title holds most of what a question says, words abbreviated or not.

    Of a series the one of the year that is named is meant, else the newest; of others that hold equally much the first
    of ``ranked``, the files that are most about it. None where no title holds enough of it, or nothing tells.
    """
    weights = word_weights(said)
    if not weights:
        return scope.file
    last = next(reversed(weights))
    if max(weight / len(word) for word, weight in weights.items()) <= _OF_KIND:
        ranked = ()  # a kind of document alone tells none from others
    near = dict.fromkeys((*catalog.resembling(bigrams(said), scope.reports, _LOOKED_AT), *ranked))
    # What a law tells of has its own days: 某法调解书 is no law.
    found = [each for each in catalog.metadata.get_many(near) if is_kind(last) or _share({last: 1.0}, each)]
    held = [_share(weights, each) for each in found]
    most = max(held, default=0.0)
    if most < _LEAST:
        return None
    fitting = [each for each, share in zip(found, held, strict=True) if share > most - 0.01]
    years = {year_value(year) for year in _YEAR.findall(said)}
    fitting = [each for each in fitting if each.year in years] or fitting
    fitting = named_whole(said, fitting) or fitting
    if len({series_of(each) for each in fitting}) == 1:
        return max(fitting, key=lambda each: (each.year or 0, each.version, each.file)).file
    files = {each.file for each in fitting}
    return next((file for file in ranked if file in files), None)


def _share(weights: dict[str, float], metadata: DocumentMetadata) -> float:
    """The greatest share of some weighted words that a title, or the name of the file, holds."""
    return max(title_share(weights, fold(title)) for title in (*metadata.titles, metadata.file))


def named_whole(said: str, found: Sequence[DocumentMetadata]) -> list[DocumentMetadata]:
    """Those of some reports whose whole title stands in what is folded and said; of several titles the longest.

    A province's 某省养犬条例 has all words of the nation's 养犬条例, but who says no province means the nation's.

    >>> two = [DocumentMetadata("a", "某省养犬条例"), DocumentMetadata("b", "中华人民共和国养犬条例")]
    >>> [each.file for each in named_whole("养犬条例自", two)], [each.file for each in named_whole("某省养犬条例", two)]
    (['b'], ['a'])
    """
    titles = {each.file: [fold(title).removeprefix(_NATION) for title in each.titles] for each in found}
    sizes = {
        file: max((len(title) for title in own if title in said and not is_kind(title)), default=0)
        for file, own in titles.items()
    }
    longest = max(sizes.values(), default=0)
    return [each for each in found if sizes[each.file] == longest] if longest else []


def name_readings(said: str, expansions: Sequence[tuple[str, tuple[Term, ...]]]) -> Iterator[str]:
    """What a question says, as it is and with official terms for lay forms."""
    yield said
    for form, terms in expansions:
        if form in said:
            yield from (said.replace(form, term.text) for term in terms[:2])


def word_weights(said: str) -> dict[str, float]:
    """The words of what is said with their weights."""
    words = (word for word in dictionary_words(_YEAR.sub("", said)) if word not in _NOTHING and word.isalnum())
    return {word: len(word) * (_OF_KIND if is_kind(word) else 1.0) for word in words}


def is_kind(word: str) -> bool:
    """Whether a word says only what kind of document one is.

    >>> is_kind("管理办法"), is_kind("养犬")
    (True, False)
    """
    return _KIND.fullmatch(word) is not None


def title_share(weights: dict[str, float], title: str) -> float:
    """The share of some weighted words that a folded title holds, in full or abbreviated.

    >>> title_share({"公租房": 3.0, "细则": 1.0}, "某市公共租赁住房实施细则")
    0.85
    """
    total = sum(weights.values())
    held = (
        weight if word in title else _ABBREVIATED * weight * is_abbreviated(word, title)
        for word, weight in weights.items()
    )
    return round(sum(held) / total, 6)


def without_places(said: str, scope: Scope) -> str:
    """What is said of a document without the places that chose the scope, of which all of its titles may have one."""
    for place in scope.places:
        stem = re.escape(stem_of(place))
        said = re.sub(rf"{re.escape(place.name)}|{stem}(?:全?[省市区县])?", "", said)
    return said


def is_abbreviated(words: str, title: str) -> bool:
    """Whether a title holds all characters of some words, two at least, in their order.

    >>> is_abbreviated("公租房细则", "某市公共租赁住房管理实施细则"), is_abbreviated("细则房", "公共租赁住房细则")
    (True, False)
    """
    at = 0
    for char in words:
        at = title.find(char, at) + 1
        if not at:
            return False
    return len(words) > 1
