"""Typical wording: the question that is shown for a topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import fuzz

from retrieval.text.question_text import plain

# Only wordings that tie are compared, and at most so many: a topic may have thousands.
_MAX_COMPARED = 60
_LONGEST = 200  # characters by which wordings are compared


def typical_wording(wordings: Iterable[tuple[str, int]]) -> str:
    """The most typical of some questions, each with the number of times it was asked, the earliest first.

    The most frequent once folded and without courtesies, then the closest to the others, then the shortest, then the
    first; in its most frequent spelling. Empty where there are no questions.

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
    best = min(tied, key=lambda folded: (-_similarity_to_others(folded, others), len(folded)))
    # most_common keeps the order of what ties.
    return written[best].most_common(1)[0][0]


def _similarity_to_others(folded: str, others: Iterable[tuple[str, int]]) -> float:
    return round(sum(count * fuzz.ratio(folded, other) for other, count in others), 6)
