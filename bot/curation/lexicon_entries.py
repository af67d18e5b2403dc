"""Lexicon entries of staff: everyday words with their official terms, in the database, merged with ``data/lexicon``.

Functions on a connection, for use within `bot.storage.database.DatabaseWorker`, and `StaffLexicon` for the serving
engine. ``who`` is a pseudonym, times are UTC in ISO 8601. Not handled here: trying an entry on the gold questions
(`bot.curation.regression_trials`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bot import clock
from bot.storage import counters
from bot.storage.database import Connection, DatabaseWorker, Row
from bot.strings import one_line, preview
from bot.texts import staff_chat
from retrieval.models import ReportError, WendaError
from retrieval.text.lexicon import LEXICON_HEADER, Lexicon, parse_lexicon
from retrieval.text.normalization import fold
from retrieval.text.question_text import plain

MAX_LINES = 10  # entries at once
MAX_LINE_LENGTH = 200  # characters of one
MAX_FORM_LENGTH = 12  # characters of an everyday word: an entry keeps words, not questions of people


class LexiconEntryError(WendaError):
    """An entry that cannot be stored; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """An entry: everyday forms and official terms, each as in a line of ``data/lexicon``.

    ``effect`` is the result of the trial; ``forced`` tells that the entry was stored although it lowered the figures.
    """

    id: int
    lay: str
    official: str
    who: str
    time: str
    effect: dict[str, Any]
    forced: bool

    @property
    def line(self) -> str:
        """The entry as a line of a lexicon file."""
        return f"{self.lay} => {self.official}"


def parse_entries(written: str) -> list[str]:
    """The entries of a text, one on each line, in a normal form.

    Raises:
        LexiconEntryError: there are none or too many, or a line is not an entry that a question could match.

    >>> parse_entries("民告官、告官＝＞行政诉讼，应诉*0.7")
    ['民告官, 告官 => 行政诉讼, 应诉*0.7']
    """
    lines = [one_line(fold(line)) for line in written.splitlines() if line.strip()]
    if not 0 < len(lines) <= MAX_LINES:
        raise LexiconEntryError(staff_chat.WORDS_COUNT.format(most=MAX_LINES, found=len(lines)))
    return [_parse_entry(line) for line in lines]


def lexicon_of(lines: Iterable[str]) -> Lexicon:
    """The lexicon of parsed entries."""
    return parse_lexicon("\n".join((LEXICON_HEADER, *lines)), "staff")


def add(db: Connection, line: str, who: str, effect: dict[str, Any], forced: bool = False) -> LexiconEntry:
    """Store an entry and return it; the stored one where the same entry is there already."""
    lay, _, official = (part.strip() for part in line.partition("=>"))
    same = list(db.table("lexicon").rows_where("lay = ? and official = ?", [lay, official]))
    if same:
        return _from_row(same[0])
    entry = LexiconEntry(counters.next_id(db, "lexicon"), lay, official, who, clock.timestamp(), effect, forced)
    stored = {"effect": json.dumps(effect, ensure_ascii=False), "forced": int(forced)}
    db.table("lexicon").insert(asdict(entry) | stored)
    counters.increment(db, "lexicon")
    return entry


def remove(db: Connection, number: int) -> bool:
    """Delete an entry; whether it was there."""
    gone = db.execute("delete from lexicon where id = ?", [number]).rowcount > 0
    if gone:
        counters.increment(db, "lexicon")
    return gone


def list_entries(db: Connection) -> list[LexiconEntry]:
    """All entries, oldest first."""
    return [_from_row(row) for row in db.table("lexicon").rows_where(order_by="id")]


def version(db: Connection) -> int:
    """A number that grows with every change; cheap."""
    return counters.value(db, "lexicon")


class StaffLexicon:
    """The entries of a log, for callers on any thread. Reading does not create a database."""

    def __init__(self, store: DatabaseWorker) -> None:
        self._store = store

    def version(self) -> int:
        """A number that grows with every change. Raises OSError or sqlite3.Error."""
        return self._store.read(version) if self._store.path.exists() else 0

    def lexicon(self) -> Lexicon:
        """The entries as a lexicon. Raises OSError or sqlite3.Error."""
        if not self._store.path.exists():
            return Lexicon()
        return lexicon_of(entry.line for entry in self._store.read(list_entries))


def _parse_entry(line: str) -> str:
    left, arrow, right = (part.strip() for part in line.partition("=>"))
    if not arrow or not left or not right or len(line) > MAX_LINE_LENGTH or line.startswith("#"):
        raise LexiconEntryError(staff_chat.WORD_SHAPE.format(found=preview(line)))
    try:
        (terms, *_) = (entries := lexicon_of([line])).values()
    except ReportError as error:
        raise LexiconEntryError(staff_chat.WORD_WEIGHT.format(found=preview(right))) from error
    for form in entries:
        # A form of one character, or one that the analysis drops, matches no question.
        if len(form) < 2 or plain(form) != form:
            raise LexiconEntryError(staff_chat.WORD_NEVER_MET.format(found=preview(form)))
        if len(form) > MAX_FORM_LENGTH:
            raise LexiconEntryError(staff_chat.WORD_LONG.format(found=preview(form), most=MAX_FORM_LENGTH))
    official = ", ".join(term.text if term.weight == 1 else f"{term.text}*{term.weight:g}" for term in terms)
    return f"{', '.join(entries)} => {official}"


def _from_row(row: Row) -> LexiconEntry:
    return LexiconEntry(**row | {"effect": json.loads(row["effect"] or "{}"), "forced": bool(row["forced"])})
