"""The bank of known questions: the phrasings and gaps that staff wrote, as evidence for and against an answer.

A question that resembles a phrasing points at its fact. One that resembles a gap asks what the report does not
state. Similarity is the Dice coefficient over idf-weighted words, character bigrams and unigrams.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.corpus.segments.known_question_reader import StoredQuestions, read_questions
from retrieval.corpus.segments.known_question_writer import (
    CUT,
    GAPS,
    KIND,
    KINDS,
    MORE,
    NAME,
    PHRASINGS,
    SHORT,
    SPAN,
    WHOLE,
)
from retrieval.corpus.sources.annotations import Gap, Phrasing
from retrieval.index.postings import Mask, Postings, Scores, SegmentPostings, top_positions
from retrieval.index.segments import Segment
from retrieval.models import Span
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.token_similarity import TokenSimilarity
from retrieval.text.question_text import Token, ask_tokens, tokens
from retrieval.text.tokenization import TokenKind, tokens_of

# Phrasings below this rank cannot lift a fact to the top.
_CONSIDERED = 100
# A gap says where to turn from this similarity on, if none that says otherwise is nearly as much like the question:
# asked with gaps in other words, 94 of 100 are then sent to the right office.
_MUCH_ALIKE, _NEARLY = 0.5, 0.8
_KIND_WEIGHTS = {TokenKind.WORD: 1.0, TokenKind.PAIR: 1.0, TokenKind.CHARACTER: 0.5}


@dataclass(frozen=True, slots=True)
class KnownFact:
    """What a block of phrasings asks for: a sentence, the span that states it, the short answer."""

    sentence: SentenceKey
    span: Span
    short: Span | None


@dataclass(frozen=True, slots=True)
class KnownQuestionHits:
    """What the bank says of one question: Dice similarity and BM25 score with each known question."""

    similarity: Scores
    scores: Scores


class KnownQuestionIndex:
    """Phrasings first, then gaps; positions below ``self.asked`` are phrasings.

    Thread-safe: it only remembers the tokens of questions.
    """

    def __init__(self, segments: Sequence[Segment], cut: bool = False) -> None:
        """The known questions of all reports of an index; ``cut``: long sentences are cut behind semicolons."""
        place = CUT if cut else WHOLE
        asked = read_questions(segments, PHRASINGS, cut, needs_sentence=True)
        lacking = read_questions(segments, GAPS, cut, needs_sentence=False)
        self.asked = len(asked)
        self.phrasings = _phrasings(asked)
        self.gaps = _gaps(lacking)
        _, plain_asked, words_asked, _ = asked.texts
        _, plain_lacking, words_lacking, _ = lacking.texts
        self.questions = plain_asked + plain_lacking
        self._words = words_asked + words_lacking
        self.kinds = [KINDS[kind] for kind in (*asked.rows[:, KIND].tolist(), *lacking.rows[:, KIND].tolist())]
        self.sentence_of = [*_keys(asked, place), *_keys(lacking, place)]
        self._set_facts()
        self._similarity = TokenSimilarity(
            np.concatenate([asked.tokens, lacking.tokens]),
            np.concatenate([asked.weights, lacking.weights]) / 2,
            np.concatenate([asked.sizes, lacking.sizes]),
        )
        self._order, self._postings = asked.order, _postings(segments, asked)
        self._ask_tokens: dict[int, frozenset[Token]] = {}
        self._fact_tokens: dict[int, frozenset[Token]] = {}

    def _set_facts(self) -> None:
        facts: dict[KnownFact, int] = {}
        fact_of: list[int] = []
        self._of_fact: dict[int, list[int]] = defaultdict(list)
        self._phrasings_of: dict[SentenceKey, list[int]] = defaultdict(list)
        self._facts_of: dict[SentenceKey, list[int]] = defaultdict(list)
        for at, (phrasing, sentence) in enumerate(zip(self.phrasings, self.sentence_of, strict=False)):
            if sentence is None:
                raise ValueError(f"wanted a sentence for the phrasing {phrasing.question!r}, found none")
            fact = facts.setdefault(KnownFact(sentence, phrasing.span, phrasing.short), len(facts))
            fact_of.append(fact)
            self._of_fact[fact].append(at)
            self._phrasings_of[sentence].append(at)
        for known, number in facts.items():
            self._facts_of[known.sentence].append(number)
        self.facts, self.fact_of = list(facts), np.array(fact_of, dtype=np.intp)

    def ask_tokens(self, at: int) -> frozenset[Token]:
        """The tokens of a known question with its trigrams."""
        if at not in self._ask_tokens:
            self._ask_tokens[at] = frozenset(ask_tokens(self.questions[at], self._words[at].split()))
        return self._ask_tokens[at]

    def words(self, at: int) -> list[str]:
        """The words of a known question, without function words."""
        return self._words[at].split()

    def idf(self, token: Token) -> float:
        """How telling a token is among known questions; an unseen one is the most telling."""
        return self._similarity.idf(token)

    def recall(self, folded: str, context: str = "", mask: Mask | None = None) -> KnownQuestionHits:
        """Compare a folded question, leaning on ``context``, with all known ones but those in ``mask``."""
        similarity, scores = self._similarity.scores(tokens(folded)), self._scores(folded)
        if context:
            similarity = np.maximum(similarity, self._similarity.scores(tokens(f"{context} {folded}")))
            scores = scores + 0.5 * self._scores(context)
        if mask is not None:
            similarity = np.where(mask, 0.0, similarity)
            scores = np.where(mask[: self.asked], 0.0, scores)
        return KnownQuestionHits(similarity, scores)

    def _scores(self, folded: str) -> Scores:
        total = np.zeros(self.asked)
        for kind, postings in self._postings.items():
            total += _KIND_WEIGHTS[kind] * postings.scores(tokens_of(kind, folded))[self._order]
        return total

    def phrasings_of(self, sentence: SentenceKey) -> list[int]:
        """The phrasings that point at a sentence."""
        return self._phrasings_of.get(sentence, [])

    def facts_of(self, sentence: SentenceKey) -> list[int]:
        """The facts that a sentence states."""
        return self._facts_of.get(sentence, [])

    def formal_question(self, fact: int) -> str:
        """The question for a fact in the report's own words."""
        asked = (self.phrasings[at] for at in self._of_fact[fact])
        return next((phrasing.question for phrasing in asked if phrasing.own_words), "")

    def closeness(self, fact: int, similarity: Scores) -> float:
        """How much a question resembles the closest phrasing of a fact."""
        return float(similarity[self._of_fact[fact]].max(initial=0.0))

    def telling(self, folded: str, facts: Sequence[int], mask: Mask | None = None) -> list[float]:
        """How well a question tells each of some facts from the others: its tokens, by how few of them they fit."""
        known = [self._tokens_of_fact(fact, mask) for fact in facts]
        total = [0.0] * len(facts)
        for token, weight in tokens(folded).items():
            holders = [at for at, asked in enumerate(known) if token in asked]
            for at in holders:
                total[at] += weight * math.log(len(facts) / len(holders))
        return total

    def closest(self, similarity: Scores) -> tuple[float, float]:
        """How much the closest phrasing resembles a question, and the closest gap, 0 to 1; 0 where there is none."""
        answered, lacking = similarity[: self.asked], similarity[self.asked :]
        return float(answered.max(initial=0.0)), float(lacking.max(initial=0.0))

    def closest_gap(self, similarity: Scores) -> Gap | None:
        """The gap that is much like the question; None where there is none, or another one says otherwise.

        One that merely shares the words of asking would send a person to an office that has nothing to do with it.
        """
        lacking = similarity[self.asked :]
        order = np.argsort(-lacking, kind="stable")
        if not len(order) or lacking[order[0]] < _MUCH_ALIKE:
            return None
        closest = self.gaps[int(order[0])]
        nearly = (self.gaps[int(at)] for at in order if lacking[at] > _NEARLY * lacking[order[0]])
        return closest if all(gap.turn_to == closest.turn_to for gap in nearly) else None

    def fact_tokens(self, phrasing: int, mask: Mask | None = None) -> frozenset[Token]:
        """All tokens that ask for the fact of a phrasing."""
        return self._tokens_of_fact(int(self.fact_of[phrasing]), mask)

    def _tokens_of_fact(self, fact: int, mask: Mask | None) -> frozenset[Token]:
        if mask is not None:
            return frozenset().union(*(self.ask_tokens(at) for at in self._of_fact[fact] if not mask[at]))
        if fact not in self._fact_tokens:
            self._fact_tokens[fact] = frozenset().union(*map(self.ask_tokens, self._of_fact[fact]))
        return self._fact_tokens[fact]

    def vote(self, similarity: Scores, k: int) -> float:
        """The ``k`` closest known questions, squared similarities, for (1) or against (-1) an answer."""
        closest = np.argsort(-similarity, kind="stable")[:k]
        weight = similarity[closest] ** 2
        side = np.where(closest < self.asked, 1.0, -1.0)
        return float((weight * side).sum() / weight.sum()) if weight.sum() else 0.0

    def by_fact(self, scores: Scores) -> Scores:
        """A fact's score: its best phrasing and half of its second best."""
        total = np.zeros(len(self.facts))
        seen: Counter[int] = Counter()
        for at in top_positions(scores, _CONSIDERED):
            fact = int(self.fact_of[at])
            total[fact] += scores[at] * (1.0, 0.5)[seen[fact]] if seen[fact] < 2 else 0.0
            seen[fact] += 1
        return total

    def by_sentence(self, fact_scores: Scores) -> dict[SentenceKey, float]:
        """The score of each sentence that some fact points at: its best fact's."""
        best: dict[SentenceKey, float] = {}
        for at in np.flatnonzero(fact_scores > 0).tolist():
            sentence = self.facts[at].sentence
            best[sentence] = max(best.get(sentence, 0.0), float(fact_scores[at]))
        return best


