"""Language: normalization, words, sentences, places and the lexicon; nothing here knows how a report is built.

In: raw text. Out: folded text with a map of offsets, tokens, spans of lines and sentences, place names, official terms,
time frames.
May import: `models`, `file_cache`.
"""
