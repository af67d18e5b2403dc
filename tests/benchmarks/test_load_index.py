"""The figures of building and loading an index."""

from __future__ import annotations

import json

import pytest

from benchmarks.load_index import main


def test_figures_of_an_index(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON object has the passages and the seconds to build, to build again, to open and to be ready."""
    assert main(["--passages", "60", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["passages"] >= 60
    assert figures["reports"] == 2
    assert 0 < figures["open_s"] < figures["ready_s"]
    # So few passages build too fast for anything else to be reliably faster.
    assert figures["build_s"] > 0
    assert figures["unchanged_s"] > 0
