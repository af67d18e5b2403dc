"""Statements: what a sentence states, clause by clause, what a question asks for in the same terms, and candidates.

In: the folded text of a sentence, and a question. Out: roles, lists and values tied to what they are stated of; slots;
candidates for the short answer, each with features.
May import: `retrieval.question` and all rooms below it.
"""
