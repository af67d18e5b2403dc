"""Processes: runs a command in a process of its own and measures what it used."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FinishedProcess:
    """What a process wrote, and what it and those that it waited for used.

    ``peak_mb`` is the largest resident memory of any one of them, mapped files included, in units of 1,000,000 bytes.
    It is not less than the memory of the process that started them: the system counts from before the start.
    """

    output: str
    wall_s: float
    cpu_s: float
    peak_mb: float


def run(command: Sequence[str], environment: Mapping[str, str]) -> FinishedProcess:
    """Run a command to its end. Raises RuntimeError, with the last line of stderr, where it fails.

    >>> import sys
    >>> run([sys.executable, "-c", "print(6 * 7)"], {}).output
    '42\\n'
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=environment)
        # Of this very process; resource.getrusage would give the largest of all so far.
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            last = errors.read().decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
            raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}: {last[0]}")
        peak_mb = usage.ru_maxrss * 1024 / 1e6
        return FinishedProcess(output.read().decode("utf-8"), wall_s, usage.ru_utime + usage.ru_stime, peak_mb)
