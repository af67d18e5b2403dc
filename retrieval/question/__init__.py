"""Question analysis: what is asked, of which documents, in which words; what is known to be asked.

In: a question and the questions before it. Out: `Question`, the scope that it names, known questions that resemble it.
May import: `models`, `text`, `index`, `parsing`, `resources`, `corpus`.
"""
