"""The index: what comes back, what is read again, what ids are kept, and that it is whole at every moment."""

from __future__ import annotations

import logging
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval import Engine, Library
from retrieval.composition import derive
from retrieval.corpus import storage
from retrieval.corpus.builder import BuildSummary, FileChange, build
from retrieval.corpus.derived_arrays import DerivedArrays, pack_texts, unpack_texts
from retrieval.index.dense_postings import DensePostings as Postings
from retrieval.models import LibraryError
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS, LIBRARIES, write

ROOT = Path(__file__).parents[3]
FISHERY = "2024年渔业工作报告\n\n一、产量\n\n全年捕捞鱿鱼5600吨。\n\n二、船队\n\n新增渔船17艘。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two reports, one with phrasings and gaps."""
    root = tmp_path / "reports"
    root.mkdir()
    return write(root, {"a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS, "a.gaps": HARBOUR_GAPS, "c.txt": LIBRARIES})


def ids(library: Library, file: str) -> dict[str, str]:
    """The ids of a report's passages, by their text."""
    return {passage.text: passage.id for passage in library.passages if passage.file == file}


def changes(built: BuildSummary) -> dict[str, FileChange]:
    """What became of each file."""
    return dict(built.files)


def index_file(folder: Path) -> Path:
    """Where the index of a folder stands."""
    return folder / storage.HIDDEN / storage.FILE


def test_what_is_stored_comes_back(folder: Path, tmp_path: Path) -> None:
    """An index gives the library that the folder gives: reports, passages, phrasings, gaps, version."""
    write(folder, {"b.txt": b"", "manifest.jsonl": '{"file": "c.txt", "year": 2022, "note": [1]}\n{"file": "x"}'})
    plain = Library.open(folder)
    build(folder, derive, tmp_path / "index")
    loaded = Library.open(tmp_path / "index")
    assert loaded.loaded_reports == plain.loaded_reports
    assert loaded.passages[:] == plain.passages[:]
    assert loaded.skipped == plain.skipped
    assert loaded.version == plain.version
    assert loaded.reports[1].facts.more == (("note", "[1]"),)


def test_a_loaded_library_answers_the_same(folder: Path) -> None:
    """Replies and rankings are those of the folder, to the last bit of a score."""
    questions = ("新建了几个泊位", "吊机买了几台", "采购了多少册图书", "读书会办了几场", "火星")
    plain = Engine(Library.open(folder))
    build(folder, derive)
    loaded = Engine(Library.open(folder))
    assert [loaded.ask(question) for question in questions] == [plain.ask(question) for question in questions]
    assert [loaded.search(question) for question in questions] == [plain.search(question) for question in questions]


def test_an_index_needs_no_reports(folder: Path, tmp_path: Path) -> None:
    """An index in a folder of its own is served where the reports are not."""
    build(folder, derive, tmp_path / "index")
    for file in folder.glob("[ac].*"):
        file.unlink()
    assert len(Library.open(tmp_path / "index").reports) == 2


def test_unchanged_files_are_not_read_again(folder: Path) -> None:
    """A second build takes every report from the first, and writes nothing."""
    build(folder, derive)
    before = index_file(folder).stat()
    built = build(folder, derive)
    assert set(changes(built).values()) == {FileChange.KEPT}
    assert index_file(folder).stat().st_mtime_ns == before.st_mtime_ns


def test_a_touched_file_is_not_parsed_again(folder: Path) -> None:
    """Another time of change with the same content keeps the report and the time of its reading."""
    first = build(folder, derive).library.files[0]
    os.utime(folder / "a.txt", ns=(1, 1))
    again = build(folder, derive)
    assert changes(again)["a.txt"] is FileChange.KEPT
    assert again.library.files[0].read_at == first.read_at


@pytest.mark.parametrize(
    "change",
    [
        {"a.txt": HARBOUR.replace("46场次", "47场次")},
        {"a.phrasings": HARBOUR_PHRASINGS.replace("盖了几个停船的位置", "停船的地方盖了几处")},
        {"manifest.jsonl": '{"file": "a.txt", "title": "港务"}'},
    ],
)
def test_only_what_changed_is_read_again(folder: Path, change: dict[str, str | bytes]) -> None:
    """A new text, new phrasings or a new line in the manifest make one file changed; the index holds the new one."""
    before = build(folder, derive).library
    write(folder, change)
    built = build(folder, derive)
    assert changes(built) == {"a.txt": FileChange.CHANGED, "c.txt": FileChange.KEPT}
    assert Library.open(folder).loaded_reports[0] != before.loaded_reports[0]
    assert Library.open(folder).loaded_reports == built.library.loaded_reports


def test_a_removed_file_takes_its_passages_with_it(folder: Path) -> None:
    """Nothing of a removed report is listed, found or quoted."""
    build(folder, derive)
    (folder / "c.txt").unlink()
    assert changes(build(folder, derive))["c.txt"] is FileChange.REMOVED
    library = Library.open(folder)
    assert {passage.file for passage in library.passages} == {"a.txt"}
    assert all(hit.passage.file == "a.txt" for hit in Engine(library).search("图书馆 图书"))


def test_ids_stay_when_files_come_and_go(folder: Path) -> None:
    """A report between two others gets numbers after them; numbers of removed passages are not given again."""
    first = build(folder, derive).library
    write(folder, {"b.txt": FISHERY})
    second = build(folder, derive).library
    assert ids(second, "a.txt") == ids(first, "a.txt")
    assert ids(second, "c.txt") == ids(first, "c.txt")
    assert set(ids(second, "b.txt").values()) == {f"p{len(first.passages) + n}" for n in (1, 2, 3)}
    (folder / "b.txt").unlink()
    build(folder, derive)
    write(folder, {"d.txt": FISHERY})
    last = build(folder, derive).library
    assert not set(ids(last, "d.txt").values()) & set(ids(second, "b.txt").values())


def test_ids_stay_with_the_clauses_of_a_changed_report(folder: Path) -> None:
    """A clause keeps its id when another is put before it, and when its own text is corrected."""
    first = ids(build(folder, derive).library, "c.txt")
    write(
        folder,
        {
            "c.txt": LIBRARIES.replace("一、馆藏", "一、概况\n\n全年开馆300天。\n\n二、馆藏").replace(
                "二、服务", "三、服务"
            )
        },
    )
    second = ids(build(folder, derive).library, "c.txt")
    write(folder, {"c.txt": (folder / "c.txt").read_text("utf-8").replace("2700", "2800")})
    third = ids(build(folder, derive).library, "c.txt")
    served = next(text for text in second if "2700" in text)
    assert third[served.replace("2700", "2800")] == second[served]
    assert len(set(third.values())) == len(third)
    title = "2022年度图书馆工作报告"
    assert first[title] == second[title] == third[title]


def test_passages_are_found_by_ids_that_have_moved(folder: Path) -> None:
    """Ids lead to their passages and neighbours when they are no longer in the order of the documents."""
    build(folder, derive)
    write(folder, {"b.txt": FISHERY})
    library = build(folder, derive).library
    assert all(library.passage(passage.id) is passage for passage in library.passages)
    own = [passage for passage in library.passages if passage.file == "b.txt"]
    assert [library.neighbours(passage)[1] for passage in own] == [*own[1:], None]


def test_another_numbering_is_another_version(folder: Path, tmp_path: Path) -> None:
    """Buttons carry the version, so the same reports under other ids are not the same."""
    build(folder, derive)
    write(folder, {"b.txt": FISHERY})
    kept = build(folder, derive).library
    renumbered = build(folder, derive, tmp_path / "index").library
    assert kept.reports == renumbered.reports
    assert kept.version != renumbered.version


def test_files_that_changed_since_are_read_when_opened(folder: Path) -> None:
    """A folder is never served from an index that is out of date; unchanged reports still come from it."""
    build(folder, derive)
    write(folder, {"b.txt": FISHERY})
    library = Library.open(folder)
    assert [report.file for report in library.reports] == ["a.txt", "b.txt", "c.txt"]
    assert not library.derived_arrays
    assert Engine(library).ask("新增渔船多少艘").short == "17艘"


def test_a_file_that_could_not_be_opened_is_tried_again(folder: Path) -> None:
    """A reason that lies outside of the file does not stick to it."""
    target = folder / "b.txt"
    target.symlink_to(folder / "b.txt.real")
    (folder / "b.txt.real").mkdir()
    build(folder, derive)
    (folder / "b.txt.real").rmdir()
    write(folder, {"b.txt.real": FISHERY})
    assert changes(build(folder, derive))["b.txt"] is FileChange.NEW


def test_a_broken_file_does_not_stop_the_rest(folder: Path) -> None:
    """What cannot be read is listed with its reason, and again by a build that takes it from the index."""
    write(folder, {"b.pdf": b"%PDF-1.7 broken", "e.txt": FISHERY})
    for _ in range(2):
        built = build(folder, derive)
        assert changes(built)["b.pdf"] is FileChange.SKIPPED
        assert [problem.file for problem in built.library.skipped] == ["b.pdf"]
        assert len(built.library.reports) == 3


def test_nothing_readable_leaves_the_old_index(folder: Path) -> None:
    """A folder that has lost its reports is an error, and its index stays as it was."""
    build(folder, derive)
    before = index_file(folder).read_bytes()
    for file in folder.glob("[ac].*"):
        file.unlink()
    with pytest.raises(LibraryError, match="at least one readable report"):
        build(folder, derive)
    assert index_file(folder).read_bytes() == before


@pytest.mark.parametrize("at", [0, 8, 20, 100, 3000, -1])
def test_a_damaged_index_is_refused(folder: Path, tmp_path: Path, at: int) -> None:
    """One byte changed anywhere is noticed, and the message says what to run."""
    build(folder, derive, tmp_path / "index")
    file = tmp_path / "index" / storage.FILE
    data = bytearray(file.read_bytes())
    data[at] ^= 0x55
    file.write_bytes(data)
    with pytest.raises(storage.UnusableIndexError, match=r"wenda index DIR --output .*index"):
        Library.open(tmp_path / "index")


@pytest.mark.parametrize("content", [b"", b"wenda-index 2 abc\n", b"PK\x03\x04", b"\x80\x04\x95", b"wenda-index 1\n"])
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file of another format or version is refused before it is unpacked."""
    write(tmp_path, {storage.FILE: content})
    with pytest.raises(storage.UnusableIndexError, match=r"wanted an index of format 'wenda-index 1'|checksum"):
        Library.open(tmp_path)


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    """An archive with a pickled object is refused though its checksum fits: nothing of it is run."""
    import hashlib
    import io

    buffer = io.BytesIO()
    np.savez(buffer, np.array([{"an": "object"}], dtype=object))
    checksum = hashlib.sha256(buffer.getvalue()).hexdigest()
    write(tmp_path, {storage.FILE: f"wenda-index 1 {checksum}\n".encode() + buffer.getvalue()})
    with pytest.raises(storage.UnusableIndexError):
        Library.open(tmp_path)


def test_a_damaged_index_beside_its_reports_is_passed_over(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The reports are read instead, the log says what to run, and that mends it."""
    build(folder, derive)
    index_file(folder).write_bytes(b"wenda-index 1 0\n")
    with caplog.at_level(logging.WARNING):
        assert len(Library.open(folder).reports) == 2
    assert f"wenda index {folder}" in caplog.text
    build(folder, derive)
    assert storage.load(folder / storage.HIDDEN).corpus.loaded_reports


def test_an_index_of_other_code_is_derived_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update nothing derived is used; a build reads all files again and keeps their ids."""
    first = build(folder, derive).library
    monkeypatch.setattr(storage, "code_fingerprint", lambda: "another")
    assert not Library.open(folder).derived_arrays
    write(folder, {"b.txt": FISHERY})
    second = build(folder, derive).library
    assert ids(second, "c.txt") == ids(first, "c.txt")
    assert storage.load(folder / storage.HIDDEN).code_fingerprint == "another"


def test_the_fingerprint_follows_every_module(tmp_path: Path) -> None:
    """A change in a subfolder, a module more, and code that moves to another module each make another fingerprint."""
    trees = [
        {"a.py": "x = 1\n", "stage/b.py": "y = 2\n"},
        {"a.py": "x = 1\n", "stage/b.py": "y = 3\n"},
        {"a.py": "x = 1\n", "stage/b.py": "y = 2\n", "stage/deep/c.py": ""},
        {"a.py": "x = 1\ny = 2\n", "stage/b.py": ""},
        {"a.py": "x = 1\n", "stage/c.py": "y = 2\n"},
    ]
    for at, tree in enumerate([*trees, {**trees[0], "notes.txt": "no code"}]):
        for name, code in tree.items():
            module = tmp_path / str(at) / name
            module.parent.mkdir(parents=True, exist_ok=True)
            module.write_text(code, "utf-8")
    *every, again = (storage.code_fingerprint(tmp_path / str(at)) for at in range(len(trees) + 1))
    assert len(set(every)) == len(trees)
    assert again == every[0]
    assert storage.code_fingerprint() == storage.code_fingerprint(ROOT / "retrieval")


def test_two_builds_are_kept_apart(folder: Path) -> None:
    """While one build holds the lock another is refused; afterwards it may."""
    with storage.locked(folder / storage.HIDDEN), pytest.raises(LibraryError, match="another wenda index is at work"):
        build(folder, derive)
    assert build(folder, derive).library.reports


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_folder_cannot_be_indexed(tmp_path: Path, name: str) -> None:
    """A folder that is absent, and a file, are errors that say what was found."""
    write(tmp_path, {"file": "text"})
    with pytest.raises(LibraryError, match="wanted a folder of report files, found"):
        build(tmp_path / name, derive)


def test_an_index_cannot_be_indexed(folder: Path) -> None:
    """The folder of an index holds no reports, and says so."""
    build(folder, derive)
    with pytest.raises(LibraryError, match="found an index"):
        build(folder / storage.HIDDEN, derive)


def test_an_output_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    """Where the index cannot be written the message names the option that puts it elsewhere."""
    write(tmp_path, {"file": "text"})
    with pytest.raises(LibraryError, match="--output"):
        build(folder, derive, tmp_path / "file" / "index")


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from retrieval import Library
from retrieval.corpus import storage
from retrieval.composition import derive
from retrieval.corpus.builder import build

root, kills, longest = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
chance = random.Random(7)
texts = ["一、甲。\\n全年%d件。\\n" % n * 400 for n in range(2)]
versions = set()
for text in texts:
    (root / "z.txt").write_text(text, "utf-8")
    versions.add(build(root, derive).library.version)
stored = storage.load(root / storage.HIDDEN)
for at in range(kills):
    (root / "z.txt").write_text(texts[at % 2], "utf-8")
    child = os.fork()
    if child == 0:
        while True:
            build(root, derive) if longest > 0.1 else storage.save(root / storage.HIDDEN, stored)
            (root / "z.txt").write_text(texts[chance.randrange(2)], "utf-8")
    time.sleep(chance.random() * longest)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    corpus = storage.load(root / storage.HIDDEN).corpus
    version = Library.of(corpus, "").version
    assert version in versions, version
with storage.locked(root / storage.HIDDEN):
    print("whole", kills)
"""


@pytest.mark.parametrize(("kills", "longest"), [(40, 0.05), (8, 0.8)])
def test_an_interrupted_build_leaves_the_old_index_whole(folder: Path, kills: int, longest: float) -> None:
    """However often a build is killed, whenever it is, an index stands there that loads, and the lock is free."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(kills), str(longest)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.stdout.decode(), done.stderr.decode()) == (f"whole {kills}\n", "")


def test_texts_survive_packing() -> None:
    """Any text comes back: empty ones, halves of surrogate pairs, NULs, characters outside the basic plane."""
    texts = ["", "甲", "\ud800", "a\0b", "𠮷野家", ""]
    assert unpack_texts(pack_texts("x", texts), "x") == texts


def test_derived_arrays_make_nothing_twice() -> None:
    """What was asked for once is held, and restored postings score to the last bit."""
    chance = random.Random(3)
    corpus = [[chance.choice("甲乙丙丁戊己庚") for _ in range(9)] for _ in range(50)]
    derived = DerivedArrays()
    first = derived.postings("p", lambda: Postings(corpus))
    assert derived.postings("p", lambda: Postings([["x"]])) is first
    again = DerivedArrays.from_arrays(derived.to_arrays()).postings("p", lambda: Postings([["x"]]))
    for query in (["甲"], ["乙", "丙", "乙"], ["x"], []):
        assert (again.scores(query) == first.scores(query)).all()
    assert again.idf == first.idf


def test_empty_postings_survive() -> None:
    """Postings of texts without a token come back as they were."""
    again = Postings.from_parts(Postings([[], []]).to_parts())
    assert again.scores(["甲"]).tolist() == [0.0, 0.0]
