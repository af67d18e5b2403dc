"""Reading of files in tests that look at the text alone."""

from __future__ import annotations

from retrieval.conversion.formats import convert


def read_text(data: bytes, name: str) -> str:
    """The text of a file, as `convert` finds it."""
    return convert(data, name).text
