"""Segments: how reports are kept as arrays, and how the next generation of an index comes from the one before.

In: loaded reports, and an index folder. Out: `ReportIndex`: segments with the rows that count.
May import: all that `retrieval.corpus` may, and `retrieval.corpus.loader`, `annotations` and `storage`.
"""
