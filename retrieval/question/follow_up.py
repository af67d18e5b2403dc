"""Follow-up questions and scoping: a question without what selects documents, filled in from the one before it.

那广东呢 keeps the rest of the question before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from retrieval.corpus.filters import EVERY_REPORT, Is, ReportField
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.analysis import Question, QuestionAnalyzer
from retrieval.question.named.named_scope import NamedScope
from retrieval.question.scope import ScopeResolver
from retrieval.question.years import years_of
from retrieval.text.gazetteer import Place, stem_of
from retrieval.text.normalization import fold
from retrieval.text.question_text import plain
from retrieval.text.tokenization import bigrams

_YEAR_WORDS = re.compile(
    r"(?:\d{4}|二[〇零]\d?[〇零一二三四五六七八九]+)年?(?:度|底|末|的)?|今年|去年|前年|明年|本年|那年|当年"
)
_NATIONAL = re.compile(r"国家(?!级|标准|机关|公务)|全国|国务院|中央|国办")
_PARENT = re.compile(r"全省|省里|省内|全市|市里")
_GENRE = re.compile(
    r"(?:的)?(?:政府)?工作报告(?:里|中|上)?|统计公报(?:里|中)?|办事指南(?:里|中)?|"
    r"法治政府(?:建设)?(?:情况)?(?:的)?报告(?:里|中)?"
)
_POINTING = re.compile(r"那么?|这|其中|另外|还有|换成|改成|呢|的|里|在|是|又|多少|怎么样|如何|咋样|啊|呀|[?？,，。]")
_THIS_YEAR = re.compile(r"今年|本年|的?(?:预期|增长)?目标")


@dataclass(frozen=True, slots=True)
class ScopedQuestion:
    """A question without what selects documents, what it names, and the earlier questions that it may still lean on."""

    question: Question
    named: NamedScope
    history: tuple[str, ...] = ()


class QuestionScoping(Protocol):
    """Takes a question apart into what selects documents and what is asked of them."""

    def scoped(self, raw: str, history: tuple[str, ...]) -> ScopedQuestion:
        """The question as it is put to the documents that it names; ``history`` comes oldest first."""


@dataclass(frozen=True, slots=True)
class SingleReportScoping:
    """Scoping over one report, among which ``resolver`` selects: its own place and year tell nothing there."""

    analyzer: QuestionAnalyzer
    resolver: ScopeResolver

    def scoped(self, raw: str, history: tuple[str, ...]) -> ScopedQuestion:
        """The question without the report's place and year."""
        question, named, _ = _read(raw, history, self.analyzer, self.resolver)
        catalog = self.resolver.catalog
        own = without_own(question.text, catalog.metadata[catalog.select(EVERY_REPORT, 1)[0]])
        return ScopedQuestion(replace(question, text=own, query=own), named, history)


class LibraryScoping:
    """Scoping over several reports: places, years and genres select them; 那广东呢 keeps the rest of the one before."""

    def __init__(self, analyzer: QuestionAnalyzer, resolver: ScopeResolver) -> None:
        """``resolver`` selects among the reports of the library."""
        self._analyzer, self._resolver, self._catalog = analyzer, resolver, resolver.catalog

    def scoped(self, raw: str, history: tuple[str, ...]) -> ScopedQuestion:
        """The question without what selects documents; one that only changes place, year or thing is whole."""
        question, named, before = _read(raw, history, self._analyzer, self._resolver)
        if before and (continued := self._continued(raw, history[-1], named, before)):
            question, named = continued
        else:
            context = question.context
            if before and context:
                named, context = _filled(named, before), without_slots(context, before.places)
            # Where no report is of a place, what is said of it stands in one of a place around it.
            selecting = tuple(each for each in named.places if not self._resolver.is_within_a_held_one(each))
            question = replace(question, query=without_slots(question.text, selecting), context=context)
        return ScopedQuestion(question, named, history if question.text == plain(raw) else ())

    def _continued(
        self, raw: str, last: str, named: NamedScope, before: NamedScope
    ) -> tuple[Question, NamedScope] | None:
        """The question before with another place, year or thing in it; None where this one asks more."""
        rest = self._analyzer.analyse(last)
        query = without_slots(rest.text, before.places)
        if only_slots(plain(raw), named.places):
            if named.years:
                # 2030年的呢 after 今年目标多少 asks for what that year gives.
                query = _THIS_YEAR.sub("", query) or query
                rest = replace(rest, text=_THIS_YEAR.sub("", rest.text) or rest.text)
            swapped = _swapped(named, before)
            return replace(rest, raw=raw, query=query, years=swapped.years), swapped
        topic = topic_of(plain(raw))
        names = (topic, *(term.text for term in self._analyzer.lexicon.get(topic, ())))
        held = next((name for name in names if name and self._tells_apart(name)), "")
        if not held:
            return None
        like = self._catalog.metadata.get_many(self._catalog.resembling(bigrams(query)))
        query = without_title(query, [fold(metadata.title) for metadata in like])
        return replace(rest, raw=raw, query=query), replace(before, topic=held)

    def _tells_apart(self, name: str) -> bool:
        """Whether some titles hold a name and others do not."""
        return 0 < self._catalog.count(Is(ReportField.TITLE, name)) < len(self._catalog)


