"""Parsing: the text of a document to a report with header, title, clauses, signature, and what the document is.

In: text and its file name. Out: `Report` and its passages; metadata; the time frame of sentences.
May import: `retrieval.models`, `retrieval.text`.
"""
