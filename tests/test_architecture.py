"""The architecture is a test: which package may import which, and no cycles within one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN_TO_RETRIEVAL = frozenset({"bot", "telegram", "sqlite3", "sqlite_utils", "benchmarks", "tests"})
PACKAGES = ("retrieval", "bot")

Sources = Mapping[str, str]
"""Dotted module names, packages by their own name, with the code of each."""


def sources(package: str) -> dict[str, str]:
    """The modules of a package of this project."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text("utf-8")
    return found


def imports(name: str, code: str, packages: Iterable[str] = ()) -> set[str]:
    """The dotted names that a module imports, at its top or within a function; relative ones resolved.

    ``from a import b`` gives both ``a`` and ``a.b``: b may be a module or a name.
    """
    base = name.split(".") if name in packages else name.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = base[: len(base) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            found |= {origin} | {f"{origin}.{alias.name}" for alias in node.names}
    return found


def packages_of(modules: Sources) -> set[str]:
    """The modules that hold other modules."""
    return {name for name in modules if any(other.startswith(f"{name}.") for other in modules)}


def offences(modules: Sources, forbidden: Iterable[str]) -> list[str]:
    """``module imports name`` for every import of a forbidden top-level package."""
    banned, inner = set(forbidden), packages_of(modules)
    return sorted(
        f"{name} imports {target}"
        for name, code in modules.items()
        for target in imports(name, code, inner)
        if target.split(".")[0] in banned
    )


def graph(modules: Sources) -> dict[str, set[str]]:
    """Which of the modules each one imports when it is loaded: imports within functions come later."""
    inner = packages_of(modules)
    edges: dict[str, set[str]] = {}
    for name, code in modules.items():
        tree = ast.parse(code)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                node.body = [ast.Pass()]
        wanted = imports(name, ast.unparse(tree), inner)
        # ``from package import module`` needs the module, not what the package makes of its parts.
        edges[name] = {target for target in wanted & modules.keys() if target != name and target not in inner}
    return edges


def cycle(edges: Mapping[str, set[str]]) -> list[str]:
    """A chain of modules that ends where it begins, or nothing."""
    done: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        for target in sorted(edges.get(name, set())):
            found = visit(target, [*trail, name])
            if found:
                return found
        done.add(name)
        return []

    return next((found for name in sorted(edges) if (found := visit(name, []))), [])


def test_the_engine_knows_no_telegram_and_no_sql() -> None:
    """No module of retrieval imports the bot, telegram or SQLite, not even within a function."""
    assert offences(sources("retrieval"), FORBIDDEN_TO_RETRIEVAL) == []


def test_types_import_no_sibling() -> None:
    """The nouns import no other module of the package."""
    code = sources("retrieval")["retrieval.models"]
    assert not {target for target in imports("retrieval.models", code) if target.startswith("retrieval")}


def test_only_the_bot_knows_telegram() -> None:
    """Within the bot only its telegram package imports python-telegram-bot when it is loaded."""
    users = {name for name, targets in _loaded("bot").items() if any(t.split(".")[0] == "telegram" for t in targets)}
    assert {name for name in users if not name.startswith("bot.telegram")} == set()


def _loaded(package: str) -> dict[str, set[str]]:
    modules = sources(package)
    inner = packages_of(modules)
    return {
        name: {t for t in imports(name, code, inner) if not t.startswith(package)} for name, code in modules.items()
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_cycles(package: str) -> None:
    """The modules of a package can be loaded in one order: none imports itself through others."""
    assert cycle(graph(sources(package))) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_imports_tests_or_benchmarks(package: str) -> None:
    """Product code imports neither tests nor benchmarks."""
    assert offences(sources(package), {"tests", "benchmarks"}) == []


def test_every_module_says_what_it_is_for() -> None:
    """Each module of both packages begins with a docstring."""
    every = {name: code for package in PACKAGES for name, code in sources(package).items()}
    assert [name for name, code in every.items() if code.strip() and not ast.get_docstring(ast.parse(code))] == []


@pytest.mark.parametrize(
    "code",
    [
        "import sqlite3",
        "import telegram.ext as t",
        "from bot.storage.interactions import InteractionLog",
        "from bot import log",
        "def late():\n    import sqlite3\n",
        "if True:\n    from telegram import Bot\n",
    ],
)
def test_checker_finds_a_planted_import(code: str) -> None:
    """The checker reports a forbidden import wherever it stands in a module."""
    assert offences({"retrieval.planted": code}, FORBIDDEN_TO_RETRIEVAL)


def test_checker_leaves_similar_names_alone() -> None:
    """The checker does not take botany for bot, nor a comment or a string for an import."""
    code = "import botany\nimport telegraph\n# import sqlite3\ntext = 'import bot'\n"
    assert offences({"retrieval.planted": code}, FORBIDDEN_TO_RETRIEVAL) == []


def test_checker_finds_a_planted_cycle() -> None:
    """The checker finds a cycle over three modules, relative imports included."""
    planted = {
        "p": "",
        "p.a": "from p import b",
        "p.b": "from .c import name",
        "p.c": "import p.a",
        "p.d": "from p.a import name",
    }
    assert cycle(graph(planted)) == ["p.a", "p.b", "p.c", "p.a"]


def test_checker_allows_an_import_within_a_function() -> None:
    """An import within a function runs when both modules are loaded, and makes no cycle."""
    planted = {"p": "", "p.a": "import p.b", "p.b": "def late():\n    import p.a\n"}
    assert cycle(graph(planted)) == []


def test_checker_resolves_relative_imports() -> None:
    """Relative imports count from the package, for modules and for packages themselves."""
    assert imports("p.q.m", "from ..r import x") == {"p.r", "p.r.x"}
    assert imports("p.q", "from .m import x", packages={"p.q"}) == {"p.q.m", "p.q.m.x"}
