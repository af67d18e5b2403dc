"""Lesson index: which sentences the lessons of a library speak for or against where a question is asked.

A lesson counts by how much its question is like the one asked: the Dice coefficient over words, pairs of characters and
single ones, those of the official terms that lay words stand for among them. Tokens are weighed by how rare they are
among questions at large, since a library may have two lessons or two thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.corpus.passages import PassageStore
from retrieval.models import Lesson
from retrieval.parsing.sentences import SentenceKey, cut_spans
from retrieval.question.analysis import Question, QuestionAnalyzer
from retrieval.text.answer_type import AnswerType
from retrieval.text.question_text import Token, ask_tokens, tokens

# Below this similarity two questions share little but the words of asking.
_LEAST = 0.2
# What the tokens of an official term count that a lay word stands for.
_TERM = 0.5

Rarity = Callable[[Token], float]
"""How telling a token is among questions at large."""


@dataclass(frozen=True, slots=True)
class LessonHit:
    """What the lessons of one sentence say of a question.

    ``similarity`` is that of the closest lesson, 0 to 1, and negative where that lesson speaks against the sentence;
    ``asked`` are the tokens of the lessons that speak for it, with trigrams, ``kinds`` the types of answer they want.
    """

    similarity: float
    asked: frozenset[Token] = frozenset()
    kinds: frozenset[AnswerType] = frozenset()


class LessonIndex:
    """The lessons of one library. Thread-safe: nothing changes after construction."""

    def __init__(
        self,
        lessons: Sequence[Lesson],
        passages: PassageStore,
        analyzer: QuestionAnalyzer,
        longest: int | None,
        rarity: Rarity,
    ) -> None:
        """``longest``: sentences of more characters are cut behind semicolons, as candidates are.

        A lesson is one of every sentence of its span. Raises KeyError where a passage is not held.
        """
        self.rarity = rarity
        held = {passage.id: passage for passage in passages.get({each.passage for each in lessons})}
        self._sentences: list[tuple[SentenceKey, ...]] = []
        self._confirms: list[bool] = []
        self._asked: dict[SentenceKey, set[Token]] = defaultdict(set)
        self._kinds: dict[SentenceKey, set[AnswerType]] = defaultdict(set)
        postings: dict[Token, list[tuple[int, float]]] = defaultdict(list)
        mass: list[float] = []
        for lesson in lessons:
            found = cut_spans(held[lesson.passage], longest)
            keys = tuple((lesson.passage, a) for a, b in found if a < lesson.span[1] and lesson.span[0] < b)
            question = analyzer.analyse(lesson.question, (lesson.before,) if lesson.before else ())
            weighed = self._weighed(question)
            for token, weight in weighed.items():
                postings[token].append((len(mass), weight))
            mass.append(sum(weighed.values()))
            self._sentences.append(keys)
            self._confirms.append(lesson.confirms)
            for key in keys if lesson.confirms else ():
                self._asked[key] |= ask_tokens(_whole(question))
                self._kinds[key].add(question.kind)
        self._mass = np.array(mass)
        self._postings = {
            token: (np.array([at for at, _ in held_by]), np.array([weight for _, weight in held_by]))
            for token, held_by in postings.items()
        }

    def __len__(self) -> int:
        """The number of lessons."""
        return len(self._sentences)

    def recall(self, question: Question) -> Mapping[SentenceKey, LessonHit]:
        """What lessons that are much like a question say, by sentence; where two are as like, those for it count."""
        if not len(self):
            return {}
        similarity = self._similarity(question)
        closest: dict[SentenceKey, float] = {}
        for at in np.flatnonzero(similarity >= _LEAST).tolist():
            found = float(similarity[at]) * (1.0 if self._confirms[at] else -1.0)
            for key in self._sentences[at]:
                if (abs(found), found) > (abs(closest.get(key, 0.0)), closest.get(key, 0.0)):
                    closest[key] = found
        return {
            key: LessonHit(found, frozenset(self._asked.get(key, ())), frozenset(self._kinds.get(key, ())))
            for key, found in closest.items()
        }

    def _similarity(self, question: Question) -> np.ndarray:
        weighed = self._weighed(question)
        common = np.zeros(len(self))
        for token, weight in weighed.items():
            if token in self._postings:
                at, held = self._postings[token]
                common[at] += np.minimum(held, weight)
        return 2 * common / (sum(weighed.values()) + self._mass)

    def _weighed(self, question: Question) -> dict[Token, float]:
        """The tokens of a question, weighed by their rarity."""
        found = tokens(_whole(question))
        for term, weight in _terms(question):
            for token, own in tokens(term).items():
                found[token] = max(found.get(token, 0.0), _TERM * weight * own)
        return {token: weight * self.rarity(token) for token, weight in found.items()}


def _whole(question: Question) -> str:
    """A question with the one that it leans on."""
    return f"{question.context} {question.text}".strip()


def _terms(question: Question) -> Iterable[tuple[str, float]]:
    return ((term.text, term.weight) for _, terms in question.expansions for term in terms)
