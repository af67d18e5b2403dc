"""Incremental clustering of questions that ask the same thing; deterministic for the same questions in the same order.

The engine's answer comes first. Two answered questions join where the first sentence, the short answer and the kind of
answer are the same, however they are worded; where one of these differs they never join. A sentence without a short
answer may answer several questions, so there the words must be similar too. Unanswered questions join by their words
only, and join answered ones only where the words are nearly the same. Words are compared with those of the cluster's
first question, its anchor, and never with another member's: a cluster cannot drift.

To be stored: a row for each cluster, as `Cluster` has it, and the cluster of each question, which
`QuestionClusters.add` returns; a row is written again where ``ClusterAssignment.changed`` is set.
`QuestionClusters.restore` rebuilds the state from the rows, in the time that reading the anchors takes (about 0.2 ms
each). `bot.topics.wording` chooses the wording that is shown.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.topics.contrasts import are_compatible, is_open, numbers
from bot.topics.similarity import (
    QuestionFeatures,
    QuestionReader,
    differ_decisively,
    index_keys,
    question_similarity,
    shared_key_counts,
)
from retrieval.models import Outcome, WendaError
from retrieval.text.answer_type import AnswerType

# Similarity from which two questions ask the same; chosen, as round figures, on half of a public collection.
MIN_SIMILARITY = 0.7
# With the same sentence half of that is enough; between answered and unanswered nearly everything must agree.
_MIN_SAME_ANSWER, _MIN_ACROSS = 0.35, 0.9
# The rarest index keys are looked up until this many postings were seen; the clusters that share most are compared.
_MAX_POSTINGS, _MAX_COMPARED = 1000, 8
# Of clusters with one answer, or with the same words, the first are compared; there are more where somebody makes them.
_MAX_ALIKE = 100


class ClusteringError(WendaError):
    """A question that cannot be clustered, or a stored cluster that cannot be read."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """The engine's answer: the position of the first quote, and the short answer, if any."""

    file: str
    clause: str
    start: int
    end: int
    short: str | None

    @property
    def key(self) -> str:
        """The answer as one line, for a column.

        >>> AnswerKey("a.txt", "一/(一)", 5, 9, None).key
        '["a.txt", "一/(一)", 5, 9, null]'
        """
        return json.dumps([self.file, self.clause, self.start, self.end, self.short], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A logged question, without personal data. ``answer`` is given where the outcome is an answer."""

    question: str
    outcome: Outcome
    answer: AnswerKey | None = None
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A row to store. ``key`` is the answer's, empty for a cluster of unanswered questions; ``anchor`` is the first
    question, and ``before`` the question that it follows up, if any."""

    id: int
    key: str
    kind: AnswerType
    anchor: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class ClusterAssignment:
    """The cluster of a question; ``changed`` where the cluster's row is new or changed, and must be written."""

    cluster: Cluster
    changed: bool


class QuestionClusters:
    """All clusters, for one thread. Ids count from 1 and are never given twice."""

    def __init__(self, reader: QuestionReader) -> None:
        self._reader = reader
        self._clusters: dict[int, Cluster] = {}
        self._features: dict[int, QuestionFeatures] = {}
        self._by_answer: dict[str, list[int]] = defaultdict(list)
        self._by_core: dict[int, list[int]] = defaultdict(list)
        self._by_index_key: dict[str, list[int]] = defaultdict(list)
        self._next_id = 1

    @classmethod
    def restore(cls, reader: QuestionReader, rows: Iterable[Cluster], next_id: int = 1) -> QuestionClusters:
        """The state from which these rows were written. ``next_id`` is one above the highest id ever given, where the
        rows may lack that one. Raises `ClusteringError` for an id that occurs twice."""
        clusters = cls(reader)
        for row in sorted(rows, key=lambda row: row.id):
            if row.id in clusters._clusters:
                raise ClusteringError(f"cluster {row.id}: wanted each id once, found it twice")
            clusters._store(row, reader.read(row.anchor, (row.before,) if row.before else ()))
        clusters._next_id = max(clusters._next_id, next_id)
        return clusters

    def __len__(self) -> int:
        return len(self._clusters)

    def __iter__(self) -> Iterator[Cluster]:
        return iter(self._clusters.values())

    def add(self, logged: LoggedQuestion) -> ClusterAssignment | None:
        """Assign a question to its cluster, a new one where none is similar; None for small talk.

        Raises `ClusteringError` where an answer is missing, or is given with another outcome.
        """
        if logged.outcome is Outcome.SMALLTALK:
            return None
        if (logged.outcome is Outcome.ANSWER) != (logged.answer is not None):
            raise ClusteringError(
                f"wanted an answer with outcome 'answer' only, found outcome {logged.outcome.value!r}"
            )
        question = self._reader.read(logged.question, logged.history)
        found = self._find_answered(question, logged.answer) if logged.answer else self._find_unanswered(question)
        if found is None:
            key, before = logged.answer.key if logged.answer else "", logged.history[-1] if logged.history else ""
            new = Cluster(self._next_id, key, question.kind, logged.question, before)
            return ClusterAssignment(self._store(new, question), changed=True)
        cluster = self._clusters[found]
        if not cluster.key or question.kind is cluster.kind or not is_open(cluster.kind) or is_open(question.kind):
            return ClusterAssignment(cluster, changed=False)
        # From now on the cluster asks for this kind: a question of another definite kind starts its own cluster.
        self._clusters[found] = replace(cluster, kind=question.kind)
        return ClusterAssignment(self._clusters[found], changed=True)

    def _store(self, cluster: Cluster, anchor: QuestionFeatures) -> Cluster:
        self._clusters[cluster.id] = cluster
        self._features[cluster.id] = anchor
        self._next_id = max(self._next_id, cluster.id + 1)
        if cluster.key:
            self._by_answer[cluster.key].append(cluster.id)
        self._by_core[anchor.core].append(cluster.id)
        for key in index_keys(anchor):
            self._by_index_key[key].append(cluster.id)
        return cluster

    def _find_answered(self, question: QuestionFeatures, answer: AnswerKey) -> int | None:
        alike = self._by_answer.get(answer.key, ())[:_MAX_ALIKE]
        candidates = [at for at in alike if self._can_join(question, at)]
        if answer.short is None:
            return self._most_similar(question, candidates, _MIN_SAME_ANSWER)
        if not is_open(question.kind):
            same = next((at for at in candidates if self._clusters[at].kind is question.kind), None)
            if same:
                return same
        # 信用平台 升级 does not say what it wants; that it got the figure of its sentence proves little.
        return self._most_similar(question, candidates, _MIN_SAME_ANSWER if numbers(answer.short) else 0.0)

    def _can_join(self, question: QuestionFeatures, number: int) -> bool:
        kinds_fit = are_compatible(question.kind, self._clusters[number].kind)
        return kinds_fit and not differ_decisively(question, self._features[number])

    def _find_unanswered(self, question: QuestionFeatures) -> int | None:
        # Most questions consist of the same words as a known one, in some order.
        for candidates_of in (self._identical_candidates, self._similar_candidates):
            candidates = list(candidates_of(question))
            unanswered = [at for at in candidates if not self._clusters[at].key]
            answered = [at for at in candidates if self._clusters[at].key]
            found = self._most_similar(question, unanswered, MIN_SIMILARITY)
            found = found or self._most_similar(question, answered, _MIN_ACROSS)
            if found:
                return found
        return None

    def _identical_candidates(self, question: QuestionFeatures) -> Iterator[int]:
        yield from self._by_core.get(question.core, ())[:_MAX_ALIKE]

    def _similar_candidates(self, question: QuestionFeatures) -> Iterator[int]:
        """The clusters that share most of a question's rarest index keys and do not differ decisively."""
        shared = shared_key_counts(index_keys(question), self._by_index_key, _MAX_POSTINGS)
        most = max(shared.values(), default=0)
        close = sorted((-count, at) for at, count in shared.items() if 3 * count >= 2 * most)
        for _, at in close[:_MAX_COMPARED]:
            if not differ_decisively(question, self._features[at]):
                yield at

    def _most_similar(self, question: QuestionFeatures, candidates: Iterable[int], least: float) -> int | None:
        """The cluster most similar to a question, the earliest of several; None where none is similar enough."""
        scored = ((-question_similarity(question, self._features[at]), at) for at in candidates)
        score, found = min(scored, default=(0.0, 0))
        return found if found and -score >= least else None
