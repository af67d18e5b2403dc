"""Sentences as evidence: which sentence of the library covers a question best.

A sentence is scored on its own words, on its clause's and on its headings' (fields), each by words, character
bigrams and unigrams; lexicon terms add to the score, a term's alternatives once. How much of the question's content
a sentence and its context cover then weighs the score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise

import numpy as np

from retrieval.answering.candidates import (
    ONE_REPORT,
    SentenceLayout,
    headings_above,
    is_plan,
    sentence_spans,
    sentences_at,
)
from retrieval.answering.evidence import EVERY_CANDIDATE, CandidateFilter, Evidence, ScoredSentence
from retrieval.corpus.derived_arrays import DerivedArrays
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.index.postings import Postings, Scores, top_positions
from retrieval.models import Passage, Region
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.analysis import Question, plain
from retrieval.question.attributes import Attributes
from retrieval.question.known_questions import KnownQuestionHits, KnownQuestionIndex
from retrieval.text.lexicon import Term
from retrieval.text.normalization import fold
from retrieval.text.tokenization import bigrams, unigrams, words

# Fields and kinds of token with their weights, measured on questions that nobody had tuned to; they are flat.
_FIELDS = (("own", 1.0), ("clause", 0.15), ("headings", 0.3))
_TOKENS = ((words, 1.0), (bigrams, 1.0), (unigrams, 0.5))
_LEXICON = 0.7
# How many sentences of a ranking are kept.
_RANKED = 30
# A question this long that stands in a sentence is a copy of it.
_COPY = 12
_PLAN_ASKED, _PLAN_UNASKED = 1.5, 0.85
_TEXT_PROPER = frozenset({Region.INTRODUCTION, Region.LEAF, Region.PARENT, Region.ROW})
_NEVER = frozenset({Region.FOOTER, Region.NOISE})
# A word counts as covered by what stands around the sentence, but for less.
CLAUSE_COVERAGE, HEADING_COVERAGE = 0.6, 0.85


@dataclass(frozen=True, slots=True)
class LexicalRanking:
    """Scores of all sentences for one question, and how much of it each covers (0 to 1)."""

    scores: Scores
    coverage: Scores


class _SentenceField:
    """One text a sentence, many of them the same: each is counted once, with words, bigrams and unigrams."""

    def __init__(self, texts: Sequence[str], derived: DerivedArrays, name: str) -> None:
        places: dict[str, int] = {}
        self._of = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.intp)
        self.postings = [
            derived.postings(f"{name}/{tokens.__name__}", partial(_postings, tokens, places)) for tokens, _ in _TOKENS
        ]

    def scores(self, pieces: Sequence[list[str]]) -> Scores:
        """The weighted sum over the kinds of tokens, for each sentence."""
        parts = zip(_TOKENS, self.postings, pieces, strict=True)
        return sum((share * postings.scores(piece) for (_, share), postings, piece in parts), np.zeros(1))[self._of]


def _postings(tokens: Callable[[str], list[str]], texts: Iterable[str]) -> Postings:
    return Postings([list(tokens(text)) for text in texts])


class SentenceIndex:
    """All sentences of a library, ready to be scored."""

    def __init__(
        self, passages: Sequence[Passage], layout: SentenceLayout = ONE_REPORT, derived: DerivedArrays | None = None
    ) -> None:
        """Index the passages' sentences. Raises ValueError where there is no sentence.

        What ``derived`` holds of these passages is taken from there; what it lacks is put there.
        """
        derived = DerivedArrays() if derived is None else derived
        spans = derived.numbers("sentences", lambda: sentence_spans(passages, layout.longest))
        self.sentences = sentences_at(passages, spans)
        self.folded = derived.texts("own", lambda: [fold(sentence.text) for sentence in self.sentences])
        clauses = derived.texts("clauses", lambda: [fold(passage.text) for passage in passages])
        above = derived.texts("headings", lambda: [headings_above(passage, layout.titled) for passage in passages])
        self.clauses = {passage.id: text for passage, text in zip(passages, clauses, strict=True)}
        self.headings = {passage.id: text for passage, text in zip(passages, above, strict=True)}
        clause = [self.clauses[sentence.passage.id] for sentence in self.sentences]
        headings = [self.headings[sentence.passage.id] for sentence in self.sentences]
        # 1.0 for sentences of the text proper, 0.0 for header, title, signature and footer.
        self.body = np.array([float(sentence.passage.clause.place in _TEXT_PROPER) for sentence in self.sentences])
        pairs = enumerate(pairwise([None, *(sentence.passage for sentence in self.sentences)]))
        firsts = [at for at, (before, passage) in pairs if before is not passage]
        # Headings and clause, with the range of the sentences that they stand around.
        self._groups = [(headings[at], clause[at], at, end) for at, end in pairwise([*firsts, len(self.sentences)])]
        self._fields = [
            (weight, _SentenceField(texts, derived, name))
            for (name, weight), texts in zip(_FIELDS, (self.folded, clause, headings), strict=True)
        ]
        self.statistics = CollectionStatistics(*self._fields[0][1].postings[:2])

    def find(self, start: int, end: int, file: str) -> int | None:
        """The position of the sentence of this file that holds the span."""
        numbered = enumerate(self.sentences)
        return next((at for at, s in numbered if s.passage.file == file and s.start < end and start < s.end), None)

    def match(self, folded: str) -> Scores:
        """The fused BM25 score of a piece of folded text on every sentence."""
        pieces = [list(tokens(folded)) for tokens, _ in _TOKENS]
        return sum((weight * field.scores(pieces) for weight, field in self._fields), np.zeros(len(self.sentences)))

    def expanded(self, expansions: Iterable[tuple[str, tuple[Term, ...]]]) -> Scores:
        """What lexicon terms add: of a form's alternatives the best one counts, never the sum."""
        best = (np.max([term.weight * self.match(term.text) for term in terms], axis=0) for _, terms in expansions)
        return _LEXICON * sum(best, np.zeros(len(self.sentences)))

    def coverage(self, content: Sequence[str], expansions: Sequence[tuple[str, tuple[Term, ...]]]) -> Scores:
        """The idf-weighted share of the content words that each sentence and its context hold."""
        total, mass = np.zeros(len(self.sentences)), 0.0
        for word in content:
            weight = self.statistics.idf(word)
            meant = [term for form, terms in expansions if word in form for term in terms]
            held = [self._holds(word), *(0.8 * term.weight * self._holds(term.text) for term in meant)]
            total += weight * np.max(held, axis=0)
            mass += weight
        return total / mass if mass else total

    def _holds(self, word: str) -> Scores:
        """How far each sentence holds a word: in itself, in a heading above it, elsewhere in its clause."""
        held = np.zeros(len(self.sentences))
        for headings, clause, first, last in self._groups:
            around = HEADING_COVERAGE if word in headings else CLAUSE_COVERAGE if word in clause else 0.0
            if around:
                held[first:last] = [1.0 if word in own else around for own in self.folded[first:last]]
        return held


