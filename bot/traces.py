"""A traceback as lines of which each is one: what an exception says of itself never breaks a line. Pure.

`traceback` prints messages as they are, so that a text from outside in one of them would begin lines of its own.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator

_CAUSE = "The above exception was the direct cause of the following exception:"
_CONTEXT = "During handling of the above exception, another exception occurred:"
_MOST = 20  # exceptions in a chain, and within a group


def lines_of(error: BaseException) -> list[str]:
    """The lines, the oldest exception first; a message stands in one line, its line breaks still in it.

    >>> lines_of(ValueError("a\\nb"))
    ['ValueError: a\\nb']
    """
    chain = list(_chain(error))
    lines: list[str] = []
    for number, (one, link) in enumerate(reversed(chain), 1):
        lines += _of_one(one)
        if number < len(chain):
            lines.append(link)
    return lines


def _chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """The exception and those before it, each with the sentence that leads on to the one that it led to."""
    seen: set[int] = set()
    link, current = "", error
    while id(current) not in seen and len(seen) < _MOST:
        seen.add(id(current))
        yield current, link
        if current.__cause__ is not None:
            current, link = current.__cause__, _CAUSE
        elif current.__context__ is not None and not current.__suppress_context__:
            current, link = current.__context__, _CONTEXT


def _of_one(error: BaseException) -> list[str]:
    lines = []
    if error.__traceback__ is not None:
        lines.append("Traceback (most recent call last):")
        for frame in traceback.format_tb(error.__traceback__):
            lines += frame.rstrip("\n").split("\n")
    lines += [line.rstrip("\n") for line in traceback.format_exception_only(error)]
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions[:_MOST]:
            lines += [f"  | {line}" for line in lines_of(inner)]
    return lines
