"""Counters: named numbers in the table ``progress``, and ids one above the highest ever given.

The caller holds the connection and the transaction.
"""

from __future__ import annotations

from bot.storage.database import Connection


def value(db: Connection, name: str) -> int:
    """The value of a counter; 0 where it was never written."""
    row = db.execute("select value from progress where name = ?", [name]).fetchone()
    return int(row[0]) if row else 0


def increment(db: Connection, name: str) -> None:
    """Add one to a counter."""
    raise_to(db, name, value(db, name) + 1)


def raise_to(db: Connection, name: str, number: int) -> bool:
    """Raise a counter to a number; whether it stood lower. It never goes back."""
    raised = db.execute(
        "insert into progress (name, value) values (?, ?)"
        " on conflict (name) do update set value = excluded.value where excluded.value > value",
        [name, number],
    )
    return raised.rowcount > 0


def store(db: Connection, name: str, number: int) -> None:
    """Set a counter to a number, which may be lower."""
    db.execute("insert or replace into progress (name, value) values (?, ?)", [name, number])


def clear(db: Connection, name: str) -> None:
    """Delete a counter."""
    db.execute("delete from progress where name = ?", [name])


def highest_id(db: Connection, table: str) -> int:
    """The highest id in a table; 0 where it is empty."""
    return int(db.execute(f"select coalesce(max(id), 0) from [{table}]").fetchone()[0])  # noqa: S608


def next_id(db: Connection, table: str, counter: str | None = None) -> int:
    """One above the highest id in a table, and above that of deleted rows where a counter remembers it."""
    return 1 + max(highest_id(db, table), value(db, counter) if counter else 0)
