"""Questions that ask the same thing are one group: incremental, and the same for the same questions in the same order.

What the engine understood comes first. Two answered questions meet where the first sentence and the short answer are
the same and they ask for the same kind of answer, however they are worded; where either differs they never do. A
sentence without a short answer may answer several things, so there the words must be alike too. Questions that were
not answered meet by their words alone, and join answered ones only where the words are nearly the same. Words are
compared with those of the group's first question, its anchor, never with any other member's: a group cannot drift.

What must be stored is a row a group, as `Cluster` has it, and the group of each question, which
`QuestionClusters.add` returns; the row is written again where ``ClusterAssignment.fresh`` says so.
`QuestionClusters.restore` makes the state again from the rows alone, in the time that reading the anchors takes
(about 0.2 ms each). `bot.topics.wording` picks the wording that is shown.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace

from bot.topics.contrasts import compatible, numbers, open_kind
from bot.topics.similarity import QuestionFeatures, QuestionReader, at_odds, features, likeness, sharing
from retrieval.models import Outcome, WendaError
from retrieval.text.answer_type import AnswerType

# Likeness from which two questions ask the same; chosen, as round figures, on half of a public collection.
SAME = 0.7
# Beside the same sentence half of that tells enough; across answered and not, nearly everything must agree.
_IN_PART, _NEARLY_IDENTICAL = 0.35, 0.9
# The rarest features are looked up until this many entries were seen; the groups that share most are compared.
_ENTRIES, _COMPARED = 1000, 8


class ClusteringError(WendaError):
    """A group that is not known, or a stored one that cannot be read."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What the engine answered with: where the first quote stands, and the short answer, if any."""

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
    """A question as it was logged, without personal data. ``answer`` is given where the outcome is an answer."""

    question: str
    outcome: Outcome
    answer: AnswerKey | None = None
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A row to store. ``key`` is the answer's, empty for a group of questions without one; ``anchor`` is the first
    question, with the one that it follows up in ``before``, if any."""

    id: int
    key: str
    kind: AnswerType
    anchor: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class ClusterAssignment:
    """Where a question went; ``fresh`` where the group's row is new or has changed, and must be written."""

    group: Cluster
    fresh: bool


