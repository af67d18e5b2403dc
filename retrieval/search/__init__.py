"""Search: ranked passages for a query and filters, behind one protocol, `Retriever`.

In: a `Query` with `Filters`; for look-ups what a person typed. Out: passages with scores, best first, and where in a
text the query matched.
May import: `retrieval.corpus` and all rooms below it; not `question`.
"""
