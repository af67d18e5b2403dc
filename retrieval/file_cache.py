"""Cache of what is worked out of installed files, in ``~/.cache/wenda``.

A file is made for each key, which names the versions that the content was made from: several installations of one user
do not take it from each other. The newest few are kept. Nobody else may write to the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import tempfile
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

_FORMAT = "wenda-cache 1"
_KEPT = 4  # files of one name


def cached(name: str, key: str, make: Callable[[], bytes]) -> memoryview:
    """The content of a cache file, mapped; ``make`` gives it where there is none of this key.

    Where the folder cannot be written, it is made each time.
    """
    head = f"{_FORMAT} {name} {key}\n".encode()
    path = _folder() / f"{name}-{hashlib.sha256(head).hexdigest()[:12]}"
    content = _mapped(path, head)
    if content is None:
        made = make()
        with contextlib.suppress(OSError):
            _replace(path, head + len(made).to_bytes(8, "little") + made)
            _remove_oldest(path.parent, name)
        return memoryview(made)
    return content


def checksum(paths: Iterable[Path]) -> str:
    """Checksum of the content of installed files, for a key: the same in every installation."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def package_checksum(package: str) -> str:
    """Checksum of the first module of a package, which tells its version, without loading it.

    Raises ImportError where the package is not installed.
    """
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ImportError(f"wanted the package {package}, found none")
    return checksum([Path(found.origin)])


def _folder() -> Path:
    return Path.home() / ".cache" / "wenda"


def _mapped(path: Path, head: bytes) -> memoryview | None:
    """The content after head and length; None where the file is absent, has another head, or is cut off."""
    try:
        with path.open("rb") as file:
            whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):  # ValueError: an empty file
        return None
    start = len(head) + 8
    if whole[: len(head)] != head or len(whole) != start + int.from_bytes(whole[len(head) : start], "little"):
        return None
    return whole[start:]


def _remove_oldest(folder: Path, name: str) -> None:
    """Remove all but the newest files of a name, those of another process's unfinished work among them."""
    ours = [path for path in folder.iterdir() if path.name == name or path.name.startswith(f"{name}-")]
    for path in sorted(ours, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
        path.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    """Write a file that others may be reading, or writing, at this moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(made).replace(path)
    except OSError:
        Path(made).unlink(missing_ok=True)
        raise
