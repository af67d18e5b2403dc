"""Runs: glyphs that follow each other on one baseline in one size; raised and lowered ones are told from the rest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.conversion.layout.page import Glyph, Script

# In em of the larger type.
_SAME_BASELINE, _FARTHEST, _BACKWARD = 0.12, 3.0, 1.2
_SMALLER, _SHIFTED, _NEAR = 0.82, 0.1, 0.6
_LONGEST_SCRIPT = 12
_NEIGHBOURS = 200


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs in the order of the file, on one baseline and of one size."""

    glyphs: tuple[Glyph, ...]

    @property
    def baseline(self) -> float:
        """Where its glyphs stand."""
        return self.glyphs[0].baseline

    @property
    def size(self) -> float:
        """Height of its type."""
        return self.glyphs[0].size

    @property
    def left(self) -> float:
        """Left edge of its first glyph."""
        return min(glyph.left for glyph in self.glyphs)

    @property
    def right(self) -> float:
        """Right edge of its last glyph."""
        return max(glyph.right for glyph in self.glyphs)


def find_runs(glyphs: Iterable[Glyph]) -> list[Run]:
    """The runs of a page, in the order of the file; what is printed twice on the same spot (heavy type) counts once."""
    runs: list[Run] = []
    current: list[Glyph] = []
    for glyph in _printed_once(glyphs):
        if current and not _continues(current[-1], glyph):
            runs.append(Run(tuple(current)))
            current = []
        current.append(glyph)
    if current:
        runs.append(Run(tuple(current)))
    return _with_scripts(runs)


def _printed_once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The glyphs without shadows: the same character a few hundredths of an em beside itself."""
    seen: dict[tuple[str, int, int], tuple[float, float]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        step = max(glyph.size, 1e-6) / 2
        column, row = round(glyph.left / step), round(glyph.baseline / step)
        near = [seen.get((glyph.text, column + x, row + y)) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        reach = 0.15 * glyph.size
        if not glyph.is_blank and any(
            at and abs(at[0] - glyph.left) < reach and abs(at[1] - glyph.baseline) < reach for at in near
        ):
            continue
        seen[glyph.text, column, row] = glyph.left, glyph.baseline
        kept.append(glyph)
    return kept


def _continues(before: Glyph, after: Glyph) -> bool:
    size = max(before.size, after.size)
    gap = after.left - before.right
    return (
        abs(before.baseline - after.baseline) <= _SAME_BASELINE * size
        and min(before.size, after.size) >= _SMALLER * size
        and -_BACKWARD * size <= gap <= _FARTHEST * size
    )


def _with_scripts(runs: Sequence[Run]) -> list[Run]:
    """The runs, with short small ones beside a larger one marked as raised or lowered and put on its baseline."""
    order = sorted(range(len(runs)), key=lambda at: runs[at].baseline)
    baselines = [runs[at].baseline for at in order]
    largest = max((run.size for run in runs), default=0.0)
    found: list[Run] = []
    for run in runs:
        host = None
        if len(run.glyphs) <= _LONGEST_SCRIPT and not all(glyph.is_blank for glyph in run.glyphs):
            first = bisect_left(baselines, run.baseline - largest)
            last = bisect_left(baselines, run.baseline + largest)
            near = [runs[at] for at in order[first : min(last, first + _NEIGHBOURS)]]
            host = min(
                (other for other in near if _carries(other, run)), key=lambda o: abs(run.left - o.right), default=None
            )
        found.append(_on_line_of(run, host) if host else run)
    return found


def _carries(host: Run, run: Run) -> bool:
    """Whether a run stands raised or lowered at another one, not on a line of its own."""
    if run.size > _SMALLER * host.size:
        return False
    shift = host.baseline - run.baseline
    # Behind or within it, or as the mark of a note in front of it.
    near = _NEAR * host.size
    beside = host.left < run.left <= host.right + near or abs(host.left - run.right) <= near
    return beside and _SHIFTED * host.size <= abs(shift) and -0.35 * host.size <= shift <= 0.85 * host.size


def _on_line_of(run: Run, host: Run) -> Run:
    script = Script.RAISED if run.baseline < host.baseline else Script.LOWERED
    return Run(tuple(replace(glyph, script=script, baseline=host.baseline) for glyph in run.glyphs))
