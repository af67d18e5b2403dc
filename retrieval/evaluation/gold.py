"""Gold questions: questions with the quotes that answer them, read from JSON lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from retrieval.models import WendaError


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """Question with the quotes that answer it (none: the library does not state it) and the short answer.

    ``answers`` are there instead where a message asks several things: one for each in the order asked, None for one
    that the library does not state; of a comparison one for each quote.
    """

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    quotes: tuple[str, ...]
    answer: str | None
    clause: str | None
    answers: tuple[str | None, ...] = ()


def load_gold(text: str, name: str) -> list[GoldQuestion]:
    """Parse gold questions from JSON lines. Raises `WendaError` with the number of a line that is not one.

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
    name, kind, question = (str(stored[key]) for key in ("id", "kind", "question"))
    history, quotes = tuple(stored.get("history") or ()), tuple(stored["quotes"])
    answers = tuple(stored.get("answers") or ())
    return GoldQuestion(name, kind, question, history, quotes, stored.get("answer"), stored.get("clause"), answers)