def lexical_scores(index: SentenceIndex, question: Question) -> Scores:
    """The BM25 scores of all sentences for a question; the question's context counts half."""
    scores = index.match(question.query) + index.expanded(question.expansions)
    return scores + 0.5 * index.match(question.context) if question.context else scores


def rank(index: SentenceIndex, question: Question) -> LexicalRanking:
    """Score every sentence for a question, the more the more of it the sentence covers."""
    content = list(dict.fromkeys(words(question.query) + (words(question.context) if question.context else [])))
    coverage = index.coverage(content, question.expansions)
    return LexicalRanking(lexical_scores(index, question) * (1 + coverage), coverage)


class FirstStageScorer:
    """First stage: text scores by where a sentence stands, known questions, plans. Thread-safe: nothing changes."""

    def __init__(
        self, index: SentenceIndex, known: KnownQuestionIndex, profiles: Sequence[DocumentMetadata], outside: float
    ) -> None:
        """``outside`` is the weight of header lines, titles and signatures; the text proper has 1."""
        self._index, self._known = index, known
        places = [sentence.passage.clause.place for sentence in index.sentences]
        self._weight = np.where([place in _NEVER for place in places], 0.0, np.maximum(index.body, outside))
        year = {profile.file: profile.year for profile in profiles}
        self._plan = np.array([is_plan(sentence.passage) for sentence in index.sentences])
        # What comes next is planned for the year after the report's own; 0 where that is not known.
        self._planned = np.array([(year[s.passage.file] or -1) + 1 for s in index.sentences])
        self._files = np.array([sentence.passage.file for sentence in index.sentences])
        self._every_file = frozenset(self._files.tolist())

    def score(
        self, question: Question, text_scores: Scores, candidates: CandidateFilter
    ) -> tuple[Scores, KnownQuestionHits, Scores]:
        """The scores of the candidates, 0 for all others, and what known questions and their facts say."""
        hits = self._known.recall(question.text, question.context, candidates.without_questions)
        facts = self._known.by_fact(hits.scores)
        scores = text_scores * self._weight + self._known.by_sentence(facts, len(text_scores))
        asked = question.plan | np.isin(self._planned, question.years)
        scores = scores * np.where(self._plan, np.where(asked, _PLAN_ASKED, _PLAN_UNASKED), 1.0)
        scores[list(candidates.without_sentences)] = 0.0
        if candidates.files is not None and not self._every_file <= candidates.files:
            scores = np.where(np.isin(self._files, sorted(candidates.files)), scores, 0.0)
        return scores, hits, facts

    def with_copies(self, question: Question, scores: Scores) -> Scores:
        """Scores with those sentences lifted that the question is a copy of: who copies a sentence wants that one."""
        asked = question.text
        if len(asked) < _COPY:
            return scores
        copied: Scores = np.array([len(asked) / len(text) if asked in text else 0.0 for text in self._plain])
        lifted: Scores = scores + copied * (self._weight > 0) * scores.max(initial=0.0)
        return lifted

    @cached_property
    def _plain(self) -> list[str]:
        return [plain(text) for text in self._index.folded]


def sentence_ranking(
    index: SentenceIndex, scores: Scores, text_scores: Scores, judge: Callable[[int], tuple[float, float | None]]
) -> tuple[ScoredSentence, ...]:
    """The best sentences by ``scores``; ``judge`` gives the coverage and the trust of the one at a position."""
    return tuple(
        ScoredSentence(at, index.sentences[at], index.folded[at], float(scores[at]), float(text_scores[at]), *judge(at))
        for at in top_positions(scores, _RANKED)
    )


class SingleReportScorer:
    """Sentence scorer over one report: BM25 by coverage. Thread-safe: nothing changes after construction."""

    def __init__(self, index: SentenceIndex, first: FirstStageScorer, attributes: Attributes) -> None:
        """``first`` scores the sentences of ``index``."""
        self._index, self._first, self._attributes = index, first, attributes

    def score(self, question: Question, candidates: CandidateFilter = EVERY_CANDIDATE) -> Evidence:
        """The evidence of the candidates: every sentence counts by how much of the question it covers."""
        text = rank(self._index, question)
        first, hits, facts = self._first.score(question, text.scores, candidates)
        scores = self._first.with_copies(question, first)
        ranking = sentence_ranking(self._index, scores, text.scores, lambda at: (float(text.coverage[at]), None))
        return Evidence(question, candidates, self._attributes.find(question.text), hits, facts, scores, ranking)
