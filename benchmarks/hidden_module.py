"""Hidden module: starts a process in which an installed module is not found, to measure what is done without it."""

from __future__ import annotations

from pathlib import Path


def hiding(module: str, folder: Path) -> dict[str, str]:
    """The environment of a process that is to find a module not installed; ``folder`` is free for use."""
    folder.mkdir(exist_ok=True)
    (folder / f"{module}.py").write_text(f"raise ImportError('hidden', name={module!r})\n", "utf-8")
    return {"PYTHONPATH": str(folder)}