class QuestionClusters:
    """All groups, for one thread. Ids count from 1 and are never given twice."""

    def __init__(self, reader: QuestionReader) -> None:
        self._reader = reader
        self._groups: dict[int, Cluster] = {}
        self._asked: dict[int, QuestionFeatures] = {}
        self._of_key: dict[str, list[int]] = defaultdict(list)
        self._of_core: dict[Hashable, list[int]] = defaultdict(list)
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._next = 1

    @classmethod
    def restore(cls, reader: QuestionReader, rows: Iterable[Cluster], next_id: int = 1) -> QuestionClusters:
        """The state that these rows were written of. ``next_id`` is one above the highest id ever given, where the
        rows may lack that one. Raises `ClusteringError` for an id that comes twice."""
        groups = cls(reader)
        for row in sorted(rows, key=lambda row: row.id):
            if row.id in groups._groups:
                raise ClusteringError(f"group {row.id}: wanted each id once, found it twice")
            groups._put(row, reader.read(row.anchor, (row.before,) if row.before else ()))
        groups._next = max(groups._next, next_id)
        return groups

    def __len__(self) -> int:
        return len(self._groups)

    def __iter__(self) -> Iterator[Cluster]:
        return iter(self._groups.values())

    def __getitem__(self, group: int) -> Cluster:
        """The group of this id; raises `ClusteringError` where there is none."""
        if group not in self._groups:
            raise ClusteringError(f"group {group}: wanted one of {len(self._groups)} groups, found none of this id")
        return self._groups[group]

    def add(self, logged: LoggedQuestion) -> ClusterAssignment | None:
        """Put a question into its group, a new one where none is alike; None for small talk.

        Raises `ClusteringError` where an answer is missing or one too many.
        """
        if logged.outcome is Outcome.SMALLTALK:
            return None
        if (logged.outcome is Outcome.ANSWER) != (logged.answer is not None):
            raise ClusteringError(
                f"wanted an answer with outcome 'answer' only, found outcome {logged.outcome.value!r}"
            )
        before = logged.history[-1] if logged.history else ""
        asked = self._reader.read(logged.question, logged.history)
        found = self._answered(asked, logged.answer) if logged.answer else self._unanswered(asked)
        if found is None:
            key = logged.answer.key if logged.answer else ""
            return ClusterAssignment(
                self._put(Cluster(self._next, key, asked.kind, logged.question, before), asked), True
            )
        group = self._groups[found]
        if not group.key or asked.kind is group.kind or not open_kind(group.kind) or open_kind(asked.kind):
            return ClusterAssignment(group, False)
        # From now on the group asks for this kind: another one that is as definite makes a group of its own.
        self._groups[found] = replace(group, kind=asked.kind)
        return ClusterAssignment(self._groups[found], True)

    def drop(self, group: int) -> None:
        """Forget a group, as when all its questions were erased."""
        gone = self[group]
        asked = self._asked.pop(group)
        for feature in features(asked):
            self._holders[feature].remove(group)
        self._of_core[asked.core].remove(group)
        if gone.key:
            self._of_key[gone.key].remove(group)
        del self._groups[group]

    def anchor(self, group: int, question: str, before: str = "") -> Cluster:
        """Give a group another anchor, as when its first question was erased; the row to write."""
        moved = replace(self[group], anchor=question, before=before)
        self.drop(group)
        return self._put(moved, self._reader.read(question, (before,) if before else ()))

    def _put(self, group: Cluster, asked: QuestionFeatures) -> Cluster:
        self._groups[group.id] = group
        self._asked[group.id] = asked
        self._next = max(self._next, group.id + 1)
        if group.key:
            self._of_key[group.key].append(group.id)
        self._of_core[asked.core].append(group.id)
        for feature in features(asked):
            self._holders[feature].append(group.id)
        return group

    def _answered(self, asked: QuestionFeatures, answer: AnswerKey) -> int | None:
        fitting = [at for at in self._of_key.get(answer.key, ()) if self._fits(asked, at)]
        if answer.short is None:
            return self._best(asked, fitting, _IN_PART)
        if not open_kind(asked.kind):
            same = next((at for at in fitting if self._groups[at].kind is asked.kind), None)
            if same:
                return same
        # 信用平台 升级 says not what it wants; that it got the figure of its sentence proves little.
        return self._best(asked, fitting, _IN_PART if numbers(answer.short) else 0.0)

    def _fits(self, asked: QuestionFeatures, group: int) -> bool:
        return compatible(asked.kind, self._groups[group].kind) and not at_odds(asked, self._asked[group])

    def _unanswered(self, asked: QuestionFeatures) -> int | None:
        # Most questions have the very words of one that is known, in some order.
        for look in (self._same_words, self._near):
            near = list(look(asked))
            found = self._best(asked, [at for at in near if not self._groups[at].key], SAME)
            found = found or self._best(asked, [at for at in near if self._groups[at].key], _NEARLY_IDENTICAL)
            if found:
                return found
        return None

    def _same_words(self, asked: QuestionFeatures) -> Iterator[int]:
        yield from self._of_core.get(asked.core, ())

    def _best(self, asked: QuestionFeatures, groups: Iterable[int], least: float) -> int | None:
        """The group most like a question, the earliest of several; None where none is alike enough."""
        scored = ((-likeness(asked, self._asked[at]), at) for at in groups)
        score, found = min(scored, default=(0.0, 0))
        return found if found and -score >= least else None

    def _near(self, asked: QuestionFeatures) -> Iterator[int]:
        """The groups that share most of a question's rarest features, and do not differ in what decides."""
        shared = sharing(features(asked), self._holders, _ENTRIES)
        most = max(shared.values(), default=0)
        close = sorted((-count, at) for at, count in shared.items() if 3 * count >= 2 * most)
        for _, at in close[:_COMPARED]:
            if not at_odds(asked, self._asked[at]):
                yield at
