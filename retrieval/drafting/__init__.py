"""Drafting: phrasings and gaps for a report that has none, made of its own statements, for staff to look through.

In: a loaded report, the lexicon, the table of attributes. Out: the text of its files of phrasings and gaps, each
question in them marked as a draft.
May import: `statements`, `question`, `corpus`, and all rooms below them.
"""
