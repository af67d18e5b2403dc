"""State folder: what the program keeps is for its owner alone, whatever the umask and whoever made the folder."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

# With whatever follows a name after a hyphen or a dot: a database's helpers, replaced ones, drafts.
_NAMES = ("wenda.db", "inbox.db", "secret", "lock", "unsaved", "desk-password", "staff-menus", "tombstones")
_CACHE = ".cache"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private(folder: Path) -> None:
    """Create the folder with mode 0700, or close to others what stands in it, and, if nothing else does, itself.

    A folder that holds other things too, such as the one that the program was started in, keeps its mode: it is not
    ours alone. What belongs to somebody else stays as it is; `exposed` tells. Raises OSError where it cannot be made.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
        folder.chmod(0o700)  # the umask may have taken more away
    except FileExistsError:
        if not folder.is_dir():
            raise
        _close(folder)


def open_private(path: Path, flags: int) -> int:
    """The descriptor of a file, which is made with mode 0600 where there is none. Raises OSError."""
    descriptor = os.open(path, flags | os.O_CREAT, 0o600)
    with suppress(PermissionError):  # another account's, which may be written all the same
        os.fchmod(descriptor, 0o600)  # the umask may have taken more away
    return descriptor


def exposed(folder: Path) -> list[Path]:
    """What of the folder others may read or write, itself first; nothing where there is no folder.

    Raises OSError where it cannot be looked at.
    """
    if not folder.is_dir():
        return []
    ours = sorted(path for path in folder.iterdir() if _is_state_file(path.name))
    return [path for path in (folder, *ours) if _is_open(path)]


def _close(folder: Path) -> None:
    held = list(folder.iterdir())
    for path in held:
        if _is_state_file(path.name):
            _restrict(path, 0o600)
    if all(path.name == _CACHE or _is_state_file(path.name) for path in held):
        _restrict(folder, 0o700)


def _restrict(path: Path, mode: int) -> None:
    # Another process may have removed it, and another account's is not ours to change.
    with suppress(FileNotFoundError, PermissionError):
        if _is_open(path):
            path.chmod(mode)


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except FileNotFoundError:  # removed since it was listed
        return False


def _is_state_file(name: str) -> bool:
    """Whether a file of this name is one of ours.

    >>> [_is_state_file(name) for name in ("wenda.db-wal", "secret", "wenda.db.before-20260101T000000Z", "secrets")]
    [True, True, True, False]
    """
    return any(name == each or name.startswith((f"{each}-", f"{each}.")) for each in _NAMES)
