"""Command line of the benchmarks: arguments and their types that several of them take."""

from __future__ import annotations

import argparse
from pathlib import Path


def positive(text: str) -> int:
    """Parse a whole number from 1 on. Raises ValueError, which argparse reports.

    >>> positive("3")
    3
    """
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def add_library_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what tells the libraries that `benchmarks.unprepared` makes: ``folder``, ``questions`` and ``--work``."""
    parser.add_argument("folder", type=Path, help="folder with the documents of the questions, and others")
    parser.add_argument("questions", type=Path, nargs="+", help="files of gold questions with spans, a library each")
    parser.add_argument("--work", type=Path, help="folder to keep the indexed libraries in")
