"""The index: what comes back, what is read again, what ids are kept, and that it is whole at every moment."""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.corpus import storage
from retrieval.corpus.builder import BuildSummary, FileChange, build
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


def changes(summary: BuildSummary) -> dict[str, FileChange]:
    """What became of each file."""
    return {result.file: result.change for result in summary.files}


def built(folder: Path, output: Path | None = None) -> Library:
    """The library of a folder after a build."""
    return Library.open(build(folder, output).folder)


def index_file(folder: Path) -> Path:
    """Where the index of a folder stands."""
    return folder / storage.HIDDEN / storage.FILE


def test_what_is_stored_comes_back(folder: Path, tmp_path: Path) -> None:
    """An index gives the library that the folder gives: reports, passages, phrasings, gaps, version."""
    write(folder, {"b.txt": b"", "manifest.jsonl": '{"file": "c.txt", "year": 2022, "note": [1]}\n{"file": "x"}'})
    plain = Library.open(folder)
    build(folder, tmp_path / "index")
    loaded = Library.open(tmp_path / "index")
    assert loaded.loaded_reports == plain.loaded_reports
    assert list(loaded.passages) == list(plain.passages)
    assert loaded.skipped == plain.skipped
    assert loaded.version == plain.version
    assert loaded.reports[1].facts.more == (("note", "[1]"),)


def test_a_loaded_library_answers_the_same(folder: Path) -> None:
    """Replies and rankings are those of the folder, to the last bit of a score."""
    questions = ("新建了几个泊位", "吊机买了几台", "采购了多少册图书", "读书会办了几场", "火星")
    plain = Engine(Library.open(folder))
    build(folder)
    loaded = Engine(Library.open(folder))
    assert [loaded.ask(question) for question in questions] == [plain.ask(question) for question in questions]
    assert [loaded.search(question) for question in questions] == [plain.search(question) for question in questions]


def test_an_index_needs_no_reports(folder: Path, tmp_path: Path) -> None:
    """An index in a folder of its own is served where the reports are not."""
    build(folder, tmp_path / "index")
    for file in folder.glob("[ac].*"):
        file.unlink()
    assert len(Library.open(tmp_path / "index").reports) == 2


def test_unchanged_files_are_not_read_again(folder: Path) -> None:
    """A second build takes every report from the first, and writes nothing."""
    build(folder)
    before = index_file(folder).stat()
    assert set(changes(build(folder)).values()) == {FileChange.KEPT}
    assert index_file(folder).stat().st_mtime_ns == before.st_mtime_ns


def test_a_touched_file_is_not_parsed_again(folder: Path) -> None:
    """Another time of change with the same content keeps the report and the time of its reading."""
    first = built(folder)
    os.utime(folder / "a.txt", ns=(1, 1))
    assert changes(build(folder))["a.txt"] is FileChange.KEPT
    assert Library.open(folder).catalog.entry("a.txt") == first.catalog.entry("a.txt")


@pytest.mark.parametrize(
    "change",
    [
        {"a.txt": HARBOUR.replace("46场次", "47场次")},
        {"a.phrasings": HARBOUR_PHRASINGS.replace("盖了几个停船的位置", "停船的地方盖了几处")},
        {"manifest.jsonl": '{"file": "a.txt", "title": "港务"}'},
    ],
)
def test_only_what_changed_is_read_again(folder: Path, tmp_path: Path, change: dict[str, str | bytes]) -> None:
    """A new text, new phrasings or a new line in the manifest make one file changed; the index holds the new one."""
    before = built(folder)
    write(folder, change)
    assert changes(build(folder)) == {"a.txt": FileChange.CHANGED, "c.txt": FileChange.KEPT}
    assert Library.open(folder).loaded_reports[0] != before.loaded_reports[0]
    fresh = built(folder, tmp_path / "fresh").loaded_reports
    assert [replace(each, passages=()) for each in Library.open(folder).loaded_reports] == [
        replace(each, passages=()) for each in fresh
    ]


