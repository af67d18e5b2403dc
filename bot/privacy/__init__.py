"""Privacy: finding personal data in texts and replacing it by its kind; pseudonyms of people.

In: text. Out: the same text without telephone, identity-card, bank-card and plate numbers and e-mail addresses.
May import: `texts`, `strings`, `clock`.
"""
