"""The shipped library and its engine, made once for all tests of the package."""

from __future__ import annotations

import pytest

from retrieval import Engine, Library
from tests.retrieval.invented import REPORTS


@pytest.fixture(scope="session")
def library() -> Library:
    """The report that ships with the product."""
    return Library.open(REPORTS)


@pytest.fixture(scope="session")
def engine(library: Library) -> Engine:
    """The engine over the shipped report, warm."""
    made = Engine(library)
    made.ask("行政复議申請受理了多少件")
    return made
