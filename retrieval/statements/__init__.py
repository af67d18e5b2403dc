"""Statements: what a sentence says of its figures, what it denies, who acts where and why, and what is asked of it.

In: folded sentences and analysed questions. Out: `Statement`, `Slot`, roles and lists, and the candidates for
the short answer, with features.
May import: `question`, and all rooms below it.
"""
