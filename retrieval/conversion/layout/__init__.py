"""Page layout: what stands where on pages, as lines, columns, tables and paragraphs; for PDF, OFD and recognised text.

In: pages of glyphs and rules with their positions. Out: the text, in the order in which a person reads it.
May import: `models`, `text`, `parsing`, the modules beside this folder.
"""
