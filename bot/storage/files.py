"""Atomic file writing: a file appears complete or not at all, and only its owner may read it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def atomic_replacement(target: Path) -> Iterator[Path]:
    """Empty draft beside ``target``, which replaces it at the end of the block; on an error the draft is removed."""
    with _draft(target) as draft:
        yield draft
        _sync(draft)
        draft.replace(target)
        _sync_folder(target.parent)


def write_atomically(target: Path, pieces: Iterable[str]) -> None:
    """Write a text in UTF-8, line ends unchanged, in place of an existing file. Raises OSError."""
    with atomic_replacement(target) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


@contextmanager
def atomic_creation(target: Path) -> Iterator[Path]:
    """Empty draft beside ``target``, which becomes it at the end of the block unless the file exists by then."""
    with _draft(target) as draft:
        yield draft
        _sync(draft)
        with suppress(FileExistsError):
            os.link(draft, target)
        _sync_folder(target.parent)


def write_once(target: Path, text: str) -> None:
    """Write a text in UTF-8 unless the file exists; safe where two processes do so at once. Raises OSError."""
    with atomic_creation(target) as draft:
        draft.write_text(text, "utf-8")


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    # The name is random: two processes that write the same file at once must not share a draft.
    draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        draft.chmod(0o600)  # the umask may have taken more away
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Write the name of a file that was put into a folder to the disk, where the system can do that."""
    if os.name != "posix":
        return
    at = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(at)
    finally:
        os.close(at)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
