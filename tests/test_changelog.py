"""The changelog: its parts in the order that it announces, the newest version first, and that is the program's."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from retrieval import __version__

CHANGELOG = (Path(__file__).parent.parent / "CHANGELOG.md").read_text("utf-8")
VERSIONS = re.findall(r"^## (\d+(?:\.\d+)+)(?: \(unreleased\))?$", CHANGELOG, re.MULTILINE)


def parts_of(section: str) -> list[str]:
    """The parts of a version, each by the first word of its heading."""
    return re.findall(r"^### (\w+)", section, re.MULTILINE)


def test_the_newest_version_is_the_programs() -> None:
    """And the others follow, newest first."""
    assert VERSIONS[0] == __version__
    numbers = [tuple(map(int, version.split("."))) for version in VERSIONS]
    assert numbers == sorted(set(numbers), reverse=True)


def test_parts_come_in_the_order_that_is_announced() -> None:
    """In each version; none comes twice, and none is unknown."""
    head, *sections = re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)
    order = re.findall(r"[A-Z][a-z]+(?=[,.])", head.partition("order: ")[2])
    assert order == ["Upgrading", "Added", "Changed", "Fixed", "Security"]
    for section in sections:
        found = parts_of(section)
        assert found
        assert found == [part for part in order if part in found]


def test_who_upgrades_is_told_from_which_version() -> None:
    """Every version but the first says what to do for those who have the one before it."""
    for version, before in pairwise(VERSIONS):
        section = CHANGELOG[CHANGELOG.index(f"## {version}") : CHANGELOG.index(f"## {before}")]
        assert f"### Upgrading from {before}\n" in section