def _read(
    raw: str, history: tuple[str, ...], analyzer: QuestionAnalyzer, resolver: ScopeResolver
) -> tuple[Question, NamedScope, NamedScope | None]:
    """The question, what it names, and what the one before it names."""
    question = analyzer.analyse(raw, history)
    if written := years_of(question.text, None):
        # 去年 beside a year in figures says nothing more.
        question = replace(question, years=written)
    before = resolver.reader.named(plain(history[-1]), analyzer.analyse(history[-1]).years) if history else None
    named = resolver.reader.named(question.text, question.years, before.places if before else ())
    return question, replace(named, number=resolver.reader.number_in(raw)), before


def _swapped(named: NamedScope, before: NamedScope) -> NamedScope:
    """What the question before named, with what this one names in its place."""
    nation = named.national or (before.national and not named.places)
    places = named.places or (() if nation else before.places)
    return NamedScope(named.years or before.years, places, nation, named.family or before.family)


def _filled(named: NamedScope, before: NamedScope) -> NamedScope:
    """What a question names that leans on the one before, with what only that one named."""
    if named.places or named.national:
        return replace(named, years=named.years or before.years)
    return replace(before, years=named.years or before.years, family=named.family or before.family)


def without_slots(folded: str, places: tuple[Place, ...]) -> str:
    """A question without the places, years and genres that it names: what ranks sentences.

    >>> without_slots("山东2026年gdp目标", (Place("山东省", ()),))
    'gdp目标'
    """
    text = folded
    for place in places:
        stem = stem_of(place)
        text = re.sub(rf"{re.escape(place.name)}|{re.escape(stem)}(?:全?省|全?市|区|县)?", "", text)
    for pattern in (_YEAR_WORDS, _NATIONAL, _PARENT, _GENRE):
        text = pattern.sub("", text)
    return text.strip() or folded


def without_own(folded: str, profile: DocumentMetadata) -> str:
    """A question to a single report without that report's own place and year, which tell nothing there.

    >>> own = DocumentMetadata("a.txt", "2021年度报告", year=2021, place=Place("某区", ("某市",)))
    >>> without_own("某市某区2021年保留几项", own), without_own("某区", own)
    ('保留几项', '某区')
    """
    text = folded
    if profile.place:
        above = "".join(f"(?:{re.escape(name)}?)?" for name in profile.place.above)
        text = re.sub(f"{above}{re.escape(profile.place.name)}的?", "", text)
    if profile.year:
        text = re.sub(rf"(?<!\d){profile.year}年?(?:年?度)?的?", "", text)
    return text.strip() if re.search(r"\w", text) else folded


def only_slots(folded: str, places: tuple[Place, ...]) -> bool:
    """Whether a question names a place or a year and asks nothing else: 那广东呢.

    >>> only_slots("那广东呢", (Place("广东省", ()),)), only_slots("广东gdp呢", (Place("广东省", ()),))
    (True, False)
    """
    rest = without_slots(folded, places)
    return rest != folded and not _POINTING.sub("", rest)


def topic_of(folded: str) -> str:
    """The thing that a question puts in place of the one before it: 那个某某证的呢; empty where it asks more.

    >>> topic_of("那某某许可的呢"), topic_of("某某证几天办好")
    ('某某许可', '')
    """
    match = re.fullmatch(
        r"(?:那么?|换成|改成|要是)?(?P<topic>[^多几哪谁什怎吗]{2,14}?)(?:那[个份项]|这[个份项])?(?:的)?(?:又)?呢?",
        folded,
    )
    return match["topic"].removesuffix("的") if match else ""


def without_title(folded: str, titles: Iterable[str]) -> str:
    """A question without the thing that a title names: its longest common run with one of them.

    >>> without_title("某某生产许可法定几天办完", ["某某生产许可办事指南"])
    '法定几天办完'
    """
    runs = [
        folded[at : at + size]
        for size in range(len(folded), 2, -1)
        for at in range(len(folded) - size + 1)
        if any(folded[at : at + size] in title for title in titles)
    ]
    return folded.replace(runs[0], "").strip() if runs else folded
