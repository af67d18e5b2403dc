"""Readings: the ways to understand a question, how likely the best sentence of each answers it, and its quote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from retrieval.answering.things.mentions import NamedThing, ReportMentions
from retrieval.answering.things.thing_readings import thing_readings
from retrieval.corpus.filters import Condition
from retrieval.models import Passage, Quote, Span
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.analysis import Question, QuestionAnalyzer
from retrieval.question.anaphora import points_back
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.question.scope import Scope
from retrieval.question.spelling import SpellingCorrector
from retrieval.scoring.candidates import is_plan
from retrieval.scoring.evidence import Evidence, ScoredSentence, SentenceScorer
from retrieval.scoring.reranking.sentence_reranker import SentenceReranker
from retrieval.scoring.sentence_source import EVERY_CANDIDATE, CandidateFilter, SentenceSource
from retrieval.text.lexicon import Term
from retrieval.text.normalization import FoldedText
from retrieval.text.question_text import plain
from retrieval.text.tokenization import words

# A question this short may lean on the one before it.
_SHORT = 12
# From this probability on the words of a sentence leave no doubt; below it the meaning has its say.
_SURE = 0.55
# A sentence that answers another part of the message needs this much of the probability that an answer needs.
_BESIDE = 0.45

Repairs = tuple[tuple[str, str], ...]


class AnswerabilityEstimator(Protocol):
    """Tells how likely it is that the best sentence of some evidence states what was asked."""

    threshold: float

    def probability(self, evidence: Evidence) -> float:
        """0 to 1; an answer is one from ``threshold`` on. The ranking must not be empty."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question: its evidence, how likely that answers, and what was put right."""

    evidence: Evidence
    probability: float
    repairs: Repairs = ()


@dataclass(frozen=True, slots=True)
class ReadingSelector:
    """Reads a question as it stands; else with the earlier one; else repaired. Thread-safe: nothing changes.

    A follow-up that names a thing is read together with the question before it, else by itself with what was asked
    before; only a sentence about that thing answers it.
    """

    analyzer: QuestionAnalyzer
    spelling: SpellingCorrector
    source: SentenceSource
    scorer: SentenceScorer
    estimator: AnswerabilityEstimator
    mentions: ReportMentions
    known: KnownQuestionIndex
    reranker: SentenceReranker | None = None

    def best_in(self, question: Question, history: tuple[str, ...], scope: Scope) -> Reading | None:
        """The best reading in a scope; reports that state the results of the year come before those that plan for it.

        In these others nothing but the plan is of that year.
        """
        stated = self.best(question, history, scope.first) if scope.first else None
        if stated and self.is_answer(stated):
            return stated
        found = self.best(question, history, scope.reports)
        return stated if stated and found and self.is_of_another_year(found) else found

    def is_of_another_year(self, reading: Reading) -> bool:
        """Whether the best sentence is none of the plan, in a report that only plans for the year that is asked for."""
        evidence = reading.evidence
        best = evidence.best.sentence.passage
        return bool(planned_year(evidence.candidates.metadata[best.file], evidence.question.years)) and not is_plan(
            best
        )

    def best(self, question: Question, history: tuple[str, ...], reports: Condition) -> Reading | None:
        """The first reading that these reports answer, else the first that finds anything, else None.

        Of a thing that they name, a sentence about it is shown at least.
        """
        if question.thing and (thing := self.mentions.thing_of(question, reports)):
            return self._about(thing, question, reports)
        readings = []
        for variant, repairs in self._variants(question, history):
            evidence = self.evidence(variant, CandidateFilter(reports))
            if evidence.ranking:
                readings.append(Reading(evidence, self.estimator.probability(evidence), repairs))
                if self.is_answer(readings[-1]):
                    return self._by_meaning(readings[-1])
        return self._by_meaning(readings[0]) if readings else None

    def _by_meaning(self, reading: Reading) -> Reading:
        """A reading whose words leave doubt, with the sentences in order once more by what they mean.

        An answer stays where the same sentence comes first again, and where the question leans on the one before it,
        since that says too little by itself.
        """
        answers, evidence = self.is_answer(reading), reading.evidence
        is_clear = answers and (reading.probability >= _SURE or bool(evidence.question.context))
        if self.reranker is None or is_clear:
            return reading
        again = self.reranker.rerank(evidence)
        if answers and again.best.sentence == evidence.best.sentence:
            return reading
        return replace(reading, evidence=again, probability=self.estimator.probability(again))

    def _about(self, thing: NamedThing, question: Question, reports: Condition) -> Reading | None:
        """The reading of a follow-up that a sentence about its thing answers, else the thing alone, to be shown.

        Of two answers the one within the earlier question is meant where the same sentence answers that one too.
        """
        readings = thing_readings(question, self.mentions)
        within = self._naming(thing, readings.within, reports)
        if within:
            # What is asked stands in the context: of the words of both it would be told what the earlier one asks for.
            evidence = replace(within.evidence, question=replace(readings.within, text=question.thing))
            within = replace(within, evidence=evidence)
        found = [within, self._naming(thing, readings.by_itself, reports)]
        answers = [reading for reading in found if reading and self.is_answer(reading)]
        if not answers:
            shown = self._naming(thing, readings.shown, reports)
            return replace(shown, probability=0.0) if shown else None
        before = self.evidence(readings.before, CandidateFilter(reports)).ranking[:1] if len(answers) > 1 else ()
        same = any(scored.sentence.key == answers[0].evidence.best.sentence.key for scored in before)
        return answers[0] if same else answers[-1]

    def _naming(self, thing: NamedThing, question: Question, reports: Condition) -> Reading | None:
        """A reading by the sentences that name a thing."""
        evidence = self.evidence(question, CandidateFilter(reports))
        evidence = replace(evidence, ranking=thing.among(evidence.ranking, self.known))
        if not evidence.ranking:
            return None
        return Reading(evidence, self.estimator.probability(evidence))

    def evidence(self, question: Question, allowed: CandidateFilter = EVERY_CANDIDATE) -> Evidence:
        """The candidates of a question, scored."""
        return self.scorer.score(question, self.source.candidates(question, allowed))

    def is_answer(self, reading: Reading, beside: Collection[SentenceKey] = ()) -> bool:
        """Whether a reading is likely enough to be given as an answer.

        Less will do for a sentence of ``beside``, which answers what was asked in the same breath, if it states the
        attribute that is asked for.
        """
        evidence = reading.evidence
        near = evidence.best.sentence.key in beside and (
            not evidence.wanted or any(attribute.is_stated(evidence.best.stated) for attribute in evidence.wanted)
        )
        return reading.probability >= self.estimator.threshold * (_BESIDE if near else 1.0)

    def _variants(self, question: Question, history: tuple[str, ...]) -> Iterator[tuple[Question, Repairs]]:
        yield question, ()
        if history and not question.context and len(question.text) <= _SHORT:
            yield self.analyzer.analyse(question.raw, history, lean=True), ()
        elif question.context and not points_back(plain(question.raw)):
            yield self.analyzer.analyse(question.raw), ()
        repaired, repairs = self.spelling(question.text)
        if repairs:
            again = self.analyzer.analyse(repaired, history, lean=bool(question.context))
            yield replace(again, query=self.spelling(question.query)[0]), repairs


