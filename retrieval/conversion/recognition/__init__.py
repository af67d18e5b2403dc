"""Recognition: which pages of a PDF or OFD file can be read as text, and the characters of those that are pictures.

In: the content of pages, or pictures of them. Out: `Converted`, or a `ReportError`.
May import: `models`, `text`, the modules beside this folder, `layout`, `word`.
"""
