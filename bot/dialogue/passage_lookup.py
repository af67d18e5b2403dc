"""Passage look-up: passages of a library by id or by clause, however the clause is written."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bot.texts import command_line, lookup
from retrieval.models import Passage, WendaError

if TYPE_CHECKING:
    from retrieval import Library


class PassageNotFoundError(WendaError):
    """A passage that is not in the library, or a clause that names several."""


def find_passages(library: Library, wanted: str) -> list[Passage]:
    """The passage of this id, or those at or under this clause, in any of its spellings.

    Raises:
        PassageNotFoundError: there is none.
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
        raise PassageNotFoundError(
            command_line.NO_PASSAGE.format(wanted=wanted, first=first.id, clause=first.clause.path)
        )
    return found


def find_passage(library: Library, wanted: str, listed: int = 8) -> Passage:
    """The one passage of this id or clause; a clause itself comes before its parts.

    Raises:
        PassageNotFoundError: there is none, or several; at most ``listed`` of those are named.
    """
    found = find_passages(library, wanted)
    exact = [p for p in found if _canonical(p.clause.path) == _canonical(wanted)] if len(found) > 1 else found
    if len(exact) == 1:
        return exact[0]
    several = exact or found
    names = [lookup.CITE_LISTED.format(id=p.id, label=p.clause.label) for p in several[:listed]]
    more = "…" if len(several) > listed else ""
    raise PassageNotFoundError(
        lookup.CITE_SEVERAL.format(wanted=wanted, count=len(several), listed="、".join(names) + more)
    )


def _is_at_or_under(clause: str, path: str) -> bool:
    levels = clause.split("/")
    return any(_canonical("/".join(levels[:depth])) == path for depth in range(1, len(levels) + 1))


def _canonical(path: str) -> str:
    """The path without differences in width, slashes, 、 and blanks: ``一、（一）一是`` is ``一/(一)/一是``."""
    return "".join(c for c in unicodedata.normalize("NFKC", path) if c not in "/、 ")
