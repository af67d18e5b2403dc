"""Command line of the benchmarks: argument types that several of them take."""

from __future__ import annotations


def positive(text: str) -> int:
    """Parse a whole number from 1 on. Raises ValueError, which argparse reports.

    >>> positive("3")
    3
    """
    number = int(text)
    if number < 1:
        raise ValueError
    return number
