"""The list of what each column holds, held against the schema."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bot.erasure.personal_columns import COLUMNS, ColumnContent
from bot.storage import migrations, update_inbox
from bot.storage.database import Migration, open_database

OF_SQLITE = ("sqlite_", "_sqlite_")


def schema(path: Path, migrations_of: Sequence[Migration]) -> dict[str, set[str]]:
    """The columns of each table of a new database."""
    with closing(open_database(path, path.stem, migrations_of)) as db:
        return {table.name: set(table.columns_dict) for table in db.tables if not table.name.startswith(OF_SQLITE)}


def test_every_column_is_on_the_list(tmp_path: Path) -> None:
    """Whoever adds a column to either database must decide what becomes of its content when somebody is forgotten."""
    log = schema(tmp_path / "wenda.db", migrations.MIGRATIONS)
    inbox = schema(tmp_path / "inbox.db", update_inbox.MIGRATIONS)
    assert {table: set(columns) for table, columns in COLUMNS.items()} == log | inbox


@pytest.mark.parametrize("content", [content for content in ColumnContent if content is not ColumnContent.PROGRAM])
def test_no_number_holds_anything_personal(tmp_path: Path, content: ColumnContent) -> None:
    """What holds words, people or texts is a column of text: a number is of the program."""
    types: dict[str, dict[str, type]] = {}
    for name, listed in (("wenda.db", migrations.MIGRATIONS), ("inbox.db", update_inbox.MIGRATIONS)):
        with closing(open_database(tmp_path / name, name, listed)) as db:
            types |= {table.name: table.columns_dict for table in db.tables}
    wrong = [
        (table, column)
        for table, columns in COLUMNS.items()
        for column, held in columns.items()
        if held is content and types[table][column] is not str
    ]
    assert wrong == []
