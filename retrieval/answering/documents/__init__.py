"""Documents: questions that a document answers by its parts: header, notes, sections, articles, definitions, lists.

In: a question with the reports that it is put to, or the best sentence for it. Out: `Reply` for such a question and
None for any other; the labels of reports that fit equally, and which one a message picks.
May import: `retrieval.answering`'s readings and refusals, `retrieval.scoring` and all rooms below it.
"""
