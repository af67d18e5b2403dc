"""Opening: a folder without an index, or with a stale one, gets one first; where it stands, and who waits for whom."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.corpus import storage
from retrieval.corpus.builder import FileChange, build
from retrieval.corpus.opening import discard_if_damaged, index_of, index_places
from retrieval.models import LibraryError
from tests.retrieval.invented import HARBOUR, LIBRARIES, write

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two reports, and a home of its own, with the tables that are derived of no report."""
    caches = tmp_path / "home" / ".cache" / "wenda"
    caches.mkdir(mode=0o700, parents=True)
    for cached in (Path.home() / ".cache" / "wenda").glob("*"):
        if cached.is_file():
            shutil.copy2(cached, caches)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    root = tmp_path / "reports"
    root.mkdir()
    return write(root, {"a.txt": HARBOUR, "c.txt": LIBRARIES})


def test_a_folder_gets_its_index(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The first opening makes the index, says so, and tells how far it is; the second maps it and says nothing."""
    told: list[tuple[str, int, int]] = []
    with caplog.at_level(logging.INFO):
        library = Library.open(folder, progress=lambda *at: told.append(at))
    assert told == [("a.txt", 0, 2), ("c.txt", 1, 2), ("", 2, 2)]
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert str(folder / storage.HIDDEN) in caplog.text
    caplog.clear()
    told.clear()
    again = Library.open(folder, progress=lambda *at: told.append(at))
    assert (told, caplog.text) == ([], "")
    assert again.version == library.version
    assert again.index.stamp == library.index.stamp == storage.stamp(folder / storage.HIDDEN)


@pytest.mark.parametrize(
    "change", [{"a.txt": HARBOUR.replace("12个", "13个")}, {"b.txt": LIBRARIES}, {"a.gaps": "# wenda-gaps 1\n甲\n"},
               {"manifest.jsonl": '{"file": "a.txt", "year": 2020}'}, {"manifest.jsonl": '{"file": "x"}'}]
)  # fmt: skip
def test_a_stale_index_is_brought_up_to_date(folder: Path, change: dict[str, str | bytes]) -> None:
    """Another text, another file, another annotation, another fact, another bad line: each is seen."""
    before = Library.open(folder)
    write(folder, change)
    after = Library.open(folder)
    assert after.index.stamp != before.index.stamp
    assert after.version == Library.open(build(folder, folder.parent / "fresh").folder).version or "b.txt" in change


@pytest.mark.parametrize("index", ["of a former format", "without an array", "of other files"])
def test_an_index_that_is_not_used_is_told_once(folder: Path, caplog: pytest.LogCaptureFixture, index: str) -> None:
    """Whatever is wrong with it: the log has one line, and the next opening has none."""
    current = build(folder).folder / storage.FILE
    if index == "of a former format":
        current.write_text("wenda-index 1 0000000001\n")
    elif index == "without an array":
        (header,) = (current.parent / "generations").glob("*.json")
        content = header.read_bytes().partition(b"\n")[2].replace(b'"documents/sentences"', b'"documents/phrases"')
        header.write_bytes(f"wenda-index 2 {hashlib.sha256(content).hexdigest()}\n".encode() + content)
    else:
        write(folder, {"b.txt": LIBRARIES})
    with caplog.at_level(logging.WARNING):
        assert Engine(Library.open(folder)).ask("新建泊位多少个").short == "12个"
        assert len(caplog.records) == 1
        assert "is out of date or damaged; making it in" in caplog.text
        Library.open(folder)
    assert len(caplog.records) == 1


def test_a_first_index_is_told_without_a_fault(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A folder that has no index yet gets one, and the log says no more than that, and not as a warning."""
    with caplog.at_level(logging.INFO):
        Library.open(folder)
    place = folder / storage.HIDDEN
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", f"the index of {folder} is not made yet; making it in {place}")
    ]


def test_an_index_of_other_code_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update of the program all files are read again."""
    before = Library.open(folder)
    monkeypatch.setattr(storage, "code_fingerprint", lambda: "another")
    after = Library.open(folder)
    assert after.index.stamp != before.index.stamp
    assert after.loaded_reports == before.loaded_reports


@pytest.mark.slow
def test_an_index_of_other_code_without_its_reports(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its reports are indexed anew, once, in the user's cache folder; ids and version stay."""
    index = build(folder, folder.parent / "index").folder
    before = Library.open(index)
    monkeypatch.setattr(storage, "code_fingerprint", lambda: "another")
    with caplog.at_level(logging.WARNING):
        after = Library.open(index)
    assert str(index_places(index)[-1]) in caplog.text
    assert f"--output {index}" in caplog.text
    assert (after.version, after.loaded_reports) == (before.version, before.loaded_reports)
    assert after.index.stamp == before.index.stamp
    assert [each.to_json() for each in after.catalog] == [each.to_json() for each in before.catalog]
    caplog.clear()
    assert Library.open(index).loaded_reports == before.loaded_reports
    assert caplog.text == ""
    write(folder, {"a.txt": HARBOUR.replace("12个", "13个")})
    monkeypatch.undo()
    monkeypatch.setenv("HOME", str(folder.parent / "home"))
    build(folder, index)
    monkeypatch.setattr(storage, "code_fingerprint", lambda: "another")
    assert Engine(Library.open(index)).ask("新建泊位多少个").short == "13个"
    shutil.rmtree(Path.home())
    Path.home().write_text("in the way")
    assert Engine(Library.open(index)).ask("新建泊位多少个").short == "13个"


