"""Refusals: what is missing, what can be asked instead, and how the question was understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from retrieval.answering.misfit import TiedQuestions
from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import EVERY_REPORT, AllOf, Condition, Is, ReportField
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.models import MOST_HELD, Lack, Passage, Quote, Reason
from retrieval.question.analysis import Question
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.question.scope import Scope
from retrieval.question.years import years_of
from retrieval.scoring.candidates import is_plan
from retrieval.scoring.evidence import Evidence, ScoredSentence
from retrieval.text.normalization import fold
from retrieval.text.question_text import Token
from retrieval.text.tokenization import STOPWORDS, dictionary_frequency, words

_SUGGESTIONS, _EXAMPLES = 3, 3
_MUCH_ALIKE = 0.5
_EXAMPLE_ASKS = re.compile(r"多少|几[个家件条次项场台人]|谁|哪|吗$")
_CHANGE = re.compile(r"[涨跌升降增减]|个点|幅度|变化|多少|^.$")
# A word with one of these in it is no thing that a report could state.
_FUNCTION = frozenset("".join(STOPWORDS)) - frozenset("地方事情面内外上下中问知道行动自向") | frozenset("几半")
_AGENCY = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:局|厅|委(?!托|会?员会?)|委员会)")
_ASKING = frozenset("的是哪个几谁啥么")

PhraseTest = Callable[[str, Condition], bool]


class ScopeCheck:
    """Scope check: says which year, place or agency of a question no report of the library speaks of."""

    def __init__(self, catalog: ReportCatalog, holds_phrase: PhraseTest) -> None:
        """``holds_phrase`` tells whether one of some reports of the catalog holds a folded phrase."""
        self._catalog, self._holds_phrase = catalog, holds_phrase

    def beyond(self, question: Question, scope: Scope, quote: Quote) -> Reason | None:
        """What a question names that neither the library nor the best quote speaks of."""
        passage, lacking = quote.passage, self.lacking(scope, quote)
        return lacking or self._other_agency(question, passage) or self._only_planned(question, passage)

    def lacking(self, scope: Scope, quote: Quote | None = None) -> Reason | None:
        """The year or place that was named, if neither the library nor the quote speaks of it."""
        said = fold(quote.text) if quote else ""
        if scope.missing_place and scope.missing_place[:2] not in said:
            return self._not_held(Lack.PLACE, scope.missing_place)
        if scope.missing_year and scope.missing_year not in years_of(said, None):
            return self._not_held(Lack.YEAR, f"{scope.missing_year}年")
        return None

    def _other_agency(self, question: Question, passage: Passage) -> Reason | None:
        """The agency that a question names, where no report speaks of it, or the quote is from another's budget."""
        alone = self._catalog.metadata[passage.file].family.traits.one_agency
        reports = Is(ReportField.FILE, passage.file) if alone else EVERY_REPORT
        for name in _AGENCY.findall(question.query):
            # 依治委 is short for what no report writes so, and 哪个局 names none.
            if set(name) & _ASKING or (name.endswith("委") and not alone):
                continue
            meant = [term.text for form, terms in question.expansions if name[-3:] in form for term in terms]
            if not any(self._names(wanted, reports) for wanted in (name[-3:], *meant)):
                return self._not_held(Lack.PLACE, name)
        return None

    def _names(self, agency: str, reports: Condition) -> bool:
        """Whether one of some reports holds the name of an agency, in its title or below."""
        titled = AllOf((reports, Is(ReportField.TITLE, agency)))
        return self._catalog.count(titled) > 0 or self._holds_phrase(agency, reports)

    def _not_held(self, lack: Lack, what: str) -> Reason:
        """The reason that no report of the library speaks of something."""
        return Reason(lack, what, tuple(self._catalog.titles(MOST_HELD)), held_count=len(self._catalog))

    def _only_planned(self, question: Question, passage: Passage) -> Reason | None:
        """The year to come, where the question names it and the sentence found is none of the plan for it."""
        profile = self._catalog.metadata[passage.file]
        planned = {year for year in profile.years if profile.year and year > profile.year}
        if not planned & set(question.years) or profile.year in question.years or is_plan(passage):
            return None
        return Reason(Lack.YEAR, f"{max(planned)}年", (profile.title,), held_count=1)


