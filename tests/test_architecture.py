"""The architecture is a test: which room may import which, which libraries a room may know, and names that tell."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.architecture import (
    ALONE,
    CONVENTIONAL,
    LARGEST_ROOM,
    LAYERS,
    PACKAGES,
    PAGE,
    ROOT,
    WIDEST,
    cycle,
    drawn,
    graph,
    imports,
    offences,
    packages_of,
    product_files,
    room_of,
    sources,
    upward,
)

FORBIDDEN_TO_RETRIEVAL = frozenset({"bot", "telegram", "sqlite3", "sqlite_utils", "benchmarks", "tests"})


def test_the_engine_knows_no_telegram_and_no_sql() -> None:
    """No module of retrieval imports the bot, telegram or SQLite, not even within a function."""
    assert offences(sources("retrieval"), FORBIDDEN_TO_RETRIEVAL) == []


def test_models_import_no_sibling() -> None:
    """The nouns import no other module of the package."""
    every = sources("retrieval")
    inner, nouns = packages_of(every), {name for name in every if f"{name}.".startswith("retrieval.models.")}
    found = {target for name in nouns for target in imports(name, every[name], inner)}
    assert len(nouns) > 1
    assert not {t for t in found if t.startswith("retrieval") and not f"{t}.".startswith("retrieval.models.")}


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
    held = Counter(str(path.parent) for path in product_files() if path.name != "__init__.py")
    assert {room: count for room, count in held.items() if count > LARGEST_ROOM} == {}


def test_no_class_name_stands_twice() -> None:
    """A class is found by its name alone, whichever module it is in."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_module_name_stands_twice() -> None:
    """A module is found by its name alone, but for the names that are a convention."""
    count = Counter(path.stem for path in product_files())
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
        for path in product_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line) > WIDEST
    ]
    assert wide == []


def test_each_room_says_what_goes_in_and_out() -> None:
    """Each folder's docstring says what comes in, what goes out, and what the folder may import."""
    silent = []
    for path in product_files():
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


@pytest.mark.parametrize(
    "page",
    ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/library.md", "docs/operate.md", "docs/staff.md"],
)
def test_pages_name_files_that_exist(page: str) -> None:
    """Each path of code that a page names in backticks is there, below the root or below one of the packages."""
    tops = (*PACKAGES, "tests", "benchmarks")
    known = {str(path.relative_to(ROOT)) for top in tops for path in (ROOT / top).rglob("*.py")}
    known |= {path.removesuffix(".py") for path in known} | {str(path.parent) for path in map(Path, known)}
    named = re.findall(r"`([a-z_]+(?:/[a-z_]+)+(?:\.py)?)/?`", (ROOT / page).read_text("utf-8"))
    code = [name for name in named if name.split("/")[0] not in ("data", "docs", "deploy", "var")]
    assert [name for name in code if not any(path == name or path.endswith(f"/{name}") for path in known)] == []


def test_the_picture_is_that_of_the_imports() -> None:
    """The picture in the architecture page is what ``python -m tests.architecture`` draws now."""
    page = PAGE.read_text("utf-8")
    assert "```mermaid" in page
    assert drawn(page) == page


def test_commands_print_through_one_module() -> None:
    """It escapes what could steer a terminal: nothing in `bot.cli` prints past it."""
    prints = {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
    found = [
        f"{name}:{node.lineno}"
        for name, code in sources("bot").items()
        if name.startswith("bot.cli.") and name != "bot.cli.output"
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in prints
    ]
    assert found == []
