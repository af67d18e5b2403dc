"""Parsing: the text of a document to a report with header, title, clauses, signature, and what the document is.

In: text and its file name. Out: `Report` and its passages; metadata; what is worked out of each passage
once, its sentences and the time frame that it begins in.
May import: `models`, `file_cache`, `text`.
"""
