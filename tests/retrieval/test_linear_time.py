"""No pattern and no step takes more than linear time: lines of 100 kB of anything are read, asked and looked up soon.

Every compiled pattern of the package is found, in whatever table it stands, and tried with the methods that the code
calls on it; one that stands in a table is tried with all.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import retrieval
from retrieval import Engine, Library
from retrieval.lazy_pattern import LazyPattern
from retrieval.models import ReportError
from retrieval.parsing.report import parse_report, passages
from retrieval.sandbox.parsed_report import LONGEST_LINE
from tests.examples import examples
from tests.pace import cost, growth
from tests.reading import read_text

BYTES = examples(100_000)
SECONDS = BYTES * 0.5 / 100_000
METHODS = ("search", "finditer", "match", "fullmatch")
# Finding all is searching until the end, and matching the whole tries what matching the beginning does.
HARDEST = ("finditer", "fullmatch")
UNITS = [
    *"0 １ 一 二三 （ ( 1. 第一 第 《 <div 年 的 a . - … 1,0 2021年 某局 附件 某某市人民政府 a@b. 《一》 路1".split(),
    *"万亿 由 0. 百".split(),
    *(" ", "\t", "\u3000", " | ", " \n", "a\n", "年 1", "：\n", "\u200b"),
]


def line(unit: str) -> str:
    """100 kB of a unit."""
    return unit * (BYTES // len(unit.encode()))


LINES = [
    *map(line, UNITS),
    line("一")[: BYTES * 16 // 100] + "x" * (BYTES // 2),
    "第" + line("一") + "章",
    "《" + line("汉") + "》",
    "1" * (BYTES // 2) + " " * (BYTES // 2) + "\n",
    "<div " + "a" * BYTES,
    "附件" + " " * BYTES + "x",
]


@cache
def patterns() -> dict[re.Pattern[Any], tuple[str, tuple[str, ...]]]:
    """Each pattern of the package with a place where it stands, and the methods to try it with."""
    places: dict[re.Pattern[Any], str] = {}
    methods: dict[re.Pattern[Any], set[str]] = defaultdict(set)
    for found in pkgutil.walk_packages(retrieval.__path__, "retrieval."):
        module = importlib.import_module(found.name)
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            for where, pattern in inside(value, f"{found.name}.{name}"):
                places.setdefault(pattern, where)
                called = {method for method in METHODS if re.search(rf"\b{name}\.{method}\(", source)}
                stands_alone = value is pattern or (isinstance(value, LazyPattern) and value.compiled == pattern)
                methods[pattern] |= called if stands_alone else set(HARDEST)
    # What no call by name is found for is handed on, and may be called in any way.
    return {pattern: (places[pattern], tuple(sorted(methods[pattern] or HARDEST))) for pattern in places}


def inside(value: object, where: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns in a value of any make."""
    if isinstance(value, LazyPattern):
        yield where, value.compiled
    elif isinstance(value, re.Pattern):
        yield where, value
    elif depth < 5 and isinstance(value, Mapping):
        for key, entry in value.items():
            yield from inside(key, f"{where}{{}}", depth + 1)
            yield from inside(entry, f"{where}[{key!r}]", depth + 1)
    elif depth < 5 and isinstance(value, tuple | list | set | frozenset):
        for at, entry in enumerate(value):
            yield from inside(entry, f"{where}[{at}]", depth + 1)
    elif depth < 5 and is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from inside(getattr(value, one.name, None), f"{where}.{one.name}", depth + 1)


def test_patterns_are_found_wherever_they_stand() -> None:
    """Those in tables, in tables of tables and in values of classes are found as well."""
    deep = {"a": [({re.compile("x"): re.compile("y")},)]}
    assert [pattern.pattern for _, pattern in inside(deep, "deep")] == ["x", "y"]
    assert len(patterns()) > 250


@pytest.mark.slow
def test_a_slow_pattern_would_be_noticed() -> None:
    """A search that begins anew at each digit of a line is over the limit."""
    pattern = re.compile(r"\d+室")
    assert growth(lambda size: pattern.search("1" * size), 3_000, times=8) > 20


@pytest.mark.sized
@pytest.mark.parametrize("text", LINES, ids=lambda text: repr(text[:6]))
def test_no_pattern_takes_long(text: str) -> None:
    """Each pattern is through with 100 kB within half a second, and with less in proportion."""
    slow = []
    for pattern, (where, methods) in patterns().items():
        subject = text.encode() if isinstance(pattern.pattern, bytes) else text
        for method in methods:
            seconds = cost(lambda: tried(pattern, method, subject), SECONDS)  # noqa: B023 - called at once
            if seconds >= SECONDS:
                slow.append((where, method, round(seconds, 2)))
    assert slow == []


def tried(pattern: re.Pattern[Any], method: str, text: str | bytes) -> object:
    found = getattr(pattern, method)(text)
    return sum(1 for _ in found) if method == "finditer" else found


@pytest.mark.sized
@pytest.mark.parametrize("text", LINES, ids=lambda text: repr(text[:6]))
def test_any_line_is_handled_soon(engine: Engine, text: str) -> None:
    """As a question, an earlier question, words to look up, a report and a page, 100 kB take no long time."""
    engine.ask("执法记录仪有几台")
    engine.search("执法记录仪")
    assert cost(lambda: engine.ask(text), 1) < 1
    assert cost(lambda: engine.ask("那要多少钱", [text]), 1) < 1
    assert cost(lambda: engine.search(text), 2) < 2
    for whole in (text, f"某市报告\n一、{text}。\n二、完"):
        assert cost(lambda: passages(parse_report(whole, "x.txt")), 2) < 2  # noqa: B023 - called at once
    assert cost(lambda: page(text), 10) < 10


def page(text: str) -> None:
    """Read a page with this line, or refuse it."""
    with suppress(ReportError):
        read_text(f"<html><body><p>某市通知</p><p>{text}</p></body></html>".encode(), "x.html")


@pytest.mark.sized
@pytest.mark.parametrize("unit", ["的", "1"])
def test_a_report_of_one_long_line_is_indexed_soon(tmp_path: Path, unit: str) -> None:
    """An engine of a report with a line as long as may be, without a break, is made, and answers, within seconds."""
    long = line(unit)[: LONGEST_LINE - 100]
    (tmp_path / "a.txt").write_text(f"某市报告\n一、共有{long}审批事项189项。\n二、完", "utf-8")
    assert cost(lambda: Engine(Library.open(tmp_path)).ask("审批事项有多少"), 10) < 10
