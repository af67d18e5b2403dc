"""What the packages weigh that are installed here: the figures of docs/dependencies.md.

    .venv/bin/python deploy/sizes.py

For each direct dependency its own megabytes and those with all that only it brings; for each extra the number of
packages of its lock and their megabytes. A megabyte is 10⁶ bytes, compiled modules included where pip has made them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
_LOCKED = re.compile(r"^[A-Za-z0-9].*?==.*?(?= \\$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Weight:
    """Weight of a dependency: its own, and with what nothing else brings, in megabytes."""

    own: float
    alone: float


def locked(lock: str) -> dict[str, str]:
    """The packages of a lock file that are for this system and version of Python, with their versions."""
    lines = _LOCKED.findall((ROOT / lock).read_text("utf-8"))
    named = (each for each in map(Requirement, lines) if each.marker is None or each.marker.evaluate())
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in named}


def megabytes(names: Iterable[str]) -> float:
    """What installed packages weigh. Raises `PackageNotFoundError` for one that is not here."""
    files = (file.locate() for name in names for file in distribution(name).files or ())
    return sum(Path(str(path)).stat().st_size for path in files if Path(str(path)).is_file()) / 1e6


def direct() -> dict[str, list[Requirement]]:
    """The direct dependencies by extra; those of the default installation under an empty name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return {extra: [Requirement(line) for line in lines] for extra, lines in groups.items()}


def weights(requirements: Iterable[Requirement]) -> dict[str, Weight]:
    """The weight of each dependency among the others of its group."""
    installed = {canonicalize_name(each.name): each for each in distributions()}
    needs = {canonicalize_name(each.name): set(_needed(each, installed)) for each in requirements}
    found = {}
    for name, closure in needs.items():
        others = set().union(*(names for other, names in needs.items() if other != name))
        found[name] = Weight(megabytes([name]), megabytes({name} | closure - others))
    return found


def _needed(requirement: Requirement, installed: Mapping[str, Distribution]) -> Iterator[str]:
    """A package and all that it needs here, with the extras that are asked of each."""
    waiting, seen = [requirement], set[tuple[str, frozenset[str]]]()
    while waiting:
        each = waiting.pop()
        key = (canonicalize_name(each.name), frozenset(each.extras))
        if key in seen or key[0] not in installed:
            continue
        seen.add(key)
        yield key[0]
        for line in installed[key[0]].requires or ():
            inner = Requirement(line)
            if inner.marker is None or any(inner.marker.evaluate({"extra": of}) for of in (*each.extras, "")):
                waiting.append(inner)


def main() -> None:
    """Print the figures of what is installed."""
    groups = direct()
    print(f"default: {len(locked('requirements.lock'))} packages, {megabytes(locked('requirements.lock')):.0f} MB")
    for extra, requirements in groups.items():
        for each in requirements:
            try:
                weight = weights(requirements)[canonicalize_name(each.name)]
                print(f"  {extra or 'default':10} {each.name:26} {weight.own:6.1f} {weight.alone:6.1f}")
            except PackageNotFoundError:
                print(f"  {extra or 'default':10} {each.name:26} not installed")
    for extra in sorted(groups.keys() - {"", "dev", "office"}):
        names = locked(f"requirements-{extra}.lock")
        try:
            print(f"{extra}: {len(names)} packages, {megabytes(names):.0f} MB")
        except PackageNotFoundError as error:
            print(f"{extra}: not installed ({error.name})")


if __name__ == "__main__":
    main()
