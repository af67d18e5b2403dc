"""The regular expressions of a package, and texts that are made to hurt them."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

from retrieval.lazy_pattern import LazyPattern
from tests.examples import examples

LENGTH = examples(100_000)
# Repeated, each of these is a line of a hundred thousand characters.
_UNITS = (
    "1", "1 ", "12 ", "1234 ", "1-", "1.", "13800138000", "86 ", "0631-8451234-", "2021年", "a", "a.", "a@", "@", "@a.",
    "京A", "京A1234D", "(", "（", "〔", "《", "<", "<a ", " ", "\t", "\n", "　", "字", "第一", "一、", "，", "。", "/a",
    "a_", "http://", "&amp", "多少", "\u200b1", "１", "x" * 17 + " ",
)  # fmt: skip


def patterns_of(package: str) -> dict[str, re.Pattern[str]]:
    """Every compiled expression that a module of the package holds, by its place.

    Looks at the names of a module and the attributes of its classes, and into tuples, lists, sets, dicts and
    dataclasses of them.
    """
    root = importlib.import_module(package)
    names = [package, *(found.name for found in pkgutil.walk_packages(root.__path__, f"{package}."))]
    modules = [importlib.import_module(name) for name in names if not name.endswith(".__main__")]
    return {place: pattern for module in modules for place, pattern in _of_module(module)}


def _of_module(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, value in vars(module).items():
        place = f"{module.__name__}.{name}"
        if isinstance(value, type) and value.__module__ == module.__name__:
            for attribute, inner in vars(value).items():
                yield from _in(inner, f"{place}.{attribute}")
        elif not name.startswith("__"):
            yield from _in(value, place)


def _in(value: Any, place: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, LazyPattern):
        yield place, value.compiled
    elif isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _in(key, f"{place}[{key!r}]")
            yield from _in(inner, f"{place}[{key!r}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for attribute in fields(value):
            yield from _in(getattr(value, attribute.name), f"{place}.{attribute.name}")
    elif isinstance(value, tuple | list | set | frozenset):
        for number, inner in enumerate(value):
            yield from _in(inner, f"{place}[{number}]")


def hostile_texts() -> dict[str, str]:
    """Long lines by what they repeat, and a few that mix: nearly a match everywhere, and never one."""
    repeated = {unit: (unit * (LENGTH // len(unit) + 1))[:LENGTH] for unit in _UNITS}
    half = LENGTH // 2
    return repeated | {
        "digits, then a letter": "1" * (LENGTH - 1) + "x",
        "blanks between words": "a" + " " * (LENGTH - 2) + "b",
        "openings, then closings": "(" * half + ")" * half,
        "an address without an end": "a" * half + "@" + "a." * (half // 2),
        "mixed": ("京A1 2(〔<1@a.13800 字，" * (LENGTH // 18))[:LENGTH],
    }
