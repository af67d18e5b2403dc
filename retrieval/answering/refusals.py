"""Refusals: what is missing, what can be asked instead, and how the question was understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from retrieval.answering.documents.described_documents import without_places
from retrieval.answering.documents.document_names import document_name, is_held
from retrieval.answering.misfit import TiedQuestions
from retrieval.answering.readings import planned_year
from retrieval.answering.things.mentions import PhraseTest, ReportMentions, content_words, official_terms
from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import EVERY_REPORT, Is, ReportField
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.index.postings import Scores
from retrieval.models import MOST_HELD, Lack, Passage, Quote, Reason
from retrieval.question.analysis import Question
from retrieval.question.concepts import frames
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.question.presentable import is_presentable
from retrieval.question.scope import Scope, annual_of
from retrieval.question.years import years_of
from retrieval.scoring.candidates import is_plan
from retrieval.scoring.evidence import Evidence, ScoredSentence
from retrieval.text.answer_type import ANSWER_FORMS
from retrieval.text.normalization import fold
from retrieval.text.question_text import Token
from retrieval.text.tokenization import STOPWORDS, bigrams, dictionary_frequency, words

_SUGGESTIONS, _EXAMPLES = 2, 3
_MUCH_ALIKE = 0.5
_NAMES_SOMETHING = re.compile(r"[\u4e00-\u9fff]{6,18}")
_FIRST_PASSAGES, _MOST_EXAMPLES, _WORDS_OF_EXAMPLE = 200, 200, 2
_HOW_MANY = re.compile(r"(?<=..)(?:多少|几[个家件条次项场台人])")
# The most telling words of a question that are looked up; there are more only in what nobody asks.
_MOST_LOOKED_UP = 12
# What is suggested has at least this similarity to the question.
_AKIN = 0.2
_OF_HEADING = "{heading}有哪些内容"
# Words of change and of asking, and single characters, name no thing.
_NO_THING = re.compile(r"[涨跌升降增减怎么什哪谁啥咋]|个点|幅度|变化|多少|^.$")
# A word with one of these in it is no thing that a report could state.
_FUNCTION = frozenset("".join(STOPWORDS)) - frozenset("地方事情面内外上下中问知道行动自向") | frozenset("几半")
# 骗局 and 餐厅 are no agencies.
_AGENCY = re.compile(
    r"[\u4e00-\u9fff]{2,8}?"
    r"(?:(?<![骗结布格大全饭赌牌僵当残危破时战棋])局|(?<![客餐大舞歌前])厅|委(?!托|会?员会?)|委员会)"
)
_ASKING = frozenset("的是哪个几谁啥么")


class ScopeCheck:
    """Scope check: says which year, place or agency of a question no report of the library speaks of."""

    def __init__(self, catalog: ReportCatalog, holds_phrase: PhraseTest) -> None:
        """``holds_phrase`` tells whether one of some reports of the catalog holds a folded phrase."""
        self._catalog, self._mentions = catalog, ReportMentions(catalog, holds_phrase)

    def beyond(self, question: Question, scope: Scope, quote: Quote) -> Reason | None:
        """What a question names that neither the library nor the best quote speaks of."""
        passage, lacking = quote.passage, self.lacking(scope, quote, question.query)
        others = self._other_document(question, passage, scope) or self._other_agency(question, passage)
        return lacking or others or self._only_planned(question, passage, scope)

    def lacking(self, scope: Scope, quote: Quote | None = None, query: str = "") -> Reason | None:
        """The year, place or law that was named, if neither the library nor the quote speaks of it.

        The reason names the reports whose titles are most like ``query``.
        """
        said = fold(quote.text) if quote else ""
        if scope.missing_place and scope.missing_place[:2] not in said:
            return self.not_held(Lack.PLACE, scope.missing_place, query)
        if scope.missing_law and (scope.is_closed or not _speaks_of(scope.missing_law, quote)):
            return self.not_held(Lack.PLACE, scope.missing_law, query)
        told = scope.missing_year in years_of(said, None) or self._stood(scope, quote)
        if scope.missing_year and (scope.is_closed or not told):
            return self.not_held(Lack.YEAR, f"{scope.missing_year}年", query)
        return None

    def unreported(self, scope: Scope, query: str) -> Reason | None:
        """The year that was named, where annual reports are held and none speaks of it."""
        if not scope.year or scope.places or self._catalog.count(annual_of(scope.year)):
            return None
        has_annual = self._catalog.count(Is(ReportField.ANNUAL, True)) > 0
        return self.not_held(Lack.YEAR, f"{scope.year}年", query) if has_annual else None

    def _stood(self, scope: Scope, quote: Quote | None) -> bool:
        """Whether a quote is from a law whose version is no newer than the year that was named."""
        version = self._catalog.metadata[quote.passage.file].version if quote else ""
        return bool(version) and scope.missing_year is not None and int(version[:4]) <= scope.missing_year

    def _other_document(self, question: Question, passage: Passage, scope: Scope) -> Reason | None:
        """The document that a question names, where none of its title is held and the passage does not speak of it."""
        name = document_name(question)
        if (
            not name
            or name in fold(passage.text)
            or is_held(without_places(name, scope), question, self._catalog, scope)
        ):
            return None
        return self.not_held(Lack.PLACE, name, question.query)

    def _other_agency(self, question: Question, passage: Passage) -> Reason | None:
        """The agency that a question names, where no report speaks of it, or the quote is from another's budget."""
        alone = self._catalog.metadata[passage.file].family.traits.one_agency
        reports = Is(ReportField.FILE, passage.file) if alone else EVERY_REPORT
        for name in _AGENCY.findall(question.query):
            # 依治委 is short for what no report writes so, and 哪个局 names none.
            if set(name) & _ASKING or (name.endswith("委") and not alone):
                continue
            meant = [term.text for form, terms in question.expansions if name[-3:] in form for term in terms]
            if not self._mentions.names_any((name[-3:], *meant), reports):
                return self.not_held(Lack.PLACE, name, question.query)
        return None

    def not_held(self, lack: Lack, what: str, query: str) -> Reason:
        """The reason that no report of the library speaks of something, with the titles nearest to what was asked."""
        near = self._catalog.resembling(bigrams(query), k=MOST_HELD)
        titles = [metadata.title for metadata in self._catalog.metadata.get_many(near)]
        held = list(dict.fromkeys((*titles, *self._catalog.titles(MOST_HELD))))[:MOST_HELD]
        return Reason(lack, what, tuple(held), held_count=len(self._catalog))

    def _only_planned(self, question: Question, passage: Passage, scope: Scope) -> Reason | None:
        """The year to come, where no report states its results and the sentence found is none of the plan for it."""
        metadata = self._catalog.metadata[passage.file]
        year = planned_year(metadata, question.years)
        if year is None or scope.first or is_plan(passage):
            return None
        return Reason(Lack.YEAR, f"{year}年", (metadata.title,), held_count=1)


