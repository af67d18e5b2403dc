"""Folder listing: what of a folder is read, and what its manifests tell."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from retrieval import Library
from retrieval.corpus.builder import FileChange, build
from retrieval.corpus.sources.folder_listing import FolderListing
from retrieval.corpus.sources.source_file import bytes_of, stamps_of
from retrieval.models import Refusal, ReportError


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name}的报告", "utf-8")


def names(root: Path) -> list[str]:
    return [file.name for file in FolderListing.of(root).files]


def test_subfolders_are_read_by_path(tmp_path: Path) -> None:
    """The name of a file is its path within the library."""
    write(tmp_path, "b.txt", "年度/2021/a.txt", "年度/c")
    assert names(tmp_path) == ["b.txt", "年度/2021/a.txt", "年度/c"]


def test_hidden_and_temporary_files_are_passed_over(tmp_path: Path) -> None:
    """What programs leave beside a document, hidden folders, and indexes, without a word."""
    write(
        tmp_path, "a.docx", "~$a.docx", ".~lock.a.odt#", ".x", ".git/b.txt", "~WRL0001.tmp", "b.tmp", "c.txt~",
        "Thumbs.db", "desktop.ini", "__MACOSX/d.txt",
        "e.crdownload", "a.phrasings", "a.gaps", "more.jsonl", "sub/.hidden/f.txt",
    )  # fmt: skip
    write(tmp_path, "idx/CURRENT", "idx/generations/1.json", "CURRENT")
    listing = FolderListing.of(tmp_path)
    assert [file.name for file in listing.files] == ["CURRENT", "a.docx"]
    assert listing.problems == ()


def test_links_out_of_the_library_are_not_followed(tmp_path: Path) -> None:
    """They are said; a link to a file of the library is that file again; a loop of links ends."""
    root = tmp_path / "lib"
    write(root, "a.txt", "sub/b.txt")
    write(tmp_path, "secret/x.txt")
    (root / "out.txt").symlink_to(tmp_path / "secret" / "x.txt")
    (root / "outside").symlink_to(tmp_path / "secret")
    (root / "in.txt").symlink_to(root / "sub" / "b.txt")
    (root / "sub" / "loop").symlink_to(root)
    (root / "itself").symlink_to(root / "itself")
    (root / "up.txt").symlink_to("../secret/x.txt")
    listing = FolderListing.of(root)
    assert [file.name for file in listing.files] == ["a.txt", "in.txt", "sub/b.txt"]
    assert {each.refusal for each in listing.problems} == {Refusal.OUTSIDE}
    assert sorted(each.file for each in listing.problems) == ["itself", "out.txt", "outside", "up.txt"]
    linked = tmp_path / "linked"
    linked.symlink_to(root)
    assert names(linked) == ["a.txt", "in.txt", "sub/b.txt"]


def test_annotations_and_manifests_are_not_read_through_links(tmp_path: Path) -> None:
    """A link out of the library is said, whatever its name; one to a file of the library is read."""
    root = tmp_path / "lib"
    write(root, "a.txt", "b.txt", "sub/c.txt", "sub/b.gaps")
    write(tmp_path, "secret/a.gaps", "secret/manifest.jsonl")
    (tmp_path / "secret" / "manifest.jsonl").write_text('{"file": "c.txt", "title": "外"}', "utf-8")
    for name in ("a.gaps", "sub/manifest.jsonl", "sub/c.phrasings"):
        (root / name).symlink_to(tmp_path / "secret" / Path(name).name.replace("c.phrasings", "a.gaps"))
    (root / "b.gaps").symlink_to(root / "sub" / "b.gaps")
    (root / "a.phrasings").symlink_to("a.phrasings")
    listing = FolderListing.of(root)
    said = sorted((each.file, each.refusal) for each in listing.problems)
    assert said == [
        (name, Refusal.OUTSIDE) for name in ("a.gaps", "a.phrasings", "sub/c.phrasings", "sub/manifest.jsonl")
    ]
    assert listing.facts == {}
    beside = {file.name: [name for name, _, _ in stamps_of(file)] for file in listing.files}
    assert beside == {"a.txt": ["a.txt"], "b.txt": ["b.txt", "b.gaps"], "sub/c.txt": ["c.txt"]}
    (root / "manifest.jsonl").symlink_to(tmp_path / "secret" / "manifest.jsonl")
    assert FolderListing.of_file(root / "a.txt").facts == {}


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    """A pipe, a socket, a link to nothing and a folder too deep, each by name; none is opened."""
    write(tmp_path, "a.txt", "b.txt/c.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "manifest.jsonl")
    os.mkfifo(tmp_path / "a.gaps")
    (tmp_path / "nothing.txt").symlink_to("gone.txt")
    deep = tmp_path.joinpath(*["d"] * 101)
    deep.mkdir(parents=True)
    write(deep, "too.txt")
    write(deep.parent, "just.txt")
    with socket.socket(socket.AF_UNIX) as plug, working_in(tmp_path):
        plug.bind("plug.txt")
        listing = FolderListing.of(tmp_path)
        built = build(tmp_path)
    just = "d/" * 100 + "just.txt"
    assert [file.name for file in listing.files] == ["a.txt", "b.txt/c.txt", just]
    assert sorted((each.file, each.refusal) for each in listing.problems) == [
        ("a.gaps", Refusal.SPECIAL),
        ("d/" * 100 + "d", Refusal.SPECIAL),
        ("manifest.jsonl", Refusal.SPECIAL),
        ("nothing.txt", Refusal.NO_ACCESS),
        ("pipe.txt", Refusal.SPECIAL),
        ("plug.txt", Refusal.SPECIAL),
    ]
    assert built.reports == 3


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Work in a folder: the name of a socket must be short."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_a_file_that_becomes_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Between the listing and the reading: it is refused, and the others are read."""
    write(tmp_path, "a.txt", "b.txt", "c.txt", "d.txt", "e.txt")

    def progress(name: str, at: int, of: int) -> None:
        path = tmp_path / name
        if name in ("b.txt", "c.txt", "d.txt"):
            path.unlink()
        if name == "b.txt":
            os.mkfifo(path)
        elif name == "c.txt":
            path.mkdir()

    built = build(tmp_path, progress=progress)
    assert {each.file: each.refusal for each in built.skipped} == {
        "b.txt": Refusal.SPECIAL,
        "c.txt": Refusal.NO_ACCESS,
        "d.txt": Refusal.NO_ACCESS,
    }
    assert [each.file for each in built.files if each.passages] == ["a.txt", "e.txt"]


