"""The seeds are kept in order: each says what went wrong, and each file belongs to a target."""

from __future__ import annotations

import json

from tests.fuzz.fuzzing import SEEDS

TARGETS = {"readers", "reports", "questions", "redactor", "callbacks", "deep_links", "batch"}


def test_every_seed_says_what_went_wrong() -> None:
    """A seed has a note and one input, text or bytes, and no other."""
    for path in SEEDS.glob("*.jsonl"):
        for line in filter(None, path.read_text("utf-8").split("\n")):
            seed = json.loads(line)
            assert set(seed) in ({"note", "text"}, {"note", "base64"}), line
            assert len(seed["note"]) > 5


def test_every_target_has_seeds() -> None:
    """There is a file for each target, and none for another."""
    assert {path.stem for path in SEEDS.glob("*.jsonl")} == TARGETS
