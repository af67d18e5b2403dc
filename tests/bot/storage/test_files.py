"""Atomic writing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.storage import files


def test_a_file_replaces_the_old_one_whole_and_is_private(tmp_path: Path) -> None:
    """Line ends stay, nobody else may read it, and no draft is left."""
    target = tmp_path / "一.csv"
    target.write_text("old")
    files.write_atomically(target, ["a\r\n", "乙\n"])
    assert target.read_bytes() == "a\r\n乙\n".encode()
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_what_fails_halfway_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    """An error while the pieces are made."""

    def pieces() -> Iterator[str]:
        yield "half"
        raise ValueError("no more")

    target = tmp_path / "a"
    target.write_text("old")
    with pytest.raises(ValueError, match="no more"):
        files.write_atomically(target, pieces())
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_of_many_that_write_once_one_wins(tmp_path: Path) -> None:
    """All of them read the same whole text afterwards."""
    target = tmp_path / "secret"

    def keep(text: str) -> str:
        files.write_once(target, text)
        return target.read_text("utf-8")

    with ThreadPoolExecutor(8) as threads:
        kept = set(threads.map(keep, (f"{number:064}" for number in range(32))))
    assert len(kept) == 1
    assert len(kept.pop()) == 64
    assert list(tmp_path.iterdir()) == [target]
