"""Resources of a command: ``python benchmarks/process_usage.py FILE COMMAND…`` runs it and writes what it took to FILE.

A process of its own, and a small one: Linux counts the memory of whoever starts a command to the command's peak.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Run the command, write seconds, processor seconds and peak memory (MB), and exit as the command did."""
    file, *command = sys.argv[1:]
    started = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - started
    # The sums and the peak include processes that the command itself waited for; the peak is that of the largest.
    figures = {"wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}
    with open(file, "w", encoding="utf-8") as out:
        json.dump(figures, out)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
