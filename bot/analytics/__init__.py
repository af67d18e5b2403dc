"""Analytics: the figures of a period, as words, as a picture and as rows for a spreadsheet.

In: a database connection and a period. Out: statistics, a PNG, CSV and JSON lines. `charts` alone knows matplotlib.
May import: `strings`, `texts`, `clock`, `privacy`, `storage`, `config`, `topics`, `dialogue`.
"""
