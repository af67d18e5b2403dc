"""The page of dependencies: as the project names them, with figures that are those of the installed packages."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from deploy.audit import fits
from deploy.sizes import direct, locked, megabytes, weights

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
GROUPS = direct()
OURS = "wenda-bot"
# What another system or version of Python may weigh beside ours.
SHARE, LEAST = 0.12, 0.3
LARGE = 5.0  # megabytes


def rows(head: str) -> list[dict[str, str]]:
    """The rows of the table whose first line begins so, by the names of the columns."""
    table = re.search(rf"^\| {re.escape(head)} .*\n(?:\|.*\n)+", PAGE, re.MULTILINE)
    assert table, head
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[0].splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


DEFAULT, EXTRAS = rows("package | what it does"), rows("extra | what it brings")
OF_EXTRAS, TOOLS, BROUGHT = rows("package | extra |"), rows("package | what for"), rows("package | MB | brought by")


def names(extra: str) -> set[str]:
    """The packages that the project names for an extra."""
    return {str(canonicalize_name(each.name)) for each in GROUPS[extra]} - {OURS}


def test_every_direct_dependency_has_its_row() -> None:
    """And no other package has one: default, extras, tests, build, audit and mutation."""
    assert [row["package"] for row in DEFAULT] == sorted(names(""))
    assert {(row["package"], row["extra"]) for row in OF_EXTRAS} == {
        (name, extra) for extra in GROUPS if extra not in ("", "dev") for name in names(extra)
    }
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    groups = re.findall(r"^(?:build|audit|mutation) = (\[.*\])$", project, re.MULTILINE)
    tools = {canonicalize_name(Requirement(line).name) for group in groups for line in ast.literal_eval(group)}
    assert {name for row in TOOLS for name in row["package"].split(", ")} == names("dev") | tools


def test_the_table_of_extras_is_that_of_the_project() -> None:
    """Each has a lock of its own, which `make` knows, but `office`, which the default lock has."""
    named = {row["extra"].strip("`") for row in EXTRAS}
    assert named == GROUPS.keys() - {"", "dev"}
    made = re.search(r"^EXTRAS = (.+)$", MAKEFILE, re.MULTILINE)
    assert made
    assert set(made[1].split()) == named - {"office"}
    assert names("office") <= locked("requirements.lock").keys()
    for extra in named - {"office"}:
        added = locked(f"requirements-{extra}.lock")
        assert not added.keys() & locked("requirements.lock").keys()
        assert names(extra) <= added.keys()


def test_the_locks_agree() -> None:
    """A package has one version, whichever lock it stands in, and each has hashes and names no index."""
    versions: dict[str, set[str]] = {}
    for path in ROOT.glob("requirements*.lock"):
        text = path.read_text("utf-8")
        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(locked(path.name))
        for name, version in locked(path.name).items() if path.name != "requirements-audit.lock" else ():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("row", [*DEFAULT, *OF_EXTRAS], ids=lambda row: row["package"])
def test_a_row_tells_all(row: dict[str, str]) -> None:
    """Every cell is filled, the licence binds nobody, and the last release is no older than what is locked."""
    optional = {"why it, and not another"} if row.get("extra") == "bench" else set()
    assert [column for column, cell in row.items() if not cell and column not in optional] == []
    assert fits(row["licence"])
    version, date = row["last release"].split(", ")
    assert re.fullmatch(r"20\d\d-[01]\d", date)
    lock = f"requirements-{row['extra']}.lock" if row.get("extra", "office") != "office" else "requirements.lock"
    assert Version(version) >= Version(locked(lock)[row["package"]])


def about(said: str, found: float) -> bool:
    """Whether a figure is what was measured."""
    return abs(float(said) - found) <= max(LEAST, SHARE * found)


@pytest.mark.skipif(sys.platform != "linux", reason="the page has the figures of Linux")
@pytest.mark.parametrize("extra", ["", "office", "charts", "dashboard"])
def test_a_row_has_the_weight_of_its_package(extra: str) -> None:
    """Its own, and with what only it brings; of the extras that the tests have."""
    measured = weights(GROUPS[extra])
    for row in OF_EXTRAS if extra else DEFAULT:
        if row.get("extra", "") == extra:
            weight = measured[row["package"]]
            own, alone = [*row["MB"].split(", "), row["MB"]][:2]
            assert about(own, weight.own), (row["package"], weight)
            assert about(alone, weight.alone), (row["package"], weight)


@pytest.mark.skipif(sys.platform != "linux", reason="the page has the figures of Linux")
def test_what_is_large_has_its_reason() -> None:
    """Each package of the default lock that weighs more than five megabytes, also where another one brings it."""
    said = {row["package"]: row for row in BROUGHT}
    weighed = {name: megabytes([name]) for name in locked("requirements.lock").keys() - names("")}
    large = {name for name, weight in weighed.items() if weight > LARGE}
    assert large <= said.keys() <= weighed.keys()
    assert [name for name, row in said.items() if not (about(row["MB"], weighed[name]) and row["why it stays"])] == []


@pytest.mark.skipif(sys.platform != "linux", reason="the page has the figures of Linux")
def test_the_weight_of_each_extra_is_that_of_its_lock() -> None:
    """Of those that are installed; the number of packages in any case."""
    default = re.search(r"^(\d+) packages, (\d+) MB\.", PAGE, re.MULTILINE)
    assert default
    assert int(default[1]) == len(locked("requirements.lock"))
    assert about(default[2], megabytes(locked("requirements.lock")))
    for row in EXTRAS:
        extra = row["extra"].strip("`")
        added = names("office") if extra == "office" else set(locked(f"requirements-{extra}.lock"))
        assert int(row["packages"]) == len(added), extra
        try:
            assert about(row["MB"], megabytes(added)), extra
        except PackageNotFoundError:
            assert extra in ("ocr", "bench")


def test_what_an_older_pip_does_not_find_is_named() -> None:
    """A package that another one brings by an extra which its owner spells otherwise is a direct dependency."""
    asked = [Requirement(line) for name in locked("requirements.lock") for line in distribution(name).requires or ()]
    found = set()
    for each in (each for each in asked if each.marker is None or each.marker.evaluate({"extra": ""})):
        owner = distribution(each.name)
        # Compared to the letter, as pip before 23.3 does.
        for extra in each.extras - {*(owner.metadata.get_all("Provides-Extra") or ())}:
            brought = map(Requirement, owner.requires or ())
            of_extra = (one for one in brought if one.marker and one.marker.evaluate({"extra": extra}))
            found |= {str(canonicalize_name(one.name)) for one in of_extra}
    assert found
    assert found <= names("")


def test_what_is_imported_is_named() -> None:
    """No module of the product leans on a package that only another one brings."""
    owners = packages_distributions()
    imported: dict[str, str] = {}
    for path in (*ROOT.glob("bot/**/*.py"), *ROOT.glob("retrieval/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                found.append(node.module or "")
            imported |= {name.split(".")[0]: str(path.relative_to(ROOT)) for name in found}
    known = {name for extra in GROUPS if extra != "dev" for name in names(extra)} | {OURS}
    foreign = {
        module: place
        for module, place in imported.items()
        if module not in {*sys.stdlib_module_names, "bot", "retrieval"}
        and not known & {canonicalize_name(owner) for owner in owners.get(module, [module])}
    }
    assert foreign == {}
