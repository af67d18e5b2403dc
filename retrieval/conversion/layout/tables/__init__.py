"""Tables of a page: by the rules that part their cells, or by cells that stand under each other.

In: lines and rules of a page. Out: `TableBlock`, a grid of texts.
May import: `models`, `text`, the modules beside this folder.
"""
