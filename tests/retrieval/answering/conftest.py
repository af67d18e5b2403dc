"""A small report with phrasings and gaps beside it, and without them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.composition import EngineParts
from retrieval.evaluation.ablation import without_annotations
from tests.retrieval.answering.harbour import ASKS, FILES
from tests.retrieval.invented import library_of


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> EngineParts:
    """The parts of an engine over a report with phrasings and gaps beside it."""
    parts = EngineParts.of(library_of(tmp_path_factory.mktemp("harbour"), FILES))
    return replace(parts, classifier=replace(parts.classifier, asks=ASKS))


@pytest.fixture(scope="session")
def bare(prepared: EngineParts) -> EngineParts:
    """The same without them."""
    parts = EngineParts.of(without_annotations(prepared.library))
    return replace(parts, classifier=replace(parts.classifier, asks=ASKS))