def test_an_index_of_other_code_that_lacks_a_part(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be converted is refused in one line with the command."""
    index = build(folder, folder.parent / "index").folder
    monkeypatch.setattr(storage, "code_fingerprint", lambda: "another")
    (header,) = (index / "generations").glob("*.json")
    content = header.read_bytes().partition(b"\n")[2].replace(b'"documents/sentences"', b'"documents/phrases"')
    header.write_bytes(f"wenda-index 2 {hashlib.sha256(content).hexdigest()}\n".encode() + content)
    with pytest.raises(storage.UnusableIndexError, match=r"documents/sentences.*Run: wenda index DIR --output"):
        Library.open(index)
    assert {result.change for result in build(folder, index).files} == {FileChange.NEW}
    assert Engine(Library.open(index)).ask("新建泊位多少个").short == "12个"


def test_a_folder_that_cannot_be_written(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The index goes to the user's cache folder, the log says where, and the next opening finds it there."""
    (folder / storage.HIDDEN).write_text("in the way")
    with caplog.at_level(logging.WARNING):
        library = Library.open(folder)
    kept = index_places(folder)[1]
    assert str(kept) in caplog.text
    assert kept.is_relative_to(Path.home() / ".cache" / "wenda")
    assert index_of(folder) == kept
    caplog.clear()
    assert Library.open(folder).index.stamp == library.index.stamp
    assert caplog.text == ""
    write(folder, {"b.txt": HARBOUR.replace("12个", "13个")})
    assert len(Library.open(folder).catalog) == 3


def test_where_nothing_can_be_written_the_index_is_in_memory(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The reports are served all the same, and the log says that nothing is kept."""
    (folder / storage.HIDDEN).write_text("in the way")
    (Path.home() / ".cache" / "wenda" / "indexes").write_text("in the way, too")
    with caplog.at_level(logging.WARNING):
        library = Library.open(folder)
    assert "in memory alone" in caplog.text
    assert library.index.stamp is None
    assert Engine(library).ask("新建泊位多少个").short == "12个"


def test_one_file_is_read_into_memory(folder: Path) -> None:
    """Nothing is written beside a single report; the version is that of its folder's kind of index."""
    library = Library.open(folder / "a.txt")
    assert library.index.stamp is None
    assert not (folder / storage.HIDDEN).exists()
    assert library.version == Library.open(build(write_alone(folder)).folder).version


def write_alone(folder: Path) -> Path:
    """A folder that holds the first report alone."""
    alone = folder.parent / "alone"
    alone.mkdir()
    return write(alone, {"a.txt": HARBOUR})


@pytest.mark.parametrize("files", [{}, {"a.pdf": b"%PDF-1.7 broken"}])
def test_a_folder_without_reports(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    """It is an error in one line, and an empty folder stays empty."""
    write(tmp_path, files)
    with pytest.raises(LibraryError, match="wanted at least one readable report") as error:
        Library.open(tmp_path)
    assert "\n" not in str(error.value)
    assert files or not list(tmp_path.iterdir())


OPENED = """
import sys
from retrieval import Engine, Library
library = Library.open(sys.argv[1])
print(library.version, library.index.stamp, Engine(library).ask("新建泊位多少个").short)
"""


@pytest.mark.slow
def test_processes_that_open_a_folder_at_once_share_one_index(folder: Path) -> None:
    """Who comes second waits for the first and maps what that has made."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", OPENED, str(folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(3)]
    said = {process.communicate()[0] for process in running}
    assert len(said) == 1
    assert said.pop().endswith(" 12个\n")
    assert len(list((folder / storage.HIDDEN / "generations").glob("*.json"))) == 1


def test_what_is_mapped_stays_when_the_index_is_replaced(folder: Path) -> None:
    """A library reads on from the files of its generation when these are gone from the folder."""
    before = Library.open(folder)
    write(folder, {"a.txt": HARBOUR.replace("12个", "13个")})
    build(folder)
    assert len(list((folder / storage.HIDDEN / "segments").iterdir())) == 1
    assert Engine(before).ask("新建泊位多少个").short == "12个"
    assert Engine(Library.open(folder)).ask("新建泊位多少个").short == "13个"


def test_a_generation_that_goes_while_it_is_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has read the name of a generation that a build then removed opens the next one."""
    index = build(folder).folder
    current = storage._current

    def replaced(folder: Path) -> str:
        name = current(folder)
        monkeypatch.setattr(storage, "_current", current)
        write(folder.parent, {"a.txt": HARBOUR.replace("12个", "13个")})
        build(folder.parent)
        return name

    monkeypatch.setattr(storage, "_current", replaced)
    assert Engine(Library.open(index)).ask("新建泊位多少个").short == "13个"


def test_a_folder_without_an_index_has_no_damaged_one(folder: Path) -> None:
    """There is nothing to discard."""
    assert not discard_if_damaged(folder)
    assert index_of(folder) is None
