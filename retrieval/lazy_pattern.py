"""Lazy patterns: regular expressions that are compiled when they are first used.

A command that answers one question imports many more expressions than it needs, and compiling takes longer than
anything else that importing does.
"""

from __future__ import annotations

import re
from typing import Any, cast


class LazyPattern:
    """Stand-in for a `re.Pattern`: has all of its methods, and is compiled when the first of them is asked for.

    ``pattern`` is the expression, which others may be made of.
    """

    def __init__(self, expression: str, flags: int = 0) -> None:
        self.pattern, self._flags = expression, flags

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself. Raises `re.error` for an expression that is none; `re` caches what it compiles."""
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        # Only asked for what the instance does not hold yet: each method of the pattern once.
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(self.compiled, name)
        setattr(self, name, found)
        return found


def lazy_pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that is compiled when it is first used.

    >>> lazy_pattern("[0-9]+").findall("1、22")
    ['1', '22']
    """
    return cast(re.Pattern[str], LazyPattern(expression, flags))
