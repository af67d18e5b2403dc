"""Role answers: the short answer to who, where, when, why and how, and which role the best sentence leaves open.

In: a quote of the best sentence and its evidence. Out: a slice of the quote, or the reason why there is no answer.
May import: `retrieval.scoring` and all rooms below it.
"""
