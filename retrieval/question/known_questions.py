"""The bank of known questions: the phrasings and gaps that staff wrote, as evidence for and against an answer.

A question that resembles a phrasing points at its fact. One that resembles a gap asks what the report does not
state. Similarity is the Dice coefficient over idf-weighted words, character bigrams and unigrams.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.corpus.annotations import Gap, Phrasing, formal_question
from retrieval.corpus.loader import LoadedReport
from retrieval.index.postings import Mask, Postings, Scores, top_positions
from retrieval.models import Passage, Span
from retrieval.question.analysis import plain
from retrieval.text.answer_type import kind_of
from retrieval.text.tokenization import bigrams, unigrams, words

Token = str
# A sentence by the id of its passage and its first offset in the report.
SentenceKey = tuple[str, int]
# Phrasings below this rank cannot lift a fact to the top.
_CONSIDERED = 100
# Below this a gap shares the wording of the asking and not the thing; of things that the report never mentions
# nothing else would tell.
_MUCH_ALIKE, _ALIKE_WITHOUT_SENTENCE = 0.45, 0.7


def tokens(folded: str) -> dict[Token, float]:
    """Weighted tokens of a question: words and bigrams count 1, single characters a half; kinds do not mix.

    >>> tokens("几台")
    {'w几台': 1.0, 'b几台': 1.0, 'u几': 0.5, 'u台': 0.5}
    """
    return (
        {f"w{word}": 1.0 for word in words(folded)}
        | {f"b{pair}": 1.0 for pair in bigrams(folded)}
        | {f"u{char}": 0.5 for char in unigrams(folded)}
    )


def ask_tokens(folded: str) -> set[Token]:
    """The tokens of a question with its character trigrams, which catch 叫什么 and 多少钱."""
    return set(tokens(folded)) | _trigrams(folded)


def _trigrams(folded: str) -> set[Token]:
    return {f"t{folded[at : at + 3]}" for at in range(len(folded) - 2)}


# Makes of a report's passages what gives the sentence at a span.
SentenceFinder = Callable[[Sequence[Passage]], Callable[[Span], SentenceKey | None]]


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
    """Phrasings first, then gaps; positions below ``self.asked`` are phrasings."""

    def __init__(self, phrasings: Sequence[Phrasing], gaps: Sequence[Gap], facts: Sequence[KnownFact],
                 fact_of: Sequence[int], nearest: Sequence[SentenceKey | None]) -> None:  # fmt: skip
        """``fact_of`` gives each phrasing's fact, ``nearest`` each gap's sentence, if any."""
        self.facts = list(facts)
        self.phrasings = list(phrasings)
        self.gaps = list(gaps)
        self.asked = len(phrasings)
        self.fact_of = np.array(fact_of, dtype=np.intp)
        self.sentence_of: list[SentenceKey | None] = [*(facts[fact].sentence for fact in fact_of), *nearest]
        self.questions = [*(plain(each.question) for each in phrasings), *(plain(gap.question) for gap in gaps)]
        self.token_sets = [tokens(question) for question in self.questions]
        self.ask_sets = [
            known.keys() | _trigrams(question) for known, question in zip(self.token_sets, self.questions, strict=True)
        ]
        self.kinds = [kind_of(question) for question in self.questions]
        self._of_fact: dict[int, list[int]] = defaultdict(list)
        self._fact_tokens: dict[int, frozenset[Token]] = {}
        self._phrasings_of: dict[SentenceKey, list[int]] = defaultdict(list)
        self._facts_of: dict[SentenceKey, list[int]] = defaultdict(list)
        for at, fact in enumerate(fact_of):
            self._of_fact[fact].append(at)
            self._phrasings_of[facts[fact].sentence].append(at)
        for at, known_fact in enumerate(facts):
            self._facts_of[known_fact.sentence].append(at)
        self._count()
        asked = self.questions[: self.asked] or [""]
        self._bm25: list[tuple[Postings, Callable[[str], Iterable[str]], float]] = [
            (Postings.of([list(split(question)) for question in asked]), split, weight)
            for split, weight in ((words, 1.0), (bigrams, 1.0), (unigrams, 0.5))
        ]

    @classmethod
    def of(cls, reports: Iterable[LoadedReport], finder: SentenceFinder) -> KnownQuestionIndex:
        """The known questions of some reports; ``finder`` gives what finds the sentence at a span of a report."""
        facts: dict[tuple[SentenceKey, Span, Span | None], int] = {}
        phrasings: list[Phrasing] = []
        gaps: list[Gap] = []
        fact_of: list[int] = []
        nearest: list[SentenceKey | None] = []
        for loaded in reports:
            if not (loaded.phrasings or loaded.gaps):
                continue
            find = finder(loaded.passages)
            own_words = {(p.span, p.short): formal_question(loaded.report, p.span, p.short) for p in loaded.phrasings}
            in_own_words = [Phrasing(question, *key, own_words=True) for key, question in own_words.items()]
            for phrasing in (*loaded.phrasings, *in_own_words):
                sentence = find(phrasing.span)
                if sentence is not None:
                    phrasings.append(phrasing)
                    fact_of.append(facts.setdefault((sentence, phrasing.span, phrasing.short), len(facts)))
            for gap in loaded.gaps:
                gaps.append(gap)
                nearest.append(find(gap.nearest) if gap.nearest else None)
        return cls(phrasings, gaps, [KnownFact(*key) for key in facts], fact_of, nearest)

    def _count(self) -> None:
        frequency = Counter(token for known in self.token_sets for token in known)
        size = len(self.questions)
        self._idf = {token: math.log(1 + (size - n + 0.5) / (n + 0.5)) for token, n in frequency.items()}
        self._unknown = math.log(2 * size + 2)
        self._mass = np.array([sum(w * self._idf[t] for t, w in known.items()) for known in self.token_sets])
        holders: dict[Token, list[int]] = defaultdict(list)
        for at, known in enumerate(self.token_sets):
            for token in known:
                holders[token].append(at)
        self._holders = {token: np.array(where, dtype=np.intp) for token, where in holders.items()}

    def idf(self, token: Token) -> float:
        """How telling a token is among known questions; an unseen one is the most telling."""
        return self._idf.get(token, self._unknown)

    def recall(self, folded: str, context: str = "", mask: Mask | None = None) -> KnownQuestionHits:
        """Compare a folded question, leaning on ``context``, with all known ones but those in ``mask``."""
        similarity, scores = self._similarity(folded), self._scores(folded)
        if context:
            similarity = np.maximum(similarity, self._similarity(f"{context} {folded}"))
            scores = scores + 0.5 * self._scores(context)
        if mask is not None:
            similarity = np.where(mask, 0.0, similarity)
            scores = np.where(mask[: self.asked], 0.0, scores)
        return KnownQuestionHits(similarity, scores)

    def _similarity(self, folded: str) -> Scores:
        common, mass = np.zeros(len(self.questions)), 0.0
        for token, weight in tokens(folded).items():
            mass += weight * self.idf(token)
            if token in self._holders:
                common[self._holders[token]] += weight * self._idf[token]
        return 2 * common / (mass + self._mass) if mass else common

    def _scores(self, folded: str) -> Scores:
        total = np.zeros(max(self.asked, 1))
        for postings, split, weight in self._bm25:
            total += weight * postings.scores(split(folded))
        return total[: self.asked]

    def phrasings_of(self, sentence: SentenceKey) -> list[int]:
        """The phrasings that point at a sentence."""
        return self._phrasings_of.get(sentence, [])

    def facts_of(self, sentence: SentenceKey) -> list[int]:
        """The facts that a sentence states."""
        return self._facts_of.get(sentence, [])

    def closeness(self, fact: int, similarity: Scores) -> float:
        """How much a question resembles the closest phrasing of a fact."""
        return float(similarity[self._of_fact[fact]].max(initial=0.0))

    def telling(self, folded: str, facts: Sequence[int]) -> list[float]:
        """How well a question tells each of some facts from the others: its tokens, by how few of them they fit."""
        known = [set().union(*(self.ask_sets[at] for at in self._of_fact[fact])) for fact in facts]
        total = [0.0] * len(facts)
        for token, weight in tokens(folded).items():
            holders = [at for at, asked in enumerate(known) if token in asked]
            for at in holders:
                total[at] += weight * math.log(len(facts) / len(holders))
        return total

    def closest_gap(self, similarity: Scores, sentence: SentenceKey) -> Gap | None:
        """The gap that says where to turn: one that is much like the question, else the likest beside the sentence."""
        lacking = similarity[self.asked :]
        if not lacking.any():
            return None
        near = self.sentence_of[self.asked :]
        least = [_ALIKE_WITHOUT_SENTENCE if key is None else _MUCH_ALIKE for key in near]
        alike = np.where(lacking >= least, lacking, 0.0)
        if alike.any():
            return self.gaps[int(np.argmax(alike))]
        beside = np.where([key == sentence for key in near], lacking, 0.0)
        return self.gaps[int(np.argmax(beside))] if beside.any() else None

    def fact_tokens(self, phrasing: int, mask: Mask | None = None) -> frozenset[Token]:
        """All tokens that ask for the fact of a phrasing."""
        fact = int(self.fact_of[phrasing])
        if mask is None:
            return self._tokens_of_fact(fact)
        return frozenset().union(*(self.ask_sets[at] for at in self._of_fact[fact] if not mask[at]))

    def _tokens_of_fact(self, fact: int) -> frozenset[Token]:
        if fact not in self._fact_tokens:
            self._fact_tokens[fact] = frozenset().union(*(self.ask_sets[at] for at in self._of_fact[fact]))
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