def test_a_removed_file_takes_its_passages_with_it(folder: Path) -> None:
    """Nothing of a removed report is listed, found or quoted."""
    build(folder)
    (folder / "c.txt").unlink()
    assert changes(build(folder))["c.txt"] is FileChange.REMOVED
    library = Library.open(folder)
    assert {passage.file for passage in library.passages} == {"a.txt"}
    assert all(hit.passage.file == "a.txt" for hit in Engine(library).search("图书馆 图书"))


def test_ids_stay_when_files_come_and_go(folder: Path) -> None:
    """A report between two others gets numbers after them; numbers of removed passages are not given again."""
    first = built(folder)
    write(folder, {"b.txt": FISHERY})
    second = built(folder)
    assert ids(second, "a.txt") == ids(first, "a.txt")
    assert ids(second, "c.txt") == ids(first, "c.txt")
    assert set(ids(second, "b.txt").values()) == {f"p{len(first.passages) + n}" for n in (1, 2, 3)}
    (folder / "b.txt").unlink()
    build(folder)
    write(folder, {"d.txt": FISHERY})
    last = built(folder)
    assert not set(ids(last, "d.txt").values()) & set(ids(second, "b.txt").values())


def test_ids_stay_with_the_clauses_of_a_changed_report(folder: Path) -> None:
    """A clause keeps its id when another is put before it, and when its own text is corrected."""
    first = ids(built(folder), "c.txt")
    write(
        folder,
        {
            "c.txt": LIBRARIES.replace("一、馆藏", "一、概况\n\n全年开馆300天。\n\n二、馆藏").replace(
                "二、服务", "三、服务"
            )
        },
    )
    second = ids(built(folder), "c.txt")
    write(folder, {"c.txt": (folder / "c.txt").read_text("utf-8").replace("2700", "2800")})
    third = ids(built(folder), "c.txt")
    served = next(text for text in second if "2700" in text)
    assert third[served.replace("2700", "2800")] == second[served]
    assert len(set(third.values())) == len(third)
    title = "2022年度图书馆工作报告"
    assert first[title] == second[title] == third[title]


def test_passages_are_found_by_ids_that_have_moved(folder: Path) -> None:
    """Ids lead to their passages and neighbours when they are no longer in the order of the documents."""
    build(folder)
    write(folder, {"b.txt": FISHERY})
    library = built(folder)
    assert all(library.passage(passage.id) == passage for passage in library.passages)
    own = [passage for passage in library.passages if passage.file == "b.txt"]
    assert [library.neighbours(passage)[1] for passage in own] == [*own[1:], None]


def test_another_numbering_is_another_version(folder: Path, tmp_path: Path) -> None:
    """Buttons carry the version, so the same reports under other ids are not the same."""
    build(folder)
    write(folder, {"b.txt": FISHERY})
    kept = built(folder)
    renumbered = built(folder, tmp_path / "index")
    assert kept.reports == renumbered.reports
    assert kept.version != renumbered.version


def test_files_that_changed_since_are_read_when_opened(folder: Path) -> None:
    """A folder is never served from an index that is out of date; unchanged reports still come from it."""
    build(folder)
    write(folder, {"b.txt": FISHERY})
    library = Library.open(folder)
    assert [report.file for report in library.reports] == ["a.txt", "b.txt", "c.txt"]
    assert Engine(library).ask("新增渔船多少艘").short == "17艘"


def test_a_file_that_could_not_be_opened_is_tried_again(folder: Path) -> None:
    """A reason that lies outside of the file does not stick to it."""
    target = folder / "b.txt"
    target.symlink_to(folder / "b.txt.real")
    (folder / "b.txt.real").mkdir()
    build(folder)
    (folder / "b.txt.real").rmdir()
    write(folder, {"b.txt.real": FISHERY})
    assert changes(build(folder))["b.txt"] is FileChange.NEW


def test_a_broken_file_does_not_stop_the_rest(folder: Path) -> None:
    """What cannot be read is listed with its reason, and again by a build that takes it from the index."""
    write(folder, {"b.pdf": b"%PDF-1.7 broken", "e.txt": FISHERY})
    for _ in range(2):
        summary = build(folder)
        assert changes(summary)["b.pdf"] is FileChange.SKIPPED
        assert [problem.file for problem in summary.skipped] == ["b.pdf"]
        assert summary.reports == 3


