"""The wheel: what is packed, and what a tree in use has beside it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from retrieval import Engine, Library
from retrieval.fonts import FONT
from tests.deploy.environments import ROOT, copied_tree


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of the wheel of a tree whose report has been asked, by their names in the wheel."""
    root = copied_tree(tmp_path_factory.mktemp("tree"))
    assert Engine(Library.open(root / "data" / "reports")).ask("执法记录仪有几台").short == "788台"
    assert (root / "data" / "reports" / ".wenda-index" / "CURRENT").is_file()
    files = WheelBuilder(str(root)).recurse_included_files()
    return {Path(file.distribution_path).as_posix(): Path(file.path) for file in files}


def test_the_wheel_has_code_and_data(packed: dict[str, Path]) -> None:
    """All modules, and all data where the installed package looks for it."""
    for package in ("bot", "retrieval"):
        modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / package).rglob("*.py")}
        assert modules <= packed.keys()
    beside = {"bot/py.typed", "retrieval/py.typed", "retrieval/fonts/OFL.txt", f"retrieval/fonts/{FONT.name}"}
    assert beside <= packed.keys()
    data = {path.relative_to(ROOT / "data").as_posix() for path in (ROOT / "data").rglob("*.*") if path.is_file()}
    wanted = {f"retrieval/_data/{name}" for name in data if ".wenda-index" not in name}
    assert wanted == {name for name in packed if name.startswith("retrieval/_data/")}


def test_the_wheel_has_nothing_that_use_left(packed: dict[str, Path]) -> None:
    """No index, no compiled file, no second copy of the data."""
    assert [name for name in packed if ".wenda-index" in name or "__pycache__" in name] == []
    assert {name.split("/")[0] for name in packed} == {"bot", "retrieval"}


@pytest.mark.parametrize(
    ("remote", "urls"),
    [
        ("https://me:secret@git.example.org/offices/wenda.git", {"Source": "https://git.example.org/offices/wenda"}),
        ("git@git.example.org:offices/wenda.git", {}),
        ("", {}),
    ],
    ids=["https", "ssh", "no clone"],
)
def test_the_metadata_names_where_the_copy_was_cloned_from(tmp_path: Path, remote: str, urls: dict[str, str]) -> None:
    """Without anybody's password; nothing where it was not cloned from an address that others can open."""
    root = copied_tree(tmp_path)
    if remote:
        for command in (["init", "--quiet"], ["remote", "add", "origin", remote]):
            subprocess.run(["git", "-C", root, *command], check=True)
    named = WheelBuilder(str(root)).metadata.core.urls
    assert named == (urls | {"Issues": f"{urls['Source']}/issues"} if urls else {})
