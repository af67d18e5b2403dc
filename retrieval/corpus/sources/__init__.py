"""Sources: the files of a library's folder, read with what staff wrote beside them.

In: a folder. Out: its documents, each parsed or with the reason why it is not served.
May import: `models`, `text`, `parsing`, `conversion`, `sandbox`.
"""
