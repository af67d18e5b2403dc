"""Answering: whether the best sentence states what was asked, the short answer in it, and the reply.

In: a question with those before it, and sentences with scores. Out: `Reply` with quotes, a short answer, or the reason
why there is none.
May import: `retrieval.scoring` and all rooms below it.
"""