NAMES = ["一\n二.txt", "\x1b[2J.txt", "甲\u202e乙.txt", " .txt", "长" * 83 + ".txt", "a\\b.txt", "-.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_read(tmp_path: Path, name: str) -> None:
    """Names keep every character; one that is as long as the system allows has no room for what lies beside it."""
    write(tmp_path, name)
    assert build(tmp_path).skipped == ()
    assert [report.file for report in Library.open(tmp_path).reports] == [name]


def test_names_of_a_chinese_windows_are_text(tmp_path: Path) -> None:
    """Names in GBK, as some unpack archives, are read as such, in folders too, and no two files get one name."""
    gbk = os.fsdecode("年度通知".encode("gbk"))
    write(tmp_path, "年度通知/年度通知.txt")
    (tmp_path / gbk).mkdir()
    for name in (f"{gbk}.txt", "\udcff\udcfe.txt"):
        (tmp_path / gbk / name).write_text(f"{name.encode('utf-8', 'replace')!r}的报告", "utf-8")
    (tmp_path / "manifest.jsonl").write_text('{"file": "年度通知_/年度通知.txt", "year": 2021}', "utf-8")
    built = build(tmp_path)
    assert built.skipped == ()
    files = [file.name for file in FolderListing.of(tmp_path).files]
    assert files == ["年度通知/年度通知.txt", "年度通知_/年度通知.txt", "年度通知_/\ufffd\ufffd.txt"]
    library = Library.open(tmp_path)
    assert library.catalog.metadata["年度通知_/年度通知.txt"].year == 2021
    assert {each.change for each in build(tmp_path).files} == {FileChange.KEPT}


@contextmanager
def closed(root: Path, modes: dict[str, int]) -> Iterator[None]:
    """Give us no other rights to files than these bits; root, to whom nothing is closed, becomes nobody for that."""
    is_root = os.geteuid() == 0
    if is_root:
        for above in (root, *root.parents):
            above.chmod(above.stat().st_mode | 0o011 | (0o044 if above == root else 0))
    for name, bits in modes.items():
        (root / name).chmod(bits * 0o11 if is_root else bits << 6)
    try:
        if is_root:
            os.seteuid(65534)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for name in modes:
            (root / name).chmod(0o700)


def test_what_is_closed_to_us_is_said(tmp_path: Path) -> None:
    """Folders that cannot be listed or entered are said while they are listed, a file when it is read."""
    write(tmp_path, "a.txt", "unlisted/b.txt", "known/c.txt", "known/d/e.txt", "f.txt")
    with closed(tmp_path, {"unlisted": 1, "known": 4, "f.txt": 2}):
        listing = FolderListing.of(tmp_path)
        with pytest.raises(PermissionError):
            bytes_of(listing.files[1].path, "f.txt")
    assert [file.name for file in listing.files] == ["a.txt", "f.txt"]
    assert {each.refusal for each in listing.problems} == {Refusal.NO_ACCESS}
    assert {each.file for each in listing.problems} == {"unlisted", "known/c.txt", "known/d"}


def test_what_is_read_best_comes_first(tmp_path: Path) -> None:
    """Of files that differ in their suffix alone, text before Word before PDF; the others by name."""
    write(tmp_path, "a.docx", "a.pdf", "a.txt", "a-1.pdf", "b.pdf", "b.doc")
    assert names(tmp_path) == ["a-1.pdf", "a.txt", "a.docx", "a.pdf", "b.doc", "b.pdf"]


def test_manifests_of_subfolders(tmp_path: Path) -> None:
    """Each speaks of the files of its folder, the one above counts first; documents of archives are named by path."""
    write(tmp_path, "a.txt", "sub/b.txt", "sub/c.zip")
    told = [{"file": "a.txt", "year": 2020}, {"file": "sub/b.txt", "year": 2021}, {"file": "none.txt"}]
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, told)), "utf-8")
    told = [{"file": "b.txt", "year": 1999}, {"file": "c.zip/d/e.txt", "year": 2022}]
    (tmp_path / "sub" / "manifest.jsonl").write_text("\n".join(map(json.dumps, told)), "utf-8")
    listing = FolderListing.of(tmp_path)
    years = {name: listing.facts_of(name).year for name in ("a.txt", "sub/b.txt", "sub/c.zip/d/e.txt")}
    assert years == {"a.txt": 2020, "sub/b.txt": 2021, "sub/c.zip/d/e.txt": 2022}
    assert [(each.file, each.line, each.refusal) for each in listing.problems] == [
        ("manifest.jsonl", 3, Refusal.MANIFEST)
    ]


