"""Lesson index: which sentences the lessons of a library speak for or against where a question is asked.

A lesson counts by how much its question is like the one asked: the Dice coefficient over words, pairs of characters and
single ones. Tokens are weighed by how rare they are among questions at large, since a library may have two lessons or
two thousand. Official terms that lay words stand for add nothing here: the sentence has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.corpus.passages import PassageStore
from retrieval.index.postings import Scores
from retrieval.models import Lesson, LessonKind
from retrieval.parsing.sentences import SentenceKey, cut_spans
from retrieval.question.analysis import Question, QuestionAnalyzer
from retrieval.text.answer_type import AnswerType
from retrieval.text.question_text import Token, ask_tokens, tokens

# Below this similarity two questions share little but the words of asking. What is wrong for one question may be right
# for another one that is not very much like it.
_LEAST = {LessonKind.ANSWERS: 0.1, LessonKind.BASED: 0.1, LessonKind.WRONG: 0.5}
# How far each kind of lesson raises its sentence.
_RANKS = {LessonKind.ANSWERS: 1.0, LessonKind.BASED: 0.5, LessonKind.WRONG: -1.0}
# What the second lesson of a sentence adds, as with known questions. A question that is more like a lesson than this is
# nearly always answered by its sentence, whatever words that has.
_SECOND, _NEAR = 0.5, 0.5

Rarity = Callable[[Token], float]
"""How telling a token is among questions at large."""


@dataclass(frozen=True, slots=True)
class LessonHit:
    """What the lessons of one sentence say of a question.

    ``rank`` is how far they raise the sentence, 0 to 1.5, or lower it, to -1; ``answers`` how much the question is like
    one that the sentence answers by itself, 0 to 1. ``asked`` are the tokens of all such, with trigrams, ``kinds`` the
    types of answer that they want.
    """

    rank: float
    answers: float = 0.0
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
        held = passages.get({each.passage for each in lessons})
        spans = {passage.id: tuple(cut_spans(passage, longest)) for passage in held}
        self._sentences: list[tuple[SentenceKey, ...]] = []
        self._lesson_kinds: list[LessonKind] = []
        asked: dict[SentenceKey, set[Token]] = defaultdict(set)
        kinds: dict[SentenceKey, set[AnswerType]] = defaultdict(set)
        postings: dict[Token, list[tuple[int, float]]] = defaultdict(list)
        mass: list[float] = []
        for lesson in lessons:
            start, end = lesson.span
            keys = tuple((lesson.passage, a) for a, b in spans[lesson.passage] if a < end and start < b)
            question = analyzer.analyse(lesson.question, (lesson.before,) if lesson.before else ())
            weighed = self._weighed(question)
            for token, weight in weighed.items():
                postings[token].append((len(mass), weight))
            mass.append(sum(weighed.values()))
            self._sentences.append(keys)
            self._lesson_kinds.append(lesson.kind)
            for key in keys if lesson.kind is LessonKind.ANSWERS else ():
                asked[key] |= ask_tokens(_whole(question))
                kinds[key].add(question.kind)
        self._asked = {key: frozenset(found) for key, found in asked.items()}
        self._kinds = {key: frozenset(found) for key, found in kinds.items()}
        self._mass = np.array(mass)
        self._postings = {
            token: (np.array([at for at, _ in held_by]), np.array([weight for _, weight in held_by]))
            for token, held_by in postings.items()
        }

    def __len__(self) -> int:
        """The number of lessons."""
        return len(self._sentences)

    def recall(self, question: Question) -> Mapping[SentenceKey, LessonHit]:
        """What the lessons that are most like a question say, by sentence."""
        if not len(self):
            return {}
        similarity = self._similarity(question)
        closest: dict[SentenceKey, list[int]] = defaultdict(list)
        alike = np.flatnonzero(similarity >= min(_LEAST.values()))
        for at in alike[np.argsort(-similarity[alike], kind="stable")].tolist():
            if similarity[at] < _LEAST[self._lesson_kinds[at]]:
                continue
            for key in self._sentences[at]:
                closest[key].append(at)
        return {key: self._hit(key, similarity, found) for key, found in closest.items()}

    def _hit(self, key: SentenceKey, similarity: Scores, found: Sequence[int]) -> LessonHit:
        """What lessons of a sentence say, the closest first, which tells whether they speak for it."""
        kind = self._lesson_kinds[found[0]]
        first, second, *_ = (*(float(similarity[at]) for at in found if self._lesson_kinds[at] is kind), 0.0)
        told = min((first + _SECOND * second - _LEAST[kind]) / (1 - _LEAST[kind]), 1.0)
        told += max(first - _NEAR, 0.0) if kind is not LessonKind.WRONG else 0.0
        answers = first if kind is LessonKind.ANSWERS else 0.0
        return LessonHit(
            _RANKS[kind] * told, answers, self._asked.get(key, frozenset()), self._kinds.get(key, frozenset())
        )

    def _similarity(self, question: Question) -> Scores:
        weighed = self._weighed(question)
        common = np.zeros(len(self))
        for token, weight in weighed.items():
            if token in self._postings:
                at, held = self._postings[token]
                common[at] += np.minimum(held, weight)
        similarity: Scores = 2 * common / (sum(weighed.values()) + self._mass)
        return similarity

    def _weighed(self, question: Question) -> dict[Token, float]:
        """The tokens of a question, weighed by their rarity."""
        return {token: weight * self.rarity(token) for token, weight in tokens(_whole(question)).items()}


def _whole(question: Question) -> str:
    """A question with the one that it leans on."""
    return f"{question.context} {question.text}".strip()
