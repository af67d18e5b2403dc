"""Roles: who, where, when, why, by what means, and whole lists, as the clauses of a sentence state them.

In: the folded text of a sentence, and a question. Out: roles and lists with their spans, the slot of the question, the
fillers of that slot with features.
May import: `retrieval.question` and all rooms below it.
"""
