"""Short answers: the candidates of a quote, their features, and how sure it is that each answers.

In: a quote of the best sentence, the evidence of its question, how likely the sentence answers. Out: candidates with
the confidence that each is the short answer.
May import: `retrieval.statements`, `retrieval.scoring` and all rooms below them.
"""
