"""Erasure: what a person asked, or what is too old, is removed from everything that the program has stored, with every
copy of the words.

In: a pseudonym and a person's number, or a time. Out: what was erased, and files that no longer hold it.
May import: `texts`, `strings`, `clock`, `privacy`, `storage`.
"""
