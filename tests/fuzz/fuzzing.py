"""How long fuzzing goes on, and the seeds of what once failed.

Each run replays the seeds and tries a few hundred examples. ``FUZZ_EXAMPLES=20 python -m pytest tests/fuzz`` tries
twenty times as many, with new chances each time; what then fails goes into ``tests/fuzz/seeds``, a file a target, a
JSON object a line: ``note`` says what went wrong, ``text`` or ``base64`` is the input.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from hypothesis import HealthCheck, settings

from tests.examples import examples

SEEDS = Path(__file__).parent / "seeds"
_TIMES = int(os.environ.get("FUZZ_EXAMPLES", "1"))


def fuzzed(count: int) -> settings:
    """Settings for a target: the same examples each time, unless more are asked for."""
    return settings(
        max_examples=examples(count) * _TIMES,
        derandomize=_TIMES == 1,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def texts(target: str) -> list[str]:
    """The seeds of a target that are text."""
    return [seed["text"] for seed in _seeds(target) if "text" in seed]


def binaries(target: str) -> list[bytes]:
    """The seeds of a target that are bytes."""
    return [base64.b64decode(seed["base64"]) for seed in _seeds(target) if "base64" in seed]


def _seeds(target: str) -> list[dict[str, str]]:
    # Not by splitlines: what once failed may hold any line break that there is.
    lines = (SEEDS / f"{target}.jsonl").read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line]
