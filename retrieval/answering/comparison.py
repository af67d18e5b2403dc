"""Comparison: both sides of a question that names two, and reports that answer equally well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.answering.documents.choices import labels_of
from retrieval.answering.documents.described_documents import series_of
from retrieval.answering.readings import ReadingSelector, quote_sentence
from retrieval.answering.refusals import ScopeCheck
from retrieval.models import Lack, Outcome, Quote, Reason, Reply
from retrieval.parsing.identity.genre import GenreFamily
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.analysis import Question, QuestionAnalyzer
from retrieval.question.follow_up import ScopedQuestion, without_slots
from retrieval.question.named.named_scope import NamedScope
from retrieval.question.scope import Scope, ScopeResolver
from retrieval.scoring.evidence import Evidence
from retrieval.text.answer_type import kind_of

# Two reports fit equally where the second one's best sentence scores this much of what the first one's does.
_EQUALLY = 0.85
# Of more reports than these a person chooses by place or year.
_CHOICES = 8
# A shorter title, such as 公告, is that of many things.
_SERIES = 5
_COMPARES = re.compile(r"各|分别|[和跟与同比、]|哪[个里边年]|谁|相差|差多少|[高低多少快慢]还是")
_COMPARING = re.compile(
    r"分别|各自?(?=[是为有定多几])|各|相比|(?:谁|哪[个里边])?[更比]?[高低多少快慢大小长短](?:还是|"
    r"或者?)[更比]?[高低多少快慢大小长短]|相差|"
    r"差多少|比(?=$|怎么样|如何)|怎么样$|谁[更比]?[高低多少快慢大小]|哪[个里边][更比]?[高低多少快慢大小]"
)
_PAIRED = re.compile(
    r"^(?P<left>.{2,20}?)(?:和|跟|与|同|、)(?P<right>.{2,20}?)[,，]?的?(?P<tail>[^,，]{0,16}(?:各|分别).*)$"
)
# Each side needs this much of the probability that an answer needs.
_SIDE = 0.6


class ComparisonResponder:
    """Replies with one quote a side to a question that names two places, two years or two things."""

    def __init__(
        self, analyzer: QuestionAnalyzer, resolver: ScopeResolver, scope_check: ScopeCheck, reader: ReadingSelector
    ) -> None:
        """``reader`` finds each side's sentence in the reports that ``resolver`` gives it."""
        self._analyzer, self._resolver = analyzer, resolver
        self._scope_check, self._reader = scope_check, reader

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question compares nothing, or the sides are not found in two reports."""
        raw, found = asked.question.raw, list[Quote]()
        for question, side in self._sides(asked):
            own = self._resolver.resolve(side)
            beyond = self._scope_check.lacking(own, query=question.query)
            if beyond and names_several(asked.named):
                return Reply(raw, Outcome.SCOPE, reason=beyond, suggestions=beyond.held)
            reading = None if beyond else self._reader.best_in(question, (), own)
            if reading is None or reading.probability < _SIDE * self._reader.estimator.threshold:
                return None
            found.append(quote_sentence(reading.evidence.best, reading.evidence.question))
        if len({quote.passage.file for quote in found}) < 2:
            return None
        return Reply(raw, Outcome.ANSWER, tuple(found))

    def _sides(self, asked: ScopedQuestion) -> Iterable[tuple[Question, NamedScope]]:
        """The question as it is put to each side, with what it names there."""
        question, named = asked.question, asked.named
        if names_several(named) and _COMPARES.search(question.text):
            single = _single(question)
            return [(replace(single, years=side.years), side) for side in named.each()]
        halves = [self._analyzer.analyse(half) for half in pair(question.raw) or ()]
        return [(_single(replace(half, query=without_slots(half.text, named.places))), named) for half in halves]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Reports that fit equally, best first, with labels; ``reason`` says what tells them apart if they are many."""

    files: tuple[str, ...]
    labels: tuple[str, ...]
    reason: Reason | None = None


def alternatives(evidence: Evidence, named: NamedScope) -> Alternatives | None:
    """The reports of one kind that answer equally well; None where the question names one, or only one answers.

    Of a place that is named the reports of several years are of one kind. Reports that say it in the same words under
    the same title are one.
    """
    if named.topic or ((named.places or named.national) and (named.years or named.this_year)):
        return None
    metadata = evidence.candidates.metadata
    first = metadata[evidence.best.sentence.passage.file]
    told = bool(named.places or named.national)
    found, said = {first.file: first}, {(first.title, evidence.best.folded)}
    for scored in evidence.ranking:
        other = metadata[scored.sentence.passage.file]
        if other.file in found or scored.score < _EQUALLY * evidence.best.score or not _is_alike(first, other, told):
            continue
        if (other.title, scored.folded) not in said:
            said.add((other.title, scored.folded))
            found[other.file] = other
    if len(found) == 1:
        return None
    files, labels = tuple(found), labels_of(list(found.values()))
    if len(files) <= _CHOICES:
        return Alternatives(files, labels)
    return Alternatives(files[:_CHOICES], labels[:_CHOICES], Reason(_lack(list(found.values())), held_count=len(files)))


def _is_alike(first: DocumentMetadata, other: DocumentMetadata, told: bool) -> bool:
    """Whether another report may be meant as well; ``told``: the place is named, so only years tell them apart."""
    one_series = series_of(first) == series_of(other) and len(series_of(first)) >= _SERIES
    if told:
        one_kind = first.annual and other.family is first.family
        return (one_kind or one_series) and first.place == other.place and first.year != other.year
    if GenreFamily.OTHER in (first.family, other.family):
        return one_series
    # The nation's reports of several years differ by the year alone; its report is no province's.
    return other.family is first.family and (not other.national or (first.national and first.annual))


def _lack(found: Sequence[DocumentMetadata]) -> Lack:
    """What tells reports apart: place, else year, else neither."""
    if len({each.place for each in found}) > 1:
        return Lack.WHICH_PLACE
    return Lack.WHICH_YEAR if len({each.year for each in found}) > 1 else Lack.WHICH_REPORT


def pair(folded: str) -> tuple[str, str] | None:
    """The two questions in one that names two things and asks the same of each.

    >>> pair("办甲证和办乙证,时限各几天")
    ('办甲证时限各几天', '办乙证时限各几天')
    """
    match = _PAIRED.match(folded)
    return (match["left"] + match["tail"], match["right"] + match["tail"]) if match else None


def names_several(named: NamedScope) -> bool:
    """Whether a question names two places, two years, or a place and the nation."""
    return len(named.places) + named.national > 1 or len(named.years) > 1


def _single(question: Question) -> Question:
    """A question for a comparison as it is put to one side: without what compares."""
    text, query = _COMPARING.sub("", question.text), _COMPARING.sub("", question.query)
    return replace(question, text=text, query=query, kind=kind_of(text))
