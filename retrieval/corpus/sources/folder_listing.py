"""Folder listing: the report files of a library, in subfolders too, and what its manifests tell of them.

Passed over without a word: hidden files, what programs write beside a document while it is open, and what staff wrote
for us. Links are read where they lead to another file of the library; a link out of it, what is neither file nor
folder, and a folder that cannot be listed or lies too deep, are problems of the library.
"""

from __future__ import annotations

import os
import stat
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
    leads_inside,
    readable_name,
    stamps_of,
    waits_for_extra,
)
from retrieval.models import ManifestFacts, Refusal, ReportError, Skipped

# Plain text is as its author wrote it; of pages only their look is known.
_BEST_FIRST = {".txt": 0, ".md": 0, ".pdf": 2, ".ofd": 2}
# Folders within each other: the walk needs a frame of the stack for each.
_DEEPEST = 100


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
        facts, problems = _facts(walk.manifests, {file.name for file in files})
        return cls(files, facts, (*walk.problems, *problems))

    @classmethod
    def of_file(cls, path: Path) -> FolderListing:
        """One file, with the manifest beside it, which may speak of others too."""
        name, manifest = readable_name(path.name), path.with_name(MANIFEST)
        beside = os.path.exists(manifest) and leads_inside(manifest, path.parent)
        facts, _ = _facts([LibraryFile(MANIFEST, manifest)] if beside else [], {name})
        return cls((LibraryFile(name, path),), facts, ())

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
            stamps = stamps_of(file)
        except OSError:
            return False
        same = all(each.stamps == stamps and each.facts == self.facts_of(each.name) for each in old)
        return same and not waits_for_extra(old)


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
        self._root = root
        self._names: set[str] = set()
        self._prefixes: dict[str, str] = {}  # of the folders that are still to be walked through
        self.problems: list[Skipped] = []
        self.manifests: list[LibraryFile] = []

    def files(self) -> Iterator[LibraryFile]:
        """The report files."""
        for folder, folders, names in os.walk(self._root, onerror=self._unlisted):
            here, prefix = Path(folder), self._prefixes.pop(folder, "")
            folders[:] = self._entered(here, prefix, sorted(folders))
            for name in sorted(names):
                is_companion = name.lower().endswith(COMPANION_SUFFIXES)
                if is_passed_over(name) and name != MANIFEST and not is_companion:
                    continue
                file = self._named(prefix, here / name)
                if not self._is_regular(file) or is_companion:
                    continue
                if name == MANIFEST:
                    self.manifests.append(file)
                else:
                    yield file

    def _entered(self, here: Path, prefix: str, folders: Sequence[str]) -> list[str]:
        """The folders that are walked through: those that are no links and no index of ours."""
        entered = list[str]()
        for name in folders:
            if is_passed_over(name):
                continue
            folder = self._named(prefix, here / name)
            if not self._leads_inside(folder) or os.path.islink(folder.path):
                continue
            if prefix.count("/") == _DEEPEST:
                why = f"wanted folders at most {_DEEPEST} deep, found a deeper one"
                self.problems.append(Skipped(folder.name, 0, why, Refusal.SPECIAL))
            elif not _is_index(folder.path):
                entered.append(name)
                self._prefixes[os.path.join(here, name)] = f"{folder.name}/"
        return entered

    def _named(self, prefix: str, path: Path) -> LibraryFile:
        """A file or folder with its name within the library; two that read the same get different ones."""
        name = prefix + readable_name(path.name)
        while name in self._names:
            name += "_"
        self._names.add(name)
        return LibraryFile(name, path)

    def _is_regular(self, file: LibraryFile) -> bool:
        """Whether it is a file, or a link to one in the library; a problem otherwise."""
        if not self._leads_inside(file):
            return False
        try:
            if stat.S_ISREG(os.stat(file.path).st_mode):
                return True
            problem = Skipped(file.name, 0, "wanted a file, found a pipe, a device or the like", Refusal.SPECIAL)
        except OSError as error:
            if isinstance(error, FileNotFoundError) and not os.path.islink(file.path):
                return False  # it has gone meanwhile
            problem = to_skipped(file.name, error)
        if not os.path.isdir(file.path):  # a link to a folder of the library, which is walked through where it stands
            self.problems.append(problem)
        return False

    def _leads_inside(self, file: LibraryFile) -> bool:
        """Whether a file is no link, or one to somewhere in the library; a problem otherwise."""
        inside = leads_inside(file.path, self._root)
        if not inside:
            why = "wanted a file of the library, found a link out of it"
            self.problems.append(Skipped(file.name, 0, why, Refusal.OUTSIDE))
        return inside

    def _unlisted(self, error: OSError) -> None:
        name = readable_name(Path(error.filename).relative_to(self._root).as_posix())
        self.problems.append(to_skipped(name, error))


def _is_index(folder: Path) -> bool:
    return os.path.isfile(folder / "CURRENT") and os.path.isdir(folder / "generations")


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
            data = bytes_of(manifest.path, manifest.name)
            found, wrong = (
                parse_manifest(decode(data, manifest.name), here, manifest.name) if data.strip() else ({}, [])
            )
        except Exception as error:  # whatever is wrong with one manifest, the documents are read
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
