"""Privacy: finding personal data in texts and replacing it by its kind; pseudonyms of people.

In: text. Out: the same text with personal data replaced by its kind. The kinds are the tables `PATTERN_KINDS` and
`NUMBER_KINDS`; docs/operate.md says in words what is masked and what is not.
May import: `texts`, `strings`, `clock`.
"""
