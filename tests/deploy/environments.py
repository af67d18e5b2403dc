"""Environments with the program installed, made of what is installed here: no index is asked.

The packages are those of a lock, linked file by file, so that what a lock lacks is lacking there too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".wenda-index")
_LOCKED = re.compile(r"^[A-Za-z0-9].*?==.*?(?= \\$)", re.MULTILINE)


@dataclass(frozen=True)
class InstalledProgram:
    """Environment in a folder of its own: its interpreter, and the folder that commands are run in."""

    folder: Path
    home: Path

    @property
    def python(self) -> Path:
        """The interpreter."""
        return self.folder / "bin" / "python"

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a command there: nothing of this checkout, a home and a state of its own."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        return {**kept, "HOME": str(self.home), "WENDA_STATE": str(self.home / "var"), "PYTHONIOENCODING": "utf-8"}

    def run(self, *command: str | Path, said: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in its home; it must end with this code."""
        done = subprocess.run(
            [self.folder / "bin" / command[0], *command[1:]],
            cwd=self.home, env=self.variables, input=said, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done


def copied_tree(folder: Path) -> Path:
    """What a wheel is built from, elsewhere."""
    for name in ("pyproject.toml", "README.md", "LICENSE", "deploy/project_urls.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    for name in ("bot", "retrieval", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
    return folder


def names_in(locks: Iterable[str]) -> set[str]:
    """The packages of locks that are for this system and version of Python."""
    lines = (line for lock in locks for line in _LOCKED.findall((ROOT / lock).read_text("utf-8")))
    return {each.name for each in map(Requirement, lines) if each.marker is None or each.marker.evaluate()}


def environment(folder: Path, packages: Iterable[str], source: Path, options: Sequence[str] = ()) -> InstalledProgram:
    """A new environment with these packages, and with the program by ``pip install source``."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    made = InstalledProgram(folder / "env", folder / "home")
    made.home.mkdir()
    (site,) = (made.folder / "lib").glob("python*/site-packages")
    for name in packages:
        _link(name, site)
    pip = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index", "--no-deps", *options]
    made.run("python", *pip, source)
    return made


def _link(name: str, site: Path) -> None:
    """Put the files of a package into another environment; programs in ``bin`` are left out."""
    found = distribution(name)
    for file in found.files or ():
        source = Path(str(found.locate_file(file)))
        if ".." in file.parts or not source.exists():
            continue
        target = site / file
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:  # another disk
            shutil.copy2(source, target)
