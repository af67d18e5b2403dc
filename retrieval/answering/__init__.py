"""Answering: whether the best sentence states what was asked, the short answer in it, and the reply.

In: a question and a library. Out: `Reply` with quotes, a short answer, or the reason why there is none.
May import: all rooms before it.
"""