def planned_year(metadata: DocumentMetadata, years: Collection[int]) -> int | None:
    """The one of some years that a report plans for; None where it states results of one of them, or plans for none.

    >>> report = DocumentMetadata("a.txt", "2021年度报告", year=2021, years=frozenset({2021, 2022}))
    >>> planned_year(report, [2022]), planned_year(report, [2021, 2022])
    (2022, None)
    """
    own = metadata.year
    planned = [year for year in years if own and own < year and year in metadata.years]
    return max(planned, default=None) if own not in years else None


def quote_sentence(scored: ScoredSentence, question: Question) -> Quote:
    """The quote of a ranked sentence."""
    sentence = scored.sentence
    quote = quote_of(sentence.passage, sentence.start, sentence.end, question, question.expansions)
    return replace(quote, score=scored.score)


def quote_of(
    passage: Passage, start: int, end: int, question: Question, expansions: Iterable[tuple[str, tuple[Term, ...]]] = ()
) -> Quote:
    """The slice ``[start, end)`` of a passage's report, with the question's words and their official terms marked."""
    text = passage.text[start - passage.start : end - passage.start]
    wanted = [word for word in words(question.text) if len(word) > 1 or word.isdecimal()]
    wanted += [term.text for _, terms in expansions for term in terms]
    return Quote(text, start, end, passage, tuple(_marks(FoldedText.of(text), wanted)))


def _marks(folded: FoldedText, wanted: Iterable[str]) -> list[Span]:
    """Raw spans of the wanted words, merged where they touch."""
    found = set()
    for word in wanted:
        at = folded.text.find(word)
        while at >= 0:
            found.add(folded.raw_span(at, at + len(word)))
            at = folded.text.find(word, at + 1)
    return merge_marks(found)


def merge_marks(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, merged where they touch.

    >>> merge_marks([(4, 6), (0, 2), (5, 9)])
    [(0, 2), (4, 9)]
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
