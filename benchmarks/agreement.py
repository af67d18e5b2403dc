"""Agreement of two engines on the hits of one query."""

from __future__ import annotations

from collections.abc import Sequence

# Of single-precision scores.
_TOLERANCE = 1e-4

ScoredHits = Sequence[Sequence[float]]
"""Positions of passages with their scores, best first."""


def overlap(found: ScoredHits, wanted: ScoredHits) -> float:
    """The share of the wanted passages that were found, in any order.

    >>> overlap([(4, 1.0), (7, 0.5)], [(7, 2.0), (9, 1.0)])
    0.5
    """
    return len({at for at, _ in found} & {at for at, _ in wanted}) / (len(wanted) or 1)


def same_order(found: ScoredHits, wanted: ScoredHits) -> bool:
    """Whether two rankings have the same scores in order, up to a factor; passages of equal scores may change places.

    >>> same_order([(4, 1.0), (9, 0.5), (7, 0.5)], [(4, 1.9), (7, 0.95), (9, 0.95)])
    True
    >>> same_order([(4, 1.0), (7, 0.6)], [(4, 1.9), (7, 0.95)])
    False
    """
    if not found or len(found) != len(wanted):
        return len(found) == len(wanted)
    factor = wanted[0][1] / found[0][1]
    return all(
        abs(score * factor - other) <= _TOLERANCE * abs(other)
        for (_, score), (_, other) in zip(found, wanted, strict=True)
    )
