"""Storage: SQLite databases, their migrations, the interaction log, the update inbox, atomic files.

In: rows. Out: rows, on the disk before the call returns.
May import: `texts`, `strings`, `clock`.
"""
