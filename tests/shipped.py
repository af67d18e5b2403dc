"""The report that ships with the product: its library and its engine, loaded once for all tests of a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from retrieval import Engine, Library

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "data" / "reports"


@cache
def library() -> Library:
    """The shipped library."""
    return Library.open(REPORTS)


@cache
def engine() -> Engine:
    """The engine over the shipped library, warm."""
    made = Engine(library())
    made.ask("行政复议申請受理了多少件")
    return made
