"""Values: the one grammar of figures, dates, ordinals, document numbers and titles in folded text.

In: folded text; ``units.txt`` beside it lists the units. Out: `Value`, each with its span, its range and its unit; the
units that questions ask for; numerals and years as other modules read them.
May import: `models`.
"""
