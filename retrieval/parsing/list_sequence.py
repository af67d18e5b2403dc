"""List sequence: selects the real list marks among the candidates, by order, level and sequence.

A list begins with 1 and counts up by 1. Exceptions: chapters and articles may skip numbers (excerpts), and a list may
continue under the next heading where the one before it ended. Some documents invert two levels, such as （一） above
一、: the kind that begins first and never restarts is then the outer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

# Kinds of list marks, outermost level first. Kinds that stand together are on the same level.
_LEVELS = (
    *("annex", "volume", "chapter", "division", "article", "part padded", "section", "arabic spaced decimal", "note"),
    *("paren", "half_paren", "circled", "ordinal", "dash", "item", "duty"),
)
_RANKS = {kind: float(rank) for rank, kinds in enumerate(_LEVELS) for kind in kinds.split()}
# Kinds that some documents use in inverted order, and kinds that may skip numbers.
_INVERTIBLE = ("chapter", "article", "part", "section", "arabic")
_MAY_SKIP = frozenset({"volume", "chapter", "division", "article"})
# Kinds that need two members. A single one is ordinary prose, such as 一是 without a 二是.
_NEED_TWO = frozenset({"ordinal", "dash", "item", "duty", "circled", "paren", "half_paren", "padded"})


@dataclass(frozen=True, slots=True)
class MarkCandidate:
    """Possible list mark: its kind and numbers, its label, its span, and whether it opens its paragraph."""

    kind: str
    numbers: tuple[int, ...]
    label: str
    start: int
    end: int
    opens_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class ListMark:
    """Accepted list mark: its path from the outermost level, its kind, and its span in the text.

    Kind ``tail`` is the position where the text of a path continues after a list within it; there is no printed mark.
    ``heading`` is set for table rows only, whose heading does not follow the mark.
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


def select_marks(candidates: Sequence[MarkCandidate]) -> list[ListMark]:
    """The real marks among the candidates, in order.

    >>> parts = [MarkCandidate("part", (n,), "一二三"[n - 1], at, at + 1) for at, n in enumerate((1, 3, 2))]
    >>> [mark.path for mark in select_marks(parts)]
    [('一',), ('二',)]
    """
    ranks = _ranks(candidates)
    has_decimals = any(c.kind == "decimal" and c.numbers[:2] == (1, 1) for c in candidates)
    usable = [c for c in candidates if c.kind != "spaced" or has_decimals]
    found, singles = _accept(usable, ranks)
    if singles:
        found, _ = _accept([c for c in usable if c.start not in singles], ranks)
    return found


def _ranks(candidates: Sequence[MarkCandidate]) -> dict[str, float]:
    """The level of each kind in this document."""
    ranks = dict(_RANKS)
    opening = [c for c in candidates if c.opens_paragraph]
    for at, outer in enumerate(_INVERTIBLE):
        for inner in _INVERTIBLE[at + 1 :]:
            if _is_inverted(opening, outer, inner):
                ranks[inner] = ranks[outer] - 0.5
    return ranks


def _is_inverted(opening: Sequence[MarkCandidate], outer: str, inner: str) -> bool:
    """Whether ``inner`` begins before ``outer``, only once, and continues after it."""
    first = next((at for at, c in enumerate(opening) if c.kind == outer), None)
    if first is None or opening[first].numbers != (1,):
        return False
    inners = [(at, c.numbers[0]) for at, c in enumerate(opening) if c.kind == inner]
    begins = [at for at, number in inners if number == 1]
    return len(begins) == 1 and begins[0] < first and any(at > first and number == 2 for at, number in inners)


def _accept(candidates: Sequence[MarkCandidate], ranks: dict[str, float]) -> tuple[list[ListMark], set[int]]:
    """The marks in sequence, and the starts of lists with a single member that need two."""
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
        # A decimal number gives its own depth: 1.2.1 stands under 1.2.
        rank = ranks[c.kind] + 0.1 * len(c.numbers)
        depth = next((at for at, level in enumerate(levels) if level.rank >= rank), len(levels))
        sibling = next((level for level in levels[depth:] if level.kind == c.kind and level.rank == rank), None)
        if not _is_next(c, sibling, levels[:depth], last):
            continue
        if sibling and (c.numbers[-1] > sibling.numbers[-1] or c.kind == "dash"):
            members = sibling.members
        else:
            members = []
            lists.append((c.kind, members))
        members.append(c.start)
        label = f"——{len(members)}" if c.kind == "dash" else c.label
        levels[depth:] = [_ListLevel(c.kind, c.numbers, label, rank, members)]
        last = {} if c.kind == "annex" else last | {c.kind: c.numbers[-1]}
        found.append(ListMark(tuple(level.label for level in levels), c.start, c.end, c.kind))
    return found, {members[0] for kind, members in lists if kind in _NEED_TWO and len(members) == 1}


def _is_next(c: MarkCandidate, sibling: _ListLevel | None, above: list[_ListLevel], last: dict[str, int]) -> bool:
    """Whether the number is the next of its list or the first of a new list."""
    if c.kind in ("annex", "dash"):
        return True
    number = c.numbers[-1]
    if c.kind == "decimal":
        before = sibling.numbers[-1] if sibling else 0
        return bool(above) and above[-1].numbers == c.numbers[:-1] and number == before + 1
    if c.kind in _MAY_SKIP:
        # An article that was put in later bears the number of the one before it: 第二百条之一.
        before = last.get(c.kind, 1)
        return number == 1 or number > before or ("之" in c.label and number == before)
    before = sibling.numbers[-1] if sibling else last.get(c.kind, 0) if c.opens_paragraph else 0
    return number in (1, before + 1)
