"""Reranking: the sentences of a library in a new order, where none answers by its words.

In: evidence. Out: the same evidence, what is nearest in meaning raised. May import: `retrieval.scoring` and all rooms
below it.
"""
