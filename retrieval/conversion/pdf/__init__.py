"""PDF files: the content of their pages, and whether it can be read as text or has to be recognised.

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, `text`, `index`, `parsing`, the modules beside this folder, `layout`, `recognition`.
"""
