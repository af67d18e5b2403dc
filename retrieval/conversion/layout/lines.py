"""Lines of a page: runs on one baseline, from left to right, with the wide gaps between their parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from retrieval.conversion.layout.page import Glyph, Script
from retrieval.conversion.layout.runs import Run
from retrieval.conversion.layout.spacing import is_wide, line_text, tracking

# In em: runs on one line differ in their baselines by less, and parts of a line stand farther apart.
_SAME_LINE, _PARTED = 0.35, 1.4
# In em and lines: characters that are written downwards.
_FARTHEST_BELOW, _FEWEST_BELOW = 4.0, 3


@dataclass(frozen=True)
class TextLine:
    """Glyphs on one line, from left to right."""

    glyphs: tuple[Glyph, ...]

    @cached_property
    def size(self) -> float:
        """The usual height of the type."""
        on_line = [glyph.size for glyph in self.glyphs if glyph.script is Script.BASE]
        return median(on_line or [glyph.size for glyph in self.glyphs])

    @property
    def left(self) -> float:
        """Left edge of the first glyph."""
        return self.glyphs[0].left

    @cached_property
    def right(self) -> float:
        """Right edge of the last glyph."""
        return max(glyph.right for glyph in self.glyphs)

    @property
    def baseline(self) -> float:
        """Where its glyphs stand."""
        return self.glyphs[0].baseline

    @property
    def middle(self) -> float:
        """Half the height of its characters."""
        return self.baseline - 0.36 * self.size

    @cached_property
    def text(self) -> str:
        """What it says; parts that stand apart are separated by a blank."""
        return line_text(self.glyphs)

    @cached_property
    def parts(self) -> tuple[TextLine, ...]:
        """What stands apart on the line, such as the cells of a table without rules."""
        wide_set = tracking(self.glyphs)
        cuts = [
            at
            for at, (before, after) in enumerate(pairwise(self.glyphs), 1)
            if after.left - before.right - wide_set > _PARTED * max(before.size, after.size)
        ]
        if not cuts:
            return (self,)
        bounds = [0, *cuts, len(self.glyphs)]
        return tuple(TextLine(self.glyphs[first:last]) for first, last in pairwise(bounds))

    def within(self, left: float, right: float) -> TextLine | None:
        """What of the line has its middle between two places; None for nothing."""
        inside = tuple(glyph for glyph in self.glyphs if left <= (glyph.left + glyph.right) / 2 < right)
        return TextLine(inside) if inside else None


def find_lines(runs: Iterable[Run]) -> list[TextLine]:
    """The lines of a page from top to bottom. Blanks at the ends of lines are dropped."""
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.baseline):
        group = next((each for each in reversed(groups[-4:]) if _on_one_line(each[0], run)), None)
        if group is None:
            groups.append([run])
        else:
            group.append(run)
    found = [_line(group) for group in groups]
    return [line for line in found if line is not None]


def _on_one_line(first: Run, run: Run) -> bool:
    return abs(first.baseline - run.baseline) <= _SAME_LINE * min(first.size, run.size)


def _line(group: Sequence[Run]) -> TextLine | None:
    glyphs = sorted((glyph for run in group for glyph in run.glyphs), key=lambda glyph: (glyph.left, glyph.right))
    inked = [at for at, glyph in enumerate(glyphs) if not glyph.is_blank]
    return TextLine(tuple(glyphs[inked[0] : inked[-1] + 1])) if inked else None


def with_downward_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, where single characters below each other, as titles on covers are set, are one line."""
    found: list[list[TextLine]] = []
    for line in lines:
        if found and _stands_below(found[-1][-1], line):
            found[-1].append(line)
        else:
            found.append([line])
    return [each for group in found for each in ([_laid_down(group)] if len(group) >= _FEWEST_BELOW else group)]


def _stands_below(above: TextLine, line: TextLine) -> bool:
    single = len(above.glyphs) == len(line.glyphs) == 1 and is_wide(above.text) and is_wide(line.text)
    step = line.baseline - above.baseline
    return single and abs(line.left - above.left) < _SAME_LINE * line.size and step <= _FARTHEST_BELOW * line.size


def _laid_down(group: Sequence[TextLine]) -> TextLine:
    first = group[0].glyphs[0]
    width = first.right - first.left
    return TextLine(
        tuple(
            replace(
                line.glyphs[0],
                left=first.left + at * width,
                right=first.left + (at + 1) * width,
                baseline=first.baseline,
            )
            for at, line in enumerate(group)
        )
    )
