"""Quote parts: what of a quote stands around a span between two marks."""

from __future__ import annotations

import re

from retrieval.models import Span
from retrieval.text.values.grammar import separators

SEGMENT, CLAUSE = re.compile("[;。!?]"), re.compile("[,;:。!?]")
"""What ends a segment, and what ends a clause."""


def part_around(span: Span, text: str, ends: re.Pattern[str]) -> Span:
    """The part of a folded text that holds a span, between two marks or the ends of the text.

    >>> text = "5月登记,收费四元;6月停办"
    >>> [text[slice(*part_around((7, 9), text, ends))] for ends in (CLAUSE, SEGMENT)]
    ['收费四元', '5月登记,收费四元']
    """
    found = separators(text, ends)
    start = max((at + 1 for at in found if at < span[0]), default=0)
    return start, min((at for at in found if at >= span[1]), default=len(text))
