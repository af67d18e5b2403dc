"""Privacy: personal data in texts, found and replaced by its kind; pseudonyms of people.

In: text. Out: the same text without telephone numbers, identity cards, bank cards, addresses of e-mail, plates.
May import: `strings`, `texts`, `clock`.
"""
