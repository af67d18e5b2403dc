"""Processor time that does not depend on the machine: limits for what must be quick, growth for what must be linear.

Processor time leaves out what others do on the machine. A limit holds for the machine on which it was set: where a
step is beyond it, a loop that is always the same tells how much slower this machine is at that moment. A tracer, as
that of `make coverage`, costs more in one place than in another: tests that measure are skipped under it.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Awaitable, Callable

import pytest

_LOOP_S = 0.020  # what `_loop` takes on the machine on which the limits were set
_TRIES = 5
_NOISE_S = 0.02  # below this, growth says nothing


def took(action: Callable[[], object]) -> float:
    """Seconds of this process."""
    _refuse_tracer()
    began = time.process_time()
    action()
    return time.process_time() - began


def cost(action: Callable[[], object], limit: float) -> float:
    """Seconds of an action, the best of a few tries; beyond the limit they are those of the usual machine."""
    best = took(action)
    for _ in range(_TRIES):
        if best < limit:
            break
        slower = max(1.0, took(_loop) / _LOOP_S)
        best = min(best, took(action) / slower)
    return best


async def steady_cost(action: Callable[[int], Awaitable[object]], limit: float) -> float:
    """The same of an action that waits, which gets another number at each try: what it does anew no cache has seen."""
    _refuse_tracer()
    best = float("inf")
    for seed in range(_TRIES):
        slower = max(1.0, took(_loop) / _LOOP_S) if seed else 1.0
        began = time.process_time()
        await action(seed)
        best = min(best, (time.process_time() - began) / slower)
        if best < limit:
            break
    return best


def growth(action: Callable[[int], object], size: int, times: int = 4) -> float:
    """How many times as long an action takes for ``times`` the size: ``times`` if linear, its square if quadratic.

    The least of a few tries; 0 for what is too quick to be measured.
    """
    least = float("inf")
    for _ in range(_TRIES):
        small, large = took(lambda: action(size)), took(lambda: action(size * times))
        least = min(least, large / max(small, _NOISE_S / times) if large > _NOISE_S else 0.0)
        if least < 2 * times:
            break
    return least


def slowness() -> float:
    """How many times as long things take now as on the usual machine with nothing else to do; 1 where they do not.

    For what several processes do together, whose time can only be taken by the clock. On a machine that is quicker than
    the usual one, and busy with other work, it is how long a process waits for its turn that counts.
    """
    began, used = time.perf_counter(), time.process_time()
    for _ in range(_TRIES):
        _loop()
    took, worked = time.perf_counter() - began, time.process_time() - used
    return max(1.0, took / (_TRIES * _LOOP_S), took / worked if worked else 1.0)


def _refuse_tracer() -> None:
    if sys.gettrace() is not None:
        pytest.skip("a tracer would be measured too")


def _loop() -> None:
    """Work of the kind that is measured: expressions, slices and dictionaries."""
    text, seen = "某市2021年报告，共189项。" * 8_000, dict[str, int]()
    for found in re.finditer(r"\d+|[^\d\s]{2}", text):
        seen[found.group()] = seen.get(found.group(), 0) + 1
