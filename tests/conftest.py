"""What all tests share: the shipped library, one engine over it, and how many examples a property is tried with."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator

import pytest

from retrieval import Engine, Library
from tests import examples, shipped

examples.register()
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


@pytest.fixture(scope="module", autouse=True)
def tidy() -> Iterator[None]:
    """Services and engines of tests are full of cycles: what a module leaves is given back before the next one."""
    yield
    gc.collect()
    if _give_back:
        _give_back(0)
