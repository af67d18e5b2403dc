"""The daily copy: whole or not at all, and an end to old ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "deploy" / "backup.sh"
DAY = 24 * 3600


def backup(tmp_path: Path, command: str, script: Path = SCRIPT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a program in wenda's place that does this with the file that it is given."""
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\n[ "$1" = backup ] || exit 2\n{command}\n')
    program.chmod(0o755)
    for name in ("backups", "here"):
        (tmp_path / name).mkdir(exist_ok=True)
    ours = {"WENDA": str(program), "BACKUPS": str(tmp_path / "backups"), **environment}
    return subprocess.run(
        [script], cwd=tmp_path / "here", env=os.environ | ours, capture_output=True, text=True, check=False
    )


def old(tmp_path: Path, name: str, days: float) -> Path:
    """A file of some days ago."""
    (tmp_path / "backups").mkdir(exist_ok=True)
    path = tmp_path / "backups" / name
    path.touch()
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


def test_a_copy_is_added_and_old_ones_end(tmp_path: Path) -> None:
    """The copy is for its owner's eyes only; what is older than the limit goes, other files stay."""
    gone, kept = old(tmp_path, "wenda-a.backup", 8), old(tmp_path, "wenda-b.backup", 6)
    strange = old(tmp_path, "notes.txt", 100)
    done = backup(tmp_path, 'echo copy > "$2"', KEEP_DAYS="7")
    assert (done.returncode, done.stderr) == (0, "")
    assert not gone.exists()
    (new,) = set((tmp_path / "backups").iterdir()) - {kept, strange}
    assert new.name.startswith("wenda-2")
    assert new.read_text() == "copy\n"
    assert new.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", ["here/var", "project/var", "home/.local/state/wenda", "named/wenda"])
def test_the_list_of_erasures_comes_from_where_the_program_keeps_it(tmp_path: Path, place: str) -> None:
    """Where no folder is set it is found where the program looks for it, in the same order."""
    state, named = tmp_path / place, str(tmp_path / "named") if place.startswith("named") else ""
    state.mkdir(parents=True)
    (state / "wenda.db").touch()
    (state / "tombstones").write_text(place)
    script = tmp_path / "project" / "deploy" / "backup.sh"
    script.parent.mkdir(parents=True)
    shutil.copy(SCRIPT, script)
    ours = {"HOME": str(tmp_path / "home"), "XDG_STATE_HOME": named, "WENDA_STATE": ""}
    done = backup(tmp_path, 'echo copy > "$2"', script, **ours)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "backups" / "tombstones").read_text() == place


def test_the_list_of_erasures_comes_along(tmp_path: Path) -> None:
    """The newest one, for its owner's eyes only, beside the copies; it does not end with them."""
    state = tmp_path / "var"
    state.mkdir()
    listed = old(tmp_path, "tombstones", 99)
    (state / "tombstones").write_text("newest")
    done = backup(tmp_path, 'echo copy > "$2"', WENDA_STATE=str(state))
    assert (done.returncode, done.stderr) == (0, "")
    assert listed.read_text() == "newest"
    assert listed.stat().st_mode & 0o777 == 0o600
    assert len(list((tmp_path / "backups").iterdir())) == 2


def test_a_copy_that_fails_leaves_the_old_ones_and_no_half(tmp_path: Path) -> None:
    """However old the last good copy is, it stays, and the exit code tells the timer."""
    last = old(tmp_path, "wenda-a.backup", 99)
    done = backup(tmp_path, 'echo half > "$2"; echo "disk full" >&2; exit 1')
    assert done.returncode == 1
    assert "disk full" in done.stderr
    assert list((tmp_path / "backups").iterdir()) == [last]


@pytest.mark.parametrize("days", ["", "two", "-1", "7; rm"])
def test_a_limit_that_is_no_number_is_refused(tmp_path: Path, days: str) -> None:
    """Nothing is copied and nothing goes; an empty one counts as absent."""
    last = old(tmp_path, "wenda-a.backup", 99)
    done = backup(tmp_path, 'echo copy > "$2"', KEEP_DAYS=days)
    assert done.returncode == (2 if days else 0)
    assert last.exists() is bool(days)
