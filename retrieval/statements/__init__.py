"""Statements: what each figure of a sentence measures, what it denies, and the slot that a question wants filled.

In: folded sentences and analysed questions. Out: `Statement`, `Slot`, and the figures that may answer, with features.
May import: `question`, and all rooms below it.
"""
