"""Search: ranked passages for words, phrases and filters.

In: a query. Out: passages with scores, best first, and where in a text the query matched.
May import: `models`, `text`, `index`, `parsing`, `resources`, `corpus`.
"""
