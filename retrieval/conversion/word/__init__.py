"""Word files: paragraphs, tables, notes and numbers of lists as Word shows them.

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, `text`, `index`, `parsing`, the modules beside this folder.
"""
