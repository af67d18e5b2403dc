"""Reply JSON: a reply as the command line prints it, and the sentence that says why there is no answer."""

from __future__ import annotations

from typing import Any

from bot.texts import replies
from retrieval.models import Outcome, Part, Reply

ERROR = "error"
"""The outcome of a line of a batch that was not answered."""


def to_json(reply: Reply, question: str, question_id: Any = None) -> dict[str, Any]:
    """The reply as the fixed interface has it; ``question_id`` is returned unchanged.

    ``written`` is there only where staff wrote the answer.
    """
    reason = "" if reply.outcome is Outcome.SMALLTALK else reason_sentence(reply)
    written = {"written": reply.written} if reply.written else {}
    return {
        "id": question_id,
        "question": question,
        "understood": replies.understood(reply.understood),
        "outcome": reply.outcome.value,
        "short": reply.short,
        **written,
        "quotes": [quote.to_json() for quote in reply.quotes],
        "parts": [_part_json(part) for part in reply.parts],
        "suggestions": list(reply.suggestions),
        "reason": reason,
        "elapsed_ms": round(reply.elapsed_ms, 3),
    }


def _part_json(part: Part) -> dict[str, Any]:
    """A part of a message; ``reason`` is there only where the library does not state it, or states the opposite."""
    said = replies.lacking(part.reason) if part.quote is None else replies.other_way_round(part.reason)
    return part.to_json() | ({"reason": f"{said}。"} if said else {})


def reason_sentence(reply: Reply) -> str:
    """The reason why there is no answer, or none to the question as it was put, as a sentence."""
    if reply.outcome is Outcome.ANSWER:
        said = replies.other_way_round(reply.reason)
        return f"{said}。" if said else ""
    clarifies = reply.outcome is Outcome.CLARIFY
    return replies.clarifying(reply.reason) if clarifies else f"{replies.lacking(reply.reason)}。"


def error_json(question_id: Any, reason: str) -> dict[str, Any]:
    """The output of a batch for a line that could not be read.

    >>> error_json("q1", "…")
    {'id': 'q1', 'outcome': 'error', 'reason': '…'}
    """
    return {"id": question_id, "outcome": ERROR, "reason": reason}
