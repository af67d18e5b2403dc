"""Index parts: all that a segment of an index keeps beside the texts and passages of its reports."""

from __future__ import annotations

from retrieval.corpus.segment_writer import IndexParts


def index_parts() -> IndexParts:
    """The parts that the engine reads."""
    return IndexParts()
