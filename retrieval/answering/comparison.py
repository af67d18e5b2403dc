"""Comparison: both sides of a question that names two, and reports that answer equally well."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from retrieval.answering.readings import ReadingSelector, quote_sentence
from retrieval.answering.refusals import ScopeCheck
from retrieval.models import Lack, Outcome, Quote, Reason, Reply
from retrieval.parsing.identity.genre import GenreFamily
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.analysis import Question, QuestionAnalyzer
from retrieval.question.follow_up import ScopedQuestion, without_slots
from retrieval.question.scope import NamedScope, Scope, ScopeResolver
from retrieval.scoring.evidence import Evidence
from retrieval.text.answer_type import kind_of
from retrieval.text.gazetteer import stem_of

# Two reports fit equally where the second one's best sentence scores this much of what the first one's does.
_EQUALLY = 0.85
# Of more reports than these a person chooses by place or year.
_CHOICES = 8
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
            beyond = self._scope_check.lacking(own)
            if beyond and names_several(asked.named):
                return Reply(raw, Outcome.SCOPE, reason=beyond, suggestions=beyond.held)
            reading = None if beyond else self._reader.best(question, (), own.reports)
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
    """Titles of reports that fit equally, best first; ``reason`` says what would tell them apart if they are many."""

    titles: tuple[str, ...]
    reason: Reason | None = None


def alternatives(evidence: Evidence, named: NamedScope) -> Alternatives | None:
    """The reports of one genre that answer equally well; None where the question names one, or only one answers."""
    if named.places or named.national or named.topic:
        return None
    metadata = evidence.candidates.metadata
    first = metadata[evidence.best.sentence.passage.file]
    found = {first.file: first}
    for scored in evidence.ranking if first.family is not GenreFamily.OTHER else ():
        other = metadata[scored.sentence.passage.file]
        same = other.family is first.family and not other.national
        if same and scored.score >= _EQUALLY * evidence.best.score:
            found.setdefault(other.file, other)
    titles = tuple(map(_label, found.values()))
    if len(titles) <= _CHOICES:
        return Alternatives(titles) if len(titles) > 1 else None
    lack = Lack.WHICH_PLACE if len({each.place for each in found.values()}) > 1 else Lack.WHICH_YEAR
    return Alternatives(titles[:_CHOICES], Reason(lack, held_count=len(titles)))


def _label(profile: DocumentMetadata) -> str:
    """A report's title, led by its place where it does not name that."""
    named = profile.place is None or stem_of(profile.place) in profile.title
    return profile.title if named or profile.place is None else profile.place.name + profile.title


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
