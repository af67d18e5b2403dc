"""Candidates for the short answer: spans of a quote, where each was found, and what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Flag, auto

from retrieval.models import Span


class ShortAnswerSource(Flag):
    """What proposed a candidate; one may come from several."""

    FIGURE = auto()
    STAFF = auto()
    CONCEPT = auto()
    NUMBER = auto()
    ROLE = auto()
    RULE = auto()


@dataclass(frozen=True, slots=True)
class ShortAnswerCandidate:
    """A span of a folded quote that may be the short answer; ``features`` are floats by name, 0 to 1 where possible."""

    span: Span
    source: ShortAnswerSource
    features: Mapping[str, float] = field(default_factory=dict)


def merge_candidates(found: Iterable[ShortAnswerCandidate]) -> list[ShortAnswerCandidate]:
    """One candidate for each span, in order, with the sources and the features of all that propose it.

    >>> same = [ShortAnswerCandidate((2, 4), source) for source in (ShortAnswerSource.FIGURE, ShortAnswerSource.STAFF)]
    >>> [each.source == ShortAnswerSource.FIGURE | ShortAnswerSource.STAFF for each in merge_candidates(same)]
    [True]
    """
    merged: dict[Span, ShortAnswerCandidate] = {}
    for each in found:
        if before := merged.get(each.span):
            each = ShortAnswerCandidate(each.span, before.source | each.source, {**each.features, **before.features})
        merged[each.span] = each
    return [merged[span] for span in sorted(merged)]


def common_share(one: Span, other: Span) -> float:
    """How much of the longer of two spans both have, 0 to 1.

    >>> common_share((0, 4), (2, 4)), common_share((0, 4), (4, 6))
    (0.5, 0.0)
    """
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(common, 0) / max(one[1] - one[0], other[1] - other[0], 1)
