"""Things: what reports name, and what a follow-up that only names a thing (那公共服务呢) may mean.

In: an analysed question, and sentences with scores. Out: the words of it that reports hold, the sentences about its
thing, and the readings of the question.
May import: `retrieval.scoring` and all rooms below it.
"""
