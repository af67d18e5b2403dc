"""Topics: questions that ask the same thing, clustered while the bot serves.

In: logged questions. Out: topics with their figures, their most typical wording, and the decisions of staff about
them.
May import: `texts`, `strings`, `clock`, `privacy`, `storage`.
"""
