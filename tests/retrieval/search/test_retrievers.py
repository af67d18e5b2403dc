"""The embedded retrievers keep what every retriever must keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Library
from retrieval.composition import EngineParts
from retrieval.search.retriever import Retriever
from tests.retrieval.search.retriever_contract import LIBRARY, Files, Index, RetrieverContract, written


@pytest.fixture(scope="class")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Makes a library of some files, in place of the one before, and returns the retriever over it."""
    folder = tmp_path_factory.mktemp("library")
    return lambda files: _retriever(folder, files)


@pytest.fixture(scope="class")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """A retriever over the invented library."""
    return _retriever(tmp_path_factory.mktemp("invented"), LIBRARY)


def _retriever(folder: Path, files: Files) -> Retriever:
    return EngineParts.of(Library.open(written(folder, files))).retriever


class TestBm25Retriever(RetrieverContract):
    """In memory."""
