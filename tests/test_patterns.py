"""Regular expressions mean the same in every Python that the product runs on."""

from __future__ import annotations

import re

import pytest

from tests.patterns import patterns_of

# (?:…)++ and its like; a closing bracket that stands for itself is none.
_POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+")


def offenders(patterns: dict[str, re.Pattern[str]]) -> list[str]:
    """The places of the patterns that hold a possessive group."""
    return [place for place, pattern in patterns.items() if _POSSESSIVE_GROUP.search(str(pattern.pattern))]


@pytest.mark.parametrize("package", ["retrieval", "bot"])
def test_no_group_is_possessive(package: str) -> None:
    """Python before 3.11.5 takes a possessive group with a choice or a look ahead in it for a longer one.

    An atomic group, (?>(?:…)+), is understood by all: CPython issue 106052.
    """
    patterns = patterns_of(package)
    assert len(patterns) > 30
    assert offenders(patterns) == []


def test_a_possessive_group_would_be_found() -> None:
    """Of the ways to write one, and not in what only looks like it."""
    bad = ["(?:a|b)++", "(?:a)*+", "(?:a)?+", "(?:a){2,}+", "(?:a){1,5}+"]
    good = ["a++", "[)]*+", r"\)++", "(?>(?:a|b)+)", "(?:a)+b"]
    found = offenders({text: re.compile(text) for text in (*bad, *good)})
    assert found == bad
