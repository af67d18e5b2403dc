"""The reader process gives up the network and the files of this machine; where it cannot, it reads all the same."""

from __future__ import annotations

import json
import logging
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.sandbox.confinement import Confinement
from tests.pooled_readers import SandboxedReader
from tests.waiting import LONGEST_S

ROOT = Path(__file__).parents[3]
needs_linux = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="of Linux, on these machines"
)
# What somebody who has got hold of the process tries: each line names itself, and what came of it.
TRIES = """
import ctypes, json, os, socket, subprocess, sys
from pathlib import Path
import retrieval
from retrieval.sandbox.confinement import confine, program_files
secret, new, listening = sys.argv[1], sys.argv[2], sys.argv[3]
told = confine(program_files(Path(retrieval.__file__).parent))
found = {"told": [told.files, told.network]}
def attempt(name, action):
    try:
        action()
        found[name] = "done"
    except OSError as error:
        found[name] = type(error).__name__
attempt("read", lambda: open(secret).read())
attempt("list", lambda: os.listdir(os.path.dirname(secret)))
attempt("write", lambda: open(new, "w"))
attempt("own state", lambda: open(Path(retrieval.__file__).parents[1] / "pyproject.toml"))
attempt("environment", lambda: open(f"/proc/{os.getppid()}/environ").read())
attempt("inet", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
attempt("udp", lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
attempt("unix", lambda: socket.socket(socket.AF_UNIX).connect(listening))
attempt("start", lambda: subprocess.run(["/bin/true"]))
attempt("signal", lambda: os.kill(os.getppid(), 0))
import decimal, sqlite3
found["import"] = "done"
os.write(1, json.dumps(found).encode())
"""


@needs_linux
@pytest.mark.skipif(not Path("/sys/kernel").exists(), reason="there is no /sys")
def test_nothing_is_within_reach(tmp_path: Path) -> None:
    """No file is read or written but the program's own, no socket made, nothing started; modules load all the same."""
    (tmp_path / "secret").write_text("SECRET", "utf-8")
    command = (sys.executable, "-c", TRIES, tmp_path / "secret", tmp_path / "new", tmp_path / "plug")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S)
    found = json.loads(done.stdout)
    files, network = found.pop("told")
    if not (files and network):
        pytest.skip(f"this kernel has no Landlock or no seccomp: {files}, {network}")
    assert found.pop("import") == "done", done.stderr
    assert set(found.values()) == {"PermissionError"}, found


def in_older_kernel(code: str) -> subprocess.CompletedProcess[str]:
    """A script in a kernel that has neither Landlock nor seccomp."""
    command = (sys.executable, "-m", "tests.older_kernel", sys.executable, "-c", code)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S)


@needs_linux
def test_an_older_kernel_is_told_of_once() -> None:
    """Files of every kind are read there too; the log names what is kept, once for all processes of readers."""
    done = in_older_kernel(
        "from retrieval.sandbox.sandboxed_reader import SandboxedReader\n"
        "from tests.retrieval.sandbox.test_sandboxed_reader import GOOD\n"
        "for _ in range(2):\n"
        "    with SandboxedReader() as reader:\n"
        "        text, word = (reader.read(data, 'a').report.text for data in ('一、总则'.encode(), GOOD))\n"
        "        print(text, '189项' in word)\n"
        "print(reader.confinement())"
    )
    assert done.stdout.split("\n")[:3] == ["一、总则 True"] * 2 + [str(Confinement(False, False))], done.stderr
    assert done.stderr.count("could not give up other files and the network") == 1


def test_a_process_that_is_confined_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Where all is given up there is nothing to tell; the doctor asks, and leaves no process behind."""
    with SandboxedReader() as reader, caplog.at_level(logging.WARNING):
        confinement = reader.confinement()
        assert reader.pid is None
        reader.read("一、总则".encode(), "a.txt")
    assert ("could not give up" in caplog.text) is not (confinement.files and confinement.network)


@pytest.mark.slow
@needs_linux
def test_what_is_cached_is_opened_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first process makes the tables among the user's files, the next ones map them: later they could not."""
    monkeypatch.setenv("HOME", str(tmp_path))
    with SandboxedReader() as reader:
        reader.read("一、总则".encode(), "a.txt")
    with SandboxedReader() as reader:
        reader.read("一、总则".encode(), "a.txt")
        mapped = Path(f"/proc/{reader.pid}/maps").read_text("utf-8")
    tables = {path.name.partition("-")[0] for path in (tmp_path / ".cache" / "wenda").iterdir()}
    assert tables >= {"dictionary", "characters"}
    assert str(tmp_path / ".cache" / "wenda" / "dictionary-") in mapped