def test_nothing_readable_leaves_the_old_index(folder: Path) -> None:
    """A folder that has lost its reports is an error, and its index stays as it was."""
    build(folder)
    before = index_file(folder).read_bytes()
    for file in folder.glob("[ac].*"):
        file.unlink()
    with pytest.raises(LibraryError, match="at least one readable report"):
        build(folder)
    assert index_file(folder).read_bytes() == before


def index_files(index: Path) -> dict[str, Path]:
    """The files of an index by what they are."""
    header, arrays = sorted((index / "generations").iterdir(), key=lambda path: path.suffix != ".json")
    (segment,) = (index / "segments").iterdir()
    return {"current": index / storage.FILE, "header": header, "generation": arrays, "segment": segment}


def flip(path: Path, at: int) -> None:
    """Change one byte of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 0x55
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["current", "header"])
@pytest.mark.parametrize("at", [0, 8, 13, 14, 21, -1])
def test_damage_where_the_generation_is_told_is_refused(folder: Path, tmp_path: Path, name: str, at: int) -> None:
    """One byte changed anywhere in what is read at opening is noticed, and the message says what to run."""
    build(folder, tmp_path / "index")
    flip(index_files(tmp_path / "index")[name], at)
    with pytest.raises(storage.UnusableIndexError, match=r"wenda index DIR --output .*index"):
        Library.open(tmp_path / "index")


@pytest.mark.parametrize("name", ["current", "header", "generation", "segment"])
@pytest.mark.parametrize("content", [None, b"", b"wenda-index 1 0\n", b"PK\x03\x04", 0.5, 1.5])
def test_a_file_that_is_no_part_of_the_index_is_refused(
    folder: Path, tmp_path: Path, name: str, content: bytes | float | None
) -> None:
    """A file that is missing, foreign, too short or too long is told at opening, in one line with the command."""
    build(folder, tmp_path / "index")
    path = index_files(tmp_path / "index")[name]
    whole = path.read_bytes()
    if isinstance(content, float):
        path.write_bytes((whole * 2)[: int(content * len(whole))])
    elif content is not None:
        path.write_bytes(content.ljust(len(whole) if name == "segment" else 0))
    else:
        path.unlink()
    if name == "current" and content is None:
        assert not storage.is_index(tmp_path / "index")
        return
    with pytest.raises(storage.UnusableIndexError, match=r"wenda index DIR --output .*index") as error:
        Library.open(tmp_path / "index")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["generation", "segment"])
@pytest.mark.parametrize("at", [14, 64, 500, -1])
def test_the_checksums_find_a_changed_byte(folder: Path, name: str, at: int) -> None:
    """What is mapped and not read at opening is compared with its checksum when that is asked for."""
    build(folder)
    index = folder / storage.HIDDEN
    storage.verify(index)
    flip(index_files(index)[name], at)
    with pytest.raises(storage.UnusableIndexError, match=f"checksum.*Run: wenda index {folder}$"):
        storage.verify(index)


def test_an_index_of_a_former_version_is_refused(folder: Path, tmp_path: Path) -> None:
    """What an earlier version wrote is told from an index of this one; a build replaces it."""
    write(tmp_path, {"library.index": b"wenda-index 1 0\n"})
    with pytest.raises(storage.UnusableIndexError, match=r"wanted an index of format 'wenda-index 2', found an older"):
        Library.open(tmp_path)
    (folder / storage.HIDDEN).mkdir()
    write(folder / storage.HIDDEN, {"library.index": b"wenda-index 1 0\n"})
    assert len(built(folder).reports) == 2
    assert not (folder / storage.HIDDEN / "library.index").exists()


def test_pickled_objects_are_refused(folder: Path, tmp_path: Path) -> None:
    """A header that calls an array one of objects is refused though its checksum fits: nothing of it is run."""
    build(folder, tmp_path / "index")
    header = index_files(tmp_path / "index")["header"]
    content = header.read_bytes().partition(b"\n")[2].replace(b"<i4", b"|O8")
    header.write_bytes(f"wenda-index 2 {hashlib.sha256(content).hexdigest()}\n".encode() + content)
    with pytest.raises(storage.UnusableIndexError, match="wanted an array of numbers"):
        Library.open(tmp_path / "index")


def test_a_damaged_index_beside_its_reports_is_passed_over(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The reports are read instead, and the index is made anew; the log says so, once."""
    build(folder)
    index_file(folder).write_bytes(b"wenda-index 1 0\n")
    with caplog.at_level(logging.WARNING):
        assert len(Library.open(folder).reports) == 2
    assert [record.getMessage().count("out of date") for record in caplog.records] == [1]
    assert len(storage.load(folder / storage.HIDDEN).index.segments) == 1


