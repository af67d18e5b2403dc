"""Segments: how reports are kept as arrays, and how the next generation of an index comes from the one before.

In: loaded reports, and an index folder. Out: the next generation; `ReportIndex`: segments with the rows that count.
May import: all that `retrieval.corpus` may, and its `loader`, `annotations` and `storage`.
"""
