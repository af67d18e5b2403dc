"""The cluster's retriever keeps what every retriever must keep."""

from __future__ import annotations

import pytest

from tests.retrieval.search.retriever_contract import RetrieverContract

pytestmark = pytest.mark.slow


class TestClusterRetriever(RetrieverContract):
    """On three nodes."""
