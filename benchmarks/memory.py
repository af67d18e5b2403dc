"""Memory of this process, by the kernel's own account. For Linux."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """Memory in units of 1,000,000 bytes.

    ``resident_mb`` is all that is in memory, mapped files too; ``private_mb`` what no other process shares, pages of
    files that only this one maps included; ``own_mb`` what no file backs.
    """

    resident_mb: float
    private_mb: float
    own_mb: float


def own_memory() -> ProcessMemory:
    """The memory of this process now.

    >>> memory = own_memory()
    >>> memory.resident_mb >= memory.private_mb >= memory.own_mb > 0
    True
    """
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    size = {name: int(value.split()[0]) * 1024 / 1e6 for name, _, value in (line.partition(":") for line in lines)}
    private = size["Private_Clean"] + size["Private_Dirty"]
    return ProcessMemory(round(size["Rss"], 1), round(private, 1), round(size["Private_Dirty"], 1))
