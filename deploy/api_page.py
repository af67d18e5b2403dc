"""Writes the reference of docs/python.md from the docstrings of the public names.

    .venv/bin/python deploy/api_page.py

What stands between the marks of the page is written anew, what is around them stays. Signatures and types are those
of the source, so that nothing of this machine gets into the page.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
import types
from collections.abc import Iterator
from pathlib import Path

import retrieval

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "python.md"
BEGIN, END = "<!-- reference: begin -->", "<!-- reference: end -->"
GROUPS = {
    "Library and engine": "Library Engine",
    "Replies": "Reply Outcome Quote HeldVersions Part Reason Lack DialogueAct Hit",
    "Reports": "Report MetadataField ManifestFacts TextMark Passage Clause Region Skipped Refusal",
    "Errors": "WendaError LibraryError EmptyLibraryError UnusableIndexError UnwritableIndexError ReportError "
    "SearchUnavailableError DamagedIndexError SearchRefusedError QuerySyntaxError",
}
NAMES = " ".join(GROUPS.values()).split()
_NAME = re.compile(r"\b[A-Z][A-Za-z]+\b")


def written(page: str) -> str:
    """The page with the reference as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after:
        raise ValueError(f"{PAGE.name}: wanted the marks {BEGIN} and {END}, found one of them at the most")
    return f"{before}{BEGIN}\n\n{reference()}\n\n{END}{after}"


def reference() -> str:
    """All public names by group, and where the types stand that they mention."""
    shown = [_class(getattr(retrieval, name)) for name in NAMES]
    imported = sorted(name for name, text in zip(NAMES, shown, strict=True) if ">>>" in text)
    parts = [_example(f">>> from retrieval import {', '.join(imported)}")]
    for title, names in GROUPS.items():
        parts += [f"## {title}", *(shown[NAMES.index(name)] for name in names.split())]
    return "\n\n".join([*parts, "## Other types", _other_types()])


def _class(public: type) -> str:
    """A class: its docstring, its fields or members, its public methods and properties."""
    node = _tree(public)
    bases = ", ".join(_source(base) for base in node.bases)
    parts = [f"### `{node.name}{f'({bases})' if bases else ''}`", _text(node)]
    if fields := [_field(each) for each in node.body if isinstance(each, ast.AnnAssign | ast.Assign)]:
        parts.append("```python\n" + "\n".join(fields) + "\n```")
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and (not each.name.startswith("_") or each.name == "__init__"):
            parts += [f"#### `{_signature(node.name, each)}`", _text(each)]
    return "\n\n".join(part for part in parts if part)


def _field(node: ast.AnnAssign | ast.Assign) -> str:
    """A field with its type and its default, or a member of an enumeration with its value."""
    if isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or _source(node.value.func) != "field":
        return _source(node)
    told = {str(each.arg): _source(each.value) for each in node.value.keywords}
    default = told.get("default") or (f"{told['default_factory']}()" if "default_factory" in told else "")
    return f"{_source(node.target)}: {_source(node.annotation)}{f' = {default}' if default else ''}"


def _tree(public: type) -> ast.ClassDef:
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(public))).body
    if not isinstance(node, ast.ClassDef):
        raise TypeError(f"{public.__name__}: wanted a class, found {type(node).__name__}")
    return node


def _signature(owner: str, function: ast.FunctionDef) -> str:
    """A call as one writes it: a class before its own methods, the type of a property after a colon."""
    marks = {_source(each) for each in function.decorator_list}
    returned = _source(function.returns) if function.returns else "None"
    if marks & {"property", "cached_property"}:
        return f"{owner}.{function.name}: {returned}"
    written = re.sub(r"(?<=[\w\]])=(?=\S)", " = ", _source(function.args)).removeprefix("self").removeprefix("cls")
    name = owner if function.name == "__init__" else f"{owner}.{function.name}"
    arrow = "" if function.name == "__init__" else f" -> {returned}"
    return f"{name}({written.removeprefix(', ')}){arrow}"


def _text(node: ast.ClassDef | ast.FunctionDef) -> str:
    """A docstring as Markdown: examples become blocks."""
    paragraphs = (ast.get_docstring(node) or "").split("\n\n")
    return "\n\n".join(_example(each) if each.startswith(">>>") else each for each in paragraphs)


def _source(node: ast.AST) -> str:
    """Code as the formatter writes it: `ast` prefers single quotes."""
    return re.sub(r"'([^'\"\\]*)'", r'"\1"', ast.unparse(node))


def _example(session: str) -> str:
    return f"```pycon\n{session}\n```"


def _other_types() -> str:
    """The types that fields and signatures mention and that have no entry: what an alias means, else their module."""
    found: dict[str, str] = {}
    for name in NAMES:
        public = getattr(retrieval, name)
        namespace = vars(sys.modules[public.__module__])
        for mentioned in _mentioned(_tree(public)):
            meant = None if mentioned in NAMES else namespace.get(mentioned)
            if isinstance(meant, types.GenericAlias):
                found[mentioned] = str(meant)
            elif getattr(meant, "__module__", "").startswith("retrieval."):
                found[mentioned] = meant.__module__
    rows = [f"| `{name}` | `{where}` |" for name, where in sorted(found.items())]
    return "\n".join(["| type | what it means, or its module |", "|---|---|", *rows])


def _mentioned(node: ast.ClassDef) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.AnnAssign | ast.arg) and each.annotation:
            yield from _NAME.findall(_source(each.annotation))
        elif isinstance(each, ast.FunctionDef) and each.returns:
            yield from _NAME.findall(_source(each.returns))


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
