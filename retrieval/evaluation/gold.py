"""TODO docstring."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from retrieval.models import WendaError


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A gold question: what was asked, the quotes that answer (none: not stated), and the short answer."""

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    quotes: tuple[str, ...]
    answer: str | None
    clause: str | None


def load_gold(text: str, name: str) -> list[GoldQuestion]:
    """Gold questions from JSON lines. Raises `WendaError` with the line that is not one.

    >>> load_gold('{"id": "1", "kind": "number", "question": "几台", "quotes": ["5台"]}', "q")[0].quotes
    ('5台',)
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_gold(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            wanted = "wanted a gold question with id, kind, question, quotes"
            raise WendaError(f"{name}:{number}: {wanted}: {error}") from error
    if not found:
        raise WendaError(f"{name}: wanted gold questions, one JSON object a line, found none")
    return found


def _gold(stored: dict[str, Any]) -> GoldQuestion:
    return GoldQuestion(str(stored["id"]), str(stored["kind"]), str(stored["question"]), tuple(stored.get("history") or ()),
                tuple(stored["quotes"]), stored.get("answer"), stored.get("clause"))  # fmt: skip
