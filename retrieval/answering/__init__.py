"""Answering: sentences ranked for a question, whether the best one states what was asked, and the reply.

In: an analysed question and a library. Out: `Reply` with quotes, a short answer, or the reason why there is none.
May import: all rooms before it, `question` and `search` included.
"""
