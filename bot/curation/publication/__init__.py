"""Publication: answers of staff and frequent questions as files, for export, import and a public page.

In: a database connection, an engine. Out: JSON lines, rows for tables, a Markdown page; drafts that were imported.
May import: `texts`, `strings`, `privacy`, `storage`, `topics`, `dialogue`, `curation`.
"""
