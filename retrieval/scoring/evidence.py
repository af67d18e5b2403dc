"""Evidence: the best sentences for a question with what was worked out of each, and the protocol of their scorer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Protocol

from retrieval.question.analysis import Question
from retrieval.question.attributes import Attribute
from retrieval.scoring.candidates import Sentence
from retrieval.scoring.context_features import ContextScores
from retrieval.scoring.sentence_source import Candidates
from retrieval.text.normalization import fold

QUOTES = 3
_FOLLOWING = 0.75


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence scored for a question; scores are comparable within one question only.

    ``text_score`` is its BM25 score, ``coverage`` the share of the
    question, 0 to 1, that it and its context hold. ``trust``: how far its context speaks for an answer, in log odds;
    None where the context was not looked at.
    """

    sentence: Sentence
    folded: str
    score: float
    text_score: float
    coverage: float
    trust: float | None = None

    @property
    def stated(self) -> str:
        """The folded sentence, and for the row of a table the heads of its columns, which say what it states."""
        heads = self.sentence.passage.heads
        return f"{fold(heads)} {self.folded}" if heads else self.folded


@dataclass(frozen=True, slots=True)
class Nearness:
    """What a sentence that does not answer must have of a question to be shown as near: one of them is enough.

    ``coverage`` is the share of the question that it covers; ``score`` is for scorers whose scores add up the words,
    those of known questions too, that it has in common with the question, and so grow with how much that is;
    ``text_score`` is for the others.
    """

    coverage: float = math.inf
    score: float = math.inf
    text_score: float = math.inf


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one question before it is decided.

    ``wanted`` are the attributes that are asked for; ``ranking`` holds the best sentences, best first; ``nearness`` is
    what the near ones have. ``features`` tell whether the best one answers, by name, where its meaning was looked at.
    ``context_scores`` are what it was made from, for a scorer that goes on from there.
    """

    question: Question
    candidates: Candidates
    wanted: Sequence[Attribute]
    ranking: tuple[ScoredSentence, ...]
    nearness: Nearness
    features: Mapping[str, float] | None = None
    context_scores: ContextScores | None = None

    @property
    def best(self) -> ScoredSentence:
        """The first of the ranking. Raises IndexError where nothing was found."""
        return self.ranking[0]

    @property
    def nearest(self) -> tuple[ScoredSentence, ...]:
        """The sentences that may be shown."""
        return self.ranking[:QUOTES]

    def near(self, follows: bool = False) -> tuple[ScoredSentence, ...]:
        """Those that share enough with the question to be shown where none answers; all, where it leans on another.

        ``follows``: something was asked before; then a part will do, since the rest may be understood.
        """
        if self.question.context:
            return self.nearest
        part = _FOLLOWING if follows else 1.0
        least = Nearness(*(part * value for value in astuple(self.nearness)))
        return tuple(
            each
            for each in self.nearest
            if each.coverage >= least.coverage or each.score >= least.score or each.text_score >= least.text_score
        )


class SentenceScorer(Protocol):
    """Scores the sentences that may answer a question."""

    def score(self, question: Question, candidates: Candidates) -> Evidence:
        """The evidence of the candidates; an empty ranking where none of them has anything of the question."""
