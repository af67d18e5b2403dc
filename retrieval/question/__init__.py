"""Question analysis: what is asked, of which documents, in which words; what is known to be asked.

In: a question and the questions before it. Out: `Question`, conditions on the reports that it is about, known questions
that resemble it, its corrected spelling.
May import: `retrieval.corpus` and all rooms below it; not `search`.
"""
