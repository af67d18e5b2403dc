"""Curation: answers, gold questions and lexicon entries of staff, and how they are approved, checked and published.

In: drafts of staff, a library, an engine. Out: answers in use, suspended answers with notices, trials, FAQ pages.
May import: `texts`, `strings`, `clock`, `privacy`, `storage`, `config`, `topics`, `dialogue`.
"""
