"""Rows as CSV that spreadsheets open without harm, and as JSON lines; files that are there whole or not at all.

A cell that a spreadsheet would take for a formula begins with an apostrophe, as OWASP recommends ("CSV Injection").
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.storage import files
from bot.texts import command_line
from retrieval.models import WendaError

if TYPE_CHECKING:
    from sqlite_utils import Database

BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of the machine
NESTED = ("understood", "passages", "reason", "history", "suggestions")  # columns of the log that hold JSON
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_EXCHANGES = """
select i.*,
  (select count(*) from ratings r where r.interaction = i.id and r.verdict = 'good') as good,
  (select count(*) from ratings r where r.interaction = i.id and r.verdict = 'bad') as bad
from interactions i where i.time >= ? and i.time < ? order by i.id"""

Row = Mapping[str, Any]


class ExportError(WendaError):
    """A file that cannot be written, or is there already."""


def to_csv(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    r"""A CSV file with a heading, a piece a row: CRLF, texts in quotation marks, numbers as numbers, None empty.

    >>> "".join(to_csv([{"q": "=1+1", "n": 2}], ["q", "n"]))
    '\ufeff"q","n"\r\n"\'=1+1",2\r\n'
    """
    yield BOM + _line(columns)
    for row in rows:
        yield _line([row.get(name) for name in columns])


def to_jsonl(rows: Iterable[Row]) -> Iterator[str]:
    r"""A JSON object a line.

    >>> list(to_jsonl([{"问": "谁"}]))
    ['{"问": "谁"}\n']
    """
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def guard(text: str) -> str:
    """A text that no spreadsheet takes for a formula. What begins with an apostrophe and goes on so gets another.

    >>> guard("-1"), guard("'=1"), guard("年")
    ("'-1", "''=1", '年')
    """
    return f"'{text}" if _is_formula(text.lstrip("'")) else text


def remove_guard(cell: str) -> str:
    """The text that `guarded` made the cell of."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell.lstrip("'")) else cell


def exchanges(db: Database, since: str, until: str) -> Iterator[dict[str, Any]]:
    """The log from a time on and before another, oldest first, with how many people liked each reply and did not."""
    return db.query(_EXCHANGES, [since, until])


def opened(row: Row) -> dict[str, Any]:
    """An exchange with its JSON columns as values."""
    return {
        name: json.loads(value) if name in NESTED and isinstance(value, str) else value for name, value in row.items()
    }


def flatten(row: Row) -> dict[str, Any]:
    """An exchange for a table: where the first sentence stands has columns of its own."""
    first: Row = next(iter(json.loads(row["passages"] or "[]")), {})
    return {**row, "file": first.get("file"), "clause": first.get("clause")}


def write_export(pieces: Iterable[str], target: Path, force: bool = False) -> None:
    """Write a file in UTF-8, which only its owner may read. It appears whole or not at all.

    Raises:
        ExportError: it is there already and is not to be replaced, or it cannot be written.
    """
    if target.exists() and not force:
        raise ExportError(command_line.EXPORT_EXISTS.format(path=target))
    try:
        files.write_atomically(target, pieces)
    except OSError as error:
        raise ExportError(command_line.EXPORT_FAILED.format(path=target, error=error.strerror or error)) from error


def _line(cells: Iterable[Any]) -> str:
    line = io.StringIO()
    safe = [guard(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in cells]
    csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow(safe)
    return line.getvalue()


def _is_formula(text: str) -> bool:
    """Whether it is one as it stands, or once what cannot be seen is dropped, as some programs do."""
    if text[:1] in _FORMULA and text:
        return True
    seen = next((c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc")), "")
    return seen in _FORMULA and seen != ""
