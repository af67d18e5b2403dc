"""PDF files: the text of their pages, as paragraphs.

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, `text`, `index`, `parsing`, the modules beside this folder.
"""
