"""Clauses: the part of a sentence between two marks that holds a span."""

from __future__ import annotations

from retrieval.models import Span

_MARKS = ",;。:"


def clause_around(folded: str, span: Span) -> Span:
    """The part of a sentence between two marks that holds a span.

    >>> clause_around("受理80件,办结62件。", (8, 11))
    (6, 11)
    """
    start = max(folded.rfind(mark, 0, span[0]) for mark in _MARKS) + 1
    ends = (folded.find(mark, span[1]) for mark in _MARKS)
    return start, min((at for at in ends if at >= 0), default=len(folded))


def clauses_from(folded: str, span: Span) -> Span:
    """The clause that holds a span and the one behind it: 4月28日,在全市率先建立."""
    start, end = clause_around(folded, span)
    return start, clause_around(folded, (end + 1, end + 1))[1] if end + 1 < len(folded) else end