@dataclass(frozen=True, slots=True)
class RefusalAdvice:
    """What is said where the best sentence is no answer: why, and which questions are answered instead."""

    known: KnownQuestionIndex
    statistics: CollectionStatistics

    def shares_content(self, evidence: Evidence) -> bool:
        """Whether the best sentence, what stands around it or its phrasings hold a thing that the question names.

        A verb of change is no thing: what rose, if it is not in the report, is not answered by something else that did.
        """
        best, question = evidence.best, evidence.question
        passage = best.sentence.passage
        around = fold(" ".join((passage.text, passage.title, *passage.clause.headings)))
        known = self._asked_of(best)
        meant = [form for form, terms in question.expansions if any(term.text in best.folded for term in terms)]
        asked = [word for word in words(f"{question.context} {question.text}") if not _CHANGE.search(word)]
        return not asked or any(
            word in around or f"w{word}" in known or any(word in form for form in meant) for word in asked
        )

    def tied(self, evidence: Evidence) -> TiedQuestions:
        """The known questions that the best sentence answers, and those of them much like this one."""
        here = self.known.phrasings_of(evidence.best.sentence.key)
        similar = evidence.candidates.hits.similarity
        alike = [self.known.questions[at] for at in here if similar[at] >= _MUCH_ALIKE]
        return TiedQuestions([self.known.questions[at] for at in here], alike)

    def suggestions(self, evidence: Evidence) -> tuple[str, ...]:
        """Up to three questions that the nearest sentences do answer, the most similar first."""
        near = [at for scored in evidence.nearest for at in self.known.phrasings_of(scored.sentence.key)]
        near.sort(key=lambda at: -evidence.candidates.hits.similarity[at])
        chosen: dict[int, str] = {}
        for at in near:
            if not self.known.phrasings[at].own_words:
                chosen.setdefault(int(self.known.fact_of[at]), self.known.phrasings[at].question)
        return tuple(chosen.values())[:_SUGGESTIONS]

    def reason(self, evidence: Evidence) -> Reason:
        """What the best sentence lacks: the asked attribute, else the most telling word that nothing explains."""
        best, question = evidence.best, evidence.question
        gap = self.known.closest_gap(evidence.candidates.hits.similarity, best.sentence.key)
        turn_to = gap.turn_to if gap else ""
        if evidence.wanted and not any(attribute.is_stated(best.folded) for attribute in evidence.wanted):
            return Reason(Lack.ATTRIBUTE, evidence.wanted[0].name, turn_to=turn_to)
        known = self._asked_of(best)
        lacking = [word for word in words(question.text) if word not in best.folded and f"w{word}" not in known]
        lacking = [word for word in lacking if dictionary_frequency(word) and not set(word) & _FUNCTION]
        if lacking:
            return Reason(Lack.WORD, max(lacking, key=self.statistics.idf), turn_to=turn_to)
        return Reason(Lack.UNSURE, turn_to=turn_to)

    def _asked_of(self, scored: ScoredSentence) -> set[Token]:
        """The tokens of the known questions that a sentence answers."""
        return set().union(*map(self.known.ask_tokens, self.known.phrasings_of(scored.sentence.key)))


def example_questions(known: KnownQuestionIndex, passages: Iterable[Passage]) -> tuple[str, ...]:
    """Three questions that a library answers, from different parts of it; else its first headings."""
    asked = [p.question for p in known.phrasings if p.short and not p.own_words and _EXAMPLE_ASKS.search(p.question)]
    if len(asked) >= _EXAMPLES:
        return tuple(asked[len(asked) * (2 * part + 1) // (2 * _EXAMPLES)] for part in range(_EXAMPLES))
    headings = (p.clause.headings[-1] for p in passages if p.clause.headings and p.clause.headings[-1])
    return tuple(islice(headings, _EXAMPLES))


def understood(question: Question, quote: str) -> tuple[tuple[str, str], ...]:
    """The lay forms that were taken for an official term which the quote uses."""
    taken = [(form, terms[0].text) for form, terms in question.expansions if terms and form in question.text]
    return tuple((form, term) for form, term in taken if form not in quote and term in quote)
