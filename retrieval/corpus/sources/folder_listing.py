"""Folder listing: the report files of a library, in subfolders too, and what its manifests tell of them.

Passed over without a word: hidden files, what programs write beside a document while it is open, and what staff wrote
for us. Links are read where they lead to another file of the library; a link out of it, and a folder that cannot be
listed, are problems of the library.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.conversion.decoding import decode
from retrieval.conversion.file_names import is_temporary
from retrieval.corpus.sources.manifest import MANIFEST, parse_manifest
from retrieval.corpus.sources.source_file import (
    COMPANION_SUFFIXES,
    LibraryFile,
    SourceFile,
    bytes_of,
    stamps_of,
    waits_for_recognition,
)
from retrieval.models import ManifestFacts, Refusal, ReportError, Skipped

# Plain text is as its author wrote it; of pages only their look is known.
_BEST_FIRST = {".txt": 0, ".md": 0, ".pdf": 2, ".ofd": 2}


@dataclass(frozen=True, slots=True)
class FolderListing:
    """The report files of a folder by name, what the manifests tell of each document, and what is wrong with them."""

    files: tuple[LibraryFile, ...]
    facts: Mapping[str, ManifestFacts]
    problems: tuple[Skipped, ...]

    @classmethod
    def of(cls, folder: Path) -> FolderListing:
        """The files of a folder and of the folders in it. Raises OSError where the folder cannot be listed."""
        os.listdir(folder)  # a folder within that cannot be listed is a problem, the folder itself an error
        walk = _FolderWalk(folder)
        files = tuple(_ordered(walk.files()))
        manifests = [LibraryFile(MANIFEST, folder / MANIFEST), *(m for m in walk.manifests if m.name != MANIFEST)]
        facts, problems = _facts(manifests, {file.name for file in files})
        return cls(files, facts, (*walk.problems, *problems))

    @classmethod
    def of_file(cls, path: Path) -> FolderListing:
        """One file, with the manifest beside it, which may speak of others too."""
        facts, _ = _facts([LibraryFile(MANIFEST, path.with_name(MANIFEST))], {path.name})
        return cls((LibraryFile(path.name, path),), facts, ())

    def facts_of(self, name: str) -> ManifestFacts:
        """What the manifest tells of a document."""
        return self.facts.get(name, ManifestFacts())

    def facts_within(self, file: LibraryFile) -> dict[str, ManifestFacts]:
        """What the manifest tells of a file, or of the documents packed in it."""
        if not file.name.lower().endswith(".zip"):
            return {file.name: self.facts_of(file.name)}
        return {name: facts for name, facts in self.facts.items() if f"{name}/".startswith(f"{file.name}/")}

    def is_unchanged(self, file: LibraryFile, old: Sequence[SourceFile]) -> bool:
        """Whether a file and what lies beside it have the size and time of change that they had, and their facts."""
        try:
            stamps = stamps_of(file.path)
        except OSError:
            return False
        same = all(each.stamps == stamps and each.facts == self.facts_of(each.name) for each in old)
        return same and not waits_for_recognition(old)


def _ordered(files: Iterable[LibraryFile]) -> list[LibraryFile]:
    """The files by name; of those that differ in their suffix alone the one that is read best comes first.

    Where they hold the same document, that one is served.
    """
    named = sorted(files, key=lambda file: file.name)
    first: dict[str, str] = {}
    for file in named:
        first.setdefault(_stem(file), file.name)
    return sorted(named, key=lambda file: (first[_stem(file)], _BEST_FIRST.get(file.path.suffix.lower(), 1), file.name))


def _stem(file: LibraryFile) -> str:
    return file.name.removesuffix(file.path.suffix)


class _FolderWalk:
    """One walk through a folder; call `files` first."""

    def __init__(self, root: Path) -> None:
        self._root, self._real = root, root.resolve()
        self.problems: list[Skipped] = []
        self.manifests: list[LibraryFile] = []

    def files(self) -> Iterator[LibraryFile]:
        """The report files."""
        for folder, folders, names in os.walk(self._root, onerror=self._unlisted):
            here = Path(folder)
            within = here.relative_to(self._root).as_posix()
            prefix = "" if within == "." else f"{within}/"
            folders[:] = self._entered(here, prefix, sorted(folders))
            for name in sorted(names):
                file = LibraryFile(prefix + name, here / name)
                if name == MANIFEST:
                    self.manifests.append(file)
                elif not is_passed_over(name) and self._leads_inside(file) and file.path.is_file():
                    yield file

    def _entered(self, here: Path, prefix: str, folders: Sequence[str]) -> list[str]:
        """The folders that are walked through: those that are no links and no index of ours."""
        seen = [name for name in folders if not is_passed_over(name)]
        links = {name for name in seen if (here / name).is_symlink()}
        for name in sorted(links):
            self._leads_inside(LibraryFile(prefix + name, here / name))
        return [name for name in seen if name not in links and not _is_index(here / name)]

    def _leads_inside(self, file: LibraryFile) -> bool:
        """Whether a file is no link, or one to somewhere in the library; a problem otherwise."""
        try:
            inside = not file.path.is_symlink() or file.path.resolve().is_relative_to(self._real)
        except (OSError, RuntimeError):  # a link to itself
            inside = False
        if not inside:
            why = "wanted a file of the library, found a link out of it"
            self.problems.append(Skipped(file.name, 0, why, Refusal.OUTSIDE))
        return inside

    def _unlisted(self, error: OSError) -> None:
        name = Path(error.filename).relative_to(self._root).as_posix()
        self.problems.append(Skipped(name, 0, error.strerror or str(error), Refusal.NO_ACCESS))


def _is_index(folder: Path) -> bool:
    return (folder / "CURRENT").is_file() and (folder / "generations").is_dir()


def is_passed_over(name: str) -> bool:
    """Whether a file or folder, by its own name, is hidden, temporary, or what staff wrote for us.

    >>> [is_passed_over(name) for name in ("~$通知.docx", ".~lock.a.odt#", "a.gaps", "通知.docx", "~通知.docx")]
    [True, True, True, False, False]
    """
    return is_temporary(name) or name.lower().endswith((*COMPANION_SUFFIXES, ".jsonl"))


def _facts(manifests: Sequence[LibraryFile], files: set[str]) -> tuple[dict[str, ManifestFacts], list[Skipped]]:
    """What manifests tell of documents, by their names within the library: the first that tells of one counts."""
    facts: dict[str, ManifestFacts] = {}
    problems: list[Skipped] = []
    for manifest in manifests:
        prefix = manifest.beside("")
        here = {name.removeprefix(prefix) for name in files if name.startswith(prefix)}
        try:
            data = bytes_of(manifest.path, manifest.name) if manifest.path.exists() else b""
            found, wrong = (
                parse_manifest(decode(data, manifest.name), here, manifest.name) if data.strip() else ({}, [])
            )
        except (ReportError, OSError) as error:
            found, wrong = {}, [to_skipped(manifest.name, error)]
        facts = {**{prefix + name: told for name, told in found.items()}, **facts}
        problems += wrong
    return facts, problems


def to_skipped(name: str, error: Exception) -> Skipped:
    """The error as a skipped file; the name and line that begin the message of a `ReportError` are taken off it."""
    if isinstance(error, OSError):
        return Skipped(name, 0, error.strerror or str(error), Refusal.NO_ACCESS)
    refusal = error.refusal if isinstance(error, ReportError) else Refusal.FAULT
    message = str(error).removeprefix(name).lstrip(":")
    line, _, rest = message.partition(":")
    if line.strip().isdecimal():
        return Skipped(name, int(line), rest.strip(), refusal)
    return Skipped(name, 0, message.strip(), refusal)
