"""Scoring: the sentences of the candidate passages, scored for one question.

In: an analysed question, conditions on the reports that it may be answered from, a `Retriever` and term statistics.
Out: `Evidence`, the best sentences with their scores. It looks at no passage but the candidates.
May import: `search`, `lessons`, and all rooms below them.
"""
