"""Tests of the reader process itself start each one anew."""

from __future__ import annotations

import pytest

from retrieval.sandbox import sandboxed_reader
from tests.pooled_readers import SandboxedReader


@pytest.fixture(autouse=True)
def own_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries that are built here are read by processes of their own."""
    monkeypatch.setattr(sandboxed_reader, "SandboxedReader", SandboxedReader)
