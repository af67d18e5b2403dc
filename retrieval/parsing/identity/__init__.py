"""Identity: what a document is: its kind, title, number, issuer, place, genre, dates and version.

In: lines of title matter, header fields, or a `Report`. Out: each of these as the document states it, and whether it
had to be guessed.
May import: `models`, `text`.
"""
