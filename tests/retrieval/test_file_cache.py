"""Cache files: made once for a key, made anew for another one, and never trusted when they are cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.file_cache import cached, checksum, package_checksum


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


class Maker:
    """Makes content, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> bytes:
        self.made += 1
        return "执法".encode() * 1000


def test_content_is_made_once_for_a_key(home: Path) -> None:
    """The second time it comes from the file, and another key has it made anew."""
    make = Maker()
    first, second = cached("words", "1", make), cached("words", "1", make)
    assert bytes(first) == bytes(second) == make()
    assert make.made == 2
    cached("words", "2", make)
    assert make.made == 3
    cached("words", "1", make)
    assert make.made == 3


def test_the_newest_few_files_are_kept(home: Path) -> None:
    """Those of earlier versions go, and those of other names stay; the file of a former form goes too."""
    folder = home / ".cache" / "wenda"
    cached("other", "1", Maker())
    (folder / "words").write_text("of a former form", "utf-8")
    for number in range(9):
        cached("words", str(number), Maker())
    assert len([path for path in folder.iterdir() if path.name.startswith("words")]) == 4
    assert len([path for path in folder.iterdir() if path.name.startswith("other-")]) == 1
    make = Maker()
    cached("words", "8", make)
    assert make.made == 0


@pytest.mark.parametrize("kept", [0, 1, 20, 3000, -1])
def test_a_file_that_is_cut_off_is_made_anew(home: Path, kept: int) -> None:
    """At whatever place."""
    make = Maker()
    whole = bytes(cached("words", "1", make))
    (path,) = (home / ".cache" / "wenda").iterdir()
    path.write_bytes(path.read_bytes()[:kept])
    assert bytes(cached("words", "1", make)) == whole
    assert make.made == 2
    cached("words", "1", make)
    assert make.made == 2


def test_a_folder_that_cannot_be_written_is_no_error(home: Path) -> None:
    """Then the content is made each time."""
    (home / ".cache").write_text("a file, no folder", "utf-8")
    make = Maker()
    assert bytes(cached("words", "1", make)) == bytes(cached("words", "1", make))
    assert make.made == 2


def test_what_was_opened_stays_when_the_file_is_replaced(home: Path) -> None:
    """A process that goes on serving keeps what it has mapped."""
    first = cached("words", "1", Maker())
    before = bytes(first)
    cached("words", "2", lambda: b"other")
    assert bytes(first) == before


def test_a_checksum_changes_with_the_content(tmp_path: Path) -> None:
    """And with nothing else: not with the time of writing, nor with the folder."""
    path, other = tmp_path / "a.txt", tmp_path / "b" / "a.txt"
    other.parent.mkdir()
    for each in (path, other):
        each.write_text("a", "utf-8")
    before = checksum([path])
    path.touch()
    assert checksum([path]) == checksum([other]) == before
    path.write_text("b", "utf-8")
    assert checksum([path]) != before


def test_a_package_that_is_not_installed_is_named() -> None:
    """The others are not loaded for their checksum."""
    assert package_checksum("opencc")
    with pytest.raises(ImportError, match="no_such_package"):
        package_checksum("no_such_package")
