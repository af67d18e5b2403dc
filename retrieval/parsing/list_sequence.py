"""Which of the things that look like marks are marks: order, level and sequence.

A list begins with 1 and goes on by 1, except that chapters and articles may leave numbers out (an excerpt), and that
a list may go on where the one before it ended, under the next heading. Where the levels of a document stand the other
way round, （一） above 一、, the kind that begins first and never begins anew is the outer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

# From the outermost inwards; kinds of equal rank take turns.
_RANKS = {"annex": 0.0, "volume": 1.0, "chapter": 2.0, "division": 3.0, "article": 4.0, "part": 5.0, "padded": 5.0,
          "section": 6.0, "arabic": 7.0, "spaced": 7.0, "decimal": 7.0, "note": 7.5, "paren": 8.0, "halved": 8.5,
          "circled": 9.0, "ordinal": 10.0, "dash": 10.5, "item": 11.0, "duty": 12.0}  # fmt: skip
_TURNING = ("chapter", "article", "part", "section", "arabic")
_SKIPPING = frozenset({"volume", "chapter", "division", "article"})
# A list of these with a single member is a turn of phrase: 一是一,二是二 needs its 二是.
_PLURAL = frozenset({"ordinal", "dash", "item", "duty", "circled", "paren", "halved", "padded"})


@dataclass(frozen=True, slots=True)
class MarkCandidate:
    """Something that looks like a mark: its kind and numbers, its label, its span, its paragraph's start."""

    kind: str
    numbers: tuple[int, ...]
    label: str
    start: int
    end: int
    paragraph: int

    @property
    def opens(self) -> bool:
        """Whether it stands at the start of its paragraph."""
        return self.start == self.paragraph


@dataclass(frozen=True, slots=True)
class ListMark:
    """An accepted mark: its path from the outermost level, its kind, and where it stands in the text.

    One of kind ``tail`` is no mark but the place where the text of its path goes on after a list within it.
    ``heading`` is for marks that are given theirs: the rows of a table.
    """

    path: tuple[str, ...]
    start: int
    end: int
    kind: str = "tail"
    heading: str = ""


@dataclass(slots=True)
class _ListLevel:
    kind: str
    numbers: tuple[int, ...]
    label: str
    rank: float
    members: list[int] = field(default_factory=list)


def arrange(candidates: Sequence[MarkCandidate]) -> list[ListMark]:
    """The marks among the candidates, in order.

    >>> found = arrange([MarkCandidate("part", (n,), "一二三"[n - 1], at, at + 1, at) for at, n in enumerate((1, 3, 2))])
    >>> [mark.path for mark in found]
    [('一',), ('二',)]
    """
    ranks = _ranks(candidates)
    numbered = {c.kind for c in candidates if c.kind == "decimal" and c.numbers[:2] == (1, 1)}
    usable = [c for c in candidates if c.kind != "spaced" or numbered]
    found, lonely = _walk(usable, ranks)
    if lonely:
        found, _ = _walk([c for c in usable if c.start not in lonely], ranks)
    return found


def _ranks(candidates: Sequence[MarkCandidate]) -> dict[str, float]:
    ranks = dict(_RANKS)
    opening = [c for c in candidates if c.opens]
    for at, outer in enumerate(_TURNING):
        for inner in _TURNING[at + 1 :]:
            if _is_turned(opening, outer, inner):
                ranks[inner] = ranks[outer] - 0.5
    return ranks


def _is_turned(opening: Sequence[MarkCandidate], outer: str, inner: str) -> bool:
    """Whether ``inner`` begins before ``outer``, once only, and goes on after it."""
    first = next((at for at, c in enumerate(opening) if c.kind == outer), None)
    if first is None or opening[first].numbers != (1,):
        return False
    inners = [(at, c.numbers[0]) for at, c in enumerate(opening) if c.kind == inner]
    begins = [at for at, number in inners if number == 1]
    return len(begins) == 1 and begins[0] < first and any(at > first and number == 2 for at, number in inners)


def _walk(candidates: Sequence[MarkCandidate], ranks: dict[str, float]) -> tuple[list[ListMark], set[int]]:
    """The marks in sequence, and the starts of lists that have one member only."""
    levels: list[_ListLevel] = []
    last: dict[str, int] = {}
    found: list[ListMark] = []
    lists: list[tuple[str, list[int]]] = []
    for c in candidates:
        if c.kind == "vocative":
            if len(levels) > 1:
                del levels[1:]
                found.append(ListMark((levels[0].label,), c.start, c.end))
            continue
        depth, sibling = _place(levels, c, ranks)
        if not _follows(c, sibling, levels[:depth], last):
            continue
        goes_on = sibling is not None and (c.numbers[-1] > sibling.numbers[-1] or c.kind == "dash")
        members = sibling.members if sibling is not None and goes_on else []
        if not members:
            lists.append((c.kind, members))
        members.append(c.start)
        label = f"——{len(members)}" if c.kind == "dash" else c.label
        levels[depth:] = [_ListLevel(c.kind, c.numbers, label, ranks[c.kind], members)]
        last = {} if c.kind == "annex" else last | {c.kind: c.numbers[-1]}
        found.append(ListMark(tuple(level.label for level in levels), c.start, c.end, c.kind))
    return found, {members[0] for kind, members in lists if kind in _PLURAL and len(members) == 1}


def _place(levels: list[_ListLevel], c: MarkCandidate, ranks: dict[str, float]) -> tuple[int, _ListLevel | None]:
    """The depth at which a candidate would stand, and the member of its list that it would follow."""
    # The depth of 1.2.1 is in its number: it stands under 1.2, wherever that stands.
    rank = ranks[c.kind] + (0.1 * (len(c.numbers) - 1) if c.kind == "decimal" else 0.0)
    depth = next((at for at, level in enumerate(levels) if _rank(level) >= rank), len(levels))
    if depth == len(levels):
        return depth, None
    level = levels[depth]
    same = level.kind == c.kind and len(level.numbers) == len(c.numbers)
    return depth, level if same else None


def _rank(level: _ListLevel) -> float:
    return level.rank + (0.1 * (len(level.numbers) - 1) if level.kind == "decimal" else 0.0)


def _follows(c: MarkCandidate, sibling: _ListLevel | None, above: list[_ListLevel], last: dict[str, int]) -> bool:
    """Whether the number is the next of its list, or the first of a new one."""
    if c.kind in ("annex", "dash"):
        return True
    number = c.numbers[-1]
    if c.kind == "decimal":
        return (
            bool(above)
            and above[-1].numbers == c.numbers[:-1]
            and number == (sibling.numbers[-1] if sibling else 0) + 1
        )
    if c.kind in _SKIPPING:
        return number == 1 or number > last.get(c.kind, 0)
    before = sibling.numbers[-1] if sibling else last.get(c.kind, 0) if c.opens else 0
    return number in (1, before + 1)
