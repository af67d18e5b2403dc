"""Finding: a library's sentences ranked for a question, and how likely the best one states what was asked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from retrieval.answering.answerability import AnswerabilityClassifier, features
from retrieval.answering.context_scorer import ContextFeatures, ContextScorer
from retrieval.answering.lexical_scorer import LexicalRanking, SentenceIndex, rank
from retrieval.corpus.annotations import Gap, Phrasing, formal_question
from retrieval.corpus.library import Library
from retrieval.index.postings import Mask, Scores, top_positions
from retrieval.models import Passage, Region, Span
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.analysis import Question, analyse, plain
from retrieval.question.attributes import parse_attributes
from retrieval.question.known_questions import KnownFact, KnownQuestionHits, KnownQuestionIndex
from retrieval.question.scope import ScopeResolver
from retrieval.question.spelling import SpellingCorrector
from retrieval.resources import DATA
from retrieval.text.normalization import fold
from retrieval.text.tokenization import words

QUOTES = 3
# A question this long that stands in a sentence is a copy of it.
_COPY = 12
# A question this short may lean on the one before it.
_SHORT = 12
_PLAN_ASKED, _PLAN_UNASKED = 1.5, 0.85
# In a library header lines and titles may answer, but after the text proper.
_OUTSIDE = 0.5

# What the known questions of other reports tell of the words of a question: which are asked where nothing answers.
_ASKS = {"worst odds unexplained": -0.5, "best odds": -0.4, "text score": 0.3}

Repairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the engine knows of one question before it decides."""

    question: Question
    ranking: LexicalRanking
    recall: KnownQuestionHits
    fact_scores: Scores
    scores: Scores
    order: list[int]
    looks: Mapping[int, ContextFeatures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question: its evidence, how likely that answers, and what was put right."""

    evidence: Evidence
    probability: float
    repairs: Repairs


class Finder:
    """Ranks the sentences of one library. Thread-safe: nothing changes after construction."""

    def __init__(self, library: Library, gate: AnswerabilityClassifier | None = None) -> None:
        """Index a library's sentences and the content beside its reports."""
        self.library = library
        self.index = SentenceIndex(library.passages, library.derived_arrays)
        self.bank = _bank(library, self.index)
        self.attributes = parse_attributes((DATA / "attributes.txt").read_text("utf-8"), "attributes.txt")
        self.gate = gate or AnswerabilityClassifier.load(DATA / "gate.json")
        self.model = self.gate.known if self.bank.asked else self.gate.bare
        self.repair = SpellingCorrector(library.derived_arrays.texts("vocabulary", lambda: _vocabulary(self.index)))
        self.several = len(library.loaded_reports) > 1
        self.profiles: tuple[DocumentMetadata, ...] = tuple(library.catalog.metadata.values())
        self.closer = ContextScorer(self.index, self.profiles, library.derived_arrays) if self.several else None
        folded = library.derived_arrays.texts("reports", lambda: [fold(report.text) for report in library.reports])
        texts = {report.file: text for report, text in zip(library.reports, folded, strict=True)}
        self.resolver = ScopeResolver(self.profiles, library.gazetteer, texts)
        self.year = library.catalog.newest_year
        self._plan = np.array([_is_plan(sentence.passage) for sentence in self.index.sentences])
        self._weight = np.maximum(self.index.body, _OUTSIDE if self.several else 0.0)
        self._weight = np.where([s.passage.clause.place in _NEVER for s in self.index.sentences], 0.0, self._weight)
        self._files = np.array([sentence.passage.file for sentence in self.index.sentences])

    def analyse(self, question: str, history: Sequence[str] = (), lean: bool = False) -> Question:
        """Take a question apart with this library's lexicon and newest year."""
        return analyse(question, tuple(history), self.library.lexicon, self.year, lean)

    def gather(self, question: Question, mask: Mask | None = None, dead: Sequence[int] = (),
               files: frozenset[str] | None = None) -> Evidence:  # fmt: skip
        """Rank the sentences for a question.

        The known questions in ``mask`` and the sentences in ``dead`` are left out, as are files not in ``files``.
        """
        ranking = rank(self.index, question, covering=self.closer is None)
        recall = self.bank.recall(question.text, question.context, mask)
        facts = self.bank.by_fact(recall.scores)
        scores = ranking.scores * self._weight + self.bank.by_sentence(facts, len(self.index.sentences))
        scores = scores * np.where(self._plan, _PLAN_ASKED if question.plan else _PLAN_UNASKED, 1.0)
        scores[list(dead)] = 0.0
        if files is not None and len(files) < len(self.library.loaded_reports):
            scores = np.where(np.isin(self._files, sorted(files)), scores, 0.0)
        if self.closer is None:
            scores = scores + self._copied(question) * scores.max(initial=0.0)
            return Evidence(question, ranking, recall, facts, scores, top_positions(scores, QUOTES))
        looks = self.closer.look(question, scores, self.attributes.asked(question.text))
        scores = np.zeros(len(scores))
        for at, look in looks.items():
            scores[at], ranking.coverage[at] = look.score, look.covered
        scores = scores + self._copied(question) * scores.max(initial=0.0)
        return Evidence(question, ranking, recall, facts, scores, top_positions(scores, QUOTES), looks)

    def _copied(self, question: Question) -> Scores:
        """How much of each sentence the question is, word for word: who copies a sentence wants that one."""
        if len(question.text) < _COPY:
            return np.zeros(len(self._weight))
        asked = question.text
        return np.array([len(asked) / len(text) if asked in text else 0.0 for text in self._plain]) * (self._weight > 0)

    @cached_property
    def _plain(self) -> list[str]:
        return [plain(text) for text in self.index.folded]

    def look(self, evidence: Evidence, mask: Mask | None = None, own: int = 0) -> dict[str, float]:
        """The gate's features for the best sentence of some evidence."""
        return features(evidence.question, self.index, self.bank, self.gate.asks, evidence.ranking, evidence.recall,
                        evidence.order, evidence.scores, self.attributes.asked(evidence.question.text), mask,
                        own)  # fmt: skip

    def probability(self, evidence: Evidence) -> float:
        """How likely it is that the best sentence of some evidence states what was asked."""
        best, values = evidence.order[0], self.look(evidence)
        if best in evidence.looks and not self.bank.phrasings_of(best):
            asks = sum(weight * values[name] for name, weight in _ASKS.items())
            return 1 / (1 + math.exp(-(evidence.looks[best].trust + asks)))
        return self.model.probability(values)

    def best_reading(self, question: Question, history: tuple[str, ...],
                     files: frozenset[str] | None = None) -> Reading | None:  # fmt: skip
        """The question as it stands; else with the earlier one, else repaired, whichever is answered first."""
        readings = []
        for variant, repairs in self._variants(question, history):
            evidence = self.gather(variant, files=files)
            if evidence.order:
                probability = self.probability(evidence)
                readings.append(Reading(evidence, probability, repairs))
                if probability >= self.model.threshold:
                    return readings[-1]
        return readings[0] if readings else None

    def _variants(self, question: Question, history: tuple[str, ...]) -> Iterator[tuple[Question, Repairs]]:
        yield question, ()
        if history and not question.context and len(question.text) <= _SHORT:
            yield self.analyse(question.raw, history, lean=True), ()
        repaired, repairs = self.repair(question.text)
        if repairs:
            again = self.analyse(repaired, history)
            yield replace(again, query=self.repair(question.query)[0]), repairs


_NEVER = frozenset({Region.FOOTER} | {place for place in Region if place.value == "noise"})


def _bank(library: Library, index: SentenceIndex) -> KnownQuestionIndex:
    """The known questions of all reports, each tied to the sentence that it is about."""
    facts: dict[tuple[int, Span, Span | None], int] = {}
    phrasings: list[Phrasing] = []
    gaps: list[Gap] = []
    fact_of: list[int] = []
    nearest: list[int] = []
    for loaded in library.loaded_reports:
        file = loaded.report.file
        own_words = {(p.span, p.short): formal_question(loaded.report, p.span, p.short) for p in loaded.phrasings}
        in_own_words = [Phrasing(question, *key, own_words=True) for key, question in own_words.items()]
        for phrasing in (*loaded.phrasings, *in_own_words):
            sentence = index.find(*phrasing.span, file)
            if sentence is not None:
                phrasings.append(phrasing)
                fact_of.append(facts.setdefault((sentence, phrasing.span, phrasing.short), len(facts)))
        for gap in loaded.gaps:
            gaps.append(gap)
            near = index.find(*gap.nearest, file) if gap.nearest else None
            nearest.append(-1 if near is None else near)
    return KnownQuestionIndex(phrasings, gaps, [KnownFact(*key) for key in facts], fact_of, nearest)


def _vocabulary(index: SentenceIndex) -> list[str]:
    """The words of the library's sentences, the most frequent first."""
    counts = Counter(word for sentence in index.folded for word in words(sentence))
    return [word for word, _ in counts.most_common()]


def _is_plan(passage: Passage) -> bool:
    top = passage.clause.headings[0] if passage.clause.headings else ""
    return any(word in top for word in ("安排", "打算", "计划", "下一步", "思路", "目标任务"))
