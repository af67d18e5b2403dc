"""Units: what a number can be of, read from ``units.txt`` beside this module.

A line of the file names a kind and its units. A unit may have other spellings behind ``=`` and, behind ``!``,
characters that may not follow it: 人 is no unit in 人民, nor 部 in 部门.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from retrieval.models import ReportError
from retrieval.text.normalization import fold
from retrieval.text.values.value import ValueKind

_HEAD = "# wenda-units 1"
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
# 5元/人·月, 29微克/立方米: at most so many units that others are divided by.
_MOST_DIVISORS = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by the name that all its spellings share, the kind of its values, and what may not follow it."""

    name: str
    kind: ValueKind
    not_before: frozenset[str]


def parse_units(text: str, name: str) -> dict[str, Unit]:
    """The units by each of their folded spellings. Raises `ReportError` with file and line for a line that is not one.

    >>> units = parse_units("# wenda-units 1\\nmeasure: 平方米=㎡ 度!假", "a.txt")
    >>> units["m2"].name, sorted(units["度"].not_before)
    ('平方米', ['假'])
    """
    lines = text.splitlines()
    if lines[:1] != [_HEAD]:
        raise ReportError(f"{name}:1: wanted {_HEAD!r}, found {next(iter(lines), '')[:40]!r}")
    found: dict[str, Unit] = {}
    for number, line in enumerate(lines, 1):
        kind, colon, entries = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if not colon or kind not in set(ValueKind):
            raise ReportError(f"{name}:{number}: wanted 'kind: unit unit', found {line[:40]!r}")
        for entry in entries.split():
            spellings, _, following = entry.partition("!")
            names = [fold(spelling) for spelling in spellings.split("=")]
            if again := found.keys() & names:
                raise ReportError(f"{name}:{number}: wanted each spelling once, found {min(again)!r} again")
            found.update(dict.fromkeys(names, Unit(names[0], ValueKind(kind), frozenset(following))))
    return found


@cache
def units() -> dict[str, Unit]:
    """The units that ship with the product."""
    return parse_units(files(__package__).joinpath("units.txt").read_text("utf-8"), "units.txt")


@cache
def _by_first_character() -> dict[str, list[tuple[str, Unit]]]:
    """The spellings that begin with each character, longest first."""
    found: dict[str, list[tuple[str, Unit]]] = {}
    for spelling in sorted(units(), key=len, reverse=True):
        found.setdefault(spelling[0], []).append((spelling, units()[spelling]))
    return found


def unit_at(folded: str, at: int) -> tuple[Unit, int] | None:
    """The longest unit that begins at a position, and its end; units with divisors (微克/立方米) are one.

    >>> [(unit.name, end) for unit, end in filter(None, (unit_at("5㎎/L和3部门".lower(), 1), unit_at("3人次", 1)))]
    [('人次', 3)]
    >>> unit, end = unit_at("29微克/立方米", 2)
    >>> unit.name, unit.kind.value, end
    ('微克/立方米', 'measure', 8)
    """
    found = _single(folded, at)
    if found is None:
        return None
    unit, end = found
    for _ in range(_MOST_DIVISORS):
        divisor = _single(folded, end + 1) if folded[end : end + 1] in ("/", "·") else None
        if divisor is None:
            break
        sign, (by, end) = folded[end], divisor
        unit = replace(unit, name=f"{unit.name}{sign}{by.name}")
    return unit, end


def _single(folded: str, at: int) -> tuple[Unit, int] | None:
    for spelling, unit in _by_first_character().get(folded[at : at + 1], ()):
        if folded.startswith(spelling, at):
            end = at + len(spelling)
            following = folded[end : end + 1]
            if following not in unit.not_before and not (spelling[-1] in _LATIN and _goes_on(following)):
                return unit, end
    return None


def _goes_on(char: str) -> bool:
    """Whether a character behind a unit in Latin letters makes another word of it: m in 5miles."""
    return char in _LATIN or char.isdecimal()
