"""Statements: what a sentence says of its figures, what it denies, who acts where and why, and what is asked of it.

In: folded sentences and analysed questions. Out: `Statement`, `Slot`, roles and lists, and the figures and fillers that
may answer, with features.
May import: `question`, and all rooms below it.
"""
