"""Evidence: the sentences scored for a question, the readings of it, and the quotes that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from retrieval.answering.candidates import Sentence
from retrieval.index.postings import Mask, Scores
from retrieval.models import Passage, Quote, Span
from retrieval.question.analysis import Question, QuestionAnalyzer
from retrieval.question.attributes import Attribute
from retrieval.question.known_questions import KnownQuestionHits
from retrieval.question.spelling import SpellingCorrector
from retrieval.text.lexicon import Term
from retrieval.text.normalization import FoldedText
from retrieval.text.tokenization import words

QUOTES = 3
# A question this short may lean on the one before it.
_SHORT = 12

Repairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """Which sentences may answer, and which known questions may point at them.

    ``files``: the sentences of these alone, None: of all; ``without_sentences`` and ``without_questions`` are left out
    besides, by their positions and by a mask.
    """

    files: frozenset[str] | None = None
    without_sentences: Sequence[int] = ()
    without_questions: Mask | None = None


EVERY_CANDIDATE = CandidateFilter()


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence scored for a question; scores are comparable within one question only.

    ``position`` is what known questions call it by. ``text_score`` is its BM25 score, ``coverage`` the share of the
    question, 0 to 1, that it and its context hold. ``trust``: how far its context speaks for an answer, in log odds;
    None where the context was not looked at.
    """

    position: int
    sentence: Sentence
    folded: str
    score: float
    text_score: float
    coverage: float
    trust: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one question before it is decided.

    ``ranking`` holds the best sentences, best first; ``scores`` the scores of all by position; ``wanted`` the
    attributes that are asked for; ``hits`` and ``fact_scores`` what known questions and their facts say.
    """

    question: Question
    candidates: CandidateFilter
    wanted: Sequence[Attribute]
    hits: KnownQuestionHits
    fact_scores: Scores
    scores: Scores
    ranking: tuple[ScoredSentence, ...]

    @property
    def best(self) -> ScoredSentence:
        """The first of the ranking. Raises IndexError where nothing was found."""
        return self.ranking[0]

    @property
    def nearest(self) -> tuple[ScoredSentence, ...]:
        """The sentences that may be shown."""
        return self.ranking[:QUOTES]


class SentenceScorer(Protocol):
    """Scores the sentences that may answer a question."""

    def score(self, question: Question, candidates: CandidateFilter = EVERY_CANDIDATE) -> Evidence:
        """The evidence of the candidates; an empty ranking where none of them has anything of the question."""


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
    """Reads a question as it stands; else with the earlier one; else repaired. Thread-safe: nothing changes."""

    analyzer: QuestionAnalyzer
    spelling: SpellingCorrector
    scorer: SentenceScorer
    estimator: AnswerabilityEstimator

    def best(self, question: Question, history: tuple[str, ...], files: frozenset[str]) -> Reading | None:
        """The first reading that these files answer, else the first that finds anything, else None."""
        readings = []
        for variant, repairs in self._variants(question, history):
            evidence = self.scorer.score(variant, CandidateFilter(files))
            if evidence.ranking:
                readings.append(Reading(evidence, self.estimator.probability(evidence), repairs))
                if self.is_answer(readings[-1]):
                    return readings[-1]
        return readings[0] if readings else None

    def is_answer(self, reading: Reading) -> bool:
        """Whether a reading is likely enough to be given as an answer."""
        return reading.probability >= self.estimator.threshold

    def _variants(self, question: Question, history: tuple[str, ...]) -> Iterator[tuple[Question, Repairs]]:
        yield question, ()
        if history and not question.context and len(question.text) <= _SHORT:
            yield self.analyzer.analyse(question.raw, history, lean=True), ()
        repaired, repairs = self.spelling(question.text)
        if repairs:
            again = self.analyzer.analyse(repaired, history)
            yield replace(again, query=self.spelling(question.query)[0]), repairs


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
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
