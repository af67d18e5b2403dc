"""What all tests share: the shipped library, one engine over it, and how many examples a property is tried with."""

from __future__ import annotations

import gc

import pytest

from retrieval import Engine, Library
from tests import examples, shipped

examples.register()


@pytest.fixture(scope="session")
def library() -> Library:
    """The report that the bot ships with."""
    return shipped.library()


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The real engine over it."""
    return shipped.engine()


def pytest_collection_finish() -> None:
    """What was imported stays: without it the garbage of tests is looked for more often, and in less time."""
    gc.collect()
    gc.freeze()
