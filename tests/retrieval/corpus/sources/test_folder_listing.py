"""Folder listing: what of a folder is read, and what its manifests tell."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from retrieval.corpus.builder import build
from retrieval.corpus.sources.folder_listing import FolderListing
from retrieval.models import Refusal


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


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_cannot_be_listed_is_said(tmp_path: Path) -> None:
    """The others are read."""
    write(tmp_path, "a.txt", "closed/b.txt")
    (tmp_path / "closed").chmod(0)
    try:
        listing = FolderListing.of(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [file.name for file in listing.files] == ["a.txt"]
    assert [(each.file, each.refusal) for each in listing.problems] == [("closed", Refusal.NO_ACCESS)]


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
