"""The library of the room's tests."""

from __future__ import annotations

import pytest

from retrieval import Engine
from tests.retrieval.answering.documents.offices import FILES, OfficeLibrary
from tests.retrieval.invented import library_of


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> OfficeLibrary:
    """An engine over invented documents of several offices."""
    return OfficeLibrary(Engine(library_of(tmp_path_factory.mktemp("offices"), FILES)))
