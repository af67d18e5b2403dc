"""Language: normalization, words, sentences, places and the lexicon; nothing here knows what a report is.

In: raw text. Out: folded text with a map of offsets, tokens, spans of lines and sentences, place names, official terms.
May import: `retrieval.models`.
"""
