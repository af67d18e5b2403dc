"""Inverted index: BM25 postings with rank-bm25's statistics, and term statistics of a collection.

In: tokens of texts. Out: scores of all texts for a query's tokens, and how rare a token is.
May import: `retrieval.models`, `retrieval.text`.
"""
