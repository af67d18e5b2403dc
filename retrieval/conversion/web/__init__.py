"""Web pages, and pages saved as one file: what a browser shows of the document.

In: the bytes of a file and its name. Out: `Converted`, or a `ReportError`.
May import: `models`, `text`, `index`, `parsing`, the modules beside this folder.
"""
