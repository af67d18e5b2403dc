"""A damaged index: every byte that is not what was written is noticed, and none is ever quoted."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from retrieval import Engine, Library
from retrieval.corpus import storage
from retrieval.corpus.builder import build
from retrieval.corpus.opening import discard_if_damaged
from retrieval.corpus.segments.array_file import ArrayTable
from retrieval.models import DamagedIndexError
from tests.retrieval.invented import HARBOUR, HARBOUR_PHRASINGS, LIBRARIES, indexed, write

QUESTION = "新建泊位多少个"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An indexed folder of two reports, one with questions by staff."""
    return indexed(tmp_path, {"a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS, "c.txt": LIBRARIES})


@dataclass(frozen=True)
class Place:
    """A byte of a file of an index, and the array that it stands in; empty for what stands between arrays."""

    path: Path
    at: int
    array: str

    def flip(self) -> None:
        """Change the byte, within the file itself, so that programs that have mapped it see that too."""
        with self.path.open("r+b") as file:
            file.seek(self.at)
            (byte,) = file.read(1)
            file.seek(self.at)
            file.write(bytes([byte ^ 0xFF]))


def places(index: Path) -> Iterator[Place]:
    """The first, a middle and the last byte of every array of an index, and what stands before and between them."""
    stored = storage.load(index).generation.header
    (header,) = (index / "generations").glob("*.json")
    _, table = type(stored).from_bytes(header.read_bytes())
    files = [(header.with_suffix(".arrays"), table)]
    files += [(index / "segments" / f"{each.name}.arrays", each.table) for each in stored.segments]
    for path, of_file in files:
        yield from _places(path, of_file)


def _places(path: Path, table: ArrayTable) -> Iterator[Place]:
    held = np.zeros(table.size, np.bool_)
    for name, (kind, shape, offset) in table.places.items():
        size = int(np.prod(shape, dtype=np.int64)) * np.dtype(kind).itemsize
        held[offset : offset + size] = True
        for at in sorted({offset, offset + size // 2, offset + size - 1}) if size else ():
            yield Place(path, at, name)
    for at in np.flatnonzero(~held).tolist():
        yield Place(path, at, "")


def test_every_byte_counts(folder: Path) -> None:
    """Whichever is changed, the check names the file and the command; mended, the index is sound again."""
    seen = set()
    for place in places(folder / storage.HIDDEN):
        place.flip()
        with pytest.raises(storage.UnusableIndexError) as caught:
            storage.verify(folder / storage.HIDDEN)
        assert str(place.path) in str(caught.value)
        assert f"wenda index {folder}" in str(caught.value)
        place.flip()
        seen.add(place.array)
    storage.verify(folder / storage.HIDDEN)
    assert len(seen) > 40


def in_array(folder: Path, name: str) -> Place:
    """A byte in the middle of an array."""
    found = [place for place in places(folder / storage.HIDDEN) if place.array == name]
    return found[len(found) // 2]


@pytest.mark.parametrize("name", ["documents/text/bytes", "passages/report", "order"])
def test_a_damaged_index_is_made_anew(folder: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """The log says which file it was; the library is the one from before."""
    version, place = Library.open(folder).version, in_array(folder, name)
    place.flip()
    with caplog.at_level(logging.ERROR):
        assert discard_if_damaged(folder)
    assert str(place.path) in caplog.text
    made = Library.open(folder)
    assert (made.version, Engine(made).ask(QUESTION).short) == (version, "12个")
    assert not discard_if_damaged(folder)


def test_an_update_takes_nothing_from_a_damaged_index(folder: Path) -> None:
    """What it took over would get a checksum of its own, damage and all."""
    in_array(folder, "documents/text/bytes").flip()
    write(folder, {"d.txt": "2020年度灯塔工作报告\n\n全年检修灯塔7座。\n"})
    build(folder)
    storage.verify(folder / storage.HIDDEN)
    assert {report.text for report in Library.open(folder).reports} >= {HARBOUR, LIBRARIES}


def test_a_damaged_index_in_a_folder_of_its_own_is_refused(folder: Path, tmp_path: Path) -> None:
    """Nobody here knows of which reports it was made; the message tells the command."""
    index = build(folder, tmp_path / "index").folder
    next(places(index)).flip()
    with pytest.raises(storage.UnusableIndexError, match="wenda index DIR --output"):
        discard_if_damaged(index)
    assert storage.is_index(index)


def test_a_damaged_passage_is_never_quoted(folder: Path) -> None:
    """A letter that is another one in the file by now; the same question is answered from a new index."""
    engine = Engine(Library.open(folder))
    overwrite(folder, "12个", "18个")
    with pytest.raises(DamagedIndexError, match=r"a\.txt: p"):
        engine.ask(QUESTION)
    with pytest.raises(DamagedIndexError):
        engine.search("泊位")
    assert discard_if_damaged(folder)
    assert Engine(Library.open(folder)).ask(QUESTION).short == "12个"


def overwrite(folder: Path, old: str, new: str) -> None:
    """Put another text of the same size in the place of one, wherever it stands in the segment of a folder's index."""
    (segment,) = (folder / storage.HIDDEN / "segments").iterdir()
    content, wanted = segment.read_bytes(), old.encode()
    with segment.open("r+b") as file:
        for match in re.finditer(re.escape(wanted), content):
            file.seek(match.start())
            file.write(new.encode())