def _phrasings(stored: StoredQuestions) -> list[Phrasing]:
    columns = zip(stored.texts[0], stored.rows[:, SPAN].tolist(), stored.rows[:, SHORT].tolist(), strict=True)
    own = stored.rows[:, MORE].astype(bool).tolist()
    return [
        Phrasing(text, (a, b), _span(*short), mine) for (text, (a, b), short), mine in zip(columns, own, strict=True)
    ]


def _gaps(stored: StoredQuestions) -> list[Gap]:
    columns = zip(stored.rows[:, SPAN].tolist(), stored.texts[3], stored.rows[:, MORE].tolist(), strict=True)
    return [Gap(text, _span(*near), *rest) for text, (near, *rest) in zip(stored.texts[0], columns, strict=True)]


def _keys(stored: StoredQuestions, place: slice) -> list[SentenceKey | None]:
    found = stored.rows[:, place].tolist()
    return [None if passage < 0 else (f"p{passage}", start) for passage, start in found]


def _span(start: int, end: int) -> Span | None:
    return None if start < 0 else (start, end)


def _postings(segments: Sequence[Segment], asked: StoredQuestions) -> dict[TokenKind, Postings]:
    """The postings of phrasings by kind of token; empty where there are none."""
    if not len(asked):
        return {}
    masks = [None if live.all() else live for live in asked.live]
    parts = list(zip(segments, masks, strict=True))
    return {
        kind: Postings([SegmentPostings(segment.arrays, f"{NAME}/{kind}", live) for segment, live in parts], kind)
        for kind in TokenKind
    }
