"""Purity of question groups: whether groups of gold questions and phrasings, as the engine answers them, mix facts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import TypeVar

from bot.topics.clustering import AnswerKey, LoggedQuestion, QuestionClusters
from bot.topics.similarity import QuestionReader
from retrieval import Engine
from retrieval.corpus.sources.annotations import Phrasing
from retrieval.evaluation.gold import GoldQuestion
from retrieval.models import Outcome, Reply
from retrieval.text.normalization import fold

_T = TypeVar("_T")


def log_entry(reply: Reply, history: Sequence[str] = ()) -> LoggedQuestion:
    """A reply as an entry of the log, which grouping reads."""
    answer = None
    if reply.outcome is Outcome.ANSWER:
        quote = reply.quotes[0]
        answer = AnswerKey(quote.passage.file, quote.passage.clause.path, quote.start, quote.end, reply.short)
    return LoggedQuestion(reply.question, reply.outcome, answer, tuple(history))


def group_questions(engine: Engine, asked: Iterable[tuple[_T, str, tuple[str, ...]]]) -> list[list[_T]]:
    """Ask and group questions, each given as key, question and history. Returns the keys of each group."""
    groups = QuestionClusters(QuestionReader(engine.library.lexicon, engine.library.gazetteer))
    members: dict[int, list[_T]] = defaultdict(list)
    for key, question, history in asked:
        placement = groups.add(log_entry(engine.ask(question, history), history))
        if placement:
            members[placement.cluster.id].append(key)
    return list(members.values())


def gold_groups(engine: Engine, golds: Iterable[GoldQuestion]) -> list[list[GoldQuestion]]:
    """The groups of gold questions."""
    return group_questions(engine, ((gold, gold.question, gold.history) for gold in golds))


def share_sentence(first: GoldQuestion, second: GoldQuestion) -> bool:
    """Whether two gold questions share a gold sentence or part of one, or both have none."""
    if not first.quotes or not second.quotes:
        return first.quotes == second.quotes
    ours, theirs = ([fold(quote) for quote in gold.quotes] for gold in (first, second))
    return any(one in other or other in one for one in ours for other in theirs)


def gold_purity(engine: Engine, golds: Iterable[GoldQuestion]) -> dict[str, float]:
    """Numbers of questions, groups, groups of several questions, and groups that mix gold sentences."""
    groups = gold_groups(engine, golds)
    return {
        "questions": sum(map(len, groups)),
        "groups": len(groups),
        "of_several": sum(len(group) > 1 for group in groups),
        "mixed": sum(is_mixed(group, share_sentence) for group in groups),
    }


def is_mixed(group: Sequence[_T], same: Callable[[_T, _T], bool]) -> bool:
    """Whether two members are not the same."""
    return any(not same(first, second) for first, second in combinations(group, 2))


def phrasings_purity(engine: Engine, phrasings: Sequence[Phrasing]) -> dict[str, float]:
    """Groups of phrasings compared with the facts that they were written for.

    Recall is the share of the pairs of one fact that are in one group, precision the share of the pairs in one group
    that may be. Overlapping facts (清理102件, and 102件 with their division) may be in one group.
    """
    groups = group_questions(engine, ((_fact(phrasing), phrasing.question, ()) for phrasing in phrasings))
    facts = Counter(_fact(phrasing) for phrasing in phrasings)
    counts = [Counter(group) for group in groups]
    wrong_pairs = [
        sum(count[one] * count[other] for one, other in combinations(count, 2) if _are_disjoint(one, other))
        for count in counts
    ]
    mixed = sum(bool(wrong) for wrong in wrong_pairs)
    pairs = sum(_pairs(len(group)) for group in groups)
    return {
        "questions": sum(map(len, groups)),
        "facts": len(facts),
        "groups": len(groups),
        "mixed": mixed,
        "mixed_share": round(mixed / len(groups), 4),
        "recall": round(_pairs_of(counts) / _pairs_of([facts]), 4),
        "precision": round(1 - sum(wrong_pairs) / pairs, 4),
    }


_Fact = tuple[tuple[int, int], tuple[int, int] | None]


def _fact(phrasing: Phrasing) -> _Fact:
    return phrasing.span, phrasing.short


def _are_disjoint(one: _Fact, other: _Fact) -> bool:
    spans = [(one[0], other[0])] + ([(one[1], other[1])] if one[1] and other[1] else [])
    return any(a[1] <= b[0] or b[1] <= a[0] for a, b in spans)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _pairs_of(counts: Iterable[Counter[_Fact]]) -> int:
    return sum(_pairs(number) for count in counts for number in count.values())
