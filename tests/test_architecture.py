"""The architecture is a test: which room may import which, which libraries a room may know, and names that tell."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN_TO_RETRIEVAL = frozenset({"bot", "telegram", "sqlite3", "sqlite_utils", "benchmarks", "tests"})
PACKAGES = ("retrieval", "bot")
LARGEST_ROOM = 12
WIDEST = 120
# Modules that every reader expects under these names, however often they stand.
CONVENTIONAL = frozenset({"__init__", "__main__", "app", "models"})

# From the bottom up: each layer's rooms may import those of the layers before it, not each other.
LAYERS: dict[str, list[set[str]]] = {
    "retrieval": [
        {"models"},
        {"text"},
        {"index", "parsing"},
        {"conversion"},
        {"resources"},
        {"corpus"},
        {"search", "question"},
        {"answering"},
        {"engine"},
        {"evaluation"},
    ],
    "bot": [
        {"texts", "strings"},
        {"privacy", "storage"},
        {"config", "topics", "dialogue"},
        {"curation", "analytics", "dashboard"},
        {"operations"},
        {"app"},
        {"terminal", "telegram"},
        {"cli"},
        {"__main__"},
    ],
    "bot.telegram": [{"updates"}, {"outgoing"}, {"views"}, {"handlers"}, {"staff"}, {"app"}],
}

# Libraries that only these rooms may know.
ALONE: dict[str, set[str]] = {
    "telegram": {"bot.telegram"},
    "matplotlib": {"bot.analytics.charts"},
    "datasette": {"bot.dashboard"},
    "datasette_auth_passwords": {"bot.dashboard"},
    "sqlite3": {"bot.storage", "bot.topics", "bot.curation", "bot.dashboard", "bot.operations"},
    "sqlite_utils": {"bot.storage", "bot.topics", "bot.curation", "bot.analytics", "bot.dashboard"},
    "opensearchpy": {"retrieval.search.opensearch"},
    "rank_bm25": {"retrieval.index"},
    "jieba": {"retrieval.text"},
    "click": {"bot.cli", "bot.dashboard.password"},
}

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


def room_of(name: str, package: str) -> str:
    """The folder or module directly within a package that a module stands in."""
    return name.removeprefix(f"{package}.").split(".")[0]


def upward(modules: Sources, package: str, layers: Sequence[Set[str]]) -> list[str]:
    """``module imports name`` for every import within a package that does not go down its layers."""
    floor = {room: at for at, layer in enumerate(layers) for room in layer}
    inner = packages_of(modules)
    found = set()
    for name, code in modules.items():
        room = room_of(name, package)
        if not name.startswith(f"{package}.") or room not in floor:
            continue
        for target in imports(name, code, inner):
            other = room_of(target, package)
            if target.startswith(f"{package}.") and other in floor and other != room and floor[other] >= floor[room]:
                found.add(f"{name} imports {target}")
    return sorted(found)


def _files() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


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


def test_models_import_no_sibling() -> None:
    """The nouns import no other module of the package."""
    code = sources("retrieval")["retrieval.models"]
    assert not {target for target in imports("retrieval.models", code) if target.startswith("retrieval")}


@pytest.mark.parametrize("package", LAYERS)
def test_imports_go_down_the_layers(package: str) -> None:
    """A room imports rooms of lower layers only, not even within a function or for a type."""
    assert upward(sources(package.split(".")[0]), package, LAYERS[package]) == []


@pytest.mark.parametrize("package", LAYERS)
def test_every_room_stands_in_a_layer(package: str) -> None:
    """The list of layers names every folder and module that stands directly in the package, and nothing else."""
    modules = sources(package.split(".")[0])
    inside = {room_of(name, package) for name in modules if name.startswith(f"{package}.")}
    assert inside == {room for layer in LAYERS[package] for room in layer}


@pytest.mark.parametrize("library", ALONE)
def test_only_named_rooms_know_a_library(library: str) -> None:
    """A library is imported, at the top of a module or within a function, only in the rooms that are named for it."""
    every = {name: code for package in PACKAGES for name, code in sources(package).items()}
    inner = packages_of(every)
    users = {
        name
        for name, code in every.items()
        if library in {target.split(".")[0] for target in imports(name, code, inner)}
    }
    assert {user for user in users if not any(f"{user}.".startswith(f"{room}.") for room in ALONE[library])} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_cycles(package: str) -> None:
    """The modules of a package can be loaded in one order: none imports itself through others."""
    assert cycle(graph(sources(package))) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_imports_tests_or_benchmarks(package: str) -> None:
    """Product code imports neither tests nor benchmarks."""
    assert offences(sources(package), {"tests", "benchmarks"}) == []


def test_a_room_holds_at_most_a_dozen_modules() -> None:
    """No folder is so full that a reader cannot take it in at a glance."""
    held = Counter(str(path.parent) for path in _files() if path.name != "__init__.py")
    assert {room: count for room, count in held.items() if count > LARGEST_ROOM} == {}


def test_no_class_name_stands_twice() -> None:
    """A class is found by its name alone, whichever module it is in."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_module_name_stands_twice() -> None:
    """A module is found by its name alone, but for the names that are a convention."""
    count = Counter(path.stem for path in _files())
    assert {name for name, times in count.items() if times > 1} <= CONVENTIONAL


def test_no_private_name_is_imported() -> None:
    """What a module keeps to itself, by a leading underscore, no other module imports."""
    found = [
        f"{name} imports {node.module}.{alias.name}"
        for package in PACKAGES
        for name, code in sources(package).items()
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
        for alias in node.names
        if alias.name.startswith("_") and not alias.name.startswith("__")
    ]
    assert found == []


def test_nothing_is_imported_with_a_star() -> None:
    """A reader can tell where each name comes from."""
    every = {name: code for package in PACKAGES for name, code in sources(package).items()}
    assert [name for name, code in every.items() if re.search(r"^\s*from .* import \*", code, re.MULTILINE)] == []


def test_no_line_is_wider_than_a_screen() -> None:
    """At most 120 columns, of which a Chinese character takes two."""
    wide = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line) > WIDEST
    ]
    assert wide == []


def test_each_room_says_what_goes_in_and_out() -> None:
    """Each folder's docstring says what comes in, what goes out, and what the folder may import."""
    silent = []
    for path in _files():
        if path.name == "__init__.py" and path.parent.parent != ROOT:
            said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            silent += [str(path.parent)] if not all(word in said for word in ("In:", "Out:", "May import:")) else []
    assert [room for room in silent if not room.endswith("bot/texts")] == []


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


def test_checker_finds_an_import_up_the_layers() -> None:
    """The checker reports an import of a higher or the same layer, and lets one of a lower layer pass."""
    planted = {
        "p": "",
        "p.low": "def late():\n    import p.high.x\n",
        "p.high": "",
        "p.high.x": "from p import low",
        "p.beside": "import p.high.x",
    }
    assert upward(planted, "p", [{"low"}, {"high", "beside"}]) == [
        "p.beside imports p.high.x",
        "p.low imports p.high.x",
    ]


def test_checker_resolves_relative_imports() -> None:
    """Relative imports count from the package, for modules and for packages themselves."""
    assert imports("p.q.m", "from ..r import x") == {"p.r", "p.r.x"}
    assert imports("p.q", "from .m import x", packages={"p.q"}) == {"p.q.m", "p.q.m.x"}
