"""Lazy patterns."""

from __future__ import annotations

import re

import pytest

from retrieval.lazy_pattern import LazyPattern, lazy_pattern


def test_a_pattern_does_what_the_compiled_one_does() -> None:
    """Every method that the code calls gives what `re.compile` gives, flags and groups included."""
    text, lazy, plain = "A1 b22", lazy_pattern("([a-z])([0-9]+)", re.IGNORECASE), re.compile("(?i)([a-z])([0-9]+)")
    for _ in range(2):  # the second time from what the first has kept
        assert [found.span() for found in lazy.finditer(text)] == [found.span() for found in plain.finditer(text)]
        assert lazy.findall(text) == plain.findall(text)
        assert lazy.sub(r"\2", text) == plain.sub(r"\2", text)
        assert lazy.split(text) == plain.split(text)
        assert [bool(each) for each in (lazy.match(text), lazy.fullmatch(text), lazy.search(text))] == [
            True,
            False,
            True,
        ]
        assert (lazy.pattern, lazy.groups) == ("([a-z])([0-9]+)", 2)


def test_nothing_is_compiled_before_it_is_used() -> None:
    """A pattern that is wrong is told of at its first use, not where another is made of its expression."""
    wrong = lazy_pattern("(")
    assert isinstance(wrong, LazyPattern)
    assert wrong.pattern == "("
    with pytest.raises(re.error):
        wrong.search("")
