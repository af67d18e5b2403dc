"""Gold sets that ship with the product: ``data/eval/*.jsonl``."""

from __future__ import annotations

from retrieval.evaluation.gold import GoldQuestion, load_gold
from retrieval.resources import DATA

GOLD_SETS = ("development", "blind", "sealed")


def load_gold_set(name: str) -> list[GoldQuestion]:
    """The gold questions of a set, by its name without suffix."""
    return load_gold((DATA / "eval" / f"{name}.jsonl").read_text("utf-8"), f"{name}.jsonl")
