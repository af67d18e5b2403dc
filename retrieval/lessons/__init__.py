"""Lessons: questions that the use of a library tied to sentences, held against a new question.

In: lessons, the passages that they name, an analysed question. Out: for each sentence what the closest lessons say.
May import: `question`, and all rooms below it.
"""
