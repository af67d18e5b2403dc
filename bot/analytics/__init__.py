"""Analytics: the figures of a period as text, as a chart and as rows for a spreadsheet.

In: a database connection and a period. Out: statistics, a PNG, CSV and JSON lines. Only `charts` imports matplotlib.
May import: `texts`, `strings`, `clock`, `privacy`, `storage`, `config`, `topics`, `dialogue`.
"""
