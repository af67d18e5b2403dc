"""What staff look up: passages by id or clause, however written, and the stretch of one that matters."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from bot import texts
from retrieval.types import Hit, Passage, WendaError

if TYPE_CHECKING:
    from retrieval import Library


class NoPassage(WendaError):
    """What was asked for is not in the library."""


def find_passages(library: Library, wanted: str) -> list[Passage]:
    """The passage of this id, or those at or under this clause, whichever way it is written.

    Raises:
        NoPassage: there is none.
    """
    try:
        return [library.passage(wanted)]
    except KeyError:
        pass
    path = _canonical(wanted)
    found = [p for p in library.passages if path and _is_at_or_under(p.clause.path, path)]
    if not found:
        known = [p for p in library.passages if "/" in p.clause.path] or list(library.passages)
        first = known[0]
        raise NoPassage(texts.NO_PASSAGE.format(wanted=wanted, first=first.id, clause=first.clause.path))
    return found


def _is_at_or_under(clause: str, path: str) -> bool:
    levels = clause.split("/")
    return any(_canonical("/".join(levels[:depth])) == path for depth in range(1, len(levels) + 1))


def _canonical(path: str) -> str:
    """Width, slashes, 、 and blanks do not matter: ``一、（一）一是`` is ``一/(一)/一是``."""
    return "".join(c for c in unicodedata.normalize("NFKC", path) if c not in "/、 ")


def hit_json(hit: Hit, words: str) -> dict[str, Any]:
    """A hit as ``wenda find --json`` prints it."""
    passage = hit.passage
    return {
        "passage": passage.id,
        "score": round(hit.score, 4),
        "citation": passage.citation,
        "snippet": snippet(passage.text, words),
        "file": passage.file,
        "start": passage.start,
        "end": passage.end,
        "clause": passage.clause.path,
    }


def snippet(text: str, words: str, width: int = 60) -> str:
    """The stretch of ``text``, at most ``width`` characters, that holds most of the pairs of characters in ``words``.

    >>> snippet("第一句说别的。截至目前，共保留审批事项189项。", "审批事项", 12)
    '…截至目前，共保留审批事项…'
    """
    text = " ".join(text.split())
    pairs = {words[i : i + 2] for i in range(len(words) - 1)} or {words}
    here = [text[i : i + 2] in pairs for i in range(len(text))]
    starts = [i for i in range(len(text)) if i == 0 or text[i - 1] in "。；，：,;"]
    best = max(starts, key=lambda i: (sum(here[i : i + width]), -i), default=0)
    shown = text[best : best + width]
    return ("…" if best else "") + shown + ("…" if best + width < len(text) else "")