def test_an_index_of_other_code_is_derived_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update nothing derived is used; a build reads all files again and keeps their ids."""
    first = built(folder)
    monkeypatch.setattr(storage, "code_fingerprint", lambda: "another")
    write(folder, {"b.txt": FISHERY})
    second = built(folder)
    assert ids(second, "c.txt") == ids(first, "c.txt")
    assert storage.load(folder / storage.HIDDEN).generation.header.code_fingerprint == "another"


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
        build(folder)
    assert built(folder).reports


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_folder_cannot_be_indexed(tmp_path: Path, name: str) -> None:
    """A folder that is absent, and a file, are errors that say what was found."""
    write(tmp_path, {"file": "text"})
    with pytest.raises(LibraryError, match="wanted a folder of report files, found"):
        build(tmp_path / name)


def test_an_index_cannot_be_indexed(folder: Path) -> None:
    """The folder of an index holds no reports, and says so."""
    build(folder)
    with pytest.raises(LibraryError, match="found an index"):
        build(folder / storage.HIDDEN)


def test_an_output_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    """Where the index cannot be written the message names the option that puts it elsewhere."""
    write(tmp_path, {"file": "text"})
    with pytest.raises(LibraryError, match="--output"):
        build(folder, tmp_path / "file" / "index")


# Kills itself with SIGKILL at the so-manieth call that changes something on the disk.
KILLED = """
import os, signal, sys
from pathlib import Path
from retrieval import Library
from retrieval.corpus import storage
from retrieval.corpus.builder import build

root = Path(sys.argv[1])
texts = ["一、甲。\\n全年%d件。\\n" % n * 40 for n in range(2)]
versions = set()
for text in texts:
    (root / "z.txt").write_text(text, "utf-8")
    build(root)
    versions.add(Library.open(root / storage.HIDDEN).version)
calls = {"fsync": os.fsync, "replace": os.replace, "unlink": os.unlink, "mkdir": os.mkdir}

def count_down(left):
    def counted(call):
        def wrapped(*arguments, **options):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)
        return wrapped
    for name, call in calls.items():
        setattr(os, name, counted(call))

at, code = 0, signal.SIGKILL
while code == signal.SIGKILL:
    at += 1
    (root / "z.txt").write_text(texts[at % 2], "utf-8")
    child = os.fork()
    if child == 0:
        count_down([at])
        build(root)
        os._exit(0)
    code = os.waitpid(child, 0)[1]
    storage.verify(root / storage.HIDDEN)
    version = Library.open(root / storage.HIDDEN).version
    assert version in versions, version
build(root)
left = sorted(path.name for path in (root / storage.HIDDEN).rglob("*") if path.is_file())
with storage.locked(root / storage.HIDDEN):
    print(at, len(left), code)
"""


@pytest.mark.slow
def test_an_interrupted_build_leaves_the_old_index_whole(folder: Path) -> None:
    """Wherever a build is killed, a sound index stands there, the lock is free, and the next build removes the rest."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder)],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stderr == ""
    kills, files, code = map(int, done.stdout.split())
    # Arrays of segment and generation, header, two folders, CURRENT twice, the files of the generation before.
    assert kills > 8
    assert (files, code) == (5, 0)
