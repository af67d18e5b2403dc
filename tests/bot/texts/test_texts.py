"""The words that people read."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

TEXTS = Path(__file__).parents[3] / "bot" / "texts"


def test_no_two_modules_use_one_name() -> None:
    """A name that stands in two modules would show the words of the wrong one when imported from there."""
    names: Counter[str] = Counter()
    for path in TEXTS.rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            flat = [part for t in targets for part in (t.elts if isinstance(t, ast.Tuple) else [t])]
            names.update(part.id for part in flat if isinstance(part, ast.Name))
            if isinstance(node, ast.FunctionDef):
                names[node.name] += 1
    twice = {name for name, count in names.items() if count > 1 and not name.startswith("_")}
    assert twice == set()
    assert len(names) > 300
