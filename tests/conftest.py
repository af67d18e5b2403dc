"""What all tests share: the shipped library, one engine over it, and how many examples a property is tried with."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import Engine, Library
from tests import examples, pooled_readers, shipped

examples.register()
pooled_readers.use()
# A shell that runs the tests in the background has them ignore Ctrl-C, and every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
_LITTLE = 10 << 20
_KEPT = pytest.StashKey[int]()
# Of glibc, which keeps what it was given back in many pieces.
_give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)


@pytest.fixture(scope="session")
def library() -> Library:
    """The report that the bot ships with."""
    return shipped.library()


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The real engine over it."""
    return shipped.engine()


def pytest_collection_finish() -> None:
    """Freeze what was imported: the collector then looks at what tests leave, and at nothing else."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """Services and engines of tests are full of cycles: what they leave is given back once it is more than a little."""
    yield
    kept = request.config.stash.get(_KEPT, 0)
    if resident() > kept + _LITTLE:
        gc.collect()
        if _give_back:
            _give_back(0)
        request.config.stash[_KEPT] = resident()


def resident() -> int:
    """The memory of this process in bytes; 0 where there is no /proc."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        return 0
