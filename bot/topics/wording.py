"""Typical wording: the question that is shown for a topic, and what it follows up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from bot.strings import preview
from bot.texts import faq
from retrieval.question.anaphora import asks, points_back
from retrieval.text.question_text import plain

# Only wordings that tie are compared, and at most so many: a topic may have thousands.
_MAX_COMPARED = 60
_LONGEST = 200  # characters by which wordings are compared
_CONTEXT = 16  # characters of the question before


def typical_wording(wordings: Iterable[tuple[str, int]]) -> str:
    """The most typical of some questions, each with the number of times it was asked, the earliest first.

    The most frequent once folded and without courtesies, then one that says something by itself, then the closest to
    the others, then the shortest, then the first; in its most frequent spelling. Empty where there are no questions.

    >>> typical_wording([("请问有几台执法记录仪", 1), ("执法记录仪有几台?", 1), ("執法記錄儀有幾台", 2)])
    '執法記錄儀有幾台'
    """
    asked: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for question, count in wordings:
        folded = plain(question[:_LONGEST])
        asked[folded] += count
        written.setdefault(folded, Counter())[question] += count
    if not asked:
        return ""
    most = max(asked.values())
    tied = [folded for folded in asked if asked[folded] == most][:_MAX_COMPARED]
    others = asked.most_common(_MAX_COMPARED)
    best = min(tied, key=lambda folded: (_points_back(folded), -_similarity_to_others(folded, others), len(folded)))
    # most_common keeps the order of what ties.
    return written[best].most_common(1)[0][0]


def question_before(wording: str, history: Sequence[str]) -> str:
    """The question that a wording follows up, the last of those before it that says something by itself; empty where
    the wording does so too.

    >>> question_before("那公共服务呢", ["一共保留了多少审批事项", "那其中行政许可呢"])
    '一共保留了多少审批事项'
    >>> question_before("执法车有几辆呢", ["一共保留了多少审批事项"])
    ''
    """
    if not history or not _points_back(wording):
        return ""
    return next((each for each in reversed(history) if not _points_back(each)), history[-1])


def in_context(wording: str, before: str, longest: int = _CONTEXT) -> str:
    """A wording as it is shown, with the first ``longest`` characters of the question that it follows up, if any.

    >>> in_context("那其中行政许可呢", "一共保留了多少审批事项"), in_context("执法车有几辆", "")
    ('那其中行政许可呢（上一问：一共保留了多少审批事项）', '执法车有几辆')
    """
    return faq.FOLLOWING_UP.format(wording=wording, before=preview(before, longest)) if before else wording


def _points_back(question: str) -> bool:
    """Whether a question says nothing by itself; one that asks in full may end in 呢."""
    folded = plain(question[:_LONGEST])
    return points_back(folded.removesuffix("呢") if asks(folded) else folded)


def _similarity_to_others(folded: str, others: Iterable[tuple[str, int]]) -> float:
    return round(sum(count * fuzz.ratio(folded, other) for other, count in others), 6)
