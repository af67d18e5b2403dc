"""Margins: between which edges the type of a flow stands, how far apart its lines are, and what tells paragraphs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from retrieval.conversion.layout.lines import TextLine
from retrieval.conversion.layout.text_columns import Flow

# In em: a paragraph's first line is set in by two characters.
_INDENT, _DEEPEST_INDENT = 1.2, 3.2
# A line that is long in em, lines that make an edge sure, and a share of the room between the edges.
_LONG, _FEWEST_FULL, _WIDE = 18.0, 3, 0.6
# In em from the right edge, and in lines: how much more room is behind short lines where paragraphs stand apart.
_RAGGED, _APART, _TOGETHER, _FEWEST_APART = 2.6, 1.15, 1.06, 3
# In shares of the lines.
_USUAL_EDGE, _FEWEST_INDENTED, _FEWEST_FLUSH, _FEWEST_LINES = 0.15, 0.08, 0.25, 5


@dataclass(frozen=True, slots=True)
class Margins:
    """Edges of a column of type, and the distance of its lines.

    ``indents``: paragraphs of the document are set in. ``apart``: from so many lines on the room between two lines is
    that between paragraphs; 0 where it tells nothing. ``edge_is_sure``: several lines end at the right edge, which is
    not only where the longest line happens to end.
    """

    left: float
    right: float
    leading: float
    indents: bool
    apart: float = 0.0
    edge_is_sure: bool = True

    def indent(self, line: TextLine) -> float:
        """How far a line is set in, in em."""
        return (line.left - self.left) / max(line.size, 1e-6)

    def is_set_in(self, line: TextLine) -> bool:
        """Whether a line begins as the first one of a paragraph does."""
        return self.indent(line) >= _INDENT

    def reaches_edge(self, line: TextLine) -> bool:
        """Whether a line ends so near the right edge that it was broken there."""
        is_long = self.edge_is_sure or line.right - line.left >= _LONG * line.size
        return is_long and line.right >= self.right - _RAGGED * line.size

    def is_wide(self, line: TextLine) -> bool:
        """Whether a line takes most of the room between the edges, and has room for a sentence."""
        width = line.right - line.left
        return width >= _WIDE * (self.right - self.left) and width >= _LONG * line.size

    def begins_left(self, line: TextLine) -> bool:
        """Whether a line begins in the left half, as the lines of a paragraph do."""
        return line.left <= (self.left + self.right) / 2

    def step(self, line: TextLine, after: TextLine) -> float:
        """How many lines a line is above the next one: 1 within a paragraph."""
        return (after.baseline - line.baseline) / max(self.leading, 1e-6)

    def part(self, line: TextLine, after: TextLine) -> bool:
        """Whether the room between two lines is that between paragraphs."""
        return bool(self.apart) and self.step(line, after) >= self.apart


@dataclass(frozen=True, slots=True)
class Typesetting:
    """What holds of a document: margins of each flow, the size of its type, how many characters a full line has."""

    margins: tuple[Margins, ...]
    size: float
    full_line: int


def measure(flows: Sequence[Flow]) -> Typesetting:
    """How a document is set, by all of its flows."""
    lines = [[item for item in flow.items if isinstance(item, TextLine)] for flow in flows]
    every = [line for each in lines for line in each]
    if not every:
        return Typesetting(tuple(Margins(flow.left, flow.right, 0.0, False) for flow in flows), 0.0, 0)
    size = median(line.size for line in every)
    lefts = [_left_edge(each, size) for each in lines]
    widths: dict[int, list[float]] = defaultdict(list)
    for flow, each, left in zip(flows, lines, lefts, strict=True):
        if len(each) >= _FEWEST_LINES:
            widths[flow.depth].append(max(line.right for line in each) - left)
    usual = {depth: median(found) for depth, found in widths.items()}
    steps = [b.baseline - a.baseline for each in lines for a, b in pairwise(each) if b.baseline > a.baseline]
    leading = median(steps) if steps else 2 * size
    indents = _uses_indents(lines, lefts)
    margins = []
    for flow, each, left in zip(flows, lines, lefts, strict=True):
        right = max([*(line.right for line in each), left + usual.get(flow.depth, 0.0)])
        own = [b.baseline - a.baseline for a, b in pairwise(each) if b.baseline > a.baseline]
        sure = sum(line.right >= right - size for line in each) >= _FEWEST_FULL
        step = median(own) if len(own) >= _FEWEST_LINES else leading
        margins.append(Margins(left, right, step, indents, edge_is_sure=sure))
    lengths = sorted(len(line.text) for line in every)
    apart = _stand_apart(lines, margins)
    told = tuple(replace(each, apart=apart) for each in margins)
    return Typesetting(told, size, lengths[min(len(lengths) - 1, len(lengths) * 9 // 10)])


def _stand_apart(lines: Sequence[Sequence[TextLine]], margins: Sequence[Margins]) -> float:
    """From how many lines on the room between two lines is that between paragraphs; 0 where it tells nothing."""
    steps: dict[bool, list[float]] = {True: [], False: []}
    for each, margin in zip(lines, margins, strict=True):
        for line, after in pairwise(each):
            steps[margin.reaches_edge(line)].append(margin.step(line, after))
    within, between = steps[True], steps[False]
    enough = len(within) >= _FEWEST_APART and len(between) >= _FEWEST_APART
    if not enough or median(between) < _APART or median(within) > _TOGETHER:
        return 0.0
    return (median(between) + median(within)) / 2


def _left_edge(lines: Sequence[TextLine], size: float) -> float:
    """The leftmost place at which several lines begin."""
    places = Counter(round(line.left / (0.5 * size)) for line in lines)
    often = [place for place, count in places.items() if count >= max(2, _USUAL_EDGE * len(lines))]
    first = min(often, default=None)
    if first is None:
        return min((line.left for line in lines), default=0.0)
    return min(line.left for line in lines if round(line.left / (0.5 * size)) == first)


def _uses_indents(lines: Sequence[Sequence[TextLine]], lefts: Sequence[float]) -> bool:
    """Whether paragraphs are told by their first lines: some are set in by about two characters, and many are not."""
    places = [
        (line.left - left) / max(line.size, 1e-6) for each, left in zip(lines, lefts, strict=True) for line in each
    ]
    set_in = sum(_INDENT <= place <= _DEEPEST_INDENT for place in places)
    flush = sum(abs(place) < 0.5 for place in places)
    return set_in >= max(2, _FEWEST_INDENTED * len(places)) and flush >= _FEWEST_FLUSH * len(places)
