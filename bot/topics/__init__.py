"""Topics: questions that ask the same thing, grouped while the bot serves.

In: logged questions. Out: topics with their figures, their most typical wording, and what staff decided about them.
May import: `strings`, `texts`, `clock`, `privacy`, `storage`.
"""
