"""Statements: what a sentence states, clause by clause, and what of it a question asks for, in the same terms.

In: the folded text of a sentence, and a question. Out: roles, lists and values tied to what they are stated of; slots;
candidates for the short answer, each with features.
May import: `retrieval.question` and all rooms below it.
"""
