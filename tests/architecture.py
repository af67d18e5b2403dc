"""The structure of the product, measured from its own imports, and the picture of it in ``docs/architecture.md``.

``python -m tests.architecture`` draws the picture anew; ``--check`` only says whether it is still true.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
PACKAGES = ("retrieval", "bot")
LARGEST_ROOM = 12
WIDEST = 120
# Modules that every reader expects under these names, however often they stand.
CONVENTIONAL = frozenset({"__init__", "__main__", "app", "models"})

# From the bottom up: each layer's rooms may import those of the layers before it, not each other.
LAYERS: dict[str, list[set[str]]] = {
    "retrieval": [
        {"models", "file_cache", "fonts", "lazy_pattern"},
        {"text"},
        {"index", "parsing"},
        {"conversion"},
        {"resources"},
        {"sandbox"},
        {"corpus"},
        {"search", "question"},
        {"statements", "lessons"},
        {"scoring", "cluster", "drafting"},
        {"answering"},
        {"composition"},
        {"engine"},
        {"evaluation"},
    ],
    "bot": [
        {"strings"},
        {"texts", "clock"},
        {"privacy", "storage"},
        {"erasure"},
        {"config", "topics", "dialogue"},
        {"curation", "analytics"},
        {"dashboard", "learning"},
        {"operations"},
        {"app"},
        {"terminal", "telegram"},
        {"demo"},
        {"cli"},
        {"__main__"},
    ],
    "bot.telegram": [{"updates"}, {"outgoing"}, {"views"}, {"handlers"}, {"staff"}, {"app"}],
}

# Libraries that only these rooms may know.
ALONE: dict[str, set[str]] = {
    "telegram": {"bot.telegram", "bot.demo.local_bot_api"},
    "matplotlib": {"bot.analytics.charts"},
    "datasette": {"bot.dashboard"},
    "datasette_auth_passwords": {"bot.dashboard"},
    "sqlite3": {"bot.storage", "bot.erasure", "bot.topics", "bot.curation", "bot.dashboard", "bot.operations"},
    "sqlite_utils": {"bot.storage", "bot.topics", "bot.curation", "bot.analytics", "bot.dashboard"},
    "opensearchpy": {"retrieval.cluster"},
    "rank_bm25": {"retrieval.index"},
    "jieba": {"retrieval.text"},
    "pypdfium2": {"retrieval.conversion.pdf"},
    "rapidocr": {"retrieval.conversion.recognition.ocr"},
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


def product_files() -> list[Path]:
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


def room_edges(package: str, layers: Sequence[Set[str]]) -> list[tuple[str, str]]:
    """Which room of a package imports which, without what follows from other arrows."""
    modules = sources(package.split(".")[0])
    inner, rooms = packages_of(modules), {room for layer in layers for room in layer}
    direct: dict[str, set[str]] = {room: set() for room in rooms}
    for name, code in modules.items():
        if name.startswith(f"{package}.") and room_of(name, package) in rooms:
            for target in imports(name, code, inner):
                if room_of(target, package) in rooms and target.startswith(f"{package}."):
                    direct[room_of(name, package)].add(room_of(target, package))
    below = {room: _reached(direct, direct[room] - {room}) for room in rooms}
    return sorted(
        (room, other)
        for room in rooms
        for other in direct[room] - {room}
        if not any(other in below[between] for between in direct[room] - {room, other})
    )


def _reached(direct: Mapping[str, Set[str]], start: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        room = waiting.pop()
        if room not in reached:
            reached.add(room)
            waiting += direct.get(room, ())
    return reached


def picture() -> str:
    """The rooms and their imports as a Mermaid flowchart, higher layers above lower ones.

    An arrow that follows from two others is left out: what imports ``engine`` may import all that ``engine`` stands on.
    """
    lines = ["```mermaid", "flowchart TD"]
    for package in ("bot", "bot.telegram", "retrieval"):
        key = package.replace(".", "_")
        lines.append(f"  subgraph {key}_rooms [{package}]")
        lines += [f"    {key}_{room}[{room}]" for layer in reversed(LAYERS[package]) for room in sorted(layer)]
        lines += [f"    {key}_{room} --> {key}_{other}" for room, other in room_edges(package, LAYERS[package])]
        lines.append("  end")
    lines += ["  bot_telegram -.- bot_telegram_rooms", "  bot_rooms --> retrieval_rooms", "```"]
    return "\n".join(lines)


def drawn(page: str) -> str:
    """The page with the picture as it is now."""
    return re.sub(r"```mermaid\n.*?\n```", lambda _: picture(), page, flags=re.DOTALL)


def main(arguments: Sequence[str]) -> int:
    """Draw the picture anew, or with ``--check`` compare it; the exit code."""
    page = PAGE.read_text("utf-8")
    now = drawn(page)
    if "--check" in arguments:
        return int(now != page)
    PAGE.write_text(now, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
