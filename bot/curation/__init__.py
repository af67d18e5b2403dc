"""Curation: what staff add to the library: approved answers, lexicon entries, gold questions, decisions on topics.

In: decisions of staff. Out: answers that are matched ahead of the engine, words, gold questions, published pages.
May import: `strings`, `texts`, `clock`, `privacy`, `storage`, `config`, `topics`, `dialogue`.
"""
