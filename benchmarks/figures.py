"""Figures in prose: ``python -m benchmarks.figures [--check]`` takes them over from the tables that commands write.

A number of a page that was measured is followed by a remark that says where it stands, and which the page as shown
leaves out: the table, its row, its column ("value" unless named) and, where the cell has several numbers, which one. A
row is named by its first cell or, where several begin alike, by the first two::

    92.7<!-- figure: prepared / sealed / accuracy -->
    148<!-- figure: cluster / 17,072, this machine / memory, MB -->

``--check`` changes nothing and lists what differs from its source.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Tables by their names: the page, and the heading or the marked section that they stand under.
TABLES = {
    "prepared": ("docs/quality.md", "Figures"),
    "bare": ("docs/quality.md", "Without phrasings and gaps"),
    "unprepared": ("docs/quality.md", "unprepared"),
    "pairs": ("docs/quality.md", "grouping-pairs"),
    "latency": ("docs/performance.md", "latency"),
    "load": ("docs/performance.md", "load"),
    "topics": ("docs/performance.md", "grouping-speed"),
    "library": ("docs/performance.md", "library"),
    "cluster": ("docs/performance.md", "cluster"),
    "faults": ("docs/reliability.md", "Measured"),
    "masked": ("docs/operate.md", "recall"),
}
_DEFAULTS = ("", "", "value", "1")
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_MARKED = re.compile(rf"(?P<value>{_NUMBER})?<!-- figure: (?P<source>.+?) -->")


class FigureError(Exception):
    """A figure that is not where its remark says; the message names the remark, what was wanted and what was found."""


def pages() -> list[Path]:
    """The pages that may hold figures."""
    return sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")])


def updated(text: str, root: Path = ROOT) -> str:
    """A page with each figure as its source has it. Raises FigureError where a source is not found."""

    def current(match: re.Match[str]) -> str:
        if match["value"] is None:
            raise FigureError(f"{match[0]}: wanted a number in front of it, found none")
        return f"{figure(match['source'], root)}<!-- figure: {match['source']} -->"

    return _MARKED.sub(current, text)


def figure(source: str, root: Path = ROOT) -> str:
    """The number that a remark stands for. Raises FigureError where there is none.

    >>> figure("prepared / sealed / questions")
    '130'
    >>> figure("cluster / 17,072, this machine / passages")
    '17,072'
    """
    name, row, column, nth = [*(given := source.split(" / ")), *_DEFAULTS[len(given) :]]
    if name not in TABLES:
        raise FigureError(f"{source}: wanted one of {', '.join(TABLES)}, found {name}")
    page, section = TABLES[name]
    cell = _cell(source, _section((root / page).read_text("utf-8"), section), row, column)
    numbers = re.findall(_NUMBER, cell)
    if not nth.isdigit() or not 1 <= int(nth) <= len(numbers):
        raise FigureError(f"{source}: wanted number {nth} of a cell, found {cell!r}")
    return str(numbers[int(nth) - 1])


def _section(text: str, name: str) -> str:
    """What stands between the markers of a section, else below a heading up to the next or to a marked section."""
    begin = rf"(?:<!-- {re.escape(name)}: begin -->|^#+ {re.escape(name)}$)"
    found = re.search(rf"{begin}\n(.*?)(?:^<!-- [\w-]+: (?:begin|end) -->|^#|\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def _cell(source: str, section: str, row: str, column: str) -> str:
    """A cell of the first table of a section that has the column and the row."""
    rows: list[str] = []
    for table in re.findall(r"(?:^\|.*\n?)+", section, re.MULTILINE):
        head, _, *body = (re.split(r"\s*(?<!\\)\|\s*", line)[1:-1] for line in table.splitlines())
        rows += [line[0] for line in body]
        for line in body:
            if row in (line[0], ", ".join(line[:2])) and column in head:
                return line[head.index(column)]
    raise FigureError(f"{source}: wanted the column {column!r} and one of the rows {rows}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the figures, or list those that differ; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, list what differs")
    options = parser.parse_args(arguments)
    try:
        found = {page: updated(page.read_text("utf-8")) for page in pages()}
    except FigureError as error:
        print(f"benchmarks.figures: {error}", file=sys.stderr)
        return 1
    differing = [line for page, text in found.items() for line in _differences(page, text)]
    print(*differing, sep="\n", end="\n" if differing else "")
    if options.check:
        return int(bool(differing))
    for page, text in found.items():
        page.write_text(text, "utf-8")
    return 0


def _differences(page: Path, text: str) -> Iterator[str]:
    for before, after in zip(_MARKED.finditer(page.read_text("utf-8")), _MARKED.finditer(text), strict=True):
        if before["value"] != after["value"]:
            yield f"{page.relative_to(ROOT)}: {before['source']}: {before['value']} → {after['value']}"


if __name__ == "__main__":
    sys.exit(main())
