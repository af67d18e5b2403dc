"""Scoring: the sentences of the candidate passages, scored for one question.

In: an analysed question and the reports that it may be answered from. Out: `Evidence`, the best sentences with their
scores. May import: `models`, `text`, `index`, `parsing`, `corpus`, `search`, `question`.
"""
