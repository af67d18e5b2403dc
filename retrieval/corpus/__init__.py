"""Corpus: the reports of a folder, what staff wrote beside them, and the index that is kept of both on disk.

In: a folder, a file, or an index; conditions on reports. Out: `Library`: segments, a catalog that counts and selects
by conditions, passages by id or report, annotations, lexicon, and the files that were skipped.
May import: `models`, `file_cache`, `text`, `index`, `parsing`, `conversion`, `resources`, `sandbox`.
"""
