"""The installer of locked packages: what it shows, what it says when it fails."""

from __future__ import annotations

import doctest
import hashlib
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deploy import packages

SCRIPT = str(packages.__file__)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock of two packages, whose wheels lie beside it."""
    lines = []
    for name in ("first", "second"):
        wheel = tmp_path / f"{name}-1.0-py3-none-any.whl"
        info = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{name}.py", "")
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")
        lines.append(f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    (tmp_path / "some.lock").write_text("".join(lines), "utf-8")
    return tmp_path / "some.lock"


def variables(lock: Path) -> dict[str, str]:
    """Nothing is fetched, and nothing is put into the environment of the tests."""
    folder = str(lock.parent)
    return os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": folder, "PIP_TARGET": f"{folder}/site"}


def test_a_terminal_sees_one_line_that_counts(lock: Path) -> None:
    """Each package, then the end, with nothing that a person would take for a warning."""
    reader, writer = pty.openpty()
    command = [sys.executable, SCRIPT, lock.name]
    done = subprocess.run(
        command, cwd=lock.parent, env=variables(lock), stderr=writer, stdout=subprocess.PIPE, check=True
    )
    os.close(writer)
    shown = os.read(reader, 10_000).decode().replace("\r\n", "\n")
    os.close(reader)
    steps = [step.strip() for step in shown.split("\r") if step.strip()]
    assert steps == [
        "some.lock: 1/2 first",
        "some.lock: 2/2 second",
        "some.lock: 2/2 installing ...",
        "some.lock: 2 packages",
    ]
    assert done.stdout == b""
    assert sorted(path.name for path in (lock.parent / "site").glob("*.py")) == ["first.py", "second.py"]


def test_elsewhere_it_is_a_line_for_each_lock(lock: Path) -> None:
    """A log has no line that is written over."""
    command = [sys.executable, SCRIPT, lock.name]
    done = subprocess.run(command, cwd=lock.parent, env=variables(lock), capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "some.lock: 2 packages ...\n")


def test_what_fails_is_shown_with_what_to_do(lock: Path) -> None:
    """A file that is not the locked one ends the work with pip's reason and a hint; nothing is installed."""
    lock.write_text(lock.read_text("utf-8").replace("sha256:", "sha256:0000", 1)[:-1], "utf-8")
    command = [sys.executable, SCRIPT, lock.name]
    done = subprocess.run(command, cwd=lock.parent, env=variables(lock), capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "first" in done.stderr
    assert "HTTPS_PROXY" in done.stderr.splitlines()[-1]
    assert not list(lock.parent.glob("site/*.py"))


def test_the_examples_hold() -> None:
    """Doctests of the module, which is no package of the product."""
    assert doctest.testmod(packages).failed == 0
