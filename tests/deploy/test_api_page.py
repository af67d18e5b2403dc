"""docs/python.md: written from the docstrings, and each example in it holds, wherever one starts."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import retrieval
from deploy import api_page

PAGE = api_page.PAGE.read_text("utf-8")


def test_the_page_is_that_of_the_docstrings() -> None:
    """What ``make api`` writes now is what the page says."""
    assert api_page.written(PAGE) == PAGE


def test_every_public_name_has_its_place() -> None:
    """The groups name each public name once, and nothing else."""
    assert sorted(api_page.NAMES) == sorted(retrieval.__all__)


def test_signatures_and_types_are_those_of_the_source() -> None:
    """Classes, properties, fields, members and defaults, and nothing of this machine."""
    reference = api_page.reference()
    for line in (
        "#### `Engine.ask(question: str, history: Sequence[str] = ()) -> Reply`",
        "#### `Engine(library: Library, parts: EngineParts | None = None)`",
        "#### `Passage.citation: str`",
        "### `LibraryError(WendaError)`",
        "quotes: tuple[Quote, ...] = ()",
        "elapsed_ms: float = 0.0",
        "lexicon: Lexicon = Lexicon()",
        'ANSWER = "answer"',
        "| `LookupQuery` | `retrieval.search.query` |",
    ):
        assert f"\n{line}\n" in reference
    assert str(api_page.ROOT) not in reference


def test_every_type_is_explained_or_placed() -> None:
    """A type of the package that a signature names has an entry, or its module in the last table."""
    placed = set(re.findall(r"^\| `(\w+)` \| `retrieval\.", api_page.reference(), re.MULTILINE))
    assert {"EngineParts", "ReportCatalog", "Lexicon"} <= placed
    assert "\n| `Span` | `tuple[int, int]` |\n" in api_page.reference()
    assert placed.isdisjoint(api_page.NAMES)


def test_a_page_without_marks_is_refused() -> None:
    """Nothing is written over a page that has lost them."""
    with pytest.raises(ValueError, match="wanted the marks"):
        api_page.written(PAGE.replace(api_page.END, ""))


def test_the_examples_hold_in_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them are one session, which leaves nothing behind."""
    monkeypatch.chdir(tmp_path)
    session = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
    test = doctest.DocTestParser().get_doctest(session, {}, api_page.PAGE.name, None, 0)
    assert len(test.examples) == PAGE.count(">>> ") >= 20
    found = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
    assert (found.failed, list(tmp_path.iterdir())) == (0, [])
