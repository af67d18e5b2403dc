"""Installs what lock files name into the environment of this interpreter, and shows how far it is.

    python deploy/packages.py requirements.lock [requirements-charts.lock …]

A lock names every package with its version and hashes, so pip has nothing to work out (``--no-deps``). In a terminal
one line counts the packages; elsewhere each lock is a line. What pip says is shown where it fails. Standard library
only: nothing else is installed yet.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--progress-bar=off")
_OPTIONS = ("--no-deps", "--no-build-isolation", "--require-hashes")
_LOCKED = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)
# Fetched, there already, or a file of a folder of wheels, by its name up to the version.
_SEEN = re.compile(r"^(?:Collecting|Requirement already satisfied:|Processing .*/)\s*([\w.]+(?:-[A-Za-z][\w.]*)*)")
_WIDTH = 79
_SHOWN = 15


def locked(text: str) -> list[str]:
    r"""The names in a lock file.

    >>> locked("click==8.5.1 \\\n    --hash=sha256:00\n    # via wenda-bot (pyproject.toml)\nnumpy==2.4.6\n")
    ['click', 'numpy']
    """
    return _LOCKED.findall(text)


class ProgressLine:
    """What is being done, on one line that is written anew in a terminal, and on a line for each step elsewhere."""

    def __init__(self, title: str, total: int) -> None:
        """``total`` is the number of packages."""
        self._title, self._total = title, total
        self._live = sys.stderr.isatty()
        if not self._live:
            print(f"{title}: {total} packages ...", file=sys.stderr, flush=True)

    def show(self, done: int, what: str) -> None:
        """Write the line anew."""
        if self._live:
            line = f"{self._title}: {done}/{self._total} {what}"
            print(f"\r{line[:_WIDTH]:{_WIDTH}}", end="", file=sys.stderr, flush=True)

    def close(self, said: str) -> None:
        """End the line."""
        if self._live:
            print(f"\r{f'{self._title}: {said}':{_WIDTH}}", file=sys.stderr, flush=True)


def install(locks: Sequence[str]) -> int:
    """Install the packages of lock files; pip's exit code."""
    total = len({name for lock in locks for name in locked(Path(lock).read_text("utf-8"))})
    line = ProgressLine(", ".join(locks), total)
    command = [*_PIP, *_OPTIONS, *(f"--requirement={lock}" for lock in locks)]
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        done = 0
        for each in pip.stdout or ():
            said.append(each.rstrip())
            if found := _SEEN.match(each):
                done += 1
                line.show(done, found[1])
            elif each.startswith("Installing collected packages"):
                line.show(total, "installing ...")
    if pip.returncode:
        line.close("failed")
        print("\n".join([*said[-_SHOWN:], _HINT]), file=sys.stderr)
    else:
        line.close(f"{total} packages")
    return pip.returncode


_HINT = (
    "The packages could not be installed. Where the network needs a proxy or a mirror of the package index, set "
    "HTTPS_PROXY or pip's PIP_INDEX_URL and run the same command again: what is there already stays."
)

if __name__ == "__main__":
    sys.exit(install(sys.argv[1:]))