def test_annotations_beside_a_file_of_a_subfolder(tmp_path: Path) -> None:
    """They are read from its own folder, and named by their path where they are wrong."""
    write(tmp_path, "sub/a.txt")
    (tmp_path / "sub" / "a.gaps").write_text("# wenda-gaps 1\n> 没有这句\n多少钱\n", "utf-8")
    built = build(tmp_path)
    assert [(each.file, each.line, each.refusal) for each in built.skipped] == [("sub/a.gaps", 2, Refusal.ANNOTATION)]
    assert built.reports == 1


def test_annotations_that_are_too_large(tmp_path: Path) -> None:
    """The document is served without them, and the reason is told."""
    write(tmp_path, "a.txt")
    (tmp_path / "a.gaps").write_text("# wenda-gaps 1\n" + "# \n" * (1 << 20), "utf-8")
    built = build(tmp_path)
    assert built.reports == 1
    assert [(each.file, each.refusal) for each in built.skipped] == [("a.gaps", Refusal.ANNOTATION)]
    assert "wanted at most 2 MiB of annotations, found 4" in built.skipped[0].reason


def test_a_file_that_grew_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is too large when it is opened is refused, whatever its size was before."""
    write(tmp_path, "a.txt")
    monkeypatch.setattr("retrieval.corpus.sources.source_file.LARGEST", 9)
    with pytest.raises(ReportError, match=r"^a\.txt: ") as error:
        bytes_of(tmp_path / "a.txt", "a.txt")
    assert error.value.refusal is Refusal.TOO_LARGE
