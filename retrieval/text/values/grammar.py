"""Grammar of values: reads a folded text from left to right and gives its values."""

from __future__ import annotations

from functools import lru_cache

from retrieval.text.values.value import Value


@lru_cache(maxsize=4096)
def find_values(folded: str) -> tuple[Value, ...]:
    """The values of a folded text, in order and without overlap; time in proportion to its length."""
    raise NotImplementedError
