"""Passage look-up: passages of a library by id or by clause, however the clause is written.

A clause may follow the name of its report, ``《…》一/(一)`` or ``a.txt 一/(一)``. Without one it is looked for in the
first reports of the library only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from bot.texts import command_line, lookup
from retrieval.models import Passage, WendaError

if TYPE_CHECKING:
    from retrieval import Library

MAX_REPORTS = 50  # that a clause is looked for in
_NUMBER = re.compile(r"[(（][^()（）]*号[)）]")


class PassageNotFoundError(WendaError):
    """A passage that is not in the library, or a clause that names several."""


def find_passages(library: Library, wanted: str) -> list[Passage]:
    """The passage of this id, or those at or under this clause, in any of its spellings.

    Raises:
        PassageNotFoundError: there is none.
    """
    return _look_up(library, wanted)[0]


def find_passage(library: Library, wanted: str, listed: int = 8) -> Passage:
    """The one passage of this id or clause; a clause itself comes before its parts.

    Raises:
        PassageNotFoundError: there is none, or several; at most ``listed`` of those are named.
    """
    found, path = _look_up(library, wanted)
    exact = [p for p in found if _canonical(p.clause.path) == path] if len(found) > 1 else found
    if len(exact) == 1:
        return exact[0]
    several = exact or found
    with_title = in_several_reports(several)
    labels = [f"《{p.document}》" * with_title + p.clause.label for p in several[:listed]]
    names = [lookup.CITE_LISTED.format(id=p.id, label=label) for p, label in zip(several, labels, strict=False)]
    more = "…" if len(several) > listed else ""
    raise PassageNotFoundError(
        lookup.CITE_SEVERAL.format(wanted=wanted, count=len(several), listed="、".join(names) + more)
    )


def passage_json(passage: Passage, around: Sequence[Passage | None]) -> dict[str, Any]:
    """A passage as ``wenda show --json`` prints it, with the ids of the passages before and after it.

    ``text`` is what stands in the file from ``start`` to ``end``; ``recognised`` is there only where it holds.
    """
    before, after = (other.id if other else None for other in around)
    return {
        "passage": passage.id,
        "text": passage.text,
        "file": passage.file,
        "start": passage.start,
        "end": passage.end,
        "report": passage.document,
        "number": passage.number,
        "clause": passage.clause.path,
        "citation": passage.citation,
        "before": before,
        "after": after,
        **({"recognised": True} if passage.is_recognised else {}),
    }


def in_several_reports(passages: Iterable[Passage]) -> bool:
    """Whether passages are from more than one report, so that a clause alone does not tell which is meant."""
    return len({passage.file for passage in passages}) > 1


def _look_up(library: Library, wanted: str) -> tuple[list[Passage], str]:
    """The passages, at least one, and the clause in the form that is compared; empty where an id was given."""
    try:
        return [library.passages.passage(wanted)], ""
    except KeyError:
        pass
    files, clause, title = _reports_named(library, wanted)
    path = _canonical(clause)
    every = [passage for file in files for passage in library.passages.of_report(file)]
    found = [passage for passage in every if path and _is_at_or_under(passage.clause.path, path)]
    if found:
        # A notice and what it carries both have a first article.
        return [passage for passage in found if title and title in _plain(passage.document)] or found, path
    raise PassageNotFoundError(_none_found(library, wanted, every))


def _plain(title: str) -> str:
    from retrieval.text.normalization import fold

    return fold(title)


def _reports_named(library: Library, wanted: str) -> tuple[Sequence[str], str, str]:
    """The files that a clause is looked for in, the clause alone, and the folded title in front of it."""
    from retrieval.corpus.filters import EVERY_REPORT, Is, ReportField

    head, closing, clause = wanted.strip().rpartition("》")
    if closing and head.startswith("《"):
        number = _NUMBER.match(clause.lstrip())
        title = _plain(head[1:])
        files = library.catalog.select(Is(ReportField.TITLE, title), MAX_REPORTS)
        return files, clause.lstrip()[number.end() if number else 0 :], title
    for file, _, clause in (wanted.partition(" "), wanted.rpartition(" ")):
        if file and file in library.catalog.metadata:
            return [file], clause, ""
    return library.catalog.select(EVERY_REPORT, MAX_REPORTS), wanted, ""


def _none_found(library: Library, wanted: str, every: Sequence[Passage]) -> str:
    """The message that there is no such passage: how one is written, and where it was looked for."""
    example = next((p for p in every if "/" in p.clause.path), next(iter(every), None))
    if example is None:
        return lookup.NO_REPORT.format(wanted=wanted)
    said = command_line.NO_PASSAGE.format(wanted=wanted, first=example.id, clause=example.clause.path)
    if len(library.catalog) > MAX_REPORTS:
        said += lookup.FIRST_REPORTS.format(count=MAX_REPORTS, clause=example.clause.path)
    return said


def _is_at_or_under(clause: str, path: str) -> bool:
    levels = clause.split("/")
    return any(_canonical("/".join(levels[:depth])) == path for depth in range(1, len(levels) + 1))


def _canonical(path: str) -> str:
    """The path without differences in width, slashes, 、 and blanks: ``一、（一）一是`` is ``一/(一)/一是``."""
    return "".join(c for c in unicodedata.normalize("NFKC", path) if c not in "/、 ")
