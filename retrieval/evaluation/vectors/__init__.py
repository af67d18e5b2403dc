"""Vectors: makes the table of word vectors, from a sentence encoder that the product itself does without.

In: words, texts and the encoder. Out: ``data/word-vectors.bin``.
May import: `retrieval.resources` and all rooms below it.
"""
