"""Parts of a message: the questions in one message, each with what it leaves unsaid filled in from those before it.

In: a message as it was typed. Out: `QuestionPart`, one for each question; none where the message asks one thing.
May import: `retrieval.text`.
"""
