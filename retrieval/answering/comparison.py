"""Questions put to many reports: which of them is meant, both sides of a comparison, several that fit equally.

A year, place or agency that the library does not hold is said to be lacking; no other report answers for it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from retrieval.answering.document_questions import asked_line, described, line_of
from retrieval.answering.evidence import quote_of
from retrieval.answering.figures import figure_of, wants_figure
from retrieval.answering.pipeline import Evidence, Finder
from retrieval.answering.service_guide import value_of
from retrieval.index.postings import top_positions
from retrieval.models import Lack, Outcome, Quote, Reason, Reply
from retrieval.parsing.genre import Genre
from retrieval.question.analysis import Question, plain, years_of
from retrieval.question.follow_up import (
    names_several,
    only_slots,
    pair,
    topic_of,
    without_own,
    without_slots,
    without_title,
)
from retrieval.question.scope import NamedScope, Scope
from retrieval.text.answer_type import AnswerType, kind_of
from retrieval.text.gazetteer import stem_of
from retrieval.text.normalization import fold

# Two reports fit equally where the second one's best sentence scores this much of what the first one's does.
_EQUALLY = 0.85
_COMPARES = re.compile(r"各|分别|[和跟与同比、]|哪[个里边年]|谁|相差|差多少|[高低多少快慢]还是")
_COMPARING = re.compile(
    r"分别|各自?(?=[是为有定多几])|各|相比|(?:谁|哪[个里边])?[更比]?[高低多少快慢大小长短](?:还是|或者?)[更比]?[高低多少快慢大小长短]|相差|"
    r"差多少|比(?=$|怎么样|如何)|怎么样$|谁[更比]?[高低多少快慢大小]|哪[个里边][更比]?[高低多少快慢大小]"
)
_THIS_YEAR = re.compile(r"今年|本年|的?(?:预期|增长)?目标")
_AGENCY = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:局|厅|委(?!托|会?员会?)|委员会)")
_ASKING = frozenset("的是哪个几谁啥么")
_SIDE = 0.6


class Desk(Finder):
    """A finder that knows one report from another. Thread-safe: nothing changes after construction."""

    def scoped(self, raw: str, history: tuple[str, ...]) -> tuple[Question, NamedScope]:
        """The question without what selects documents, and that; 那广东呢 keeps the rest of the question before it."""
        question = self.analyse(raw, history)
        if written := years_of(question.text, None):
            # 去年 beside a year in figures says nothing more.
            question = replace(question, years=written)
        before = self.resolver.named(plain(history[-1]), self.analyse(history[-1]).years) if history else None
        named = self.resolver.named(question.text, question.years, before.places if before else ())
        if not self.several:
            own = without_own(question.text, self.profiles[0])
            return replace(question, text=own, query=own), named
        if before and (continued := self._continued(raw, history[-1], named, before)):
            return continued
        if before and question.context:
            named = _filled(named, before)
        query = without_slots(question.text, named.places)
        context = without_slots(question.context, before.places) if before and question.context else question.context
        return replace(question, query=query, context=context), named

    def _continued(
        self, raw: str, last: str, named: NamedScope, before: NamedScope
    ) -> tuple[Question, NamedScope] | None:
        """The question before with another place, year or thing in it; None where this one asks more."""
        rest = self.analyse(last)
        query = without_slots(rest.text, before.places)
        if only_slots(plain(raw), named.places):
            nation = named.national or (before.national and not named.places)
            swapped = NamedScope(named.years or before.years, named.places or (() if nation else before.places), nation,
                            named.genre or before.genre)  # fmt: skip
            if named.years:
                # 2030年的呢 after 今年目标多少 asks for what that year gives.
                query = _THIS_YEAR.sub("", query) or query
                rest = replace(rest, text=_THIS_YEAR.sub("", rest.text) or rest.text)
            return replace(rest, raw=raw, query=query, years=swapped.years), swapped
        topic = topic_of(plain(raw))
        names = (topic, *(term.text for term in self.library.lexicon.get(topic, ())))
        titles = [fold(profile.title) for profile in self.profiles]
        held = next((name for name in names if name and 0 < sum(name in title for title in titles) < len(titles)), "")
        if not held:
            return None
        return replace(rest, raw=raw, query=without_title(query, titles)), replace(before, topic=held)

    def lacking(self, scope: Scope, quote: Quote | None = None) -> Reason | None:
        """The year or place that was named, if neither the library nor the quote speaks of it."""
        held = tuple(report.title for report in self.library.reports)
        said = fold(quote.text) if quote else ""
        if scope.missing_place and scope.missing_place[:2] not in said:
            return Reason(Lack.PLACE, scope.missing_place, held)
        if scope.missing_year and scope.missing_year not in years_of(said, None):
            return Reason(Lack.YEAR, f"{scope.missing_year}年", held)
        return None

    def other_agency(self, question: Question, quote: Quote) -> Reason | None:
        """An agency that was named, where no report of the library speaks of it, or the quote is another's budget."""
        profile = next(profile for profile in self.profiles if profile.file == quote.passage.file)
        budget = profile.genre in (Genre.BUDGET, Genre.ACCOUNTS)
        texts = [self.resolver.text_of(p.file) for p in ([profile] if budget else self.profiles)]
        for name in _AGENCY.findall(question.query):
            # 依治委 is short for what no report writes so, and 哪个局 names none.
            if set(name) & _ASKING or (name.endswith("委") and not budget):
                continue
            meant = [term.text for form, terms in question.expansions if name[-3:] in form for term in terms]
            if not any(wanted in text for wanted in (name[-3:], *meant) for text in texts):
                return Reason(Lack.PLACE, name, tuple(report.title for report in self.library.reports))
        return None

    def only_planned(self, question: Question, evidence: Evidence) -> Reason | None:
        """The year to come, where the question names it and the sentence found is none of the plan for it."""
        best = evidence.order[0]
        file = self.index.sentences[best].passage.file
        profile = next(profile for profile in self.profiles if profile.file == file)
        if profile.genre is not Genre.LAW_REPORT or not profile.year or self._plan[best]:
            return None
        next_year = profile.year + 1
        named = next_year in question.years and not {profile.year} & set(question.years)
        return Reason(Lack.YEAR, f"{next_year}年", (profile.title,)) if named else None

    def alike(self, evidence: Evidence, named: NamedScope) -> tuple[str, ...]:
        """The titles of reports of one genre that answer equally well, where the question names none of them."""
        if not self.several or named.places or named.national or named.topic:
            return ()
        profiles = {profile.file: profile for profile in self.profiles}
        first = self.index.sentences[evidence.order[0]].passage
        genre, best = profiles[first.file].genre, evidence.scores[evidence.order[0]]
        found = {first.file: self._label(first.file)}
        for at in top_positions(evidence.scores, 30):
            file = self.index.sentences[at].passage.file
            same = genre is not Genre.OTHER and profiles[file].genre is genre and not profiles[file].national
            if same and evidence.scores[at] >= _EQUALLY * best:
                found.setdefault(file, self._label(file))
        return tuple(found.values()) if len(found) > 1 else ()

    def _label(self, file: str) -> str:
        """A report's title, led by its place where it does not name that."""
        profile = next(profile for profile in self.profiles if profile.file == file)
        named = profile.place is None or stem_of(profile.place) in profile.title
        return profile.title if named or profile.place is None else profile.place.name + profile.title

    def compared(self, question: Question, named: NamedScope) -> Reply | None:
        """One quote a side for a question that names two places, two years or two things."""
        sides: list[tuple[Question, NamedScope]] = []
        if names_several(named) and _COMPARES.search(question.text):
            asked = _single(question)
            sides = [(replace(asked, years=side.years), side) for side in named.each()]
        elif halves := pair(question.raw):
            sides = [(self.analyse(half), named) for half in halves]
            sides = [(_single(replace(a, query=without_slots(a.text, named.places))), side) for a, side in sides]
        found: list[Quote] = []
        for asked, side in sides:
            scope = self.resolver.resolve(side)
            beyond = self.lacking(scope)
            if beyond and names_several(named):
                return Reply(question.raw, Outcome.SCOPE, reason=beyond, suggestions=beyond.held)
            reading = None if beyond else self.best_reading(asked, (), scope.files)
            if reading is None or reading.probability < _SIDE * self.model.threshold:
                return None
            found.append(self.quote(reading.evidence, reading.evidence.order[0]))
        if len({quote.passage.file for quote in found}) < 2:
            return None
        return Reply(question.raw, Outcome.ANSWER, tuple(found))

    def about(self, question: Question, scope: Scope) -> Reply | None:
        """The line of a document of many that a question about the document itself asks for."""
        asked = asked_line(question.text)
        if asked is None or not self.several or self.lacking(scope):
            return None
        name, rest = asked
        reports = [report for report in self.library.reports if report.file in scope.files]
        report = reports[0] if len(reports) == 1 and not question.query else described(rest, reports)
        if report is None:
            return None
        line = line_of(name, report, [s for s in self.index.sentences if s.passage.file == report.file])
        if line is None:
            return None
        quote = quote_of(report, line.sentence.passage, line.sentence.start, line.sentence.end, question, ())
        return Reply(question.raw, Outcome.ANSWER, (quote,), line.sentence.text[slice(*line.short)])

    def short_of(self, quote: Quote, evidence: Evidence) -> str | None:
        """The short answer in a library: the figure beside the concept, or what a guide's line says."""
        question = evidence.question
        if " | " in quote.text:
            # The head of a column, not the cell, says what a figure of a table is.
            return None
        if self.closer and (wants_figure(question) or question.kind is AnswerType.WHAT):
            found = figure_of(quote.text, self.closer.concepts(question), question)
            if found:
                return found
        return value_of(quote.text)

    def quote(self, evidence: Evidence, at: int) -> Quote:
        """The quote of a ranked sentence."""
        sentence = self.index.sentences[at]
        report = self.library.report_of(sentence.passage)
        quote = quote_of(report, sentence.passage, sentence.start, sentence.end, evidence.question,
                         evidence.question.expansions)  # fmt: skip
        return replace(quote, score=float(evidence.scores[at]))


def _filled(named: NamedScope, before: NamedScope) -> NamedScope:
    """What a question names that leans on the one before, with what only that one named."""
    if named.places or named.national:
        return replace(named, years=named.years or before.years)
    return replace(before, years=named.years or before.years, genre=named.genre or before.genre)


def _single(question: Question) -> Question:
    """A question for a comparison as it is put to one side: without what compares."""
    text, query = _COMPARING.sub("", question.text), _COMPARING.sub("", question.query)
    return replace(question, text=text, query=query, kind=kind_of(text))
