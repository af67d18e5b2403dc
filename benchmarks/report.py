"""Pages of figures: each command writes its own section, between two markers, and nobody copies a figure by hand."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def replace_section(page: Path, name: str, content: str) -> None:
    """Replace what stands between the markers of a section. Raises ValueError where the page lacks them."""
    text = page.read_text("utf-8")
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    pattern = re.compile(f"({re.escape(begin)}\n).*?({re.escape(end)})", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{page}: wanted {begin} and {end}, found no such section")
    page.write_text(pattern.sub(lambda match: f"{match[1]}{content.strip()}\n{match[2]}", text), "utf-8")


def figures_section(command: str, figures: Mapping[str, float]) -> str:
    """The content of a section: the command, the machine and how busy it was, and a row for each figure."""
    load = f"{os.getloadavg()[0]:.1f} processes at work or waiting at the end"
    table = markdown_table(("figure", "value"), [(name, f"{value:,}") for name, value in figures.items()])
    return f"`{command}` on {machine()}, {load}.\n\n{table}"


def machine() -> str:
    """The cores of this machine and the name of its processor.

    >>> machine().partition(", ")[0].partition(" ")[2]
    'shared cores'
    """
    cores = {1: "one", 2: "two", 4: "four", 8: "eight"}.get(os.cpu_count() or 1, str(os.cpu_count()))
    return f"{cores} shared cores, {_processor()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, the first column to the left and the others to the right.

    >>> print(markdown_table(["engine", "ms"], [["wenda", "1.2"]]))
    | engine | ms |
    |---|---:|
    | wenda | 1.2 |
    """
    marks = ["---", *["---:"] * (len(heads) - 1)]
    lines = [f"| {' | '.join(cells)} |" for cells in [heads, *rows]]
    return "\n".join([lines[0], f"|{'|'.join(marks)}|", *lines[1:]])
