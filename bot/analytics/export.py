"""Export of rows as CSV that is safe to open in spreadsheets, and as JSON lines.

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

from bot.clock import with_local_times
from bot.storage import files
from bot.texts import command_line
from bot.texts.errors.system_errors import system_error
from retrieval.models import WendaError

if TYPE_CHECKING:
    from sqlite_utils import Database

BOM = "\ufeff"  # without it Excel reads UTF-8 in the code page of the machine
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_EXCHANGES_SQL = """
select i.*,
  (select count(*) from ratings r where r.interaction = i.id and r.verdict = 'good') as good,
  (select count(*) from ratings r where r.interaction = i.id and r.verdict = 'bad') as bad
from interactions i where i.time >= ? and i.time < ? order by i.id"""

Row = Mapping[str, Any]


class ExportError(WendaError):
    """A file that cannot be written, or that exists already."""


def to_csv(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    r"""A CSV file with a heading, in pieces of one row: CRLF, texts in quotation marks, numbers as numbers, None
    empty.

    >>> "".join(to_csv([{"q": "=1+1", "n": 2}], ["q", "n"]))
    '\ufeff"q","n"\r\n"\'=1+1",2\r\n'
    """
    yield BOM + _csv_line(columns)
    for row in rows:
        yield _csv_line([row.get(name) for name in columns])


def to_jsonl(rows: Iterable[Row]) -> Iterator[str]:
    r"""One JSON object for each row, each on a line.

    >>> list(to_jsonl([{"问": "谁"}]))
    ['{"问": "谁"}\n']
    """
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def guard(text: str) -> str:
    """A text that no spreadsheet takes for a formula. A formula after apostrophes gets another apostrophe.

    >>> guard("-1"), guard("'=1"), guard("年")
    ("'-1", "''=1", '年')
    """
    return f"'{text}" if _is_formula(text.lstrip("'")) else text


def remove_guard(cell: str) -> str:
    """The text of which `guard` made the cell."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell.lstrip("'")) else cell


def exchanges(db: Database, since: str, until: str) -> Iterator[dict[str, Any]]:
    """The log from a time on and before another, oldest first, with the counts of ratings and times in China."""
    return map(with_local_times, db.query(_EXCHANGES_SQL, [since, until]))


def flatten(row: Row) -> dict[str, Any]:
    """An exchange for a table: the file and clause of the first quote are columns of their own."""
    first: Row = next(iter(json.loads(row["passages"] or "[]")), {})
    return {**row, "file": first.get("file"), "clause": first.get("clause")}


def write_export(pieces: Iterable[str], target: Path, force: bool = False) -> None:
    """Write a file in UTF-8 that only its owner may read. It appears complete or not at all.

    Raises:
        ExportError: it exists and ``force`` is not set, or it cannot be written.
    """
    if target.exists() and not force:
        raise ExportError(command_line.EXPORT_EXISTS.format(path=target))
    try:
        files.write_atomically(target, pieces)
    except OSError as error:
        raise ExportError(command_line.EXPORT_FAILED.format(path=target, error=system_error(error))) from error


def _csv_line(cells: Iterable[Any]) -> str:
    line = io.StringIO()
    safe = [guard(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in cells]
    csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow(safe)
    return line.getvalue()


def _is_formula(text: str) -> bool:
    """Whether a text is a formula as it stands, or once invisible characters are dropped, as some programs do."""
    seen = next((c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc")), "")
    return text[:1] in _FORMULA or seen in _FORMULA