@dataclass(frozen=True, slots=True)
class RefusalAdvice:
    """What is said where the best sentence is no answer: why, and which questions are answered instead."""

    known: KnownQuestionIndex
    statistics: CollectionStatistics
    mentions: ReportMentions

    def shares_content(self, evidence: Evidence) -> bool:
        """Whether the best sentence, what is around it, its phrasings or its lessons hold a thing that is asked for.

        A verb of change is no thing: what rose, if it is not in the report, is not answered by something else that did.
        """
        best, question = evidence.best, evidence.question
        passage = best.sentence.passage
        around = fold(" ".join((passage.text, *passage.titles, *passage.clause.headings)))
        lesson = evidence.candidates.lessons.get(best.sentence.key)
        known = self._asked_of(best) | (lesson.asked if lesson else frozenset())
        meant = [form for form, terms in question.expansions if any(term.text in best.folded for term in terms)]
        asked = [word for word in words(f"{question.context} {question.text}") if not _NO_THING.search(word)]
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
        """Up to two questions that the near sentences do answer, the most similar first."""
        near = [at for scored in evidence.nearest for at in self.known.phrasings_of(scored.sentence.key)]
        near.sort(key=lambda at: -evidence.candidates.hits.similarity[at])
        chosen: dict[int, str] = {}
        for at in near:
            phrasing, alike = self.known.phrasings[at], evidence.candidates.hits.similarity[at]
            if alike >= _AKIN and not phrasing.own_words and is_telling(self.known, at):
                chosen.setdefault(int(self.known.fact_of[at]), phrasing.question)
        return tuple(chosen.values())[:_SUGGESTIONS]

    def turn_to(self, similarity: Scores) -> str:
        """Where to ask instead; empty where no gap says so."""
        gap = self.known.closest_gap(similarity)
        return gap.turn_to if gap else ""

    def reason(self, evidence: Evidence) -> Reason:
        """What is missing: the asked attribute, else the most telling word that no report names, else the kind."""
        best, question = evidence.best, evidence.question
        turn_to = self.turn_to(evidence.candidates.hits.similarity)
        if evidence.wanted and not any(attribute.is_stated(best.stated) for attribute in evidence.wanted):
            return Reason(Lack.ATTRIBUTE, evidence.wanted[0].name, turn_to=turn_to)
        if unnamed := self._unnamed(question):
            return Reason(Lack.WORD, unnamed, turn_to=turn_to)
        slot = ANSWER_FORMS[question.kind].slot
        if slot and not slot.search(best.folded):
            return Reason(Lack.KIND, question.kind.value, turn_to=turn_to)
        return Reason(Lack.UNSURE, turn_to=turn_to)

    def names_thing(self, question: Question) -> bool:
        """Whether a question follows up by a thing that a report names."""
        return bool(question.thing and self.mentions.thing_of(question, EVERY_REPORT))

    def _unnamed(self, question: Question) -> str:
        """The most telling word of a question that no report names, neither by itself nor by an official term.

        A follow-up is about the thing that it names, whole. Empty where the most telling words are all named.
        """
        if question.thing and not self.names_thing(question):
            return question.thing
        known = [
            word
            for word in content_words(question.query)
            if len(word) > 1 and dictionary_frequency(word) and not set(word) & _FUNCTION and not frames(word)
        ]
        known.sort(key=self.statistics.idf, reverse=True)
        forms = ((word, *official_terms(question, word)) for word in known[:_MOST_LOOKED_UP])
        return next((word for word, *terms in forms if not self.mentions.names_any((word, *terms))), "")

    def _asked_of(self, scored: ScoredSentence) -> set[Token]:
        """The tokens of the known questions that a sentence answers."""
        return set().union(*map(self.known.ask_tokens, self.known.phrasings_of(scored.sentence.key)))


