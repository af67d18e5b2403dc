"""Storage: SQLite databases, their migrations, the log of exchanges, the inbox of updates, files written whole.

In: rows. Out: rows, on the disk before the call returns. May import: `strings`, `texts`, `clock`, `privacy`.
"""
