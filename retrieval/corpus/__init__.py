"""Corpus: the reports of a folder, what staff wrote beside them, and the index that is kept of both on disk.

In: a folder, or an index. Out: `Library`: reports, passages, annotations, lexicon, and the files that were skipped.
May import: all rooms before it: `models`, `text`, `index`, `parsing`, `conversion`, and `retrieval.resources`.
"""
