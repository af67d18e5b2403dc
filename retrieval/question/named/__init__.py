"""Named: what a question names that selects documents: years, places, the nation, a genre, a law, a document number.

In: a folded question with its years, and the catalog of a library. Out: `NamedScope`.
May import: `retrieval.corpus` and all rooms below it.
"""
