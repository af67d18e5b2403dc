"""Grammar of values: reads a folded text from left to right and gives its values.

At each digit, numeral, sign, bracket or title mark the readers are tried in order; what none of them reads is passed
over as a whole, so that no part of a number is ever taken for one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from retrieval.text.values.bounds import bounded
from retrieval.text.values.clocks import read_clock
from retrieval.text.values.dates import read_date
from retrieval.text.values.names import DIGIT_RUN, read_document_number, read_ordinal, read_title, skipped
from retrieval.text.values.numerals import NUMERAL_CHARACTERS
from retrieval.text.values.quantities import read_quantity
from retrieval.text.values.shares import read_share
from retrieval.text.values.value import Value

_START = re.compile(
    rf"[\d{NUMERAL_CHARACTERS}《第]|[-−–+±](?=\d)|[〔\[(](?=[12]\d{{3}}[〕\])])|(?<![人户件次总指系倍分个位])数(?=[十百千万亿])"
)
_NUMERAL_RUN = re.compile(f"[{NUMERAL_CHARACTERS}]++")
# A reader is given the text, where to read, and the value before; the narrow readers stand before the wide ones.
_READERS = (read_title, read_document_number, read_date, read_clock, read_share, read_ordinal, read_quantity)


@lru_cache(maxsize=4096)
def find_values(folded: str) -> tuple[Value, ...]:
    """The values of a folded text, in order and without overlap; time in proportion to its length.

    >>> text = "参保1,102,345人,时限由20天压缩至5天,增长-2.3%(东政发〔2021〕13号)"
    >>> [(text[value.start : value.end], value.kind.value) for value in find_values(text)]
    [('1,102,345人', 'count'), ('20天', 'duration'), ('5天', 'duration'), ('-2.3%', 'percent'),
     ('东政发〔2021〕13号', 'document-number')]
    """
    found: list[Value] = []
    at = 0
    while match := _START.search(folded, at):
        at = match.start()
        end = skipped(folded, at)
        if end is None and (value := _value(folded, at, found[-1] if found else None)):
            found.append(value)
            end = value.end
        at = _run_end(folded, at) if end is None else end
    return tuple(found)


def _value(folded: str, at: int, before: Value | None) -> Value | None:
    read = next((value for reader in _READERS if (value := reader(folded, at, before))), None)
    return bounded(folded, read, before.end if before else 0) if read and read.is_quantity else read


def _run_end(folded: str, at: int) -> int:
    """The end of the digits or numerals that begin at a position, at least one character on."""
    run = DIGIT_RUN.match(folded, at) or _NUMERAL_RUN.match(folded, at)
    return run.end() if run else at + 1
