"""The public names of the engine: each is there, all errors too, and no page reads a quote that may be missing."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import retrieval
from retrieval.models import WendaError

ROOT = Path(__file__).parents[2]
# Raised and caught where files are read; a caller sees the file among the skipped ones.
INTERNAL = {"ReaderProcessError"}


@pytest.mark.parametrize("name", retrieval.__all__)
def test_a_public_name_is_there(name: str) -> None:
    """It is the class of that name, and completion offers it."""
    assert getattr(retrieval, name).__name__ == name
    assert name in dir(retrieval)


def test_another_name_is_an_error() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="has no attribute 'Librarian'"):
        retrieval.__getattr__("Librarian")


def test_every_error_is_public() -> None:
    """Whatever a caller can act on is caught by a name of the package."""
    for module in pkgutil.walk_packages(retrieval.__path__, "retrieval."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    errors = {each.__name__ for each in _kinds(WendaError) if each.__module__.startswith("retrieval.")}
    assert {"LibraryError", "QuerySyntaxError", "UnusableIndexError"} <= errors
    assert errors - INTERNAL <= set(retrieval.__all__)


def _kinds(error: type[Exception]) -> Iterator[type[Exception]]:
    for kind in error.__subclasses__():
        yield kind
        yield from _kinds(kind)


def shown() -> Iterator[tuple[str, str]]:
    """What people copy from: the pages and the docstrings."""
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")):
        yield str(page.relative_to(ROOT)), page.read_text("utf-8")
    for path in (*ROOT.glob("retrieval/**/*.py"), *ROOT.glob("bot/**/*.py"), *ROOT.glob("examples/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", ast.get_docstring(node) or ""


def test_no_page_takes_a_quote_for_granted() -> None:
    """A reply may have no quote, so none shows ``quotes[0]``."""
    texts = dict(shown())
    assert any("for quote in reply.quotes" in text for text in texts.values())
    assert [place for place, text in texts.items() if re.search(r"quotes\[0\]", text)] == []