def _speaks_of(name: str, quote: Quote | None) -> bool:
    """Whether a quote, or what stands above it, holds a folded name."""
    above = (*quote.passage.titles, *quote.passage.clause.headings) if quote else ()
    return quote is not None and name in fold(" ".join((quote.text, *above)))


def names_something(folded: str) -> bool:
    """Whether a question has a word that does more than ask.

    >>> names_something("这到底是什么"), names_something("几台吊机")
    (False, True)
    """
    return any(_ASKING.isdisjoint(word) for word in words(folded))


def is_telling(known: KnownQuestionIndex, at: int, least: int = 1) -> bool:
    """Whether a phrasing may be shown: whole, and with at least some words in common with the report's own."""
    question = known.phrasings[at].question
    if not is_presentable(question):
        return False
    official = known.formal_question(int(known.fact_of[at]))
    return sum(word in official for word in set(known.words(at)) if len(word) > 1) >= least


def _counts(known: KnownQuestionIndex, at: int) -> bool:
    """Whether a phrasing asks for a figure."""
    return bool(_HOW_MANY.search(known.phrasings[at].question)) and "多少" in known.formal_question(
        int(known.fact_of[at])
    )


def example_questions(known: KnownQuestionIndex, passages: Iterable[Passage]) -> tuple[str, ...]:
    """Three questions that a library answers, from different parts of it; of its headings where none is known."""
    candidates = (at for at, phrasing in enumerate(known.phrasings) if phrasing.short and not phrasing.own_words)
    telling = (at for at in candidates if is_telling(known, at, _WORDS_OF_EXAMPLE) and _counts(known, at))
    asked = [known.phrasings[at].question for at in islice(telling, _MOST_EXAMPLES)]
    if len(asked) < _EXAMPLES:
        first = islice(passages, _FIRST_PASSAGES)
        headings = dict.fromkeys(passage.clause.headings[-1] for passage in first if passage.clause.headings)
        named = [heading for heading in headings if _NAMES_SOMETHING.fullmatch(heading)]
        asked = [_OF_HEADING.format(heading=heading) for heading in named]
    parts = min(_EXAMPLES, len(asked))
    return tuple(asked[len(asked) * (2 * part + 1) // (2 * parts)] for part in range(parts))


def understood(question: Question, quote: str) -> tuple[tuple[str, str], ...]:
    """The lay forms that were taken for an official term which the quote uses."""
    taken = [(form, terms[0].text) for form, terms in question.expansions if terms and form in question.text]
    return tuple((form, term) for form, term in taken if form not in quote and term in quote)
